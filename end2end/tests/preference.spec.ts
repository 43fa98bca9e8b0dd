// Language and elder mode: one switch each, remembered, with and without scripts.
import { expect, test } from "../support/test.ts";

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`English is one press away and stays, ${scripts}`, async ({ visitor }) => {
    const page = await visitor({ javaScriptEnabled });
    await page.goto("/centers");
    await expect(page.locator("html")).toHaveAttribute("lang", "zh-Hans");
    await page.getByRole("button", { name: "English" }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await expect(page).toHaveURL("/centers");
    await page.goto("/sign-in/staff");
    await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
    await page.getByRole("button", { name: "中文" }).click();
    await expect(page.getByRole("button", { name: "登录" })).toBeVisible();
  });

  test(`elder mode makes text at least 18 points and targets 60 pixels, ${scripts}`, async ({ visitor }) => {
    const page = await visitor({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
    await page.goto("/");
    await page.getByRole("banner").getByRole("button", { name: "长辈版" }).click();
    await expect(page.getByRole("button", { name: "标准版" })).toBeVisible();
    await page.goto("/sign-in/staff");
    const button = page.getByRole("button", { name: "登录" });
    expect((await button.boundingBox())!.height).toBeGreaterThanOrEqual(60);
    const text = page.getByRole("main").locator("p").first();
    const size = await text.evaluate((p) => Number.parseFloat(getComputedStyle(p).fontSize));
    expect(size).toBeGreaterThanOrEqual(24);
  });
}

test("a browser that prefers English gets it without asking", async ({ visitor }) => {
  const page = await visitor({ locale: "en-GB" });
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("in English the head of somebody with every entry stands in one line on a desk", async ({ admin, baseURL }) => {
  await admin.context().addCookies([{ name: "lang", value: "en", url: baseURL! }]);
  await admin.setViewportSize({ width: 1280, height: 800 });
  await admin.goto("/");
  const parts = admin.locator("header.top > *, header.top .places a");
  await expect(parts).toHaveCount(9);
  // One line: what begins lowest begins above where the first to end does.
  const boxes = await parts.evaluateAll((all) => all.map((part) => part.getBoundingClientRect()).map(({ top, bottom }) => ({ top, bottom })));
  expect(Math.max(...boxes.map((box) => box.top))).toBeLessThan(Math.min(...boxes.map((box) => box.bottom)));
});
