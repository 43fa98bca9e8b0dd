// The page of a room on the wall, and saying at its door that one has come.
import type { Page } from "@playwright/test";
import { expectAccessible, overflow } from "../support/axe.ts";
import { dayFromNow, minuteOfDay } from "../support/clock.ts";
import type { Door } from "../support/door.ts";
import { throughTheDoor } from "../support/resident.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "door" });

const PHONE = { width: 360, height: 740 };

interface Room {
  center: string;
  id: string;
  page: string;
}

/** A room of the town's center. */
async function room(door: Door, name: string): Promise<Room> {
  const center = await door.centerNamed("音德尔镇党群服务中心");
  const { rooms } = await (await door.call("room/list", { center })).json();
  const { id } = rooms.find((r: { names: { zh: string } }) => r.names.zh === name);
  return { center, id, page: `/centers/${center}/rooms/${id}` };
}

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** The next half hour at which a stay can begin. */
function next(): { start: string; end: string } {
  const start = Math.floor(minuteOfDay() / 30) * 30 + 30;
  return { start: clock(start), end: clock(start + 30) };
}

/** Books a seat for the resident who is signed in on the page; its number. */
async function book(page: Page, at: Room, day: string, start: string, end: string): Promise<string> {
  await page.goto(`/book/${at.id}?day=${day}&start=${start}&end=${end}&seats=1`);
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "确认预约" }).click();
  await expect(page).toHaveURL(/\/bookings\/\w+\?new=1/);
  return new URL(page.url()).pathname.split("/").pop()!;
}

test("the page of a room has a code for the wall, says where it is and how to call, and can be shared", async ({ visitor, door }) => {
  const at = await room(door, "阅享空间");
  const page = await visitor({ viewport: PHONE });
  await page.goto(at.page);
  await alive(page);
  const code = page.getByRole("img", { name: "本页地址的二维码" });
  await expect(code).toHaveAttribute("src", `${at.page}/qr.svg`);
  expect(await code.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  await expect(page.getByRole("link", { name: /^打电话/ })).toHaveAttribute("href", /^tel:\d+/);
  await expect(page.getByRole("button", { name: "分享" })).toBeVisible();
  await expect(page.getByRole("button", { name: "打印" })).toBeVisible();
  const data = JSON.parse((await page.locator("script[type='application/ld+json']").textContent())!);
  expect([data["@type"], data.containedInPlace["@id"]]).toEqual(["Place", `${door.url}/centers/${at.center}`]);
  await expectAccessible(page, "a room");
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await page.getByRole("link", { name: "怎么走" }).click();
  await expect(page).toHaveURL(`/centers/${at.center}#way`);
});

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";
  const phone = javaScriptEnabled ? "13800000701" : "13800000702";

  test(`the poster at the door checks in whoever has booked, ${scripts}`, async ({ visitor, admin, door }) => {
    test.slow();
    const time = next();
    const at = await room(door, "阅享空间");
    await door.setHours(at.center, ["00:00", "24:00"]);

    // The counter prints it.
    await admin.goto(`/admin/centers/${at.center}/rooms/${at.id}`);
    await admin.getByRole("link", { name: "门口的签到码" }).click();
    await expect(admin).toHaveURL(`/admin/rooms/${at.id}/poster`);
    await alive(admin);
    const picture = (await admin.getByRole("img", { name: "到了以后签到用的二维码" }).getAttribute("src"))!;
    const poster = picture.replace("/qr.svg", "");
    if (javaScriptEnabled) await expectAccessible(admin, "the poster");

    // Not signed in: through the door of the site, and back to the door of the room.
    const page = await visitor({ javaScriptEnabled, viewport: PHONE });
    await page.goto(poster);
    await page.getByRole("link", { name: "登录后签到" }).click();
    await throughTheDoor(page, phone, "王小明");
    await expect(page).toHaveURL(poster);
    await expect(page.getByText("今天在这间房没有你的预约")).toBeVisible();

    const soon = await book(page, at, dayFromNow(0), time.start, time.end);
    await page.goto(poster);
    await expect(page.getByText(`今天 ${time.start}–${time.end}`)).toBeVisible();
    if (javaScriptEnabled) {
      await alive(page);
      await expectAccessible(page, "at the door");
      expect(await overflow(page)).toBeLessThanOrEqual(0);
    }

    // Somebody without an account comes with a wrong number, and with the right one.
    const other = await visitor({ javaScriptEnabled, viewport: PHONE });
    await other.goto(poster);
    await other.getByLabel("预约号").fill("12345678");
    await other.getByRole("button", { name: "用预约号签到" }).click();
    await expect(other.getByText("没有这个号的预约")).toBeVisible();
    await other.getByLabel("预约号").fill(soon);
    await other.getByRole("button", { name: "用预约号签到" }).click();
    await expect(other.getByText(`今天 ${time.start}–${time.end}`)).toBeVisible();
    await expect(other.getByRole("main")).not.toContainText("王小明");

    await page.getByRole("button", { name: "我到了，签到" }).click();
    await expect(page.getByText("签到好了，请进。")).toBeVisible();
    await page.reload();
    await expect(page.getByText("签到好了，请进。")).toBeVisible();
    await page.getByRole("link", { name: "看这个预约" }).click();
    await expect(page.getByText("已签到")).toBeVisible();
  });
}

test("where a room wants it one checks in at its door only, and not before the time has come", async ({ visitor, admin, door }) => {
  test.slow();
  const at = await room(door, "阅享空间");
  await door.setHours(at.center, ["00:00", "24:00"]);
  await admin.goto(`/admin/rooms/${at.id}/rules`);
  await alive(admin);
  await admin.getByLabel("只能在门口扫码签到").check();
  await admin.getByRole("button", { name: "保存" }).click();
  await expect(admin.getByText("已保存。")).toBeVisible();
  await admin.reload();
  await expect(admin.getByLabel("只能在门口扫码签到")).toBeChecked();
  await admin.goto(`/admin/rooms/${at.id}/poster`);
  const picture = (await admin.getByRole("img", { name: "到了以后签到用的二维码" }).getAttribute("src"))!;

  const page = await visitor({ viewport: PHONE });
  await page.goto("/sign-in?then=/me");
  await throughTheDoor(page, "13800000703", "丁");
  await expect(page).toHaveURL(/\/me$/);
  // Far enough from now that one cannot check in yet.
  const start = Math.ceil(minuteOfDay() / 30) * 30 + 120;
  const number = await book(page, at, dayFromNow(0), clock(start), clock(start + 30));
  await page.goto(picture.replace("/qr.svg", ""));
  await expect(page.getByText(`${clock(start - 30)} 起可以签到`)).toBeVisible();
  await expect(page.getByRole("button", { name: "我到了，签到" })).toHaveCount(0);
  await page.goto(`/bookings/${number}`);
  await expect(page.getByRole("button", { name: "我到了，签到" })).toHaveCount(0);
  await admin.goto(`/admin/rooms/${at.id}/rules`);
  await alive(admin);
  await admin.getByLabel("只能在门口扫码签到").uncheck();
  await admin.getByRole("button", { name: "保存" }).click();
  await expect(admin.getByText("已保存。")).toBeVisible();
});
