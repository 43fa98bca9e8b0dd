// A resident acts for an elderly relative from home: finds the allowance, asks for a visit, follows it, brings what is missing.
import type { Page } from "@playwright/test";
import { expectAccessible, overflow } from "../support/axe.ts";
import { soon } from "../support/clock.ts";
import { throughTheDoor } from "../support/resident.ts";
import { alive, expect, test } from "../support/test.ts";
import { guarded } from "../support/worker.ts";

test.use({ town: "my-case" });

/** Answers every question of a guide that is asked, whatever they are. */
async function answerAll(page: Page, scripts: boolean): Promise<void> {
  for (;;) {
    const open = page.locator("fieldset.ask:not([hidden]):not(:has(input:checked))").first();
    if ((await open.count()) === 0) break;
    await open.locator("input").first().check();
    if (!scripts) await page.getByRole("button", { name: "看我要带什么" }).click();
    await expect(page).toHaveURL(/q_/);
  }
}

for (const javaScriptEnabled of [true, false]) {
  test(`a home visit for an elderly relative, ${javaScriptEnabled ? "with" : "without"} scripts`, async ({ visitor, admin, door }) => {
    test.slow();
    const page = await visitor({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
    const step = async (what: string): Promise<void> => {
      if (!javaScriptEnabled) return;
      await alive(page);
      await expectAccessible(page, what);
      expect(await overflow(page), what).toBeLessThanOrEqual(0);
    };
    await page.goto("/matters?q=%E7%BB%99%E8%80%81%E4%BA%BA%E5%8A%9E%E8%A1%A5%E8%B4%B4");
    const first = page.locator("ul.matters > li").first();
    await expect(first).toContainText("高龄津贴");
    await first.getByRole("link").click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("高龄津贴");
    if (javaScriptEnabled) await alive(page);
    await answerAll(page, javaScriptEnabled);
    await page.getByRole("link", { name: "要一份告知书（能打印）" }).click();
    await expect(page.getByText("一次性告知书", { exact: true })).toBeVisible();
    await page.getByRole("link", { name: "申请上门办" }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    await throughTheDoor(page, javaScriptEnabled ? "13800000801" : "13800000802", "李强");
    await expect(page).toHaveURL(/\/start\?mode=home_visit.*q_/);
    await step("the form");

    // The address was forgotten: named, and nothing typed is lost.
    const center = await page.getByLabel("在哪个中心办").locator("option", { hasText: "东风村" }).getAttribute("value");
    await page.getByLabel("在哪个中心办").selectOption(center!);
    await page.getByLabel("替老人、家人或者别人办").check();
    await page.getByLabel("当事人姓名").fill("李玉兰");
    await page.getByLabel("当事人知道这件事，同意由我来办").check();
    await page.getByLabel("哪一天").fill(soon());
    await page.getByLabel("从几点").fill("09:00");
    await page.getByLabel("到几点").fill("11:00");
    await page.getByRole("button", { name: "下一步，核对" }).click();
    await expect(page.getByRole("alert")).toContainText("上门地址");
    await expect(page.getByLabel("当事人姓名")).toHaveValue("李玉兰");
    await page.getByLabel("上门地址").fill("东风村 3 组 12 号");
    // Kept, and gone on with.
    await page.getByRole("button", { name: "先存草稿" }).click();
    await expect(page.getByText("草稿存好了")).toBeVisible();
    await step("a draft");
    await page.getByRole("link", { name: "接着填" }).click();
    await expect(page.getByLabel("上门地址")).toHaveValue("东风村 3 组 12 号");
    if (javaScriptEnabled) await alive(page);
    await page.getByRole("button", { name: "下一步，核对" }).click();
    // Everything is read again before it binds; a change loses nothing.
    await expect(page.getByRole("heading", { name: "请核对一遍" })).toBeVisible();
    await expect(page.getByText("东风村 3 组 12 号")).toBeVisible();
    await expect(page.getByText("李玉兰")).toBeVisible();
    await step("the answers to check");
    await page.getByRole("link", { name: "返回修改" }).click();
    await expect(page.getByLabel("到几点")).toHaveValue("11:00");
    if (javaScriptEnabled) await alive(page);
    await page.getByRole("button", { name: "下一步，核对" }).click();
    await expect(page.getByRole("heading", { name: "请核对一遍" })).toBeVisible();
    if (javaScriptEnabled) await alive(page);
    await page.getByRole("button", { name: "提交申请" }).click();
    await expect(page.getByText("交上去了")).toBeVisible();
    await expect(page.getByText("受理答复时间")).toBeVisible();
    await step("what was sent");
    const number = /\/me\/cases\/(\w+)/.exec(page.url())![1]!;

    // The counter sees where to come to, and asks once for everything that is missing.
    await admin.goto(`/admin/cases/${number}`);
    await expect(admin.getByText("东风村 3 组 12 号")).toBeVisible();
    const { version } = await (await door.call("case/get", { number })).json();
    const asked = await door.call("case/step", { number, version, input: { step: "ask_correction", extra: "近期照片" } });
    expect(asked.ok).toBe(true);
    await page.goto("/me/cases");
    await expect(page.getByText("待补正")).toBeVisible();
    await step("my cases");
    await page.getByRole("link", { name: /高龄津贴/ }).first().click();
    await expect(page.getByText("近期照片").first()).toBeVisible();
    if (javaScriptEnabled) await alive(page);
    await page.getByLabel("补正说明").fill("照片已送到窗口");
    await page.getByRole("button", { name: "补齐了，继续办" }).click();
    await expect(page.getByText("补正交上去了")).toBeVisible();

    for (const input of [{ step: "accept" }, { step: "decide", decision: "granted" }]) {
      const { version } = await (await door.call("case/get", { number })).json();
      expect((await door.call("case/step", { number, version, input })).ok).toBe(true);
    }
    await page.goto(`/me/cases/${number}`);
    await expect(page.getByText("准予")).toBeVisible();
    await expect(page.getByRole("link", { name: /评价|评一评/ }).first()).toBeVisible();
    await step("a decided case");
  });
}

test("what the guide was told is chosen in the form, and the papers follow whoever it is for", async ({ page }) => {
  await page.goto("/matters/C0101/start?mode=home_visit&q_who=agent&q_kind=new");
  await throughTheDoor(page, "13800000871", "李强");
  await expect(page).toHaveURL(/\/start\?mode=home_visit&q_who=agent/);
  const other = page.getByText(/^替别人办，要准备的 \d+ 样材料$/);
  const own = page.getByText(/^要准备的 \d+ 样材料$/);
  await expect(page.getByLabel("替老人、家人或者别人办")).toBeChecked();
  await expect(other).toBeVisible();
  await expect(own).toBeHidden();
  await other.click();
  await expect(page.getByText("授权委托书")).toBeVisible();
  await page.getByLabel(/^给自己办/).check();
  await expect(own).toBeVisible();
  await expect(other).toBeHidden();
  await expect(page.getByText("授权委托书")).toBeHidden();
});

test("a time at the counter is chosen in the form, and is a booking", async ({ page }) => {
  await page.goto("/matters/C0102");
  await alive(page);
  await page.getByRole("link", { name: "约时间到窗口办" }).click();
  await throughTheDoor(page, "13800000803", "赵春花");
  await expect(page).toHaveURL(/\/start\?mode=appointment/);
  await alive(page);
  await page.getByLabel("在哪个中心办").selectOption({ label: "音德尔镇党群服务中心" });
  await page.getByRole("button", { name: "看所选中心的空位" }).click();
  await expect(page).toHaveURL(/draft=/);
  await alive(page);
  const time = page.locator("#when input[type=radio]").first();
  await time.check();
  // The form that led here stands in the history no more: who goes back begins no second draft.
  const before = await page.evaluate(() => history.length);
  await page.getByRole("button", { name: "下一步，核对" }).click();
  await expect(page.getByRole("heading", { name: "请核对一遍" })).toBeVisible();
  expect(await page.evaluate(() => history.length)).toBe(before);
  await alive(page);
  await page.getByRole("button", { name: "提交申请" }).click();
  await expect(page.getByText("到约好的时间")).toBeVisible();
  await expect(page.locator("a[href^='/bookings/']").first()).toBeVisible();
  // Taken back: the time is free again.
  await alive(page);
  await page.getByText("撤回申请").click();
  await page.getByRole("button", { name: "确定撤回" }).click();
  await expect(page.getByText("已经撤回。")).toBeVisible();
  await page.locator("a[href^='/bookings/']").first().click();
  await expect(page.getByText("已取消").first()).toBeVisible();
});

/** The address where somebody new, who signs in on the way, asks for a visit at home. */
async function asksForVisit(page: Page, phone: string, name: string): Promise<string> {
  await page.goto("/matters?q=%E7%BB%99%E8%80%81%E4%BA%BA%E5%8A%9E%E8%A1%A5%E8%B4%B4");
  const guide = await page.locator("ul.matters > li a").first().getAttribute("href");
  const start = `${guide}/start?mode=home_visit`;
  await page.goto(start);
  await throughTheDoor(page, phone, name);
  await expect(page).toHaveURL(/\/start\?mode=home_visit/);
  await alive(page);
  await page.waitForLoadState(); // its scripts, too
  return start;
}

/** What this device keeps of what was typed. */
function typed(page: Page): Promise<string[]> {
  return page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("typed:")));
}

/** Whether one form that this device keeps says all of `words`. */
function says(page: Page, ...words: string[]): Promise<boolean> {
  return page.evaluate((words) => {
    const kept = Object.keys(localStorage).filter((name) => name.startsWith("typed:")).map((name) => JSON.parse(localStorage.getItem(name)!).fields);
    return kept.some((fields) => words.every((word) => [...new URLSearchParams(fields).values()].includes(word)));
  }, words);
}

test("what was typed without a network is there after a reload, and is one case once there is one", async ({ visitor, door }) => {
  test.slow();
  const page = await visitor({ viewport: { width: 360, height: 740 } });
  const start = await asksForVisit(page, "13800000811", "周兰兰");
  await guarded(page);
  expect(await typed(page)).toEqual([]);
  const center = await page.getByLabel("在哪个中心办").locator("option", { hasText: "东风村" }).getAttribute("value");
  await page.context().setOffline(true);
  await page.getByLabel("在哪个中心办").selectOption(center!);
  await page.getByLabel("替老人、家人或者别人办").check();
  await page.getByLabel("当事人姓名").fill("周老太");
  await page.getByLabel("当事人知道这件事，同意由我来办").check();
  await page.getByLabel("上门地址").fill("东风村 5 组 7 号");
  await page.getByLabel("哪一天").fill(soon());
  await page.getByLabel("从几点").fill("09:00");
  await page.getByLabel("到几点").fill("11:00");
  await page.getByRole("button", { name: "下一步，核对" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByLabel("上门地址")).toHaveValue("东风村 5 组 7 号");
  expect(await typed(page)).toHaveLength(1);

  // Loaded anew without a network: the form is nobody's to keep, and what was typed is not lost.
  await page.goto(start);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("现在没有网络");
  await expect(page.getByText("申请办事要有网络")).toBeVisible();
  await expect(page.getByText("存在这台设备上")).toBeVisible();
  await expect(page.getByText("周老太")).toHaveCount(0);
  await expectAccessible(page, "no network for a case");

  // It comes back by itself.
  await page.context().setOffline(false);
  await expect(page.getByRole("heading", { name: "上次填的还在" })).toBeVisible();
  await alive(page);
  await expect(page.getByLabel("替老人、家人或者别人办")).toBeChecked();
  await expect(page.getByLabel("当事人知道这件事，同意由我来办")).toBeChecked();
  await expect(page.getByLabel("在哪个中心办")).toHaveValue(center!);
  for (const [label, value] of [["当事人姓名", "周老太"], ["上门地址", "东风村 5 组 7 号"], ["哪一天", soon()], ["从几点", "09:00"], ["到几点", "11:00"]] as const) {
    await expect(page.getByLabel(label)).toHaveValue(value);
  }
  await expectAccessible(page, "what was typed is back");
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await page.getByRole("button", { name: "下一步，核对" }).click();
  await expect(page.getByRole("heading", { name: "请核对一遍" })).toBeVisible();
  await alive(page);
  await page.getByRole("button", { name: "提交申请" }).click();
  await expect(page.getByText("交上去了")).toBeVisible();
  expect(await typed(page)).toEqual([]);
  const { rows } = await (await door.call("case/list", { q: "周老太", state: "all" })).json();
  expect(rows).toHaveLength(1);
  await page.goto(start);
  await alive(page);
  await expect(page.getByRole("heading", { name: "上次填的还在" })).toHaveCount(0);
  await expect(page.getByLabel("上门地址")).toHaveValue("");
});

test("what was typed is thrown away by a press, and by signing out after asking", async ({ page }) => {
  const start = await asksForVisit(page, "13800000812", "钱多多");
  const address = page.getByLabel("上门地址");
  const isBack = page.getByRole("heading", { name: "上次填的还在" });
  await address.fill("前街 1 号");
  await page.reload();
  await expect(isBack).toBeVisible();
  await expect(address).toHaveValue("前街 1 号");
  page.once("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "不要了，重新填" }).click();
  await expect(isBack).toHaveCount(0);
  await expect(address).toHaveValue("");
  await alive(page);
  expect(await typed(page)).toEqual([]);

  await address.fill("后街 2 号");
  await page.evaluate(() => localStorage.setItem("typed:someone:C1:", JSON.stringify({ at: Date.now(), on: "/", fields: "" })));
  await page.goto("/me");
  await alive(page);
  const leave = page.getByRole("main").getByRole("button", { name: "退出", exact: true });
  page.once("dialog", (dialog) => dialog.dismiss());
  await leave.click();
  expect(await typed(page)).toHaveLength(2);
  page.once("dialog", (dialog) => dialog.accept());
  await leave.click();
  await expect(page).toHaveURL("/");
  // Somebody else's stays: it is theirs.
  expect(await typed(page)).toEqual(["typed:someone:C1:"]);
});

test("what somebody has typed is shown to nobody else who signs in on the device, and waits for them", async ({ page }) => {
  const start = await asksForVisit(page, "13800000813", "孙小满");
  const address = page.getByLabel("上门地址");
  await address.fill("后街 3 号");
  expect(await typed(page)).toHaveLength(1);
  await page.context().clearCookies({ name: "resident" });
  await page.goto(start);
  await throughTheDoor(page, "13800000814", "李大雪");
  await expect(page).toHaveURL(/\/start/);
  await alive(page);
  await expect(address).toHaveValue("");
  await expect(page.getByRole("heading", { name: "上次填的还在" })).toHaveCount(0);
  expect(await typed(page)).toHaveLength(1);
});

test("what is typed while the page is still slow replaces nothing of what was kept", async ({ visitor }) => {
  const page = await visitor({ serviceWorkers: "block" });
  const start = await asksForVisit(page, "13800000815", "何小暑");
  const [address, note] = [page.getByLabel("上门地址"), page.getByLabel("想说的话")];
  await address.fill("南头 5 号");
  let go = () => {};
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.route(/\.wasm/, async (route) => {
    await held;
    await route.continue();
  });
  const script = page.waitForEvent("requestfinished", (request) => request.url().includes("/typed.js"));
  await page.goto(start, { waitUntil: "commit" });
  await script;
  await note.pressSequentially("快");
  await page.getByLabel("替老人、家人或者别人办").check();
  expect(await says(page, "南头 5 号")).toBe(true);
  go();
  await alive(page);
  await expect(page.getByRole("heading", { name: "上次填的还在" })).toBeVisible();
  await expect(address).toHaveValue("南头 5 号");
  await expect(note).toHaveValue("快");
  await expect(page.getByLabel("替老人、家人或者别人办")).toBeChecked();
  // What was typed meanwhile is kept as well, and what comes after it.
  expect(await says(page, "南头 5 号", "快")).toBe(true);
  await note.pressSequentially("点");
  expect(await says(page, "南头 5 号", "快点")).toBe(true);
});

test("what was typed over a draft that has moved on since does not overwrite it", async ({ visitor }) => {
  const page = await visitor();
  const start = await asksForVisit(page, "13800000816", "吕立春");
  await page.getByLabel("在哪个中心办").selectOption({ index: 1 });
  await page.getByRole("button", { name: "先存草稿" }).click();
  await expect(page).toHaveURL(/\/me\/cases\/\w+/);
  const draft = start.replace("mode=home_visit", `draft=${/cases\/(\w+)/.exec(page.url())![1]!}`);
  await page.goto(draft);
  await alive(page);
  await page.waitForLoadState();
  const note = page.getByLabel("想说的话");
  await note.fill("周一写的");
  expect(await typed(page)).toHaveLength(1);

  const other = await visitor();
  await other.context().addCookies(await page.context().cookies());
  await other.goto(draft);
  await alive(other);
  await other.getByLabel("想说的话").fill("周三写的");
  await other.getByRole("button", { name: "先存草稿" }).click();
  await expect(other).toHaveURL(/\/me\/cases\/\w+/);

  await page.reload();
  await alive(page);
  await expect(note).toHaveValue("周一写的");
  await page.getByRole("button", { name: "先存草稿" }).click();
  await expect(page.getByRole("row", { name: "想说的话" })).toContainText("周三写的");
  await expect(note).toHaveValue("周一写的");
  await alive(page);
  await expectAccessible(page, "both versions of a draft");
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await other.goto(draft);
  await expect(other.getByLabel("想说的话")).toHaveValue("周三写的");

  // Whoever has seen both decides.
  await page.getByRole("button", { name: "先存草稿" }).click();
  await expect(page).toHaveURL(/\/me\/cases\/\w+/);
  expect(await typed(page)).toEqual([]);
  await other.reload();
  await expect(other.getByLabel("想说的话")).toHaveValue("周一写的");
});

test("a form whose answer was lost and that says something else by now leads to what was taken, and can be sent", async ({ visitor }) => {
  const page = await visitor({ serviceWorkers: "block" });
  const start = await asksForVisit(page, "13800000817", "谢谷雨");
  await page.getByLabel("在哪个中心办").selectOption({ index: 1 });
  const note = page.getByLabel("想说的话");
  await note.fill("第一句");
  const keep = page.getByRole("button", { name: "先存草稿" });
  await page.route("**/api/case/write", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await keep.click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.unroute("**/api/case/write");

  await page.goto(start);
  await alive(page);
  await expect(note).toHaveValue("第一句");
  await note.fill("第二句");
  await keep.click();
  await expect(page.getByText("可能已经交过了")).toBeVisible();
  await expect(page.locator("#f-key").getByRole("link", { name: "我的办件" })).toHaveAttribute("href", "/me/cases");
  await expectAccessible(page, "taken before with other words");
  await page.reload();
  await alive(page);
  await expect(note).toHaveValue("第二句");
  await keep.click();
  await expect(page).toHaveURL(/\/me\/cases\/\w+/);
  expect(await typed(page)).toEqual([]);
});

test("what was typed goes after eight days and with its resident, whose deletion has succeeded, and nobody else's with it", async ({ page }) => {
  await asksForVisit(page, "13800000818", "康小寒");
  const address = page.getByLabel("上门地址");
  await address.fill("河沿 6 号");
  const [own] = await typed(page);
  await page.evaluate(() => {
    const day = 24 * 3600_000;
    localStorage.setItem("typed:someone:C1:", JSON.stringify({ at: Date.now() - 7 * day, on: "/", fields: "" }));
    localStorage.setItem("typed:someone:C2:", JSON.stringify({ at: Date.now() - 9 * day, on: "/", fields: "" }));
    localStorage.setItem("typed:someone:C3:", "not ours");
  });
  await page.goto("/me/delete");
  await alive(page);
  await page.waitForLoadState();
  expect((await typed(page)).sort()).toEqual([own!, "typed:someone:C1:"].sort());

  // Refused, as by a network that fails: nothing is gone.
  const erase = page.getByRole("button", { name: "确定删掉" });
  await page.context().setOffline(true);
  await erase.click();
  await expect(page.getByRole("alert")).toBeVisible();
  expect(await typed(page)).toContain(own);
  await page.context().setOffline(false);
  await erase.click();
  await expect(page).toHaveURL(/\/sign-in\?erased=1/);
  await page.waitForLoadState();
  expect(await typed(page)).toEqual(["typed:someone:C1:"]);
});

test("whoever cannot manage alone presses for help, and the counter has a case of it", async ({ page, admin }) => {
  // Nobody goes this way for somebody else: it is done by oneself, with somebody beside.
  await page.goto("/matters/C0410");
  await alive(page);
  await page.getByRole("link", { name: "我需要帮助" }).click();
  await throughTheDoor(page, "13800000804", "孙大爷");
  await expect(page).toHaveURL(/\/matters\/C0410\/start\?mode=self_service/);
  await alive(page);
  await expect(page.getByRole("radio", { name: /^自己办/ })).toBeChecked();
  await page.getByLabel("在哪个中心办").selectOption({ label: "音德尔镇党群服务中心" });
  await page.getByLabel("想说的话").fill("不会用手机，明天上午来");
  await page.getByRole("button", { name: "下一步，核对" }).click();
  await expect(page.getByRole("heading", { name: "请核对一遍" })).toBeVisible();
  await expectAccessible(page, "help that is asked for");
  await alive(page);
  await page.getByRole("button", { name: "提交申请" }).click();
  await expect(page.getByText("交上去了")).toBeVisible();
  const number = /\/me\/cases\/(\w+)/.exec(page.url())![1]!;
  await admin.goto(`/admin/cases/${number}`);
  await expect(admin.getByText("不会用手机，明天上午来").first()).toBeVisible();
  await expect(admin.getByText("自助办理").first()).toBeVisible();
});
