// Addresses of every page, found as a visitor finds them, so that a page cannot be forgotten here.
import type { Page } from "@playwright/test";
import { expect } from "./test.ts";

/** Pages that need no account; `center` is the page of some center. */
export async function publicPlaces(page: Page): Promise<string[]> {
  const center = await someCenter(page);
  return ["/", "/centers", center, "/book", `${center}/day`, "/sign-in", "/sign-in/staff", "/me", "/dev/messages", "/nowhere", "/offline"];
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
  return links.evaluateAll((all) => all.map((a) => a.getAttribute("href")!));
}
