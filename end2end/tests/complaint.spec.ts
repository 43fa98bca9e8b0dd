// A complaint: told without a name or with one, followed by its code, carried through its chain by the inspector and the center.
import type { Page } from "@playwright/test";
import { expectAccessible, overflow } from "../support/axe.ts";
import { staffSignsIn } from "../support/staff.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "complaint" });

const WORDS = "上午九点窗口没有人，等了一个小时";

/** Fills the form and sends it; number and code. */
async function complain(page: Page, phone: string): Promise<[string, string]> {
  await page.getByLabel("发生了什么").fill(WORDS);
  await page.getByLabel("电话", { exact: true }).fill(phone);
  await page.getByRole("button", { name: "提交" }).click();
  const said = page.locator(".bignumber");
  await expect(said).toHaveCount(2);
  return [await said.nth(0).innerText(), await said.nth(1).innerText()];
}

/** The one form that the button is in. */
function form(page: Page, button: string) {
  return page.locator("form").filter({ has: page.getByRole("button", { name: button, exact: true }) });
}

async function take(page: Page, button: string, label: string, words: string): Promise<void> {
  const one = form(page, button);
  await one.getByLabel(label).fill(words);
  await one.getByRole("button", { name: button, exact: true }).click();
  // A step that was taken is not offered again. The address may have said so of the step before.
  await expect(one).toHaveCount(0);
  await expect(page).toHaveURL(/saved=1/);
}

for (const javaScriptEnabled of [true, false]) {
  test(`goes through its whole chain, ${javaScriptEnabled ? "with" : "without"} scripts`, async ({ visitor, door }) => {
    test.slow();
    const tag = javaScriptEnabled ? "a" : "b";
    const look = { javaScriptEnabled, viewport: { width: 360, height: 740 } };
    const page = await visitor(look);
    await page.goto("/complain");
    if (javaScriptEnabled) await alive(page);
    // Too short: said at the field, and nothing is lost.
    await page.getByLabel("发生了什么").fill("差");
    await page.getByRole("button", { name: "提交" }).click();
    await expect(page.getByRole("alert")).toContainText("发生了什么");
    const [number, code] = await complain(page, "13800000301");

    await page.goto("/complaints");
    if (javaScriptEnabled) await alive(page);
    const ask = async (with_code: string): Promise<void> => {
      await page.getByLabel("投诉编号").fill(number);
      await page.getByLabel("查询码").fill(with_code);
      await page.getByRole("button", { name: "查询", exact: true }).click();
    };
    await ask("0000 0000");
    await expect(page.getByRole("alert")).toContainText("对不上");
    await ask(code);
    await expect(page.getByRole("status").filter({ hasText: number })).toContainText("已收到");

    const inspector = await visitor(look);
    await staffSignsIn(inspector, door, `jijian.${tag}`, "--role", "inspector");
    const center = await door.centerNamed("音德尔镇党群服务中心");
    const lead = await visitor(look);
    await staffSignsIn(lead, door, `fuzeren.${tag}`, "--role", "center_lead", "--center", center);

    await inspector.goto("/admin/follow-ups");
    if (javaScriptEnabled) {
      await alive(inspector);
      await expectAccessible(inspector, "the inspector's queue");
    }
    // As on the telephone: whoever complained says the number that they were given.
    await inspector.getByLabel(/按编号找/).fill(number);
    await inspector.getByLabel(/按编号找/).press("Enter");
    await expect(inspector.getByText(WORDS)).toBeVisible();
    await expect(inspector.getByRole("link", { name: "13800000301" })).toBeVisible();
    const at = new URL(inspector.url()).pathname;
    if (javaScriptEnabled) {
      await alive(inspector);
      await expectAccessible(inspector, "one follow-up");
    }
    expect(await overflow(inspector)).toBeLessThanOrEqual(0);

    await inspector.getByLabel("涉及哪个中心").selectOption(center);
    await inspector.getByLabel("告知内容").fill("群众反映窗口无人值守");
    await form(inspector, "告知中心").getByRole("button", { name: "告知中心" }).click();
    await expect(inspector).toHaveURL(/saved=1/);
    await take(inspector, "属实", "回访了解到什么", "电话里说得一致");
    const order = form(inspector, "交办整改");
    await order.getByLabel("责任人").selectOption({ label: `fuzeren.${tag}` });
    await take(inspector, "交办整改", "要整改什么", "请排好窗口值班");
    await page.goto("/complaints");
    if (javaScriptEnabled) await alive(page);
    await ask(code);
    await expect(page.getByRole("status").filter({ hasText: number })).toContainText("已核实，正在整改");

    await lead.goto(at);
    if (javaScriptEnabled) await alive(lead);
    await expect(lead.getByText("群众反映窗口无人值守")).toBeVisible();
    await expect(lead.getByRole("main")).not.toContainText(WORDS);
    await expect(lead.getByRole("main")).not.toContainText("13800000301");
    await take(lead, "整改完成", "做了什么", "已排两人轮值");

    await inspector.goto(at);
    if (javaScriptEnabled) await alive(inspector);
    await take(inspector, "复核通过并办结", "复核情况和给群众的答复", "已复核，向您致歉");
    await page.goto("/complaints");
    if (javaScriptEnabled) await alive(page);
    await ask(code);
    await expect(page.getByRole("status").filter({ hasText: number })).toContainText("已复核，向您致歉");
  });
}

test("the inspector's office writes down a call, and two who take a step are one after the other", async ({ visitor, door }) => {
  const first = await visitor();
  await staffSignsIn(first, door, "jijian.c", "--role", "inspector");
  await first.goto("/admin/complaints");
  await alive(first);
  await expectAccessible(first, "complaints");
  await first.getByLabel("发生了什么").fill(`电话：${WORDS}`);
  await first.getByRole("button", { name: "登记", exact: true }).click();
  await expect(first.locator(".bignumber")).toHaveCount(2);
  await first.goto("/admin/complaints");
  await first.locator("a[href^='/admin/follow-ups/']").last().click();
  await expect(first.getByText("没有留下联系方式")).toBeVisible();
  const second = await first.context().newPage();
  await second.goto(first.url());
  await alive(first);
  await alive(second);
  await take(first, "属实", "回访了解到什么", "现场看过");
  const one = form(second, "不属实");
  await one.getByLabel("不属实的依据").fill("值班表没有问题");
  await one.getByRole("button", { name: "不属实" }).click();
  // The step is gone; what was written is not.
  await expect(second.getByRole("alert").filter({ hasText: "刚才写的还没有提交" })).toContainText("值班表没有问题");
});
