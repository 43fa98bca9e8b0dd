// Working days and terms: a year is entered, what cannot be read is named, the panel asks for what is missing. And a bad rating of a
// booking goes through its whole chain, until who gave it reads what became of it.
import type { Page } from "@playwright/test";
import { expectAccessible, overflow } from "../support/axe.ts";
import { soon } from "../support/clock.ts";
import { throughTheDoor } from "../support/resident.ts";
import { staffSignsIn } from "../support/staff.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "follow-up" });

for (const javaScriptEnabled of [true, false]) {
  test(`a year's working days are pasted, ${javaScriptEnabled ? "with" : "without"} scripts`, async ({ visitor, door }) => {
    const page = await visitor({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
    await page.context().addCookies([door.cookie()]);
    const year = javaScriptEnabled ? 2031 : 2032;
    await page.goto(`/admin/workdays?year=${year}`);
    if (javaScriptEnabled) {
      await alive(page);
      await expectAccessible(page, "working days");
    }
    const table = page.getByRole("textbox", { name: "这一年的特殊日子" });
    await table.fill(`1月1日\t休\t元旦\n2月30日\t休\t春节`);
    await page.getByRole("button", { name: "保存这一年" }).click();
    await expect(page.getByRole("alert")).toContainText("第 2 行");
    await expect(table).toHaveValue(/2月30日/);
    await table.fill(`1月1日\t休\t元旦\n1月4日\t班\t元旦`);
    await page.getByRole("button", { name: "保存这一年" }).click();
    await expect(page.getByText("已保存。")).toBeVisible();
    await expect(table).toHaveValue(`${year}-01-01,休,元旦\n${year}-01-04,班,元旦`);
  });
}

test("terms are set, and one that makes no sense is refused at its field", async ({ admin }) => {
  await admin.goto("/admin/workdays");
  await alive(admin);
  const days = admin.getByLabel("整改几个工作日");
  await days.fill("0");
  const terms = admin.locator("form").filter({ has: admin.getByLabel("整改几个工作日") });
  await terms.getByRole("button", { name: "保存" }).click();
  await expect(admin.getByRole("alert")).toContainText("整改几个工作日");
  await days.fill("6");
  await terms.getByRole("button", { name: "保存" }).click();
  await expect(admin.getByText("已保存。")).toBeVisible();
  await expect(admin.getByLabel("整改几个工作日")).toHaveValue("6");
});

/** Takes a step, whose form is gone afterwards. */
async function take(page: Page, button: string, label: string, words: string): Promise<void> {
  const one = page.locator("form").filter({ has: page.getByRole("button", { name: button, exact: true }) });
  await one.getByLabel(label).fill(words);
  await one.getByRole("button", { name: button, exact: true }).click();
  await expect(one).toHaveCount(0);
  await expect(page).toHaveURL(/saved=1/);
}

/** Opens a page in both themes, on a desk and on a phone, there in elder mode as well. */
async function fineInEveryLook(page: Page, place: string): Promise<void> {
  const { origin } = new URL(page.url());
  for (const { width, colorScheme, elder } of [
    { width: 1280, colorScheme: "light", elder: "0" },
    { width: 1280, colorScheme: "dark", elder: "0" },
    { width: 360, colorScheme: "dark", elder: "1" },
  ] as const) {
    await page.context().addCookies([{ name: "elder", value: elder, url: origin }]);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height: 800 });
    await page.goto(place);
    await alive(page);
    const what = `${place} at ${width}, ${colorScheme}, elder mode ${elder}`;
    await expectAccessible(page, what);
    expect(await overflow(page), what).toBeLessThanOrEqual(0);
  }
  await page.context().clearCookies({ name: "elder" });
}

test("a bad rating of a booking goes through its chain, and who gave it reads what became of it", async ({ visitor, door }) => {
  test.slow();
  const phone = { viewport: { width: 360, height: 740 } };
  const center = await door.centerNamed("音德尔镇党群服务中心");
  // A resident books, thinks better of it, and is asked how that was.
  const resident = await visitor(phone);
  await resident.goto("/sign-in?then=/me");
  await throughTheDoor(resident, "13800000411", "王小明");
  await expect(resident).toHaveURL(/\/me$/);
  await resident.goto(`/centers/${center}`);
  const room = resident.locator("main a[href*='/rooms/']").filter({ hasText: "阅享空间" }).first();
  const roomPlace = (await room.getAttribute("href"))!;
  const day = soon();
  await resident.goto(`${roomPlace}?day=${day}&minutes=60&seats=1`);
  await resident.goto((await resident.locator("main a[href^='/book/']").first().getAttribute("href"))!);
  await resident.getByRole("button", { name: "下一步" }).click();
  await resident.getByRole("button", { name: "确认预约" }).click();
  await expect(resident).toHaveURL(/\/bookings\//);
  const booking = new URL(resident.url()).pathname;
  await resident.goto(`${booking}/cancel`);
  await alive(resident);
  await resident.getByRole("button", { name: "确定取消" }).click();
  await expect(resident).toHaveURL(/done=cancelled/);
  const link = (await resident.locator("main a[href^='/rate/']").first().getAttribute("href"))!;
  await resident.goto(link);
  await alive(resident);
  await resident.getByRole("button", { name: "非常不满意" }).click();
  await expect(resident.getByText("您评的是：非常不满意")).toBeVisible();
  await expect(resident.locator("#became")).toContainText("正在核实处理");
  await expectAccessible(resident, "being looked into");

  const inspector = await visitor();
  await staffSignsIn(inspector, door, "jijian.rating", "--role", "inspector");
  const lead = await visitor();
  await staffSignsIn(lead, door, "fuzeren.rating", "--role", "center_lead", "--center", center);
  const town = await visitor();
  await staffSignsIn(town, door, "zhen.rating", "--role", "town_staff");

  await inspector.goto("/admin/follow-ups");
  await inspector.locator("a[href^='/admin/follow-ups/']").last().click();
  await expect(inspector.getByRole("link", { name: "13800000411" })).toBeVisible();
  const at = new URL(inspector.url()).pathname;
  await alive(inspector);
  await take(inspector, "属实", "回访了解到什么", "电话里说等了很久");
  const order = inspector.locator("form").filter({ has: inspector.getByRole("button", { name: "交办整改" }) });
  await order.getByLabel("责任人").selectOption({ label: "fuzeren.rating" });
  await take(inspector, "交办整改", "要整改什么", "请排好值班");
  // The center and the town read neither who it was nor what was said on the telephone.
  for (const other of [lead, town]) {
    await other.goto(at);
    await expect(other.getByRole("main")).toContainText("请排好值班");
    await expect(other.getByRole("main")).not.toContainText("13800000411");
    await expect(other.getByRole("main")).not.toContainText("电话里说等了很久");
  }
  // With all that each of them reads and fills in.
  for (const staff of [inspector, lead]) for (const place of ["/admin/follow-ups", at]) await fineInEveryLook(staff, place);
  await alive(lead);
  await take(lead, "整改完成", "做了什么", "已排两人轮值");
  await inspector.goto(at);
  await alive(inspector);
  await take(inspector, "复核通过并办结", "复核情况和给群众的答复", "已经排好值班，向您致歉");

  // The one who gave it reads it where they rated, and is asked again by a message.
  await resident.goto(link);
  await alive(resident);
  await expect(resident.locator("#became")).toContainText("已经整改，并且复核过了。");
  await expect(resident.locator("#became")).toContainText("已经排好值班，向您致歉");
  await expectAccessible(resident, "what became of it");
  await resident.goto("/me/notices");
  await expect(resident.getByRole("main")).toContainText("答复：已经排好值班，向您致歉");
  await resident.locator("main a[href^='/rate/']").first().click();
  await expect(resident.locator("#became")).toContainText("已经整改，并且复核过了。");
  await resident.getByRole("button", { name: "满意", exact: true }).click();
  await expect(resident.getByText("您评的是：满意")).toBeVisible();
});
