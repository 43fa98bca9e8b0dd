// With the keyboard alone, from the first page to a center's.
import { alive, expect, test } from "../support/test.ts";

test("a center is found and opened with the keyboard alone", async ({ page }) => {
  await page.goto("/");
  await alive(page);
  // The first stop skips the menu.
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "跳到正文" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("dfc");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/q=dfc/);

  const target = page.getByRole("link", { name: /^东风村/ });
  await expect(target).toBeVisible();
  for (let stops = 0; stops < 60; stops++) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((link) => link === document.activeElement)) break;
  }
  await expect(target).toBeFocused();
  // Where the focus is must be seen.
  const outline = await target.evaluate((link) => getComputedStyle(link).outlineStyle);
  const around = await target.evaluate((link) => getComputedStyle(link, "::after").outlineStyle);
  expect([outline, around]).not.toEqual(["none", "none"]);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("东风村");
});
