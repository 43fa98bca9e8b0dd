// Something free in all centers, other people's bookings as they happen, and calendars.
import ICAL from "ical.js";
import type { Page } from "@playwright/test";
import { expectAccessible, overflow } from "../support/axe.ts";
import { soon } from "../support/clock.ts";
import { throughTheDoor } from "../support/resident.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "find-room" });

/** Signs a new resident in and leaves them at `then`. */
async function signedIn(page: Page, phone: string, name: string, then: string): Promise<void> {
  await page.goto(`/sign-in?then=${encodeURIComponent(then)}`);
  await throughTheDoor(page, phone, name);
  await expect(page).toHaveURL(new RegExp(then.split("?")[0]!));
}

/** The page of a room of the town's center. */
async function roomOf(page: Page, name: string): Promise<string> {
  await page.goto("/centers");
  await page.locator("main a[href^='/centers/']").first().click();
  await page.getByRole("link", { name: new RegExp(`^${name}`) }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
  return new URL(page.url()).pathname;
}

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`a seat is found in all centers and booked in three taps from the answer, ${scripts}`, async ({ visitor }) => {
    const page = await visitor({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
    await signedIn(page, javaScriptEnabled ? "13800000201" : "13800000202", "小李", "/centers");
    await page.getByRole("navigation", { name: "主菜单" }).getByRole("link", { name: "预约" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("找空位");
    if (javaScriptEnabled) {
      await alive(page);
      await expectAccessible(page, "the search");
      expect(await overflow(page)).toBeLessThanOrEqual(0);
    }
    await page.getByLabel("哪种房间").selectOption({ label: "阅享空间" });
    await page.getByLabel("哪天").fill(soon());
    await page.getByLabel("最早几点").fill("14:30");
    await page.getByLabel("最晚到几点").fill("16:30");
    await page.getByRole("button", { name: "找空位" }).click();
    await expect(page.getByRole("status").filter({ hasText: "有空的" })).toBeVisible();
    await expect(page).toHaveURL(/kind=reading_space/);
    if (javaScriptEnabled) await expectAccessible(page, "what was found");

    await page.getByRole("link", { name: /^14:30–16:30/ }).first().click();
    await expect(page.getByText("14:30–16:30")).toBeVisible();
    await page.getByRole("button", { name: "下一步" }).click();
    await page.getByRole("button", { name: "确认预约" }).click();
    await expect(page.getByText("约好了。")).toBeVisible();
  });
}

test("what cannot be understood is said at its field, and a search without result says what would help", async ({ page }) => {
  await page.goto(`/book?kind=reading_space&party=0&day=2020-01-01&start=10:00&end=09:00`);
  const alert = page.getByRole("alert");
  await expect(alert.getByRole("listitem")).toHaveCount(3);
  await expect(page.getByLabel("几个人")).toHaveValue("0");
  await expectAccessible(page, "a search with problems");

  await page.goto(`/book?kind=talk_room&party=400&day=${soon()}`);
  await expect(page.getByRole("status").filter({ hasText: "这样没有空位" })).toBeVisible();
  await page.getByRole("link", { name: /少来几个人|换一种房间/ }).first().click();
  await expect(page.getByRole("status").filter({ hasText: "有空的" })).toBeVisible();
});

test("on a phone how many were found stands above the form, and leads to them", async ({ visitor }) => {
  const page = await visitor({ viewport: { width: 360, height: 740 } });
  await page.goto(`/book?kind=reading_space&day=${soon()}&start=14:30&end=16:30`);
  const found = page.getByRole("main").getByRole("link", { name: /间有空的/ });
  await expect(found).toBeInViewport();
  // What is seldom asked for is folded, unless it was.
  await expect(page.getByLabel("在哪附近（可不填）")).toBeHidden();
  await found.click();
  await expect(page.getByRole("status").filter({ hasText: "有空的" })).toBeInViewport();
  await page.goto(`/book?day=${soon()}&place=yde`);
  await expect(page.getByLabel("在哪附近（可不填）")).toHaveValue("yde");
});

test("a room for many with a projector is found near a place that is typed in pinyin", async ({ page }) => {
  await page.goto(`/book?party=30&whole=1&equipment=投影&day=${soon()}&span=week&place=yde`);
  await expect(page.getByRole("status").filter({ hasText: "的远近排" })).toBeVisible();
  await expect(page.getByRole("main").getByText("投影仪").first()).toBeVisible();
  await expectAccessible(page, "a week's answer");
});

test("whoever was too slow is offered the nearest other center, with everything typed", async ({ visitor }) => {
  const [first, second] = [await visitor(), await visitor()];
  const room = (await roomOf(first, "阅享空间")).split("/").pop()!;
  const form = `/book/${room}?day=${soon()}&start=09:00&end=10:00&whole=1`;
  await signedIn(first, "13800000211", "甲", form);
  await signedIn(second, "13800000212", "乙", form);
  for (const page of [first, second]) {
    await page.getByLabel("做什么（可不填）").fill("读书会");
    await page.getByRole("button", { name: "下一步" }).click();
    await expect(page.getByRole("button", { name: "确认预约" })).toBeVisible();
  }
  await first.getByRole("button", { name: "确认预约" }).click();
  await expect(first).toHaveURL(/\/bookings\//);
  await second.getByRole("button", { name: "确认预约" }).click();
  const alert = second.getByRole("alert");
  await expect(alert).toContainText("别的中心这个时间有空");
  await expectAccessible(second, "another center");
  // After the other center's one can still wait for the first.
  await alert.locator("button[name='choose']:not([value='wait'])").last().click();
  await second.getByRole("button", { name: "确认预约" }).click();
  await expect(second).toHaveURL(/\/bookings\//);
  await expect(second.getByRole("main")).toContainText("读书会");
});

test("two who look at the same room see each other's bookings within two seconds, and the focus stays", async ({ visitor }) => {
  const [watching, booking] = [await visitor(), await visitor()];
  const path = await roomOf(watching, "群众说事室");
  const day = soon();
  await watching.goto(`${path}?day=${day}&minutes=60`);
  await alive(watching);
  const streams = watching.waitForRequest(/\/open\/rooms\/.*\/changes/).catch(() => undefined);
  const room = path.split("/").pop()!;
  await signedIn(booking, "13800000221", "丙", `/book/${room}?day=${day}&start=15:30&end=16:30`);
  await booking.getByRole("button", { name: "下一步" }).click();
  await expect(booking.getByRole("button", { name: "确认预约" })).toBeVisible();
  void streams;
  // The focus is on another time of the same day.
  const table = watching.getByRole("table");
  const row = table.getByRole("row", { name: /^09:00/ });
  await row.getByRole("link").last().focus();
  const focused = await watching.evaluate(() => document.activeElement!.id);
  const before = await table.getByText("约满").count();

  const pressed = Date.now();
  await booking.getByRole("button", { name: "确认预约" }).click();
  await expect.poll(() => table.getByText("约满").count(), { timeout: 4000, intervals: [50] }).toBeGreaterThan(before);
  expect(Date.now() - pressed, "milliseconds until the other one sees it").toBeLessThan(2000);
  await expect(booking).toHaveURL(/\/bookings\//);
  await expect(watching.locator("#news")).toContainText("刚刚被约走了");
  expect(await watching.evaluate(() => document.activeElement!.id)).toBe(focused);
  await expectAccessible(watching, "after a change");
});

test("where streams are refused the page asks from time to time", async ({ visitor }) => {
  const page = await visitor();
  const path = await roomOf(page, "群众说事室");
  await page.addInitScript(() => {
    Reflect.deleteProperty(window, "EventSource");
  });
  await page.goto(path);
  await alive(page);
  const asked = await page.waitForResponse(
    (r) => r.url().includes("/changes") && r.request().headers().accept === "application/json",
    { timeout: 20_000 },
  );
  expect(await asked.json()).toEqual({ changes: expect.any(Number) });
});

test("all rooms of a center on one day: a table with arrow keys on a desk, a list on a phone", async ({ page, visitor }) => {
  const center = (await roomOf(page, "阅享空间")).split("/rooms/")[0]!;
  await page.goto(`${center}/day?date=${soon()}`);
  await alive(page);
  await expectAccessible(page, "the day on a desk");
  const table = page.getByRole("table");
  expect(await table.getByRole("columnheader").count()).toBeGreaterThan(3);
  await table.getByRole("link", { name: /可约|余/ }).first().focus();
  const before = await page.evaluate(() => document.activeElement!.id);
  await page.keyboard.press("ArrowRight");
  const right = await page.evaluate(() => document.activeElement!.id);
  expect(right).not.toBe(before);
  expect(right.split("-")[2]).toBe(before.split("-")[2]);
  await page.keyboard.press("ArrowLeft");
  expect(await page.evaluate(() => document.activeElement!.id)).toBe(before);

  const phone = await visitor({ viewport: { width: 360, height: 740 } });
  await phone.goto(`${center}/day?date=${soon()}`);
  await alive(phone);
  expect(await overflow(phone)).toBeLessThanOrEqual(0);
  await expectAccessible(phone, "the day on a phone");
  await phone.getByRole("main").getByRole("link", { name: /^09:00/ }).first().click();
  await expect(phone).toHaveURL(/sign-in\?then=%2Fbook%2F/);
});

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`all rooms of a center in a week lead to a day, and what is wanted goes along, ${scripts}`, async ({ visitor }) => {
    const page = await visitor({ javaScriptEnabled, viewport: { width: 1280, height: 900 } });
    const center = (await roomOf(page, "阅享空间")).split("/rooms/")[0]!;
    await page.goto(`${center}/day?date=${soon()}&minutes=90&seats=3`);
    await page.getByRole("group", { name: "看一天还是一周" }).getByRole("link", { name: "一周" }).click();
    await expect(page).toHaveURL(/span=week.*minutes=90&seats=3/);
    const table = page.getByRole("table");
    await expect(table.getByRole("columnheader").nth(1)).toHaveText(/周/);
    await expect(table.getByRole("rowheader").filter({ hasText: "阅享空间" })).toBeVisible();
    if (javaScriptEnabled) {
      await alive(page);
      await expectAccessible(page, "the week on a desk");
      await table.getByRole("cell").getByRole("link").first().focus();
      const before = await page.evaluate(() => document.activeElement!.id);
      await page.keyboard.press("ArrowRight");
      expect(await page.evaluate(() => document.activeElement!.id)).not.toBe(before);
    }
    const row = table.getByRole("row", { name: /^阅享空间/ });
    await row.getByRole("link", { name: /最早/ }).last().click();
    await expect(page).toHaveURL(/day\?date=[\d-]+&minutes=90&seats=3/);
    await expect(page.getByLabel("几个座位")).toHaveValue("3");
    await expect(page.getByRole("main").locator("a[href*='seats=3']:visible").first()).toBeVisible();

    const phone = await visitor({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
    await phone.goto(`${center}/day?span=week&date=${soon()}`);
    await expect(phone.getByRole("heading", { name: "阅享空间" })).toBeVisible();
    if (javaScriptEnabled) {
      await alive(phone);
      expect(await overflow(phone)).toBeLessThanOrEqual(0);
      await expectAccessible(phone, "the week on a phone");
    }
    await phone.getByRole("link", { name: /最早.*阅享空间/ }).last().click();
    await expect(phone).toHaveURL(/day\?date=.*#room-/);
    await expect(phone.getByRole("heading", { name: "阅享空间" })).toBeVisible();
  });
}

/** The one event of a calendar. */
function onlyEvent(calendar: string): ICAL.Event {
  const events = new ICAL.Component(ICAL.parse(calendar)).getAllSubcomponents("vevent");
  expect(events).toHaveLength(1);
  return new ICAL.Event(events[0]!);
}

test("a booking goes into a calendar and out of it when it is cancelled, and an address that is renewed opens nothing any more", async ({ visitor }) => {
  const page = await visitor();
  const path = await roomOf(page, "阅享空间");
  const room = path.split("/").pop()!;
  await signedIn(page, "13800000231", "丁", `/book/${room}?day=${soon()}&start=10:00&end=11:00&seats=1`);
  await page.getByLabel("做什么（可不填）").fill("看书; 写字, 画画");
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "确认预约" }).click();
  await expect(page.getByText("约好了。")).toBeVisible();
  const booking = new URL(page.url()).pathname;
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "加到手机日历" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.ics$/);
  const stream = await download.createReadStream();
  let text = "";
  for await (const chunk of stream) text += chunk;
  const event = onlyEvent(text);
  expect(event.startDate.toJSDate().toISOString()).toBe(`${soon()}T02:00:00.000Z`);
  expect(event.endDate.toJSDate().toISOString()).toBe(`${soon()}T03:00:00.000Z`);
  expect(event.description).toContain("看书; 写字, 画画");
  expect(event.component.getFirstPropertyValue("status")).toBe("CONFIRMED");

  const busy = await (await page.request.get(`/open/rooms/${room}/calendar.ics`)).text();
  expect(busy).not.toContain("丁");
  expect(new ICAL.Component(ICAL.parse(busy)).getAllSubcomponents("vevent").length).toBeGreaterThan(0);

  await page.goto("/me/bookings");
  await alive(page);
  await page.getByRole("button", { name: "要一个订阅地址" }).click();
  const address = page.getByLabel("订阅地址");
  await expect(address).toBeVisible();
  await expectAccessible(page, "my bookings with a calendar");
  const first = new URL(await address.inputValue()).pathname;
  expect(onlyEvent(await (await page.request.get(first)).text()).uid).toBe(event.uid);
  await page.getByRole("button", { name: "换一个地址" }).click();
  await expect(address).not.toHaveValue(new RegExp(first));
  expect((await page.request.get(first)).status()).toBe(404);
  const second = new URL(await address.inputValue()).pathname;

  // The same event, of a later version, takes the time out again: in the file, and where a program asks from time to time.
  await page.goto(`${booking}/cancel`);
  await alive(page);
  await page.getByRole("button", { name: "确定取消" }).click();
  await expect(page).toHaveURL(/done=cancelled/);
  for (const place of [`${booking}.ics`, second]) {
    const gone = onlyEvent(await (await page.request.get(place)).text());
    expect(gone.uid, place).toBe(event.uid);
    expect(gone.sequence, place).toBeGreaterThan(event.sequence);
    expect(gone.component.getFirstPropertyValue("status"), place).toBe("CANCELLED");
    expect(gone.component.getFirstPropertyValue("transp"), place).toBe("TRANSPARENT");
  }
});
