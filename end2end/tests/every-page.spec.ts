// What must hold on every page.
import { expectAccessible, overflow } from "../support/axe.ts";
import { panelPlaces, publicPlaces } from "../support/places.ts";
import { alive, expect, test } from "../support/test.ts";
import type { Page } from "@playwright/test";

/** Width, colour scheme; between them every breakpoint and both themes. */
const LOOKS = [
  { width: 360, scheme: "light" },
  { width: 1280, scheme: "dark" },
] as const;

async function accessibleInEveryLook(page: Page, places: string[]): Promise<void> {
  for (const place of places) {
    await page.goto(place);
    for (const { width, scheme } of LOOKS) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await expectAccessible(page, `${place} at ${width}, ${scheme}`);
    }
  }
}

test.describe("every page", () => {
  test.slow();

  test("for residents is accessible, narrow and wide, light and dark", async ({ page }) => {
    await accessibleInEveryLook(page, await publicPlaces(page));
  });

  test("of the panel is accessible, narrow and wide, light and dark", async ({ admin }) => {
    await accessibleInEveryLook(admin, await panelPlaces(admin));
  });

  test("in elder mode is accessible and fits a phone", async ({ page, baseURL }) => {
    await page.context().addCookies([{ name: "elder", value: "1", url: baseURL! }]);
    await page.setViewportSize({ width: 360, height: 740 });
    for (const place of await publicPlaces(page)) {
      await page.goto(place);
      await expectAccessible(page, `${place} in elder mode`);
      expect(await overflow(page), place).toBeLessThanOrEqual(0);
    }
  });

  test("is taken over by the application without an error", async ({ page, admin }) => {
    for (const place of (await publicPlaces(page)).filter((p) => p !== "/offline")) {
      await page.goto(place);
      await alive(page);
    }
    for (const place of await panelPlaces(admin)) {
      await admin.goto(place);
      await alive(admin);
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

  test("says that the data is a sample", async ({ page }) => {
    for (const place of ["/", "/centers", "/sign-in"]) {
      await page.goto(place);
      await expect(page.getByRole("complementary")).toContainText("演示数据");
    }
  });
});
