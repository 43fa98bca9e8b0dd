// Cases at the counter: a caller is registered from the keyboard alone, corrected once, handed up and returned, transferred; also without
// scripts, and by several people.
import type { Page } from "@playwright/test";
import { expectAccessible, overflow } from "../support/axe.ts";
import type { Door } from "../support/door.ts";
import { throughTheDoor } from "../support/resident.ts";
import { staffSignsIn } from "../support/staff.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "case" });

interface Offered {
  code: string;
  names: { zh: string };
  modes: string[];
}

/** A village's center and the code of a matter that it handles in a mode. */
async function counter(door: Door, mode: string): Promise<{ center: string; matter: Offered }> {
  const { centers } = await (await door.call("case/desk", {})).json();
  const village = centers.find(([, names]: [string, { zh: string }]) => names.zh.includes("村"))[0];
  const { of } = await (await door.call("case/desk", { center: village })).json();
  return { center: village, matter: of.matters.find((m: Offered) => m.modes.includes(mode)) };
}

/** Opens the fold of a step, fills it in and takes it. */
async function take(page: Page, step: string, fill: (form: ReturnType<Page["locator"]>) => Promise<void> = async () => {}) {
  const fold = page.locator(`#f-step-${step}`);
  const outer = page.locator("#next > details");
  if ((await fold.isHidden()) && (await outer.count())) await outer.locator("> summary").click();
  if (!(await fold.evaluate((d) => (d as HTMLDetailsElement).open))) await fold.locator("> summary").click();
  await fill(fold);
  // The page that follows has the same address and words as the one before: only its loading tells them apart.
  const scripts = (await page.locator("html[data-alive]").count()) > 0;
  const loaded = page.waitForEvent("load");
  await fold.locator("button").last().click();
  await loaded;
  if (scripts) await alive(page);
  await expect(page.getByText("已保存。")).toBeVisible();
}

test("a caller is registered from the keyboard alone, within the twenty seconds that are promised", async ({ admin, door }) => {
  const { center, matter } = await counter(door, "assisted");
  await admin.goto(`/admin/counter?center=${center}`);
  await alive(admin);
  await expectAccessible(admin, "counter screen");
  await expect(admin.getByLabel("查人、查办件、查事项")).toBeFocused();
  // Typed as fast as somebody types who looks at the keys: what takes longer than that is ours.
  const typed = { delay: 120 };
  const begun = Date.now();
  await admin.keyboard.type(matter.code, typed);
  await admin.keyboard.press("Enter");
  await expect(admin.locator("#f-name")).toBeFocused();
  await admin.keyboard.type("李玉兰", typed);
  await admin.keyboard.press("Tab");
  await admin.keyboard.type("13800001234", typed);
  await admin.keyboard.press("Tab");
  // Only what the matter allows can be reached; a single way is chosen already.
  const ways = ["immediate", "assisted", "appointment", "home_visit", "self_service"].filter((mode) => matter.modes.includes(mode));
  for (let presses = ways.length > 1 ? ways.indexOf("assisted") + 1 : 0; presses > 0; presses--) await admin.keyboard.press("ArrowDown");
  await expect(admin.locator("#f-mode")).toHaveValue("assisted");
  await admin.keyboard.press("Tab");
  await admin.keyboard.press("Space");
  await admin.keyboard.press("Tab");
  await admin.keyboard.press("Enter");
  await expect(admin.getByText(/已登记，办件号/)).toBeVisible();
  expect(Date.now() - begun, "milliseconds until the number is there").toBeLessThan(20_000);
  // The paper that they take home is one press away.
  await expect(admin.locator("#receipt")).toBeFocused();
  await expectAccessible(admin, "case");
  await expect(admin.getByText(matter.names.zh).first()).toBeVisible();
  // And is found again by the phone, in the one box.
  await admin.goto(`/admin/counter?center=${center}`);
  await admin.getByLabel("查人、查办件、查事项").fill("13800001234");
  await admin.keyboard.press("Enter");
  await expect(admin.getByRole("region", { name: "找到的办件" })).toContainText("李玉兰");
});

for (const javaScriptEnabled of [true, false]) {
  test(`a case is corrected once, handed up and returned, ${javaScriptEnabled ? "with" : "without"} scripts`, async ({ visitor, door }) => {
    test.slow();
    const { center, matter } = await counter(door, "assisted");
    const page = await visitor({ javaScriptEnabled });
    await page.context().addCookies([door.cookie()]);
    await page.goto(`/admin/counter?center=${center}&matter=${matter.code}`);
    if (javaScriptEnabled) await alive(page);
    // Ten digits are no telephone: named, and nothing typed is lost.
    const register = page.locator("#register");
    await register.getByLabel("姓名").first().fill("王德山");
    await register.getByLabel("手机号").fill("1380000123");
    await register.getByLabel("办理方式").selectOption({ label: "帮办代办" });
    await register.locator("#f-consent").check();
    // What is wrong behind a fold opens it.
    const booking = register.getByLabel("窗口预约号");
    await register.getByText("预约：窗口时间").click();
    await booking.fill("没有这个号");
    await register.getByText("预约：窗口时间").click();
    await expect(booking).toBeHidden();
    await register.getByRole("button", { name: "登记" }).click();
    await expect(booking).toBeVisible();
    await booking.fill("");
    await expect(page.getByRole("alert")).toContainText("手机号");
    await expect(register.getByLabel("姓名").first()).toHaveValue("王德山");
    await register.getByLabel("手机号").fill("13800001235");
    await register.getByRole("button", { name: "登记" }).click();
    await expect(page.getByText(/已登记，办件号/)).toBeVisible();

    await take(page, "ask_correction", async (form) => {
      await form.getByLabel("还缺什么").fill("近期照片");
    });
    await expect(page.getByText("1 项")).toBeVisible();
    await take(page, "supplement");
    // A second time is not offered.
    await expect(page.locator("#f-step-ask_correction")).toHaveCount(0);
    await take(page, "accept");
    await take(page, "hand_up", async (form) => {
      await form.getByLabel("转报说明").fill("请镇里审核");
    });
    await expect(page.getByText("镇里办理期限")).toBeVisible();
    await take(page, "return", async (form) => {
      await form.getByLabel("原因").fill("材料齐了再报");
    });
    await take(page, "decide", async (form) => {
      await form.getByLabel("结果", { exact: true }).selectOption({ label: "准予" });
    });
    await expect(page.getByText("办结").first()).toBeVisible();
    await page.getByRole("link", { name: "回执" }).click();
    await expect(page.locator(".receipt-number")).toBeVisible();
    await page.emulateMedia({ media: "print" });
    await expect(page.locator(".receipt")).toBeVisible();
  });
}

/** Registers a case at a village's counter; its number. */
async function registered(door: Door, key: string, phone: string): Promise<{ center: string; number: string }> {
  const { center, matter } = await counter(door, "assisted");
  const input = { mode: "assisted", consent: "1", name: "吴秀兰", phone };
  const { number } = await (await door.call("case/open_for", { center, key, matter: matter.code, input })).json();
  return { center, number };
}

test("the village hands up, the town finds it on its list and gives it back, each as themselves", async ({ visitor, door }) => {
  test.slow();
  const { center, number } = await registered(door, "two roles", "13800001251");
  const town = await door.centerNamed("音德尔镇党群服务中心");
  const clerk = await visitor();
  await staffSignsIn(clerk, door, "village.clerk", "--role", "counter_staff", "--center", center);
  const above = await visitor();
  await staffSignsIn(above, door, "town.clerk", "--role", "town_staff", "--division", "152223100000");

  await clerk.goto(`/admin/cases/${number}`);
  await alive(clerk);
  await take(clerk, "accept");
  await take(clerk, "hand_up", async (form) => {
    await form.getByLabel("转报说明").fill("请镇里审核");
  });
  // What is the town's now is the town's to do.
  await expect(clerk.getByText("镇里办理期限")).toBeVisible();
  for (const step of ["return", "decide", "pause"]) await expect(clerk.locator(`#f-step-${step}`), step).toHaveCount(0);

  await above.goto(`/admin/counter?center=${town}`);
  await alive(above);
  await above.locator(`main a[href="/admin/cases/${number}"]`).first().click();
  await expect(above.getByText("请镇里审核").first()).toBeVisible();
  await alive(above);
  await take(above, "return", async (form) => {
    await form.getByLabel("原因").fill("材料齐了再报");
  });

  await clerk.reload();
  await alive(clerk);
  await expect(clerk.getByText("材料齐了再报").first()).toBeVisible();
  await take(clerk, "decide", async (form) => {
    await form.getByLabel("结果", { exact: true }).selectOption({ label: "准予" });
  });
  await expect(clerk.locator("#f-step-collect")).toHaveCount(1);
});

test("of two who have a case open the slower one is told by whom it was changed, keeps their words and goes on", async ({ visitor, door }) => {
  test.slow();
  const { center, number } = await registered(door, "two clerks", "13800001252");
  const [first, second] = [await visitor(), await visitor()];
  await staffSignsIn(first, door, "clerk.first", "--role", "counter_staff", "--center", center);
  await staffSignsIn(second, door, "clerk.second", "--role", "counter_staff", "--center", center);
  await first.goto(`/admin/cases/${number}`);
  await alive(first);
  await take(first, "accept");

  await second.goto(`/admin/cases/${number}`);
  await alive(second);
  await second.locator("#next > details > summary").click();
  const fold = second.locator("#f-step-hand_up");
  await fold.locator("> summary").click();
  await fold.getByLabel("转报说明").fill("家里情况特殊，请镇里审核");
  // Meanwhile.
  await take(first, "begin");

  const loaded = second.waitForEvent("load");
  await fold.locator("button").last().click();
  await loaded;
  await alive(second);
  await expect(second.getByRole("alert").filter({ hasText: "clerk.first 刚刚改过同一处" })).toBeVisible();
  await expect(fold.getByLabel("转报说明")).toHaveValue("家里情况特殊，请镇里审核");
  await expectAccessible(second, "a case that somebody else has changed");
  // What they wanted is still possible, and done once they press again.
  await take(second, "hand_up");
  await expect(second.getByText("镇里办理期限")).toBeVisible();
  await expect(second.getByText("家里情况特殊，请镇里审核").first()).toBeVisible();
});

for (const javaScriptEnabled of [true, false]) {
  test(`a case goes to another center, and whose it is hears where it is, ${javaScriptEnabled ? "with" : "without"} scripts`, async ({
    visitor,
    door,
  }) => {
    test.slow();
    const { center, matter } = await counter(door, "assisted");
    const phone = javaScriptEnabled ? "13800001241" : "13800001242";
    const resident = await visitor({ javaScriptEnabled });
    await resident.goto("/sign-in?then=/me/cases");
    await throughTheDoor(resident, phone, "吴秀兰");
    await expect(resident).toHaveURL("/me/cases");
    const input = { mode: "assisted", consent: "1", name: "吴秀兰", phone };
    const { number } = await (await door.call("case/open_for", { center, key: `moved-${phone}`, matter: matter.code, input })).json();
    const page = await visitor({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
    await page.context().addCookies([door.cookie()]);
    await page.goto(`/admin/cases/${number}`);
    if (javaScriptEnabled) await alive(page);
    await page.getByText("其他操作").click();
    const fold = page.locator("#f-step-transfer");
    await fold.locator("> summary").click();
    // Only villages of the town are offered, and not the one that has it.
    const offered = fold.getByLabel("移交给").locator("option");
    await expect(offered.filter({ hasText: "音德尔镇党群服务中心" })).toHaveCount(0);
    const other = await offered.nth(1).textContent();
    await fold.getByLabel("移交给").selectOption({ index: 1 });
    if (javaScriptEnabled) {
      await expectAccessible(page, "a case that is sent elsewhere");
      expect(await overflow(page)).toBeLessThanOrEqual(0);
    }
    // Why is asked for, and what was chosen is not lost.
    await fold.getByRole("button", { name: "移交其他中心" }).click();
    await expect(page.getByRole("alert")).toContainText("原因");
    await expect(fold.getByLabel("移交给").locator("option:checked")).toHaveText(other!);
    await fold.getByLabel("原因").fill("人搬到那个村了");
    await fold.getByRole("button", { name: "移交其他中心" }).click();
    await expect(page).toHaveURL(javaScriptEnabled ? /\/admin\/cases$/ : /\/admin\/cases\?sent=/);
    const done = page.getByRole("status").filter({ hasText: "已移交" });
    await expect(done).toBeVisible();
    if (javaScriptEnabled) {
      // It is said once.
      await page.reload();
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expect(done).toHaveCount(0);
    }
    await page.goto(`/admin/cases/${number}`);
    await expect(page.locator("dl.facts").first()).toContainText(other!);
    await expect(page.getByText("人搬到那个村了")).toBeVisible();

    // Whose it is reads where it is by now, and nothing of what staff said.
    await resident.goto(`/cases?number=${number}`);
    if (javaScriptEnabled) await alive(resident);
    await resident.getByLabel("手机号后四位").fill(phone.slice(-4));
    await resident.getByRole("button", { name: "查询" }).click();
    const stands = resident.getByRole("main").getByRole("status").filter({ hasText: "已经收到" });
    await expect(stands).toContainText(other!);
    await expect(resident.getByText("人搬到那个村了")).toHaveCount(0);
    await resident.goto("/me/cases");
    await expect(resident.getByRole("listitem").filter({ hasText: other! })).toBeVisible();
    await resident.goto("/me/notices");
    await expect(resident.getByText(`办件现在由${other}办理`)).toBeVisible();
  });
}

test("somebody follows a case by its number and the end of the phone", async ({ page, door }) => {
  const { center, matter } = await counter(door, "assisted");
  const input = { mode: "assisted", consent: "1", name: "孙桂兰", phone: "13800001236" };
  const { number } = await (await door.call("case/open_for", { center, key: "follow", matter: matter.code, input })).json();
  await page.goto(`/cases?number=${number}`);
  await alive(page);
  await expectAccessible(page, "follow a case");
  await page.getByLabel("手机号后四位").fill("9999");
  await page.getByRole("button", { name: "查询" }).click();
  await expect(page.getByRole("alert")).toContainText("对不上");
  await page.getByLabel("手机号后四位").fill("1236");
  await page.getByRole("button", { name: "查询" }).click();
  await expect(page.getByRole("main").getByRole("status").filter({ hasText: "已经收到" })).toBeVisible();
  await expect(page.getByText("孙桂兰")).toHaveCount(0);
});

test("what is done on the spot leads back to the counter", async ({ admin, door }) => {
  const { center, matter } = await counter(door, "immediate");
  await admin.goto(`/admin/counter?center=${center}&matter=${matter.code}`);
  await alive(admin);
  const register = admin.locator("#register");
  await register.getByLabel("姓名").first().fill("赵春花");
  await register.getByLabel("办理方式").selectOption({ label: "即时办理" });
  await register.getByRole("button", { name: "登记" }).click();
  await expect(admin.getByText(/已当场办结，办件号/)).toBeVisible();
  await expect(admin).toHaveURL(/\/admin\/counter\?center=/);
});

test("a search fills in nothing; a caller who is known is filled in when asked, in place of who was typed", async ({ admin, door }) => {
  const { center, matter } = await counter(door, "assisted");
  const input = { mode: "assisted", consent: "1", name: "周秀英", phone: "13800001277" };
  const opened = await door.call("case/open_for", { center, key: "known", matter: matter.code, input });
  expect(opened.ok).toBe(true);
  await admin.goto(`/admin/counter?center=${center}`);
  await alive(admin);
  await admin.locator("#f-name").fill("钱小梅");
  await admin.locator("#f-note").fill("腿脚不便");
  const find = admin.getByLabel("查人、查办件、查事项");
  await find.fill("13800001277");
  await find.press("Enter");
  await admin.waitForURL(/q=/);
  await alive(admin);
  await expect(admin.getByText("这个号码登记过：周秀英")).toBeVisible();
  await expect(admin.locator("#f-name")).toHaveValue("钱小梅");
  await expect(admin.locator("#f-phone")).toHaveValue("");
  await admin.getByRole("button", { name: "填到登记表" }).click();
  await admin.waitForURL(/fill=1/);
  await alive(admin);
  await expect(admin.locator("#f-name")).toHaveValue("周秀英");
  await expect(admin.locator("#f-phone")).toHaveValue("13800001277");
  await expect(admin.locator("#f-note")).toHaveValue("腿脚不便");
  await expectAccessible(admin, "a caller who is known");
});

test("a search loses nothing of what is typed in the form beside it", async ({ admin, door }) => {
  const { center, matter } = await counter(door, "assisted");
  await admin.goto(`/admin/counter?center=${center}`);
  await alive(admin);
  await admin.locator("#f-name").fill("钱小梅");
  await admin.locator("#f-note").fill("腿脚不便");
  const find = admin.getByLabel("查人、查办件、查事项");
  await find.fill(matter.names.zh);
  await find.press("Enter");
  await admin.waitForURL(/q=/);
  await alive(admin);
  await expect(admin.locator("#f-name")).toHaveValue("钱小梅");
  await admin.getByRole("button", { name: matter.code }).first().click();
  await admin.waitForURL(/matter=/);
  await alive(admin);
  await expect(admin.locator("#f-note")).toHaveValue("腿脚不便");
  await expect(admin.locator("#f-matter")).toHaveValue(new RegExp(matter.code));
});

test("somebody without a telephone follows and rates by what is on the receipt", async ({ admin, page, door }) => {
  const { center, matter } = await counter(door, "immediate");
  const input = { mode: "immediate", name: "周大爷" };
  const { number } = await (await door.call("case/open_for", { center, key: "no-phone", matter: matter.code, input })).json();
  await admin.goto(`/admin/cases/${number}/receipt`);
  await expect(admin.getByRole("img", { name: "查进度的二维码" })).toBeVisible();
  await expect(admin.getByText("要用办件号和姓名")).toBeVisible();
  await expectAccessible(admin, "receipt");
  await page.goto(`/cases?number=${number}`);
  await alive(page);
  await page.getByText("登记时没有留手机号？").click();
  await page.getByLabel("登记时的姓名").fill("周大爷");
  await page.getByRole("button", { name: "查询" }).click();
  await page.locator('a[href^="/rate/c"]').click();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});
