// Pages that wait for two things: the browser takes over what the server has drawn, whichever of the two comes first.
import { soon } from "../support/clock.ts";
import { throughTheDoor } from "../support/resident.ts";
import { alive, expect, test } from "../support/test.ts";

// Narrow: there a day is a list of times.
test.use({ town: "nested", viewport: { width: 360, height: 740 } });

/** Often enough to meet both orders. */
const TIMES = 8;

test("a room and its calendar, a center and its map are alive however often they are loaded", async ({ page, door }) => {
  const center = await door.centerNamed("音德尔镇党群服务中心");
  const { rooms } = await (await door.call("room/list", { center })).json();
  const room = rooms.find((r: { names: { zh: string } }) => r.names.zh === "阅享空间").id;
  for (let i = 0; i < TIMES; i += 1) {
    await page.goto(`/centers/${center}/rooms/${room}?day=${soon()}&minutes=60`);
    await alive(page);
    await expect(page.getByRole("link", { name: /^15:00/ }).first()).toBeVisible();
    await page.goto(`/centers/${center}`);
    await alive(page);
    await expect(page.locator("#way")).toBeVisible();
  }
  // From one to the other within the application, where the calendar belongs to the room of the address.
  await page.getByRole("link", { name: /^群众说事室/ }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("群众说事室");
  await expect(page.locator("#book").getByRole("link").first()).toBeVisible();
});

test("the page that moves a booking is alive however often it is loaded, and moves it", async ({ page, door }) => {
  const center = await door.centerNamed("音德尔镇党群服务中心");
  const { rooms } = await (await door.call("room/list", { center })).json();
  const room = rooms.find((r: { names: { zh: string } }) => r.names.zh === "群众说事室").id;
  const here = `/book/${room}?day=${soon()}&start=09:00&end=10:00`;
  await page.goto(`/sign-in?then=${encodeURIComponent(here)}`);
  await throughTheDoor(page, "13800000501", "甲");
  await expect(page).toHaveURL(/\/book\//);
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "确认预约" }).click();
  await expect(page.getByText("约好了。")).toBeVisible();
  const booking = new URL(page.url()).pathname;
  for (let i = 0; i < TIMES; i += 1) {
    await page.goto(`${booking}/change?day=${soon()}`);
    await alive(page);
    await expect(page.getByRole("link", { name: /^1\d:00/ }).first()).toBeVisible();
  }
  // Another day of the calendar comes without loading the page, for as long a stay as it is now.
  await page.goto(`${booking}/change?day=${soon()}`);
  await alive(page);
  await page.getByRole("link", { name: /^15:00/ }).first().click();
  await expect(page.getByRole("main")).toContainText("15:00–16:00");
  await page.getByRole("button", { name: "确定改到这个时间" }).click();
  await expect(page).toHaveURL(new RegExp(`${booking}`));
  await expect(page.getByRole("main")).toContainText("15:00–16:00");
});
