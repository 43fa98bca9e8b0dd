// A room every week: seen day by day, booked where it is free, cancelled from one day on; the counter decides about a whole series.
import type { Page } from "@playwright/test";
import { expectAccessible, overflow } from "../support/axe.ts";
import { dayFromNow, soon } from "../support/clock.ts";
import { throughTheDoor } from "../support/resident.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "series" });

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
    const day = soon();
    const room = await roomNamed(page, name);
    // Somebody has the second of the days.
    await form(rival, room, dayFromNow(9), phones[1]!, "乙");
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
  await form(page, room, soon(), "13800000311", "丙");
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

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";
  const [start, end, phone] = javaScriptEnabled
    ? (["9:00", "10:00", "13800000321"] as const)
    : (["10:00", "11:00", "13800000322"] as const);

  test(`the counter books a room every week for a caller, ${scripts}`, async ({ visitor, door }) => {
    const page = await visitor({ javaScriptEnabled });
    await page.context().addCookies([door.cookie()]);
    const step = async (what: string): Promise<void> => {
      if (!javaScriptEnabled) return;
      await alive(page);
      await expectAccessible(page, what);
    };
    const center = await door.centerNamed("音德尔镇党群服务中心");
    const { rooms } = await (await door.call("room/list", { center })).json();
    const room = rooms.find((r: { names: { zh: string } }) => r.names.zh === "智慧党建综合活动室").id;
    const day = soon();
    // Somebody has the second of the days.
    const rival = { day: dayFromNow(9), start, end, name: "乙", phone: "13800000329", party: "1" };
    const taken = await door.call("booking/place_for", { center, key: `rival ${start}`, room, input: rival, waiver: "开会" });
    expect(taken.ok).toBe(true);

    await page.goto(`/admin/bookings/new?center=${center}&day=${day}`);
    if (javaScriptEnabled) await alive(page);
    await page.getByLabel("手机").fill(phone);
    await page.getByLabel("姓名").fill("合唱队");
    await page.getByLabel("房间").selectOption(room);
    await page.getByLabel("开始").fill(start);
    await page.getByLabel("结束").fill(end);
    await everyWeek(page, "8");
    await page.getByRole("button", { name: "约好", exact: true }).click();
    await expect(page.getByRole("heading", { name: "一天一天看一看" })).toBeVisible();
    const lines = page.getByRole("main").locator("ol.list > li");
    await expect(lines).toHaveCount(8);
    await expect(lines.nth(0)).toContainText("可约");
    await expect(lines.nth(1)).toContainText("别人约了");
    await expect(page.getByRole("main")).toContainText("合唱队");
    await step("the days of a caller");

    // Back to the form: everything is still there.
    await page.getByRole("button", { name: "改一改" }).click();
    await expect(page.getByLabel("姓名")).toHaveValue("合唱队");
    await expect(page.getByLabel("手机")).toHaveValue(phone);
    await expect(page.getByLabel("房间")).toHaveValue(room);
    await expect(page.getByLabel("一共几次")).toHaveValue("8");
    await page.getByRole("button", { name: "约好", exact: true }).click();

    // The last of them are further ahead than residents may book: staff say why, or nothing is booked.
    const book = page.getByRole("button", { name: "只约可约的 7 天" });
    await expect(page.getByRole("alert")).toContainText("要破例，请写上原因");
    const refused = page.waitForResponse(/place_series_for/);
    await book.click();
    await refused;
    // Until the answer is on the page the button says that it does nothing.
    await expect(page.locator("form", { has: book })).not.toHaveAttribute("aria-busy", "true");
    await expect(book).toBeEnabled();
    await expect(page).not.toHaveURL(/admin\/bookings\/[0-9A-Z]{8}/);
    await page.locator("#series-waiver").fill("每周排练");
    await book.click();
    await expect(page.getByText("一串都约好了")).toBeVisible();
    await expect(page.getByRole("heading", { name: "这一串预约" })).toBeVisible();
    await expect(page.locator("ol.list > li")).toHaveCount(7);
    await step("the first of a series");
    // Each day has its own number, and the reason stands where rules were set aside.
    await page.locator("ol.list > li a").last().click();
    await expect(page.getByRole("main")).toContainText("每周排练");
  });
}

test("none of a caller's series is booked where the counter says none", async ({ admin, door }) => {
  const center = await door.centerNamed("音德尔镇党群服务中心");
  const { rooms } = await (await door.call("room/list", { center })).json();
  const room = rooms.find((r: { names: { zh: string } }) => r.names.zh === "智慧党建综合活动室").id;
  const day = soon();
  await admin.goto(`/admin/bookings/new?center=${center}&day=${day}&room=${room}&start=15:00`);
  await alive(admin);
  await admin.getByLabel("手机").fill("13800000323");
  await admin.getByLabel("姓名").fill("没约成的人");
  await admin.getByLabel("结束").fill("16:00");
  await everyWeek(admin, "2");
  await admin.getByRole("button", { name: "约好", exact: true }).click();
  await admin.getByRole("link", { name: "都不约" }).click();
  await expect(admin).toHaveURL(new RegExp(`/admin/bookings\\?center=${center}&day=${day}`));
  await expect(admin.getByRole("main")).not.toContainText("没约成的人");
});
