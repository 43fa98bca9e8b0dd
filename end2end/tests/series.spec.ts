// A room every week: seen day by day, booked where it is free, cancelled from one day on; the counter decides about a whole series.
import type { Page } from "@playwright/test";
import { expectAccessible, overflow } from "../support/axe.ts";
import { throughTheDoor } from "../support/resident.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "series" });

/** A date in Shanghai, `days` from today. */
function dayFromNow(days: number): string {
  return new Date(Date.now() + (8 + days * 24) * 3_600_000).toISOString().slice(0, 10);
}

/** The next weekday that is at least two days away. */
function soon(): { day: string; days: number } {
  const days = [2, 3, 4].find((d) => ![0, 6].includes(new Date(`${dayFromNow(d)}T12:00:00Z`).getUTCDay()))!;
  return { day: dayFromNow(days), days };
}

/** The key of a room of the town's center. */
async function roomNamed(page: Page, name: string): Promise<string> {
  await page.goto("/centers");
  await page.locator("main a[href^='/centers/']").first().click();
  await page.getByRole("link", { name: new RegExp(`^${name}`) }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
  return new URL(page.url()).pathname.split("/").at(-1)!;
}

/** The form for an afternoon in a room, for somebody who signs in on the way. */
async function form(page: Page, room: string, day: string, phone: string, name: string): Promise<void> {
  const here = `/book/${room}?day=${day}&start=15:00&end=16:00`;
  await page.goto(`/sign-in?then=${encodeURIComponent(here)}`);
  await throughTheDoor(page, phone, name);
  await expect(page).toHaveURL(/\/book\//);
}

/** Opens the part of the form that repeats, and fills it. */
async function everyWeek(page: Page, times: string): Promise<void> {
  await page.getByText("可以一次约好多次").click();
  await page.getByLabel("多久一次").selectOption("week");
  await page.getByLabel("一共几次").fill(times);
}

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";
  const phones = javaScriptEnabled ? ["13800000301", "13800000302"] : ["13800000303", "13800000304"];

  test(`a room every week, with one day that somebody else has, ${scripts}`, async ({ visitor }) => {
    const page = await visitor({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
    const rival = await visitor();
    const step = async (what: string): Promise<void> => {
      if (!javaScriptEnabled) return;
      await alive(page);
      await expectAccessible(page, what);
      expect(await overflow(page), what).toBeLessThanOrEqual(0);
    };
    const name = javaScriptEnabled ? "群众说事室" : "妇女之家";
    const { day, days } = soon();
    const room = await roomNamed(page, name);
    // Somebody has the second of the days.
    await form(rival, room, dayFromNow(days + 7), phones[1]!, "乙");
    await rival.getByRole("button", { name: "下一步" }).click();
    await rival.getByRole("button", { name: "确认预约" }).click();
    await expect(rival).toHaveURL(/\/bookings\//);

    await form(page, room, day, phones[0]!, "甲");
    await page.getByLabel("做什么（可不填）").fill("排练");
    // Forgotten how often: the field is named, and the part is open.
    await page.getByText("可以一次约好多次").click();
    await page.getByLabel("多久一次").selectOption("week");
    await page.getByRole("button", { name: "下一步" }).click();
    await expect(page.getByRole("alert")).toContainText("一共几次");
    await expect(page.getByLabel("多久一次")).toHaveValue("week");
    await expect(page.getByLabel("做什么（可不填）")).toHaveValue("排练");
    await step("what is missing");
    await page.getByLabel("一共几次").fill("8");
    await page.getByRole("button", { name: "下一步" }).click();
    await expect(page.getByRole("heading", { name: "一天一天看一看" })).toBeVisible();
    const lines = page.getByRole("main").locator("ol > li");
    await expect(lines).toHaveCount(8);
    await expect(lines.nth(0)).toContainText("可约");
    await expect(lines.nth(1)).toContainText("别人约了");
    await expect(lines.nth(7)).toContainText("现在最远可以约到");
    await step("the days");

    // Back to the form: everything is still there.
    await page.getByRole("button", { name: "改一改" }).click();
    await expect(page.getByLabel("一共几次")).toHaveValue("8");
    await expect(page.getByLabel("做什么（可不填）")).toHaveValue("排练");
    await page.getByLabel("一共几次").fill("3");
    await page.getByRole("button", { name: "下一步" }).click();
    await expect(lines).toHaveCount(3);
    await page.getByRole("button", { name: "只约可约的 2 天" }).click();
    await expect(page).toHaveURL(/\/me\/bookings/);
    await expect(page.getByRole("status").filter({ hasText: "约好了" })).toBeVisible();
    await expect(page.getByText("还有 2 次")).toBeVisible();
    await page.getByText("看每一次").click();
    await step("my series");

    // The second of the two, and what follows it.
    await page.locator("details li a").nth(1).click();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.getByRole("link", { name: "取消预约" }).click();
    await page.getByLabel("这一次和以后的").check();
    await step("which ones");
    await page.getByRole("button", { name: "确定取消" }).click();
    await expect(page).toHaveURL(/\/me\/bookings/);
    await expect(page.getByText("还有 2 次")).toHaveCount(0);
    await expect(page.getByRole("main")).toContainText("已约好");
    await expect(page.getByRole("main")).toContainText("已取消");
  });
}

test("a series that needs approval is one request at the counter", async ({ visitor, admin }) => {
  const page = await visitor();
  const room = await roomNamed(page, "乡村振兴大讲堂");
  await form(page, room, soon().day, "13800000311", "丙");
  await everyWeek(page, "3");
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.getByText("每一天都要等工作人员确认")).toBeVisible();
  await page.getByRole("button", { name: /^(约这|只约可约的)/ }).click();
  await expect(page).toHaveURL(/\/me\/bookings/);

  await admin.goto("/admin/bookings");
  await alive(admin);
  await admin.getByLabel("中心", { exact: true }).selectOption({ label: "音德尔镇党群服务中心" });
  await admin.getByRole("button", { name: "看这一天" }).click();
  await expect(admin.getByRole("heading", { name: /共 3 次/ })).toBeVisible();
  await expectAccessible(admin, "a series to decide");
  // Without a reason it is not rejected.
  await admin.getByRole("button", { name: "全部不同意" }).click();
  await expect(admin.getByRole("alert")).toContainText("不同意的原因");
  await admin.getByRole("button", { name: "全部同意" }).click();
  await expect(admin.getByRole("status").filter({ hasText: "已经同意" })).toBeVisible();
  await page.goto("/me/bookings");
  await page.getByText("看每一次").click();
  await expect(page.locator("details").getByText("已约好")).toHaveCount(3);
});
