// Installed on a phone, without a network.
import { once } from "node:events";
import { createServer } from "node:http";
import type { Page } from "@playwright/test";
import { expectAccessible } from "../support/axe.ts";
import { someCenter } from "../support/places.ts";
import { throughTheDoor } from "../support/resident.ts";
import { alive, expect, test } from "../support/test.ts";
import { guarded, kept } from "../support/worker.ts";

test("a center that was visited can be read without a network, and says that it is a copy", async ({ page }) => {
  const center = await someCenter(page);
  await guarded(page);
  await page.goto(center);
  const name = await page.getByRole("heading", { level: 1 }).innerText();
  await kept(page, center);
  await page.context().setOffline(true);
  await page.goto(center);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  await alive(page);
  await expect(page.getByText("没有网络。你看到的是")).toBeVisible();
});

test("a center reached from the list is kept although its page was never loaded", async ({ page }) => {
  await page.goto("/");
  await guarded(page);
  await page.goto("/centers");
  await alive(page);
  const link = page.locator("main a[href^='/centers/']").first();
  const path = (await link.getAttribute("href"))!;
  await page.goto(path);
  const name = await page.getByRole("heading", { level: 1 }).innerText();
  await page.evaluate(async (p) => {
    for (const cache of await caches.keys()) await (await caches.open(cache)).delete(p, { ignoreVary: true });
  }, path);
  await page.goto("/centers");
  await alive(page);
  await page.locator(`main a[href='${path}']`).first().click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await kept(page, path);
});

test("without a network, links within the application lead to kept pages", async ({ page }) => {
  const center = await someCenter(page);
  await guarded(page);
  await page.goto(center);
  const name = await page.getByRole("heading", { level: 1 }).innerText();
  await kept(page, center);
  await page.goto("/centers");
  await alive(page);
  await page.context().setOffline(true);
  await page.locator(`main a[href='${center}']`).first().click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
});

test("a page that was not kept is answered by the offline page, which lists those that were", async ({ page }) => {
  await page.goto("/");
  await guarded(page);
  await page.context().setOffline(true);
  await page.goto("/sign-in");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("现在没有网络");
  // A telephone needs no network of ours.
  const call = page.getByRole("main").getByRole("link", { name: /监督电话（示例）/ });
  await expect(call).toHaveAttribute("href", "tel:0482-0000099");
  await expectAccessible(page, "the offline page");
  const list = page.locator("#kept");
  await expect(list.getByRole("link", { name: "找中心" })).toBeVisible();
  await list.locator("a[href$='/centers']").click();
  await expect(page).toHaveURL("/centers");
  await expect(page.locator("main a[href^='/centers/']").first()).toBeVisible();
});

test("matters are searched without a network although nobody has done so before, also after an update", async ({ page }) => {
  await page.goto("/");
  await guarded(page);
  await kept(page, "/matters");
  const index = (): Promise<boolean> => page.evaluate(async () => !!(await caches.match("/open/matters.json", { ignoreVary: true })));
  await expect.poll(index).toBe(true);
  await page.context().setOffline(true);
  await page.goto("/matters");
  await alive(page);
  await page.getByLabel("想办什么事？").fill("给老人办补贴");
  await expect(page.locator("ul.matters > li").first()).toContainText("高龄津贴");
  await page.getByLabel("想办什么事？").press("Enter");
  await page.getByRole("main").getByRole("button", { name: "查找" }).click();
  await expect(page.locator("ul.matters > li").first()).toContainText("高龄津贴");
  await expect(page).toHaveURL("/matters");
  await page.context().setOffline(false);
  // A server that is in trouble is no reason to show nothing.
  await page.context().route("**/open/matters.json", (route) => route.fulfill({ status: 503, body: "" }));
  await page.goto("/matters");
  await alive(page);
  await page.getByLabel("想办什么事？").fill("给老人办补贴");
  await expect(page.locator("ul.matters > li").first()).toContainText("高龄津贴");
});

test("a guide is read without a network, with the answers that its address names", async ({ page }) => {
  await page.goto("/");
  await guarded(page);
  await page.goto("/matters/C0101?q_who=agent&q_kind=new");
  await kept(page, "/matters/C0101");
  const named = await page.locator("ol.bring > li").count();
  await page.context().setOffline(true);
  await page.goto("/matters/C0101?q_who=agent&q_kind=new");
  await alive(page);
  await expect(page.locator("ol.bring > li")).toHaveCount(named);
  await expect(page).toHaveURL("/matters/C0101?q_who=agent&q_kind=new");
  await expect(page.getByText("没有网络。你看到的是")).toBeVisible();
});

test("the offline page speaks the language that was chosen", async ({ page }) => {
  await page.goto("/");
  await guarded(page);
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  const offline = (): Promise<string> =>
    page.evaluate(async () => (await (await caches.match("/offline", { ignoreVary: true }))?.text()) ?? "");
  await expect.poll(offline).toContain('lang="en"');
  await page.context().setOffline(true);
  await page.goto("/me");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("You are offline");
  await expect(page.getByRole("main").getByRole("link", { name: /Supervision \(sample\)/ })).toHaveAttribute("href", "tel:0482-0000099");
});

/** Every page that is kept: its path, and what it says. */
function keptPages(page: Page): Promise<[string, string][]> {
  return page.evaluate(async () => {
    const found: [string, string][] = [];
    for (const name of await caches.keys()) {
      if (!name.startsWith("pages-")) continue;
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        found.push([new URL(request.url).pathname, (await (await cache.match(request, { ignoreVary: true }))?.text()) ?? ""]);
      }
    }
    return found;
  });
}

test("of somebody signed in only what everybody may read is kept, and as nobody in particular sees it", async ({ admin }) => {
  await admin.goto("/");
  await guarded(admin);
  for (const place of ["/admin", "/me", "/centers"]) {
    await admin.goto(place);
    await alive(admin);
  }
  await kept(admin, "/centers");
  const pages = await keptPages(admin);
  expect(pages.map(([path]) => path).filter((path) => !/^\/(centers.*|matters.*)?$/.test(path))).toEqual([]);
  for (const [path, html] of pages) expect(html.includes('href="/admin"'), path).toBe(false);
});

test("a signed-in resident reads the list and a visited center without a network", async ({ page }) => {
  await page.goto("/sign-in?then=/centers");
  await throughTheDoor(page, "13800000711", "王小明");
  await expect(page).toHaveURL("/centers");
  await page.goto("/");
  await guarded(page);
  const center = await someCenter(page);
  await page.goto(center);
  const name = await page.getByRole("heading", { level: 1 }).innerText();
  await kept(page, "/centers");
  await kept(page, center);
  for (const [path, html] of await keptPages(page)) expect(html.includes("138****0711"), path).toBe(false);
  await page.context().setOffline(true);
  await page.goto("/centers");
  await alive(page);
  await expect(page.getByText("没有网络。你看到的是")).toBeVisible();
  await page.locator(`main a[href='${center}']`).first().click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await page.context().setOffline(false);
  // Still signed in where there is a network.
  await page.goto("/me");
  await expect(page.getByText("138****0711")).toBeVisible();
});

/** The server under an address of its own, where another version of its worker can be put: no test can route that request. */
async function upgradable(server: string): Promise<{ url: string; upgrade(): void; close(): void }> {
  let next = false;
  const proxy = createServer(async (request, response) => {
    const answer = await fetch(server + request.url, { headers: { accept: request.headers.accept ?? "*/*" } });
    const headers = Object.fromEntries(answer.headers);
    delete headers["content-encoding"];
    delete headers["content-length"];
    let body = Buffer.from(await answer.arrayBuffer());
    if (next && request.url === "/sw.js") body = Buffer.from(body.toString().replace('"version":"', '"version":"next-'));
    response.writeHead(answer.status, headers).end(body);
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const { port } = proxy.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, upgrade: () => (next = true), close: () => proxy.close() };
}

test("a new version is offered, and comes only when accepted", async ({ page, door }) => {
  const site = await upgradable(door.url);
  await page.goto(site.url);
  await guarded(page);
  const before = await page.evaluate(() => caches.keys());
  site.upgrade();
  await page.reload();
  await alive(page);
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  const offer = page.getByText("有新版本");
  await expect(offer).toBeVisible();
  await page.getByRole("button", { name: "以后再说" }).click();
  await expect(offer).toBeHidden();
  expect(await page.evaluate(() => caches.keys())).toEqual(expect.arrayContaining(before));

  await page.reload();
  await expect(offer).toBeVisible();
  await page.getByRole("button", { name: "现在更新" }).click();
  // The page is loaded anew meanwhile.
  await expect(async () => {
    expect((await page.evaluate(() => caches.keys())).every((name) => name.includes("next-"))).toBe(true);
  }).toPass();
  await alive(page);
  site.close();
});

test("it can be installed", async ({ page, door }) => {
  await page.goto("/");
  await guarded(page);
  const session = await page.context().newCDPSession(page);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  // Playwright's contexts are incognito windows, and those cannot install anything.
  expect(installabilityErrors.filter((e) => e.errorId !== "in-incognito")).toEqual([]);
  const { errors, url } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  expect(url).toBe(`${door.url}/manifest.webmanifest?lang=zh-Hans`);
});
