// What goes onto paper is a sheet that somebody can use: the right size, as many sheets as it takes, nothing cut off. The files lie in
// the results of the tests, to be looked at.
import type { Page } from "@playwright/test";
import { dayFromNow } from "../support/clock.ts";
import type { Door } from "../support/door.ts";
import { A4, ROLL, print } from "../support/paper.ts";
import { expect, test } from "../support/test.ts";

test.use({ town: "print" });

const ask = async (door: Door, path: string, body: unknown = {}) => {
  const answer = await door.call(path, body);
  expect(answer.ok, `${path}: ${await answer.clone().text()}`).toBe(true);
  return answer.json();
};

/** The village whose counter is used here. */
async function village(door: Door): Promise<string> {
  const { centers } = await ask(door, "case/desk");
  return centers.find(([, names]: [string, { zh: string }]) => names.zh.includes("村"))[0];
}

/** A page of the administrator's; paper needs no scripts. */
async function paper(visitor: (options: { javaScriptEnabled: boolean }) => Promise<Page>, door: Door): Promise<Page> {
  const page = await visitor({ javaScriptEnabled: false });
  await page.context().addCookies([door.cookie()]);
  return page;
}

test("a one-time notice with seven papers is two sheets, or a strip from the roll", async ({ visitor, door }) => {
  const center = await village(door);
  const asked = { center, key: "print", code: "C0101", version: 1, answers: "q_who=agent&q_kind=new" };
  const path = await ask(door, "matter_notice/issue", asked);
  const page = await paper(visitor, door);
  await page.goto("/matters/C0101/notice?q_who=agent&q_kind=new");
  const own = await print(page, "notice-own");
  expect(own).toEqual([A4, A4]);
  await page.goto(path);
  const wide = await print(page, "notice-a4");
  expect(wide).toEqual([A4, A4]);
  await page.goto(`${path}?paper=roll`);
  const narrow = await print(page, "notice-roll", ROLL);
  expect(narrow).toEqual([ROLL, ROLL]);
});

test("a receipt fits one sheet and the roll", async ({ visitor, door }) => {
  const center = await village(door);
  const input = { mode: "assisted", name: "李玉兰", phone: "13800001299", consent: "1", agent: "李强", note: "腿脚不便，请打电话" };
  const { number } = await ask(door, "case/open_for", { center, key: "print receipt", matter: "C0101", input });
  const step = { step: "paper_in", words: "户口簿原件、身份证复印件" };
  await ask(door, "case/step", { number, version: 1, input: step });
  const page = await paper(visitor, door);
  await page.goto(`/admin/cases/${number}/receipt`);
  expect(await print(page, "receipt-a4")).toEqual([A4]);
  expect(await print(page, "receipt-roll", ROLL)).toEqual([ROLL]);
  await expect(page.getByText("户口簿原件")).toBeVisible();
});

test("the visits and the bookings of a day are lists to take along", async ({ visitor, door }) => {
  const center = await village(door);
  const day = dayFromNow(1);
  const visit = { mode: "home_visit", name: "李玉兰", phone: "13800001299", address: "东风村 3 组 12 号，过了小桥左手第二家，门口有棵老榆树", day };
  const many = 30;
  for (let n = 0; n < many; n++) {
    const hour = String(9 + Math.floor(n / 4)).padStart(2, "0");
    const input = { ...visit, name: `李玉兰${n}`, from: `${hour}:00`, to: `${hour}:45` };
    await ask(door, "case/open_for", { center, key: `print visit ${n}`, matter: "C0101", input });
  }
  const page = await paper(visitor, door);
  await page.goto(`/admin/visits?center=${center}&day=${day}`);
  // More than one sheet holds: the list goes on over the next, to its last line.
  const visits = await print(page, "visits");
  expect(visits.every((sheet) => sheet.width === A4.width && sheet.height === A4.height)).toBe(true);
  expect(visits.length).toBeGreaterThan(1);
  await expect(page.getByRole("row")).toHaveCount(many + 1);

  const { slots } = (await ask(door, "case/desk", { center, day })).of;
  const { matters } = (await ask(door, "case/desk", { center })).of;
  const matter = matters.find((m: { modes: string[] }) => m.modes.includes("appointment")).code;
  const [slot] = slots.free;
  const time = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  const chosen = `${slot.room} ${slot.day} ${time(slot.start)}-${time(slot.end)}`;
  const booked = { mode: "appointment", name: "王德山", phone: "13800001288", slot: chosen };
  await ask(door, "case/open_for", { center, key: "print booking", matter, input: booked });
  await page.goto(`/admin/bookings/print?center=${center}&day=${slots.day}`);
  const bookings = await print(page, "bookings");
  // A sheet a room.
  expect(bookings).toHaveLength(await page.locator(".sheet").count());
  expect(bookings.every((sheet) => sheet.width === A4.width && sheet.height === A4.height)).toBe(true);
  await expect(page.getByText("王德山")).toBeVisible();
});

/** What of the page that is printed could be pressed, chosen or typed into, or leads elsewhere in the site. */
function controls(page: Page): Promise<string[]> {
  const all = page.locator("button, .btn, input, select, textarea, summary, nav a, .top, .foot");
  return all.evaluateAll((all) => all.filter((one) => one.checkVisibility({ visibilityProperty: true })).map((one) => one.outerHTML));
}

test("the pages of a center and of a room are their facts on a wall, with nothing to press", async ({ visitor, door }) => {
  const center = await door.centerNamed("音德尔镇党群服务中心");
  const { center: its, rooms } = await ask(door, "room/list", { center });
  const names: string[] = rooms.map((room: { names: { zh: string } }) => room.names.zh);
  const page = await visitor({ javaScriptEnabled: false });
  const main = page.getByRole("main");
  const shows = async (facts: string[]): Promise<void> => {
    for (const fact of facts) await expect(main.getByText(fact).filter({ visible: true }).first(), fact).toBeVisible();
  };

  await page.goto(`/centers/${center}`);
  const sheets = await print(page, "center");
  expect(sheets.every((sheet) => sheet.width === A4.width && sheet.height === A4.height)).toBe(true);
  await shows([its.names.zh, its.address, its.phone, "开放时间", "周一", "8:30", ...names]);
  expect(await controls(page)).toEqual([]);
  const code = main.locator(".qr img");
  expect(await code.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  // Open or closed now, and who is there today: nothing for a wall.
  const today = main.locator(".pill.open, .pill.closed, .pill.soon, #duty").filter({ visible: true });
  await expect(today).toHaveCount(0);

  const room = rooms[names.indexOf("阅享空间")];
  await page.emulateMedia({ media: "screen" });
  await page.goto(`/centers/${center}/rooms/${room.id}`);
  await expect(main.locator("#k-minutes")).toBeVisible();
  expect(await print(page, "room")).toEqual([A4]);
  await shows([room.names.zh, `${room.capacity} 人`, its.names.zh, its.address, its.phone, "水杯", "里面有"]);
  expect(await controls(page)).toEqual([]);
  // Nor what is free.
  await expect(today.or(main.locator(".times, .days, .slots").filter({ visible: true }))).toHaveCount(0);
  expect(await code.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
});

test("the posters of a door and of a counter are one sheet each", async ({ visitor, door }) => {
  const center = await village(door);
  const room = (await ask(door, "room/list", { center })).rooms[0].id;
  const page = await paper(visitor, door);
  for (const [name, path] of [
    ["poster-door", `/admin/rooms/${room}/poster`],
    ["poster-counter", `/admin/evaluations/poster/${center}`],
  ] as const) {
    await page.goto(path);
    expect(await print(page, name)).toEqual([A4]);
    // The code is there, and loaded.
    const code = page.locator(".poster img");
    expect(await code.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  }
});
