// A resident books a seat, loses one to somebody else, changes their mind.
import type { Locator, Page } from "@playwright/test";
import { expectAccessible, overflow } from "../support/axe.ts";
import { soon } from "../support/clock.ts";
import { codeFor, throughTheDoor } from "../support/resident.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "booking" });

/** Opens the page of a room of the town's center. */
async function openRoom(page: Page, name: string, query: string): Promise<string> {
  // Who has just signed in may still be on the way to where that leads.
  await expect(async () => page.goto("/centers")).toPass();
  await page.locator("main a[href^='/centers/']").first().click();
  await page.getByRole("link", { name: new RegExp(`^${name}`) }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
  const room = new URL(page.url()).pathname;
  await page.goto(`${room}?${query}`);
  await expect(page.getByRole("heading", { name: "预约", exact: true })).toBeVisible();
  return room;
}

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";
  const phone = javaScriptEnabled ? "13800000101" : "13800000102";

  test(`a seat is booked from the room's page in four taps, found again and cancelled, ${scripts}`, async ({ visitor }) => {
    const page = await visitor({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
    const step = async (what: string): Promise<void> => {
      if (!javaScriptEnabled) return;
      await alive(page);
      await expectAccessible(page, what);
      expect(await overflow(page), what).toBeLessThanOrEqual(0);
    };
    const room = await openRoom(page, "阅享空间", `day=${soon()}&minutes=60&seats=1`);
    await step("the room");
    await page.getByRole("link", { name: /^09:00/ }).click();
    // Not signed in yet: through the door, and back to what was chosen.
    await expect(page).toHaveURL(/sign-in\?then=/);
    await throughTheDoor(page, phone, "王小明");
    await expect(page).toHaveURL(/\/book\//);
    await expect(page.getByText("09:00–10:00")).toBeVisible();

    // Once more, as somebody who is signed in.
    await page.goto(`${room}?day=${soon()}&minutes=60&seats=1`);
    await page.getByRole("link", { name: /^09:00/ }).click();
    await expect(page.getByLabel("姓名")).toHaveValue("王小明");
    await step("the form");
    await page.getByRole("button", { name: "下一步" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("看一看对不对");
    await step("check your answers");
    await page.getByRole("button", { name: "确认预约" }).click();
    await expect(page.getByText("约好了。")).toBeVisible();
    await step("the booking");

    await page.goto("/me/bookings");
    await step("my bookings");
    await page.getByRole("main").getByRole("link", { name: /09:00–10:00/ }).first().click();
    await page.getByRole("link", { name: "取消预约" }).click();
    await step("the question");
    await page.getByRole("button", { name: "确定取消" }).click();
    await expect(page.getByText("已经取消。")).toBeVisible();
  });
}

test("of two who want the same room at the same time the second is told and takes another time, with everything typed", async ({ visitor }) => {
  const [first, second] = [await visitor(), await visitor()];
  for (const [page, phone] of [[first, "13800000111"], [second, "13800000112"]] as const) {
    await openRoom(page, "群众说事室", `day=${soon()}&minutes=60`);
    await page.goto(`/sign-in?then=${encodeURIComponent(new URL(page.url()).pathname + new URL(page.url()).search)}`);
    await throughTheDoor(page, phone, phone === "13800000111" ? "甲" : "乙");
    await expect(page).toHaveURL(/\/rooms\//);
    // A row for 09:00 and a column for the day, which is the third or later of the week shown.
    const row = page.getByRole("row", { name: /^09:00/ });
    await row.getByRole("link", { name: "可约" }).first().click();
    await page.getByLabel("做什么（可不填）").fill("说件事");
    await page.getByRole("button", { name: "下一步" }).click();
    await expect(page.getByRole("button", { name: "确认预约" })).toBeVisible();
  }
  await first.getByRole("button", { name: "确认预约" }).click();
  await expect(first).toHaveURL(/\/bookings\//);
  await second.getByRole("button", { name: "确认预约" }).click();
  await expect(second.getByRole("alert")).toContainText("刚刚被别人约走了");
  await expect(second.getByLabel("做什么（可不填）")).toHaveValue("说件事");
  await expectAccessible(second, "taken meanwhile");
  await second.getByRole("alert").getByRole("button").first().click();
  await second.getByRole("button", { name: "确认预约" }).click();
  await expect(second).toHaveURL(/\/bookings\//);
  await expect(second.getByRole("main")).toContainText("说件事");
});

test("who was refused before scripts were there and then picks another room and time has those, not the old ones", async ({ visitor }) => {
  const page = await visitor({ viewport: { width: 360, height: 740 } });
  await page.goto("/sign-in?then=/centers");
  await throughTheDoor(page, "13800000191", "己");
  const other = await openRoom(page, "群众说事室", `day=${soon()}&minutes=60`);
  await openRoom(page, "阅享空间", `day=${soon()}&minutes=60&seats=1`);
  await page.getByRole("link", { name: /^09:00/ }).click();
  await expect(page).toHaveURL(/\/book\//);
  const first = page.url();
  await alive(page);
  await page.getByLabel("姓名").fill("");
  // The browser sends it by itself, as it does before scripts are there.
  await page.locator("form[action='/api/booking/check']").evaluate((form) => (form as HTMLFormElement).submit());
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(page).toHaveURL(first);
  await alive(page);
  await expect(page.getByLabel("姓名")).toHaveValue("");

  // Within the application: the document stays the same.
  await page.evaluate((to) => {
    Reflect.set(window, "same", true);
    const link = document.createElement("a");
    link.href = to;
    document.body.append(link);
    link.click();
    link.remove();
  }, `${other}?day=${soon()}&minutes=60`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("群众说事室");
  await page.getByRole("link", { name: /^10:00/ }).click();
  await expect(page).toHaveURL(/\/book\//);
  await expect(page.getByRole("main")).toContainText("群众说事室");
  await expect(page.getByRole("main")).toContainText("10:00–11:00");
  await expect(page.getByLabel("姓名")).toHaveValue("己");
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect(await page.evaluate(() => Reflect.get(window, "same"))).toBe(true);
});

test("arrow keys go from one free time of the week to the next", async ({ page }) => {
  await openRoom(page, "阅享空间", `day=${soon()}&minutes=60&seats=1`);
  await alive(page);
  const free = page.getByRole("table").getByRole("link");
  await free.first().focus();
  const before = await page.evaluate(() => document.activeElement!.id);
  await page.keyboard.press("ArrowDown");
  const after = await page.evaluate(() => document.activeElement!.id);
  expect(after).not.toBe(before);
  expect(after.split("-")[1]).toBe(before.split("-")[1]);
  await page.keyboard.press("ArrowUp");
  expect(await page.evaluate(() => document.activeElement!.id)).toBe(before);
  await expectAccessible(page, "the week");
});

/** Presses Tab until `target` has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let stops = 0; stops < 80; stops++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(target).toBeFocused();
}

test("a seat is booked with the keyboard alone, from the week's table to the number", async ({ visitor }) => {
  const page = await visitor({ viewport: { width: 1280, height: 900 } });
  await page.goto("/sign-in?then=/centers");
  await throughTheDoor(page, "13800000131", "戊");
  await expect(page).toHaveURL("/centers");
  await openRoom(page, "阅享空间", `day=${soon()}&minutes=60&seats=1`);
  await alive(page);
  // The first stop within the table is its first free time; from there with the arrows.
  await tabTo(page, page.getByRole("table", { name: /方向键/ }).getByRole("link").first());
  const focused = (): Promise<string> => page.evaluate(() => document.activeElement!.id);
  const first = await focused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  expect(await focused()).not.toBe(first);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/book\//);
  await alive(page);
  await tabTo(page, page.getByLabel("做什么（可不填）"));
  await page.keyboard.type("看书");
  await tabTo(page, page.getByRole("button", { name: "下一步" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("看一看对不对");
  // The next step begins where it is read from, not somewhere after the button that is gone.
  await expect(page.locator("#main")).toBeFocused();
  await tabTo(page, page.getByRole("button", { name: "确认预约" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/bookings\//);
  await expect(page.locator(".bignumber")).toHaveText(/^[0-9A-Z]{4} [0-9A-Z]{4}$/);
  await expect(page.getByRole("main")).toContainText("看书");
});

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`in elder mode somebody gets from the first page to the number of a booking, ${scripts}`, async ({ visitor, baseURL }) => {
    const page = await visitor({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
    await page.context().addCookies([{ name: "elder", value: "1", url: baseURL! }]);
    /** Large text, large targets, nothing cut off. */
    const step = async (what: string, target: Locator): Promise<void> => {
      const box = (await target.boundingBox())!;
      expect(box.height, `${what}: height of the target`).toBeGreaterThanOrEqual(60);
      const size = await page.getByRole("main").evaluate((main) => Number.parseFloat(getComputedStyle(main).fontSize));
      expect(size, `${what}: size of the text`).toBeGreaterThanOrEqual(24);
      if (!javaScriptEnabled) return;
      await alive(page);
      await expectAccessible(page, `${what} in elder mode`);
      expect(await overflow(page), what).toBeLessThanOrEqual(0);
    };
    await page.goto("/");
    await page.getByRole("navigation", { name: "主菜单" }).getByRole("link", { name: "预约" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("找空位");
    const search = page.getByRole("button", { name: "找空位" });
    await step("the search", search);
    await page.getByLabel("哪种房间").selectOption({ label: "阅享空间" });
    await page.getByLabel("哪天").fill(soon());
    await page.getByLabel("最早几点").fill("15:00");
    await page.getByLabel("最晚到几点").fill("16:00");
    await search.click();
    const time = page.getByRole("link", { name: /^15:00–16:00/ }).first();
    await expect(time).toBeVisible();
    await step("what was found", time);
    await time.click();
    await throughTheDoor(page, javaScriptEnabled ? "13800000141" : "13800000142", "赵奶奶");
    await expect(page).toHaveURL(/\/book\//);
    const next = page.getByRole("button", { name: "下一步" });
    await step("the form", next);
    await next.click();
    const confirm = page.getByRole("button", { name: "确认预约" });
    await expect(confirm).toBeVisible();
    await step("check your answers", confirm);
    await confirm.click();
    await expect(page.getByText("约好了。")).toBeVisible();
    await expect(page.locator(".bignumber")).toHaveText(/^[0-9A-Z]{4} [0-9A-Z]{4}$/);
    await step("the booking", page.getByRole("link", { name: "我的预约" }).last());
  });

  test(`another time is chosen and everything typed stays, ${scripts}`, async ({ visitor }) => {
    const page = await visitor({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
    await page.goto("/sign-in?then=/centers");
    await throughTheDoor(page, javaScriptEnabled ? "13800000151" : "13800000152", "己");
    await openRoom(page, "阅享空间", `day=${soon()}&minutes=60&seats=2`);
    await page.getByRole("link", { name: /^10:00/ }).click();
    await page.getByLabel("姓名").fill("己的女儿");
    await page.getByLabel("做什么（可不填）").fill("写作业");
    await page.getByRole("button", { name: "换个时间" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("换个时间");
    if (javaScriptEnabled) {
      await expectAccessible(page, "another time");
      expect(await overflow(page)).toBeLessThanOrEqual(0);
    }
    await page.getByLabel("几个座位").fill("3");
    await page.getByLabel("多长时间").selectOption("90");
    await page.getByRole("button", { name: "看空位" }).click();
    await page.getByRole("button", { name: /^15:00/ }).click();
    await expect(page.getByRole("main")).toContainText("15:00–16:30");
    for (const typed of ["己的女儿", "写作业", "3 个座位"]) await expect(page.getByRole("main")).toContainText(typed);
    await page.getByRole("button", { name: "确认预约" }).click();
    await expect(page.getByText("约好了。")).toBeVisible();
  });

  test(`a time is chosen before the name is filled in, ${scripts}`, async ({ visitor }) => {
    const page = await visitor({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
    await page.goto("/sign-in?then=/centers");
    await throughTheDoor(page, javaScriptEnabled ? "13800000161" : "13800000162", "庚");
    await openRoom(page, "阅享空间", `day=${soon()}&minutes=60&seats=1`);
    await page.getByRole("link", { name: /^10:00/ }).click();
    await page.getByLabel("姓名").fill("");
    await page.getByLabel("做什么（可不填）").fill("写作业");
    await page.getByRole("button", { name: "换个时间" }).click();
    await page.getByRole("button", { name: /^15:00/ }).click();
    // The form goes on with that time, and asks for the rest when it is sent.
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("谁来，做什么");
    await expect(page.getByRole("main")).toContainText("15:00–16:00");
    await expect(page.getByLabel("做什么（可不填）")).toHaveValue("写作业");
    await page.getByRole("button", { name: "下一步" }).click();
    await expect(page.getByRole("alert").getByRole("link", { name: /^姓名/ })).toBeVisible();
    // Refused once more: the time is still the one that was chosen last, not that of the address.
    await expect(page.getByRole("main")).toContainText("15:00–16:00");
    await expect(page.getByLabel("做什么（可不填）")).toHaveValue("写作业");
    await page.getByLabel("姓名").fill("庚");
    await page.getByLabel("姓名").press("Enter");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("看一看对不对");
    await expect(page.getByRole("main")).toContainText("15:00–16:00");
  });

  test(`Enter leads to the page where answers are checked, and to no other time, ${scripts}`, async ({ visitor }) => {
    const [first, second] = [await visitor({ javaScriptEnabled }), await visitor({ javaScriptEnabled })];
    const time = javaScriptEnabled ? "10:00" : "15:00";
    for (const [page, phone] of [[first, "171"], [second, "173"]] as const) {
      const room = await openRoom(page, "妇女之家", `day=${soon()}&minutes=60`);
      await page.goto(`/sign-in?then=${encodeURIComponent(`${room}?day=${soon()}&minutes=60`)}`);
      await throughTheDoor(page, `13800000${javaScriptEnabled ? phone : Number(phone) + 1}`, "辛");
      await expect(page).toHaveURL(/\/rooms\//);
      await page.getByRole("row", { name: new RegExp(`^${time}`) }).getByRole("link", { name: "可约" }).first().click();
      await expect(page.getByLabel("姓名")).toHaveValue("辛");
      if (javaScriptEnabled) await alive(page);
    }
    await first.getByLabel("姓名").press("Enter");
    await expect(first.getByRole("heading", { level: 1 })).toHaveText("看一看对不对");
    await first.getByRole("button", { name: "确认预约" }).click();
    await expect(first.getByText("约好了。")).toBeVisible();
    // Taken meanwhile: other times stand above the fields, and Enter asks for the one that was meant once more.
    for (const again of [1, 2]) {
      await second.getByLabel("做什么（可不填）").fill(`第 ${again} 次`);
      const asked = second.waitForResponse(/booking\/check/);
      await second.getByLabel("做什么（可不填）").press("Enter");
      await asked;
      await expect(second.getByRole("alert")).toContainText("刚刚被别人约走了");
      await expect(second.getByRole("alert").getByRole("button").first()).toBeVisible();
      await expect(second.getByLabel("做什么（可不填）")).toHaveValue(`第 ${again} 次`);
    }
  });
}

test("a request waits for the counter, which approves it, and the reason of a refusal reaches the resident", async ({ visitor, admin }) => {
  const page = await visitor({ viewport: { width: 360, height: 740 } });
  await page.goto("/sign-in?then=/centers");
  await throughTheDoor(page, "13800000121", "丙");
  await expect(page).toHaveURL("/centers");
  const bookings: string[] = [];
  for (const time of ["09:00", "10:30"]) {
    await openRoom(page, "乡村振兴大讲堂", `day=${soon()}&minutes=60`);
    await page.getByRole("link", { name: new RegExp(`^${time}`) }).click();
    await page.getByRole("button", { name: "下一步" }).click();
    await page.getByRole("button", { name: "确认预约" }).click();
    await expect(page.getByText("已经提交，等工作人员确认。")).toBeVisible();
    bookings.push(new URL(page.url()).pathname);
  }
  await admin.goto("/admin/bookings");
  await alive(admin);
  await admin.getByLabel("中心", { exact: true }).selectOption({ label: "音德尔镇党群服务中心" });
  await admin.getByRole("button", { name: "看这一天" }).click();
  await expectAccessible(admin, "requests");
  await admin.getByRole("button", { name: "同意", exact: true }).first().click();
  await expect(admin.getByRole("status").filter({ hasText: "已经同意" })).toBeVisible();
  await admin.getByLabel("不同意的原因").first().fill("那天讲堂要布置");
  await admin.getByRole("button", { name: "不同意" }).first().click();
  await expect(admin.getByRole("button", { name: "不同意" })).toHaveCount(0);
  await page.goto(bookings[0]!);
  await expect(page.getByRole("main")).toContainText("已约好");
  await page.goto(bookings[1]!);
  await expect(page.getByRole("main")).toContainText("没有通过");
  await expect(page.getByRole("main")).toContainText("那天讲堂要布置");
});

test("a session that is ended elsewhere in the middle of a booking loses nothing that was typed", async ({ visitor, admin }) => {
  const phone = "13800000181";
  // By a slip: a code is asked for below, and only one a minute is sent.
  await admin.goto("/admin/slips");
  await admin.getByLabel("手机号").fill(phone);
  await admin.getByRole("button", { name: "做一张登录条" }).click();
  const picture = await admin.getByRole("img", { name: "登录用的二维码" }).getAttribute("src");
  const page = await visitor({ viewport: { width: 360, height: 740 } });
  await page.goto(picture!.replace("/qr.svg", ""));
  await page.getByRole("main").getByRole("button", { name: "登录" }).click();
  await page.getByLabel("姓名").fill("壬");
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page).toHaveURL(/\/me$/);
  await openRoom(page, "阅享空间", `day=${soon()}&minutes=60&seats=1`);
  await page.getByRole("link", { name: /^10:00/ }).click();
  await alive(page);
  await page.getByLabel("姓名").fill("壬的外孙");
  await page.getByLabel("做什么（可不填）").fill("练字");

  const elsewhere = await visitor();
  await elsewhere.context().addCookies(await page.context().cookies());
  await elsewhere.goto("/me");
  await elsewhere.getByRole("main").getByRole("button", { name: "退出", exact: true }).click();
  await expect.poll(async () => (await page.request.post("/api/resident/devices", { data: {} })).status()).toBe(401);

  await page.getByRole("button", { name: "下一步" }).click();
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("登录已经结束");
  await expect(alert).toBeFocused();
  await expectAccessible(page, "the session has ended");
  const [door] = await Promise.all([page.waitForEvent("popup"), alert.getByRole("link", { name: "登录（新窗口）" }).click()]);
  await door.getByLabel("手机号").fill(phone);
  await door.getByRole("button", { name: "发验证码" }).click();
  await expect(door.getByText("验证码已发到")).toBeVisible();
  await door.getByLabel("验证码", { exact: true }).fill(await codeFor(door, phone));
  await door.getByRole("button", { name: "登录", exact: true }).click();
  await expect(door).toHaveURL(/^[^?]*\/book\//);
  await door.close();

  // Back at the form, as it was left.
  await expect(page.getByLabel("姓名")).toHaveValue("壬的外孙");
  await expect(page.getByLabel("做什么（可不填）")).toHaveValue("练字");
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("看一看对不对");
  await page.getByRole("button", { name: "确认预约" }).click();
  await expect(page.getByText("约好了。")).toBeVisible();
  for (const typed of ["壬的外孙", "练字"]) await expect(page.getByRole("main")).toContainText(typed);
});
