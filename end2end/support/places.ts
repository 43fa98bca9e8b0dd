// Addresses of every page, found as a visitor finds them, so that a page cannot be forgotten here.
import type { Page } from "@playwright/test";
import { dayFromNow, soon } from "./clock.ts";
import type { Door } from "./door.ts";
import { throughTheDoor } from "./resident.ts";
import { expect } from "./test.ts";

/** Pages that need no account; `center` is the page of some center. */
export async function publicPlaces(page: Page): Promise<string[]> {
  const center = await someCenter(page);
  return ["/", "/centers", "/matters", "/matters?q=dibao", "/matters/C0101", "/matters/C0101/notice", "/matters/C0101/notice?q_who=agent&q_kind=new", "/matters/C0101/start", center, "/book", "/book?page=2", `${center}/day`, `${center}/day?span=week`, "/complain", "/complaints", "/cases", "/bookings", "/figures", "/sign-in", "/sign-in/staff", "/me", "/dev/messages", "/nowhere", "/offline", "/admin/counter/offline", center.replace("/centers/", "/rate/at/"), "/rate/nobody"];
}

/** The page of the first center in the list. */
export async function someCenter(page: Page): Promise<string> {
  await page.goto("/centers");
  const link = page.locator("main a[href^='/centers/']").first();
  await expect(link).toBeAttached();
  return (await link.getAttribute("href"))!;
}

/** Everything that the panel's menu leads to. */
export async function panelPlaces(admin: Page): Promise<string[]> {
  await admin.goto("/admin");
  const links = admin.locator("nav.side a");
  await expect(links.first()).toBeVisible();
  const places = await links.evaluateAll((all) => all.map((a) => a.getAttribute("href")!));
  return [...places, "/admin/settings/cases", "/admin/settings/messages"];
}

/** What the panel's menu does not lead to: the pages of one center, one room, one person, the checks before something is written. */
export async function deepPanelPlaces(admin: Page, door: Door): Promise<string[]> {
  const ask = async (path: string, body: unknown = {}) => (await door.call(path, body)).json();
  const center = await door.centerNamed("音德尔镇党群服务中心");
  const room = (await ask("room/list", { center })).rooms[0].id;
  const [amenity] = await ask("amenity/list");
  const [person] = await ask("staff/list");
  const upload = await admin.request.post("/admin/import", {
    multipart: {
      kind: "divisions",
      file: { name: "a.csv", mimeType: "text/csv", buffer: Buffer.from("代码,上级代码,名称,级别\n152223100901,152223100000,新村,village\n1,,,") },
    },
  });
  expect(upload.ok()).toBe(true);
  const { of } = await ask("case/desk", { center });
  const matter = of.matters.find((m: { modes: string[] }) => m.modes.includes("immediate")).code;
  const registered = { center, key: "every page", matter, input: { mode: "immediate", name: "李玉兰" } };
  const { number } = await ask("case/open_for", registered);
  const tomorrow = dayFromNow(1);
  const planned = { center, key: "every page", input: { day: tomorrow, shift: "morning", from: "9:00", until: "11:00", name: "示例·王芳", beyond: "1" } };
  await ask("duty/add", planned);
  const { of: week } = await ask("duty/week", { center, week: tomorrow });
  const shift = week.days.flatMap((d: { shifts: { duty: { id: string } }[] }) => d.shifts)[0].duty.id;
  const one = `/admin/centers/${center}`;
  return [
    "/admin/centers/new",
    one,
    `${one}?retire=1`,
    `${one}/hours`,
    `${one}/rooms`,
    `${one}/rooms/new`,
    `${one}/rooms/${room}`,
    `/admin/rooms/${room}/poster`,
    (await ask("booking/door", { room })).path,
    `${one}/photos`,
    `${one}/photos?room=${room}`,
    "/admin/hours?check=1&who=town&what=shift&weekday=1&weekday=2&shift=noon_duty&start=12:00&end=14:00",
    `/admin/bookings?center=${center}`,
    `/admin/bookings/new?center=${center}`,
    "/admin/bookings/print",
    `/admin/bookings/print?center=${center}`,
    "/admin/rules/reading_space",
    "/admin/rules/copy",
    `/admin/rooms/${room}/rules`,
    `/admin/counter?center=${center}`,
    `/admin/visits?center=${center}`,
    `/admin/duty?center=${center}`,
    `/admin/duty/new?center=${center}`,
    `/admin/duty/${shift}`,
    `/admin/duty/rota/${center}`,
    `/admin/duty/print?center=${center}`,
    `/admin/cases/${number}`,
    `/admin/cases/${number}/receipt`,
    `/admin/evaluations?center=${center}`,
    "/admin/evaluations/forms",
    "/admin/evaluations/forms/0000000000000",
    `/admin/evaluations/poster/${center}`,
    "/admin/matters/new",
    "/admin/matters?level=village&mode=home_visit&page=2",
    "/admin/matters/C0101?version=1",
    "/admin/divisions/new",
    "/admin/divisions/152223100202",
    "/admin/amenities/new",
    `/admin/amenities/${amenity.id}`,
    "/admin/zones/centers",
    "/admin/settings/map",
    "/admin/staff/new",
    `/admin/staff/${person.staff.id}`,
    new URL(upload.url()).pathname,
    "/me/staff",
    "/admin/centers/0000000000000",
  ];
}

/** The pages of a resident who is signed in and has a booking: their own, the room's, the form, the booking's. */
export async function residentPlaces(page: Page, phone: string): Promise<string[]> {
  await page.goto("/sign-in?then=/me");
  await throughTheDoor(page, phone, "王小明");
  await expect(page).toHaveURL(/\/me$/);
  const center = await someCenter(page);
  await page.goto(center);
  const room = page.locator("main a[href*='/rooms/']").filter({ hasText: "阅享空间" }).first();
  const roomPlace = (await room.getAttribute("href"))!;
  // Three weekdays ahead nobody is too late, and a weekend is passed over.
  const day = soon();
  await page.goto(`${roomPlace}?day=${day}&minutes=60&seats=1`);
  const free = page.locator("main a[href^='/book/']").first();
  const form = (await free.getAttribute("href"))!;
  await page.goto(form);
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "确认预约" }).click();
  await expect(page).toHaveURL(/\/bookings\//);
  const booking = new URL(page.url()).pathname;
  // A case of their own, kept as a draft.
  const start = "/matters/C0101/start?mode=home_visit";
  await page.goto(start);
  await page.getByLabel("在哪个中心办").selectOption({ index: 1 });
  await page.getByRole("button", { name: "先存草稿" }).click();
  await expect(page).toHaveURL(/\/me\/cases\/\w+/);
  const own = new URL(page.url()).pathname;
  return ["/me", "/me/name", "/me/delete", "/me/bookings", "/me/cases", start, own, `${roomPlace}?day=${day}`, form, booking, `${booking}/cancel`, `${booking}/change`];
}
