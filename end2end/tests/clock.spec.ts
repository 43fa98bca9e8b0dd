// A telephone whose clock is wrong: what is today, and what can still be booked, is for the server to say.
import type { Page } from "@playwright/test";
import { AHEAD, dayFromNow } from "../support/clock.ts";
import { throughTheDoor } from "../support/resident.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "clock" });

const DAY_MS = 86_400_000;

/** Sets the page's clock that many days before or after the town's, whatever this computer's says. */
async function setClock(page: Page, days: number): Promise<void> {
  await page.addInitScript((shift) => {
    const Right = Date;
    class Wrong extends Right {
      constructor(...given: unknown[]) {
        // Without arguments it is now; with any, what they say.
        super(...((given.length > 0 ? given : [Right.now() + shift]) as [number]));
      }
      static override now(): number {
        return Right.now() + shift;
      }
    }
    globalThis.Date = Wrong as DateConstructor;
  }, AHEAD * 1000 + days * DAY_MS);
}

/** As the pages say it, without the weekday. */
function spoken(day: string): string {
  const [, month, date] = day.split("-").map(Number);
  return `${month} 月 ${date} 日`;
}

for (const [days, clock, phone] of [
  [1, "a day ahead", "13800000501"],
  [-1, "a day behind", "13800000502"],
] as const) {
  test(`a phone whose clock is ${clock} books a seat for today, which is the town's today`, async ({ visitor, door }) => {
    const page = await visitor({ viewport: { width: 360, height: 740 } });
    await setClock(page, days);
    await page.goto("/sign-in?then=/centers");
    expect(await page.evaluate(() => new Date().toISOString().slice(0, 10))).toBe(dayFromNow(days));
    await alive(page);
    await throughTheDoor(page, phone, "钟表匠");
    await expect(page).toHaveURL("/centers");

    const center = await door.centerNamed("音德尔镇党群服务中心");
    const { rooms } = await (await door.call("room/list", { center })).json();
    const room = rooms.find((r: { names: { zh: string } }) => r.names.zh === "阅享空间").id;
    // No day is asked for: the page begins with today.
    await page.goto(`/centers/${center}/rooms/${room}?minutes=60&seats=1`);
    await alive(page);
    const today = `今天 ${spoken(dayFromNow(0))}`;
    await expect(page.getByRole("main")).toContainText(today);
    await page.getByRole("link", { name: /^16:00/ }).click();
    await alive(page);
    await expect(page.getByRole("main")).toContainText(today);
    await page.getByRole("button", { name: "下一步" }).click();
    await page.getByRole("button", { name: "确认预约" }).click();
    await expect(page.getByText("约好了。")).toBeVisible();
    await expect(page.getByRole("main")).toContainText(today);
    await alive(page);
    await expect(page.getByRole("main")).toContainText("16:00–17:00");

    // And so it stands with the server, for tomorrow as well.
    const booked = await page.request.post("/api/booking/mine", { data: {} });
    expect(await booked.text()).toContain(dayFromNow(0));
    await page.goto(`/centers/${center}/rooms/${room}?day=${dayFromNow(1)}&minutes=60&seats=1`);
    await page.getByRole("link", { name: /^09:00/ }).click();
    await alive(page);
    await expect(page.getByRole("main")).toContainText(`明天 ${spoken(dayFromNow(1))}`);
  });
}
