// The staff's side of booking: a rule changes and meets a booking, the counter books for a caller, somebody walks in, the day on paper.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../support/axe.ts";
import { dayFromNow, soon } from "../support/clock.ts";
import type { Door } from "../support/door.ts";
import { throughTheDoor } from "../support/resident.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "desk" });

/** The town's center and one of its rooms. */
async function place(door: Door, room: string): Promise<{ center: string; room: string }> {
  const center = await door.centerNamed("音德尔镇党群服务中心");
  const { rooms } = await (await door.call("room/list", { center })).json();
  return { center, room: rooms.find((r: { names: { zh: string } }) => r.names.zh === room).id };
}

/** Books a room for an hour as the resident who is signed in on the page; the address of the booking. */
async function book(page: Page, at: { center: string; room: string }, time: string): Promise<string> {
  await page.goto(`/centers/${at.center}/rooms/${at.room}?day=${soon()}&minutes=60`);
  await page.getByRole("link", { name: new RegExp(`^${time}`) }).click();
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "确认预约" }).click();
  await expect(page.getByText("约好了。")).toBeVisible();
  return new URL(page.url()).pathname;
}

test("a rule that changes meets a booking, which is cancelled with a message that the resident reads", async ({ visitor, admin, door }) => {
  test.slow();
  const at = await place(door, "智慧党建综合活动室");
  const page = await visitor({ viewport: { width: 360, height: 740 } });
  await page.goto("/sign-in?then=/centers");
  await throughTheDoor(page, "13800000201", "丁");
  await expect(page).toHaveURL("/centers");
  const booking = await book(page, at, "15:00");

  await admin.goto(`/admin/rooms/${at.room}/rules`);
  await alive(admin);
  await expectAccessible(admin, "rules");
  await admin.getByLabel("最长").selectOption({ label: "30 分钟" });
  await admin.getByRole("button", { name: "保存" }).click();
  await expect(admin.getByRole("heading", { name: /有 1 个预约会受影响/ })).toBeVisible();
  await expectAccessible(admin, "in the way");
  // Without a message nobody is cancelled.
  await admin.getByRole("radio", { name: /^取消，告诉他原因/ }).check();
  await admin.getByRole("button", { name: "就这样，保存" }).click();
  await expect(admin.getByRole("alert")).toContainText("请填写");
  await admin.getByLabel("给被取消的人的话").fill("以后一次只能半小时，对不起");
  await admin.getByRole("button", { name: "就这样，保存" }).click();
  await expect(admin.getByText("已保存。")).toBeVisible();

  await page.goto(booking);
  await expect(page.getByRole("main")).toContainText("已取消");
  await expect(page.getByRole("main")).toContainText("以后一次只能半小时，对不起");
  // As it was, for the tests that follow.
  await alive(admin);
  await admin.getByLabel("最长").selectOption({ label: "4 小时" });
  const saved = admin.waitForResponse(/save_rules/);
  await admin.getByRole("button", { name: "保存" }).click();
  expect((await saved).ok()).toBe(true);
});

test("the counter books for a caller, who is known the next time, and prints the day", async ({ admin, door }) => {
  const at = await place(door, "妇女之家");
  const day = soon();
  const fill = async (start: string, end: string): Promise<void> => {
    await admin.getByLabel("房间").selectOption(at.room);
    await admin.getByLabel("开始").fill(start);
    await admin.getByLabel("结束").fill(end);
    await admin.getByRole("button", { name: "约好", exact: true }).click();
  };
  await admin.goto(`/admin/bookings/new?center=${at.center}&day=${day}`);
  await alive(admin);
  await expectAccessible(admin, "book for somebody");
  await admin.getByLabel("手机").fill("13800000211");
  await admin.getByLabel("姓名").fill("李大爷");
  await fill("9:00", "10:00");
  await expect(admin.getByText("约好了。")).toBeVisible();
  await expect(admin.locator(".bignumber")).toHaveText(/^[0-9A-Z]{4} [0-9A-Z]{4}$/);
  await expectAccessible(admin, "the slip");

  await admin.goto(`/admin/bookings/new?center=${at.center}&day=${day}`);
  await alive(admin);
  await admin.getByLabel("手机").fill("13800000211");
  await admin.getByLabel("手机").blur();
  await expect(admin.getByLabel("姓名")).toHaveValue("李大爷");
  // Somebody else has that time: other times are offered, and everything typed is there.
  await fill("9:30", "10:30");
  await expect(admin.getByRole("alert")).toContainText("刚刚被别人约走了");
  await expect(admin.getByLabel("姓名")).toHaveValue("李大爷");

  await admin.goto(`/admin/bookings/print?center=${at.center}&day=${day}`);
  await expect(admin.getByRole("heading", { name: "妇女之家" })).toBeVisible();
  await expect(admin.getByRole("cell", { name: "…0211" })).toBeVisible();
  await admin.emulateMedia({ media: "print" });
  await expect(admin.getByRole("navigation", { name: "管理后台" })).toBeHidden();
  await expect(admin.getByRole("table", { name: "妇女之家" })).toBeVisible();
});

test("the counter's slip leads to the booking, and once that is over to rating it", async ({ admin, page, door }) => {
  const at = await place(door, "妇女之家");
  const input = { phone: "13800000213", name: "吴奶奶", day: soon(), start: "15:00", end: "16:00", party: "2", whole: "1" };
  const placed = await door.call("booking/place_for", { ...at, key: "slip", input });
  const number: string = (await placed.json()).verdict.placed;
  await admin.goto(`/admin/bookings/${number}`);
  await expect(admin.getByText("13800000213")).toBeVisible();
  await admin.emulateMedia({ media: "print" });
  const code = admin.getByRole("img", { name: /查预约/ });
  await expect(code).toBeVisible();
  // Whoever finds the paper has the number, and not what else it takes.
  await expect(admin.getByText("13800000213")).toBeHidden();
  expect(await code.getAttribute("src")).toBe(`/bookings/${number}/follow/qr.svg`);

  await page.goto(`/bookings?number=${number}`);
  await alive(page);
  await expectAccessible(page, "open a booking");
  const opens = async (tail: string): Promise<void> => {
    await page.getByLabel("手机号后四位").fill(tail);
    await page.getByRole("button", { name: "查询" }).click();
  };
  await opens("9999");
  await expect(page.getByRole("alert")).toContainText("对不上");
  await opens("0213");
  const found = page.getByRole("main").getByRole("status").filter({ hasText: "妇女之家" });
  await expect(found).toContainText("15:00–16:00");
  await expectAccessible(page, "a booking that was opened");
  await expect(page.getByText("吴奶奶")).toHaveCount(0);
  await expect(page.locator('a[href^="/rate/"]')).toHaveCount(0);
  expect((await door.call("booking/cancel", { number, reason: "停电" })).ok).toBe(true);
  await opens("0213");
  await expect(found).toContainText("停电");
  await page.locator('a[href^="/rate/b"]').click();
  await alive(page);
  await expect(page.getByRole("main")).toContainText("妇女之家");
  await page.getByRole("button", { name: "满意", exact: true }).click();
  await expect(page.getByText("您评的是：满意")).toBeVisible();
});

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`the counter looks at another day and takes a free time with everything typed, ${scripts}`, async ({ visitor, door }) => {
    const page = await visitor({ javaScriptEnabled });
    await page.context().addCookies([door.cookie()]);
    const at = await place(door, "群众说事室");
    await page.goto(`/admin/bookings/new?center=${at.center}`);
    if (javaScriptEnabled) await alive(page);
    const phone = javaScriptEnabled ? "13800000221" : "13800000222";
    await page.getByLabel("手机").fill(phone);
    await page.getByLabel("姓名").fill("孙大娘");
    const aside = page.locator("section", { has: page.getByRole("heading", { name: /还空着的/ }) });
    await aside.getByLabel("日期").fill(soon());
    await aside.getByRole("button", { name: "看这一天" }).click();
    await expect(aside.getByRole("heading", { name: `${Number(soon().slice(-2))} 日` })).toBeVisible();
    const room = aside.getByRole("listitem").filter({ hasText: "群众说事室" });
    await room.getByRole("button").last().click();
    await expect(page.locator("#f-room")).toHaveValue(at.room);
    await expect(page.locator("#f-day")).toHaveValue(soon());
    await expect(page.getByLabel("姓名")).toHaveValue("孙大娘");
    await expect(page.getByLabel("手机")).toHaveValue(phone);
    const [hour, minute] = (await page.locator("#f-start").inputValue()).split(":");
    await page.locator("#f-end").fill(`${Number(hour) + 1}:${minute}`);
    await page.getByRole("button", { name: "约好", exact: true }).click();
    await expect(page.getByText("约好了。")).toBeVisible();
    await expect(page.getByRole("main")).toContainText("孙大娘");
  });
}

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`Enter at the counter never books what nobody meant, ${scripts}`, async ({ visitor, door }) => {
    const page = await visitor({ javaScriptEnabled });
    await page.context().addCookies([door.cookie()]);
    const at = await place(door, "妇女之家");
    const friday = dayFromNow(3);
    const call = async (phone: string, name: string): Promise<void> => {
      await page.goto(`/admin/bookings/new?center=${at.center}&day=${friday}`);
      if (javaScriptEnabled) await alive(page);
      await page.getByLabel("手机").fill(phone);
      await page.getByLabel("姓名").fill(name);
      await page.getByLabel("房间").selectOption(at.room);
      await page.getByLabel("开始").fill(javaScriptEnabled ? "9:00" : "10:30");
      await page.getByLabel("结束").fill(javaScriptEnabled ? "10:00" : "11:30");
    };
    /** The form is still there with what was typed in it, and nothing was booked. */
    const nothing = async (name: string): Promise<void> => {
      await expect(page.getByLabel("姓名")).toHaveValue(name);
      await expect(page.locator("#f-room")).toHaveValue(at.room);
      await expect(page.getByText("约好了。")).toHaveCount(0);
      const desk = await page.context().newPage();
      await desk.goto(`/admin/bookings?center=${at.center}&day=${friday}`);
      await expect(desk.getByRole("main")).not.toContainText(name);
      await desk.close();
    };
    const [first, second] = javaScriptEnabled ? ["郑一", "郑二"] : ["孔一", "孔二"];
    const phone = javaScriptEnabled ? "1380000026" : "1380000027";
    await call(`${phone}1`, first!);
    // Everything is filled in, and another day is looked at.
    await page.locator("#free-day").fill(soon());
    const looked = page.waitForResponse(/\/api\/booking\//);
    await page.locator("#free-day").press("Enter");
    expect((await looked).ok()).toBe(true);
    await expect(page.locator("#free-day")).toHaveValue(soon());
    await nothing(first!);
    // In the form itself Enter does what its button says; without scripts it cannot be told apart, and only looks again.
    await page.getByLabel("姓名").press("Enter");
    if (!javaScriptEnabled) {
      await nothing(first!);
      await page.getByRole("button", { name: "约好", exact: true }).click();
    }
    await expect(page.getByText("约好了。")).toBeVisible();

    // Somebody else wants that time. Other times are offered above the button, and Enter takes none of them.
    await call(`${phone}2`, second!);
    await page.getByRole("button", { name: "约好", exact: true }).click();
    const others = page.getByRole("alert").getByRole("button");
    await expect(others.first()).toBeVisible();
    const answered = page.waitForResponse(/booking\/place_for/);
    await page.locator("#f-waiver").fill("村里的大会");
    await page.locator("#f-waiver").press("Enter");
    await answered;
    await expect(page.locator("#f-waiver")).toHaveValue("村里的大会");
    await nothing(second!);
  });
}

test("a resident changes people and purpose, and staff move the booking to another room of the center", async ({ visitor, admin, door }) => {
  const at = await place(door, "妇女之家");
  const other = await place(door, "群众说事室");
  const page = await visitor({ viewport: { width: 360, height: 740 } });
  await page.goto("/sign-in?then=/centers");
  await throughTheDoor(page, "13800000231", "周大姐");
  await expect(page).toHaveURL("/centers");
  const booking = await book(page, at, "15:00");
  await page.getByRole("link", { name: "改时间、人数" }).click();
  await alive(page);
  await expectAccessible(page, "what can be changed");
  await page.getByLabel("几个人来").fill("9999");
  await page.getByLabel("做什么（可不填）").fill("教剪纸");
  await page.getByRole("button", { name: "保存这些改动" }).click();
  await expect(page.getByRole("alert")).toContainText("人数要在");
  await expect(page.getByLabel("做什么（可不填）")).toHaveValue("教剪纸");
  await page.getByLabel("几个人来").fill("4");
  await page.getByRole("button", { name: "保存这些改动" }).click();
  await expect(page.getByText("已经改好。")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("教剪纸");
  await expect(page.getByRole("main")).toContainText("4 人");

  await admin.goto(`${booking}/change`);
  await alive(admin);
  await expectAccessible(admin, "where staff move it");
  await admin.getByLabel("换到哪间房").selectOption(other.room);
  await admin.getByRole("button", { name: "看这间的空位" }).click();
  await admin.goto(`${booking}/change?room=${other.room}&day=${soon()}`);
  await alive(admin);
  await admin.getByRole("row", { name: /^16:00/ }).getByRole("link").first().click();
  await expect(admin.getByRole("main")).toContainText("改到：群众说事室");
  await admin.getByLabel("替他改时间的原因").fill("妇女之家要粉刷");
  await admin.getByRole("button", { name: "确定改到这个时间" }).click();
  await expect(admin).toHaveURL(/done=moved/);
  await page.goto(booking);
  await expect(page.getByRole("main")).toContainText("群众说事室");
  await expect(page.getByRole("main")).toContainText("妇女之家要粉刷");
});

test("the counter's page shows what others do meanwhile, and nothing typed is taken away", async ({ visitor, admin, door }) => {
  const at = await place(door, "阅享空间");
  const page = await visitor({ viewport: { width: 360, height: 740 } });
  await page.goto("/sign-in?then=/centers");
  await throughTheDoor(page, "13800000241", "吴小弟");
  await expect(page).toHaveURL("/centers");
  const counter = `/admin/bookings?center=${at.center}&day=${soon()}`;
  const streams = admin.waitForRequest(/\/open\/centers\/.*\/changes/);
  await admin.goto(counter);
  await alive(admin);
  await streams;
  await expect(admin.getByRole("main")).not.toContainText("吴小弟");
  await book(page, at, "15:00");
  await expect(admin.getByRole("main")).toContainText("吴小弟", { timeout: 4000 });
  await expect(admin.locator("#news")).toContainText("预约有变化");

  // Somebody is typing at the counter: then it is only said, and shown when they want it.
  const request = await place(door, "乡村振兴大讲堂");
  await page.goto(`/book/${request.room}?day=${soon()}&start=09:00&end=10:00`);
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "确认预约" }).click();
  await expect(page.getByText("已经提交，等工作人员确认。")).toBeVisible();
  const reason = admin.getByLabel("不同意的原因").first();
  await reason.fill("那天讲堂要布置");
  await page.goto(`/book/${at.room}?day=${soon()}&start=16:00&end=17:00&seats=1`);
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "确认预约" }).click();
  await expect(page.getByText("约好了。")).toBeVisible();
  await expect(admin.getByText("预约有新的变化。")).toBeVisible();
  await expect(reason).toHaveValue("那天讲堂要布置");
  await expectAccessible(admin, "something is new");
  await admin.getByRole("button", { name: "看最新的" }).click();
  await expect(admin.getByRole("table")).toContainText("16:00–17:00");
  await expect(reason).toHaveValue("那天讲堂要布置");
});

test("what somebody begins to type while news are on their way is not taken away", async ({ visitor, admin, door }) => {
  const hall = await place(door, "乡村振兴大讲堂");
  const at = await place(door, "阅享空间");
  const friday = dayFromNow(3);
  const page = await visitor({ viewport: { width: 360, height: 740 } });
  await page.goto("/sign-in?then=/centers");
  await throughTheDoor(page, "13800000281", "何小妹");
  await expect(page).toHaveURL("/centers");
  const take = async (room: string, start: string, end: string): Promise<void> => {
    await page.goto(`/book/${room}?day=${friday}&start=${start}&end=${end}&seats=1`);
    await page.getByRole("button", { name: "下一步" }).click();
    await page.getByRole("button", { name: "确认预约" }).click();
    await expect(page.locator(".bignumber")).toBeVisible();
  };
  await take(hall.room, "15:00", "16:00");
  // Before the page: it may listen as soon as it is there.
  const streams = admin.waitForRequest(/\/open\/centers\/.*\/changes/);
  await admin.goto(`/admin/bookings?center=${hall.center}&day=${friday}`);
  await alive(admin);
  await streams;
  let arrive = (): void => {};
  const way = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await admin.route("**/api/booking/desk", async (route) => {
    await way;
    await route.continue();
  });
  const asked = admin.waitForRequest("**/api/booking/desk");
  await take(at.room, "16:00", "17:00");
  await asked;
  // Only now somebody begins to write.
  const reason = admin.getByLabel("不同意的原因").first();
  await reason.fill("那天讲堂要布置");
  arrive();
  await expect(admin.getByText("预约有新的变化。")).toBeVisible();
  await expect(reason).toHaveValue("那天讲堂要布置");
  await expect(reason).toBeFocused();
  await admin.getByRole("button", { name: "看最新的" }).click();
  await expect(admin.getByRole("table")).toContainText("16:00–17:00");
  await expect(reason).toHaveValue("那天讲堂要布置");
});

test("with whom somebody meets is asked in the mediation room, and the desk says that a request waits for the mediator", async ({ visitor, door, admin }) => {
  const at = await place(door, "矛盾调解室");
  const page = await visitor({ viewport: { width: 360, height: 740 } });
  await page.goto("/sign-in?then=/centers");
  await throughTheDoor(page, "13800000251", "冯大哥");
  await expect(page).toHaveURL("/centers");
  await page.goto(`/centers/${at.center}/rooms/${at.room}?day=${soon()}&minutes=60`);
  await page.getByRole("link", { name: /^09:00/ }).click();
  await alive(page);
  await expect(page.getByText("只有调解员看得到")).toBeVisible();
  await page.getByLabel("和谁一起来（可不填）").fill("东院的老李");
  await expectAccessible(page, "a request for a mediation");
  await page.getByLabel("几个人来").fill("2");
  await page.getByRole("button", { name: "下一步" }).click();
  await expect(page.getByRole("main")).toContainText("东院的老李");
  await page.getByRole("button", { name: "确认预约" }).click();
  await expect(page.getByText("已经提交，等工作人员确认。")).toBeVisible();

  await admin.goto(`/admin/bookings?center=${at.center}&day=${soon()}`);
  await expect(admin.getByText("有 1 个调解申请在等调解员决定")).toBeVisible();
  await expect(admin.getByRole("main")).not.toContainText("老李");
  await expectAccessible(admin, "a request waits for the mediator");
});

test("a room is closed, the booking in the way is moved to another room first, and nobody is left in a closed room", async ({ visitor, admin, door }) => {
  test.slow();
  const at = await place(door, "智慧党建综合活动室");
  const other = await place(door, "群众说事室");
  const page = await visitor({ viewport: { width: 360, height: 740 } });
  await page.goto("/sign-in?then=/centers");
  await throughTheDoor(page, "13800000298", "郑叔叔");
  await expect(page).toHaveURL("/centers");
  const booking = await book(page, at, "10:00");

  await admin.goto(`/admin/centers/${at.center}/rooms/${at.room}`);
  await alive(admin);
  await admin.getByLabel("从哪天").fill(soon());
  await admin.getByLabel("到哪天").fill(soon());
  await admin.getByLabel("原因（居民看得到）").fill("换地板");
  await admin.getByRole("button", { name: "安排关闭" }).click();
  await expect(admin.getByRole("heading", { name: "有 1 个预约会受影响" })).toBeVisible();
  const hit = admin.getByRole("row", { name: /10:00–11:00/ });
  await expect(hit).toContainText("郑叔叔");

  // The link opens another window: the list stays where it is.
  const opened = admin.context().waitForEvent("page");
  await hit.getByRole("link", { name: "改到别的时间" }).click();
  const moving = await opened;
  await expect(moving).toHaveURL(`${booking}/change`);
  await alive(moving);
  await moving.getByLabel("换到哪间房").selectOption(other.room);
  await moving.getByRole("button", { name: "看这间的空位" }).click();
  await expect(moving).toHaveURL(new RegExp(`room=${other.room}`));
  await alive(moving);
  // On the same day, an hour later.
  await moving.getByRole("row", { name: /^11:00/ }).locator(`a[href*="day=${soon()}"]`).click();
  await expect(moving.getByRole("main")).toContainText("改到：群众说事室");
  await moving.getByLabel("替他改时间的原因").fill("活动室那天换地板");
  await moving.getByRole("button", { name: "确定改到这个时间" }).click();
  await expect(moving).toHaveURL(/done=moved/);
  await moving.close();

  // Nothing is in the way any more: what was decided for all meets nobody.
  await admin.getByRole("radio", { name: /^取消，告诉他原因/ }).check();
  await admin.getByLabel("给被取消的人的话").fill("那天换地板，对不起");
  await admin.getByRole("button", { name: "就这样，保存" }).click();
  await expect(admin.getByText("已保存。")).toBeVisible();
  await page.goto(booking);
  const main = page.getByRole("main");
  for (const said of ["已约好", "群众说事室", "11:00–12:00", "活动室那天换地板"]) await expect(main).toContainText(said);
  await expect(main).not.toContainText("对不起");
  await page.goto(`/centers/${at.center}/rooms/${at.room}?day=${soon()}`);
  await expect(main).toContainText("这天不能约：换地板");
});

test("somebody walks in and is let in with one press", async ({ admin, door }) => {
  const center = await door.centerNamed("音德尔镇党群服务中心");
  // Open around the clock, so that it does not matter when this runs.
  await door.setHours(center, ["00:00", "24:00"]);
  await admin.goto(`/admin/bookings?center=${center}`);
  await alive(admin);
  await expect(admin.getByRole("heading", { name: "现在", exact: true })).toBeVisible();
  await expectAccessible(admin, "now");
  await admin.getByRole("button", { name: "现在就用" }).first().click();
  await expect(admin.getByRole("status").filter({ hasText: "已经登记" })).toBeVisible();
  await expect(admin.getByRole("table")).toContainText("已签到");
});

test("a walk-in that a rule refuses says which, and stays typed while the day changes around it", async ({ admin, door }) => {
  const center = await door.centerNamed("音德尔镇党群服务中心");
  await door.setHours(center, ["00:00", "24:00"]);
  const streams = admin.waitForRequest(/\/open\/centers\/.*\/changes/);
  await admin.goto(`/admin/bookings?center=${center}`);
  await alive(admin);
  await streams;
  const card = (page: Page, room: string) => page.locator("article").filter({ has: page.getByRole("heading", { name: room }) });
  const hall = card(admin, "阅享空间");
  await hall.locator("summary").click();
  await hall.getByLabel("姓名").fill("李大爷");
  await hall.getByLabel("几个人来").fill("900");
  await hall.getByRole("button", { name: "现在就用" }).click();
  await expect(hall.getByText("这样约不了")).toBeVisible();
  await expectAccessible(admin, "refused walk-in");
  // They look elsewhere, and a colleague lets somebody into another room.
  await admin.getByRole("heading", { level: 1 }).click();
  const colleague = await admin.context().newPage();
  await colleague.goto(`/admin/bookings?center=${center}`);
  await alive(colleague);
  await card(colleague, "群众说事室").getByRole("button", { name: "现在就用" }).click();
  await expect(colleague).toHaveURL(/done=/);
  await expect(admin.getByText("预约有新的变化。")).toBeVisible();
  await expect(hall.getByText("这样约不了")).toBeVisible();
  await expect(hall.getByLabel("姓名")).toHaveValue("李大爷");
});
