// `test` with a server, an administrator's page, and a look at the browser's console: no test may leave an error there.
import { type BrowserContext, type Page, test as base } from "@playwright/test";
import { expect } from "@playwright/test";
import { Door } from "./door.ts";

export { expect };

interface Each {
  /** A page of a visitor who is nobody in particular, in Chinese. */
  page: Page;
  /** A page of the administrator, in a context of its own. */
  admin: Page;
  /** Makes a further context that is watched like the others. */
  visitor: (options?: Parameters<import("@playwright/test").Browser["newContext"]>[0]) => Promise<Page>;
  /** Errors that the browser has reported in any page so far; must be empty at the end. */
  faults: string[];
}

/** An answer that a browser mentions in its console; whether it was expected is for the test to say. */
const ANSWER = /^Failed to load resource/;

function watch(context: BrowserContext, faults: string[]): void {
  context.on("weberror", (error) => faults.push(`${error.page()?.url()}: ${error.error().message}`));
  context.on("console", (message) => {
    if (message.type() === "error" && !ANSWER.test(message.text())) {
      faults.push(`${message.page()?.url()}: ${message.text()}`);
    }
  });
  // What pages load must be there; pages and calls may refuse, also where the service worker fetches the page.
  context.on("response", (response) => {
    const { pathname } = new URL(response.url());
    const request = response.request();
    if (response.status() >= 400 && request.method() === "GET" && !request.isNavigationRequest() && !request.serviceWorker()) {
      faults.push(`${response.status()} for ${pathname}`);
    }
  });
}

export const test = base.extend<Each, { town: string; busy: boolean; door: Door }>({
  // Files that leave bookings behind say `test.use({ town: … })`: a worker and with it a server of their own, so that no journey
  // finds what another has taken.
  town: ["", { option: true, scope: "worker" }],
  // Whether its cases and ratings are there, too.
  busy: [false, { option: true, scope: "worker" }],
  door: [
    async ({ town: _, busy }, use) => {
      const door = await Door.open(busy);
      await use(door);
      await door.close();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ door }, use) => use(door.url),
  faults: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern
    async ({}, use) => {
      const faults: string[] = [];
      await use(faults);
      expect(faults, "errors in the browser").toEqual([]);
    },
    { auto: true },
  ],
  context: async ({ context, faults }, use) => {
    watch(context, faults);
    await use(context);
  },
  visitor: async ({ browser, contextOptions, baseURL, faults }, use, info) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ ...contextOptions, baseURL, ...options });
      contexts.push(context);
      watch(context, faults);
      return context.newPage();
    });
    for (const context of contexts) {
      // Chromium takes a minute to close one whose page is on its way elsewhere. What failed is still to be looked at.
      if (info.status === info.expectedStatus) {
        for (const page of context.pages()) await page.goto("about:blank").catch(() => undefined);
      }
      await context.close();
    }
  },
  admin: async ({ visitor, door }, use) => {
    const page = await visitor();
    await page.context().addCookies([door.cookie()]);
    await use(page);
  },
});

/** Waits until the application has taken over the page that the server rendered. */
export async function alive(page: Page): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("data-alive", "");
}
