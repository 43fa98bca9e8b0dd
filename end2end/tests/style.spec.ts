// The two stylesheets: the start page loads one, and nobody sees another page without both.
import { alive, expect, test } from "../support/test.ts";
import type { Page } from "@playwright/test";

const SECOND = "**/generated/pages.css*";

/** What every element of the page looks like, frame included. */
function looks(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const all = [...document.querySelectorAll("html, body, body *")];
    return all.flatMap((element) =>
      [null, "::before", "::after"].map((pseudo) => {
        const style = getComputedStyle(element, pseudo);
        const values = [...style].map((name) => `${name}: ${style.getPropertyValue(name)}`).join("; ");
        return `${element.tagName}.${element.getAttribute("class")}${pseudo ?? ""} ${values}`;
      }),
    );
  });
}

test("the start page needs only the first, and looks the same with the second", async ({ page, baseURL }) => {
  for (const elder of ["0", "1"]) {
    await page.context().addCookies([{ name: "elder", value: elder, url: baseURL! }]);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.goto("/");
    await alive(page);
    await expect(page.locator("#pages")).toHaveCount(0);
    for (const [media, width] of [["screen", 360], ["screen", 1280], ["print", 1000]] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ media });
      const before = await looks(page);
      const second = await page.addStyleTag({ url: "/generated/pages.css" });
      expect(await looks(page), `${media}, ${width} wide`).toEqual(before);
      await second.evaluate((link) => (link as Element).remove());
    }
    await page.emulateMedia({ media: "screen" });
  }
});

test("a page that is reached from the start waits for its styles", async ({ page }) => {
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await page.route(SECOND, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/");
  await alive(page);
  const asked = page.waitForRequest(SECOND);
  await page.getByRole("navigation", { name: "主菜单" }).getByRole("link", { name: "地图" }).click();
  await asked;
  // Its code and its data have come by now; the start page is still what stands there.
  await page.waitForLoadState("networkidle", { timeout: 3_000 }).catch(() => {});
  await expect(page.locator(".hero")).toBeVisible();
  await expect(page.locator(".finder")).toHaveCount(0);
  release();
  await expect(page.locator(".finder")).toHaveCSS("display", "grid");
  await expect(page.locator("#style + #pages")).toHaveCount(1);
});

test("a page is shown also where its styles cannot be had, and the next one asks again", async ({ page }) => {
  await page.route(SECOND, (route) => route.abort());
  await page.goto("/");
  await alive(page);
  const places = page.getByRole("navigation", { name: "主菜单" });
  await places.getByRole("link", { name: "地图" }).click();
  await expect(page.locator(".finder")).toBeVisible();
  await page.unroute(SECOND);
  await places.getByRole("link", { name: "预约" }).click();
  await expect(page.locator("#style + #pages")).toHaveCount(1);
});

test("every other page comes with both", async ({ page }) => {
  for (const place of ["/centers", "/book", "/figures", "/sign-in", "/offline", "/nowhere"]) {
    await page.goto(place);
    await expect(page.locator("#style + #pages"), place).toHaveCount(1);
  }
});
