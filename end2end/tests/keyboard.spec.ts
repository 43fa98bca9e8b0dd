// With the keyboard alone: a center is found, a complaint sent and followed, a step of the supervision taken, figures narrowed down,
// a case begun at its guide, and a receipt printed at the counter.
import type { Locator, Page } from "@playwright/test";
import { codeFor } from "../support/resident.ts";
import { staffSignsIn } from "../support/staff.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "keyboard" });

/** Goes on from stop to stop until `target` has the focus, as somebody without a mouse does. */
async function reach(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let stops = 0; stops < 150; stops++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(target).toBeFocused();
}

async function type(page: Page, label: string, text: string): Promise<void> {
  await reach(page, page.getByLabel(label, { exact: true }));
  await page.keyboard.type(text);
}

async function press(page: Page, target: Locator): Promise<void> {
  await reach(page, target);
  await page.keyboard.press("Enter");
}

const button = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });

test("a center is found and opened with the keyboard alone", async ({ page }) => {
  await page.goto("/");
  await alive(page);
  // The first stop skips the menu.
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "跳到正文" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("dfc");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/q=dfc/);

  const target = page.getByRole("link", { name: /^东风村/ });
  await expect(target).toBeVisible();
  for (let stops = 0; stops < 60; stops++) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((link) => link === document.activeElement)) break;
  }
  await expect(target).toBeFocused();
  // Where the focus is must be seen.
  const outline = await target.evaluate((link) => getComputedStyle(link).outlineStyle);
  const around = await target.evaluate((link) => getComputedStyle(link, "::after").outlineStyle);
  expect([outline, around]).not.toEqual(["none", "none"]);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("东风村");
});

test("a complaint is sent and followed, and the supervision takes its first step, with the keyboard alone", async ({ visitor, door }) => {
  test.slow();
  const words = "上午九点窗口没有人，等了一个小时";
  const page = await visitor();
  await page.goto("/complain");
  await alive(page);
  await type(page, "发生了什么", words);
  await press(page, button(page, "提交"));
  const said = page.locator(".bignumber");
  await expect(said).toHaveCount(2);
  const [number, code] = [await said.nth(0).innerText(), await said.nth(1).innerText()];
  await press(page, page.getByRole("main").getByRole("link", { name: "查投诉进展" }).first());
  await expect(page).toHaveURL(/\/complaints$/);
  await alive(page);
  // What is wrong is named at the top, where the focus is by itself; a link leads to the field.
  await type(page, "投诉编号", number);
  await type(page, "查询码", "0000 0000");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toBeFocused();
  await press(page, page.getByRole("alert").getByRole("link").first());
  await reach(page, page.getByLabel("查询码", { exact: true }));
  await page.keyboard.press("Control+a");
  await page.keyboard.type(code);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").filter({ hasText: number })).toContainText("已收到");

  const inspector = await visitor();
  await staffSignsIn(inspector, door, "jijian.keys", "--role", "inspector");
  await inspector.goto("/admin/follow-ups");
  await alive(inspector);
  await press(inspector, inspector.locator("main a[href^='/admin/follow-ups/']").last());
  await expect(inspector.getByText(words)).toBeVisible();
  await alive(inspector);
  const verify = inspector.locator("form").filter({ has: button(inspector, "属实") });
  await reach(inspector, verify.getByLabel("回访了解到什么"));
  await inspector.keyboard.type("现场看过，属实");
  await press(inspector, button(inspector, "属实"));
  await expect(verify).toHaveCount(0);
  await expect(inspector).toHaveURL(/saved=1/);
  await expect(inspector.getByRole("main")).toContainText("现场看过，属实");
});

test("the figures are narrowed down with the keyboard alone", async ({ page }) => {
  await page.goto("/figures");
  await alive(page);
  const service = page.locator("#service");
  await reach(page, service);
  await page.keyboard.press("ArrowDown");
  const chosen = await service.inputValue();
  expect(chosen).not.toBe("");
  await press(page, button(page, "查看"));
  await expect(page).toHaveURL(new RegExp(`service=${chosen}`));
  await alive(page);
  await expect(service).toHaveValue(chosen);
});

test("a resident goes from the guide to the number of a case with the keyboard alone", async ({ page }) => {
  test.slow();
  await page.goto("/matters/C0101");
  await alive(page);
  for (;;) {
    const open = page.locator("fieldset.ask:not([hidden]):not(:has(input:checked))").first();
    if ((await open.count()) === 0) break;
    const answer = open.getByRole("radio").first();
    const question = await answer.getAttribute("name");
    await reach(page, answer);
    await page.keyboard.press("Space");
    await expect(page).toHaveURL(new RegExp(`[?&]${question}=`));
  }
  await press(page, page.getByRole("link", { name: "申请帮办代办" }));
  // Through the door, and back to what was chosen.
  await expect(page).toHaveURL(/\/sign-in\?/);
  const phone = "13800000861";
  await type(page, "手机号", phone);
  await page.keyboard.press("Enter");
  await expect(page.getByText("验证码已发到")).toBeVisible();
  // What comes next has the focus by itself.
  await expect(page.getByLabel("验证码", { exact: true })).toBeFocused();
  await page.keyboard.type(await codeFor(page, phone));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/me\/name\?/);
  await alive(page);
  await type(page, "姓名", "李强");
  await press(page, button(page, "保存"));
  await expect(page).toHaveURL(/\/start\?mode=assisted.*q_/);
  await alive(page);
  const center = page.getByLabel("在哪个中心办");
  await reach(page, center);
  await page.keyboard.press("ArrowDown");
  await expect(center).not.toHaveValue("");
  await expect(page.getByRole("radio", { name: /^给自己办/ })).toBeChecked();
  await press(page, button(page, "下一步，核对"));
  await expect(page.getByRole("heading", { name: "请核对一遍" })).toBeVisible();
  await alive(page);
  await press(page, button(page, "提交申请"));
  await expect(page).toHaveURL(/\/me\/cases\/\w+/);
  await expect(page.getByText(/^交上去了，办件号 [0-9A-Z]{4} [0-9A-Z]{4}/)).toBeVisible();
  // The code by which it is rated when it is over is on the paper of the confirmation from the start, and on no screen.
  const qr = page.getByRole("img", { name: "评价用的二维码", includeHidden: true });
  await expect(qr).toBeHidden();
  await expect(qr).toHaveAttribute("src", /^\/rate\/c\w+\/qr\.svg$/);
  await expect.poll(() => qr.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
});

for (const javaScriptEnabled of [true, false]) {
  test(`in the panel the first stop leads past the menu beside the page, ${javaScriptEnabled ? "with" : "without"} scripts`, async ({ visitor, door }) => {
    const page = await visitor({ javaScriptEnabled });
    await page.context().addCookies([door.cookie()]);
    await page.goto("/admin/cases");
    if (javaScriptEnabled) await alive(page);
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "跳到正文" })).toBeFocused();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    const stop = page.locator(":focus");
    await expect(page.locator("#content").locator(":focus")).toHaveCount(1);
    await expect(page.getByRole("navigation", { name: "管理后台" }).locator(":focus")).toHaveCount(0);
    await expect(stop).toBeVisible();
  });
}

test("the first stop follows whoever goes from a resident's page to the panel and back", async ({ admin }) => {
  await admin.goto("/");
  await alive(admin);
  const skip = admin.getByRole("link", { name: "跳到正文" });
  await expect(skip).toHaveAttribute("href", "#main");
  const menu = admin.getByRole("banner").getByRole("navigation");
  await menu.getByRole("link", { name: "管理" }).click();
  await expect(admin).toHaveURL(/\/admin$/);
  await expect(skip).toHaveAttribute("href", "#content");
  await menu.getByRole("link", { name: "首页" }).click();
  await expect(skip).toHaveAttribute("href", "#main");
});

test("at the counter the keyboard waits in the box, and after a case on its receipt, which two presses print", async ({ admin, door }) => {
  const { centers } = await (await door.call("case/desk", {})).json();
  const center = centers.find(([, names]: [string, { zh: string }]) => names.zh.includes("村"))[0];
  const { of } = await (await door.call("case/desk", { center })).json();
  const { code } = of.matters.find((m: { modes: string[] }) => m.modes.includes("immediate"));
  const box = admin.locator("#counter-q");
  await admin.goto(`/admin/counter?center=${center}`);
  await alive(admin);
  await expect(box).toBeFocused();

  const input = { mode: "immediate", name: "李玉兰" };
  const opened = await door.call("case/open_for", { center, key: "keys", matter: code, input });
  expect(opened.ok, await opened.clone().text()).toBe(true);
  const { number } = await opened.json();
  await admin.addInitScript(() => {
    window.print = () => document.documentElement.setAttribute("data-printed", "");
  });
  await admin.goto(`/admin/counter?center=${center}&done=${number}`);
  await alive(admin);
  const receipt = admin.getByRole("link", { name: "回执" });
  await expect(receipt).toBeFocused();
  await expect(receipt).toHaveAccessibleDescription(/已当场办结/);
  await admin.keyboard.press("Enter");
  await expect(admin).toHaveURL(/\/receipt$/);
  await expect(admin.getByRole("button", { name: "打印" })).toBeFocused();
  await admin.keyboard.press("Enter");
  await expect(admin.locator("html")).toHaveAttribute("data-printed", "");
});
