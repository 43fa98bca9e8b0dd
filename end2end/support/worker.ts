// The service worker, as tests wait for it.
import type { Page } from "@playwright/test";
import { expect } from "./test.ts";

/** Waits until the worker stands between the page and the network. */
export async function guarded(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

/** Waits until the worker has kept the page at `path`. */
export async function kept(page: Page, path: string): Promise<void> {
  const isKept = (p: string): Promise<boolean> =>
    page.evaluate(async (p) => {
      for (const name of await caches.keys()) {
        if (name.startsWith("pages-") && (await (await caches.open(name)).match(p, { ignoreVary: true }))) return true;
      }
      return false;
    }, p);
  await expect.poll(() => isKept(path)).toBe(true);
}
