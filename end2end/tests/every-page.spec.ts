// What must hold on every page: of residents, of the panel's menu, of what lies deeper in both.
import { expectAccessible, overflow } from "../support/axe.ts";
import { deepPanelPlaces, panelPlaces, publicPlaces, residentPlaces } from "../support/places.ts";
import { staffSignsIn } from "../support/staff.ts";
import { alive, expect, test } from "../support/test.ts";
import type { Page } from "@playwright/test";

test.use({ busy: true });

/** Width, colour scheme; between them every breakpoint and both themes. What axe sees at 768 it has seen at the other two. */
const LOOKS = [
  { width: 360, scheme: "light", axe: true },
  { width: 768, scheme: "dark", axe: false },
  { width: 1280, scheme: "dark", axe: true },
] as const;

/** Pages of one test: so many that none runs for minutes, and both workers have something to do. */
const GROUP = 8;
/** The most groups that a kind of pages makes; an empty one has nothing to look at and says so. */
const GROUPS = 10;

/** Links that say of themselves to be the page that is open and lead to another one, which a screen reader would read out. */
async function calledThePage(page: Page): Promise<string[]> {
  return page.locator('a[aria-current="page"]').evaluateAll((links) =>
    (links as HTMLAnchorElement[]).filter((a) => a.pathname !== location.pathname || a.closest(".pages, .crumbs")).map((a) => a.outerHTML),
  );
}

/** Telephone numbers that break inside. */
async function brokenNumbers(page: Page): Promise<string[]> {
  return page.locator('a[href^="tel:"]').evaluateAll((links) =>
    links.flatMap((link) => {
      const texts = document.createTreeWalker(link, NodeFilter.SHOW_TEXT);
      const broken: string[] = [];
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        for (const number of text.textContent!.matchAll(/[\d+][\d -]{3,}\d/g)) {
          const range = document.createRange();
          range.setStart(text, number.index);
          range.setEnd(text, number.index + number[0].length);
          const lines = new Set([...range.getClientRects()].map((line) => Math.round(line.top)));
          if (lines.size > 1) broken.push(number[0]);
        }
      }
      return broken;
    }),
  );
}

/** Opens each page once, and looks at it in each look. That the town is a sample is said on all of them. */
async function fineInEveryLook(page: Page, places: string[]): Promise<void> {
  for (const place of places) {
    await page.goto(place);
    expect(await calledThePage(page), place).toEqual([]);
    // What is kept for reading offline is a document by itself and shows nothing of the town.
    if (!place.endsWith("/offline")) await expect(page.getByRole("complementary").filter({ hasText: "演示数据" }), place).toBeVisible();
    for (const { width, scheme, axe } of LOOKS) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      const what = `${place} at ${width}, ${scheme}`;
      if (axe) await expectAccessible(page, what);
      expect(await overflow(page), `${what} scrolls sideways`).toBeLessThanOrEqual(0);
      expect(await brokenNumbers(page), `${what} breaks telephone numbers`).toEqual([]);
    }
  }
}

function group(places: string[], n: number): string[] {
  const mine = places.slice(n * GROUP, (n + 1) * GROUP);
  expect(places.length, "there is no group for some of the pages").toBeLessThanOrEqual(GROUPS * GROUP);
  test.skip(mine.length === 0, "no pages left for this group");
  return mine;
}

test.describe("every page", () => {
  test.slow();

  for (let n = 0; n < GROUPS; n++) {
    test(`for residents is accessible, says that the town is a sample, and fits 360, 768 and 1280 pixels, part ${n + 1}`, async ({ page, visitor }) => {
      const resident = await visitor();
      const open = await publicPlaces(page);
      const own = await residentPlaces(resident, `1380000070${n}`);
      const mine = group([...open, ...own], n);
      await fineInEveryLook(page, mine.filter((place) => open.includes(place)));
      await fineInEveryLook(resident, mine.filter((place) => own.includes(place) && !open.includes(place)));
    });

    test(`of the panel is accessible, says that the town is a sample, and fits 360, 768 and 1280 pixels, part ${n + 1}`, async ({ admin, door }) => {
      const places = [...(await panelPlaces(admin)), ...(await deepPanelPlaces(admin, door))];
      await fineInEveryLook(admin, group([...new Set(places)], n));
    });
  }

  test("in elder mode is accessible and fits a phone", async ({ page, baseURL }) => {
    await page.context().addCookies([{ name: "elder", value: "1", url: baseURL! }]);
    await page.setViewportSize({ width: 360, height: 740 });
    for (const place of await publicPlaces(page)) {
      await page.goto(place);
      await expectAccessible(page, `${place} in elder mode`);
      expect(await overflow(page), place).toBeLessThanOrEqual(0);
      expect(await brokenNumbers(page), `${place} in elder mode breaks telephone numbers`).toEqual([]);
    }
  });

  test("of a resident fits a phone in elder mode and in English", async ({ visitor, baseURL }) => {
    const looks = [
      { cookie: "elder", value: "1", phone: "13800000710" },
      { cookie: "lang", value: "en", phone: "13800000711" },
    ];
    for (const { cookie, value, phone } of looks) {
      const resident = await visitor({ viewport: { width: 360, height: 740 } });
      const places = await residentPlaces(resident, phone);
      await resident.context().addCookies([{ name: cookie, value, url: baseURL! }]);
      for (const place of places) {
        await resident.goto(place);
        const what = `${place} with ${cookie}`;
        await expectAccessible(resident, what);
        expect(await overflow(resident), what).toBeLessThanOrEqual(0);
      }
    }
  });

  test("is taken over by the application without an error", async ({ page, admin, visitor, door }) => {
    test.slow();
    for (const place of (await publicPlaces(page)).filter((p) => !p.endsWith("/offline"))) {
      await page.goto(place);
      await alive(page);
    }
    for (const place of [...(await panelPlaces(admin)), ...(await deepPanelPlaces(admin, door))]) {
      await admin.goto(place);
      await alive(admin);
    }
    const resident = await visitor();
    for (const place of await residentPlaces(resident, "13800000709")) {
      await resident.goto(place);
      await alive(resident);
    }
  });

  test("never scrolls sideways at 320 pixels, nor with text twice as large", async ({ page, admin }) => {
    const visits: [Page, string[]][] = [
      [page, await publicPlaces(page)],
      [admin, await panelPlaces(admin)],
    ];
    for (const [visitor, places] of visits) {
      for (const place of places) {
        await visitor.setViewportSize({ width: 320, height: 640 });
        await visitor.goto(place);
        expect(await overflow(visitor), `${place} at 320`).toBeLessThanOrEqual(0);
        await visitor.setViewportSize({ width: 1280, height: 800 });
        await visitor.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
        expect(await overflow(visitor), `${place} at 200 %`).toBeLessThanOrEqual(0);
      }
    }
  });

  test("keeps the labels of a stacked table's rows apart on a phone", async ({ admin }) => {
    await admin.setViewportSize({ width: 360, height: 740 });
    await admin.goto("/admin/cases?state=all");
    await expect(admin.locator(".stacks tbody td").first()).toBeVisible();
    // A row is as high as its label alone would be.
    const short = await admin.locator(".stacks tbody td").evaluateAll((cells) =>
      cells.filter((cell) => cell.clientHeight < parseFloat(getComputedStyle(cell, "::before").height)).map((cell) => cell.outerHTML),
    );
    expect(short).toEqual([]);
  });

  test("breaks no word on a door of the start page, on a tablet too", async ({ visitor }) => {
    const page = await visitor({ viewport: { width: 1280, height: 800 } });
    await page.goto("/");
    await expect(page.locator(".entry > span").first()).toBeVisible();
    for (const width of [1280, 768]) {
      await page.setViewportSize({ width, height: 800 });
      const lines = await page.locator(".entry > span").evaluateAll((names) =>
        names.map((name) => {
          const range = document.createRange();
          range.selectNodeContents(name);
          return range.getClientRects().length;
        }),
      );
      expect(new Set(lines), `${width}`).toEqual(new Set([1]));
    }
  });

  test("says each of the public figures in one line, in tiles of a row that are equally high", async ({ visitor }) => {
    for (const locale of ["zh-CN", "en"]) {
      const page = await visitor({ locale, viewport: { width: 1280, height: 800 } });
      await page.goto("/figures");
      await expect(page.locator(".tile").last().locator("b")).toHaveText(/^(\d+(\.5)?|没有|none)$/);
      for (const width of [1280, 768, 360]) {
        await page.setViewportSize({ width, height: 800 });
        const tiles = await page.locator(".tile").evaluateAll((tiles) =>
          tiles.map((tile) => {
            const number = tile.querySelector("b")!;
            const range = document.createRange();
            range.selectNodeContents(number);
            return { top: tile.getBoundingClientRect().top, height: tile.getBoundingClientRect().height, lines: range.getClientRects().length };
          }),
        );
        for (const tile of tiles) {
          expect(tile.lines, `${locale}, ${width}`).toBe(1);
          const row = tiles.filter((other) => other.top === tile.top);
          expect(new Set(row.map((other) => Math.round(other.height))).size, `${locale}, ${width}`).toBe(1);
        }
      }
    }
  });
});

test("tables at the desk show every column and row at 1280 pixels", async ({ admin, visitor, door }) => {
  const center = await door.centerNamed("音德尔镇党群服务中心");
  const inspector = await visitor();
  await staffSignsIn(inspector, door, "jijian.tables", "--role", "inspector");
  const places: [Page, string][] = [
    [inspector, "/admin/follow-ups"],
    [admin, "/admin/town"],
    [admin, "/admin/cases?state=all"],
    [admin, `/admin/duty?center=${center}`],
  ];
  for (const [page, place] of places) {
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.goto(place);
    await expect(page.locator("main .scroll").first(), place).toBeVisible();
    const cut = await page.locator("main .scroll").evaluateAll((boxes) =>
      boxes
        .filter((box) => box.scrollWidth > box.clientWidth + 1 || (box.matches(".uncut") && box.scrollHeight > box.clientHeight + 1))
        .map((box) => `${box.getAttribute("aria-label")}: ${box.scrollWidth} in ${box.clientWidth}`),
    );
    expect(cut, place).toEqual([]);
  }
});
