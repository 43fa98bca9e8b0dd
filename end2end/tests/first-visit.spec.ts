// What a phone downloads before the start page works.
import { alive, expect, test } from "../support/test.ts";

test("the first visit of the start page is at most 230 kB over the wire", async ({ visitor }) => {
  const page = await visitor({ viewport: { width: 360, height: 740 }, serviceWorkers: "block" });
  const network = await page.context().newCDPSession(page);
  await network.send("Network.enable");
  const sizes = new Map<string, number>();
  const paths = new Map<string, string>();
  network.on("Network.responseReceived", ({ requestId, response }) => paths.set(requestId, new URL(response.url).pathname));
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    sizes.set(paths.get(requestId) ?? requestId, encodedDataLength);
  });
  await page.goto("/");
  await alive(page);
  await page.waitForLoadState("networkidle");
  const listed = [...sizes].map(([path, size]) => `${size} ${path}`).join("\n");
  expect([...sizes.keys()].some((path) => path.endsWith(".wasm")), listed).toBe(true);
  const all = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  expect(all, listed).toBeLessThanOrEqual(230_000);
});
