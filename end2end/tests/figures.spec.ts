// What residents say becomes numbers that anybody can read: in words, drawn and as tables, and too few are not told apart.
import { expectAccessible, overflow } from "../support/axe.ts";
import { dayFromNow } from "../support/clock.ts";
import { someCenter } from "../support/places.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "figures" });

test("a rating is in the figures at once, and its words are hidden until five have spoken", async ({ page, visitor }) => {
  const center = await someCenter(page);
  const figures = `/figures?center=${center.split("/").at(-1)}`;
  await page.goto(figures);
  await expect(page.getByText("这段时间没有服务记录，也没有评价。")).toBeVisible();
  for (const [n, level] of ["非常满意", "满意", "基本满意", "不满意", "非常满意"].entries()) {
    if (n === 4) {
      await page.goto(figures);
      await expect(page.getByText("评价太少，说了什么就等于说了是谁，所以先不显示，攒够了再说。")).toBeVisible();
      await expect(page.getByText("75%")).toHaveCount(0);
    }
    // Each on a phone of their own, without scripts.
    const phone = await visitor({ javaScriptEnabled: false });
    await phone.goto(center.replace("/centers/", "/rate/at/"));
    await phone.getByRole("button", { name: level, exact: true }).click();
    await expect(phone.getByText(`您评的是：${level}`)).toBeVisible();
  }
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(figures);
    await alive(page);
    await expect(page.getByRole("listitem").filter({ hasText: "好评率" }).first()).toContainText("80%");
    await expect(page.getByRole("img", { name: /每月好评率：.*80%/ })).toBeVisible();
    await expect(page.getByRole("row").filter({ hasText: "窗口" })).toContainText("80%");
    await expectAccessible(page, `figures, ${width}`);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  }
  // All centers: they are compared, and the way leads back to the one.
  await page.goto("/");
  await page.getByRole("contentinfo").getByRole("link", { name: "评价数据" }).click();
  await expect(page.getByRole("img", { name: /^1 个中心的好评率/ })).toBeVisible();
  await expectAccessible(page, "all centers");
  await page.getByRole("table").last().getByRole("link").first().click();
  await expect(page).toHaveURL(/center=/);
  // The quarter that has begun: none that is still to come is offered.
  await page.getByLabel("时间").selectOption({ index: 1 });
  await page.getByRole("button", { name: "查看" }).click();
  const [year, month] = dayFromNow(0).split("-").map(Number);
  await expect(page).toHaveURL(new RegExp(`period=${year}-Q${Math.ceil(month! / 3)}`));
  await page.goto("/figures?period=2199-12");
  await expect(page.getByText("这段时间还没到")).toBeVisible();
});

test("the figures are read in English and without scripts", async ({ visitor }) => {
  const page = await visitor({ javaScriptEnabled: false });
  await page.goto("/figures");
  await page.getByRole("button", { name: "English" }).click();
  await page.goto("/figures");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("What residents say");
  await page.locator("#service").selectOption({ label: "Counter" });
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/service=counter/);
});
