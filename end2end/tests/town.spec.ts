// The town sees how its cases stand, and what becomes of them: all centers in one table, statistics with filters, files to take away.
import { readFile } from "node:fs/promises";
import { expectAccessible, overflow } from "../support/axe.ts";
import type { Door } from "../support/door.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "town" });

/** A village and the town's own center, by their keys. */
async function places(door: Door): Promise<{ village: string; town: string }> {
  const { centers } = (await (await door.call("case/desk", {})).json()) as { centers: [string, { zh: string }][] };
  const named = (part: string): string => centers.find(([, names]) => names.zh.includes(part))![0];
  return { village: named("村"), town: named("音德尔镇党群") };
}

let cases = 0;

/** Registers a case at a counter; its number. */
async function register(door: Door, center: string): Promise<string> {
  const input = { mode: "assisted", name: "李玉兰", phone: "13800001299", consent: "1" };
  const asked = { center, key: `town-${++cases}`, matter: "C0101", input };
  const answer = await door.call("case/open_for", asked);
  expect(answer.ok, await answer.clone().text()).toBe(true);
  return (await answer.json()).number;
}

/** Takes steps of a case, one after the other. */
async function take(door: Door, number: string, ...steps: Record<string, string>[]): Promise<void> {
  for (const input of steps) {
    const { version } = await (await door.call("case/get", { number })).json();
    const answer = await door.call("case/step", { number, version, input });
    expect(answer.ok, await answer.clone().text()).toBe(true);
  }
}

test("the town sees all centers in one table, sorts it, and follows a hand-up by both clocks", async ({ admin, door }) => {
  const { village, town } = await places(door);
  await register(door, village);
  const up = await register(door, village);
  await take(door, up, { step: "accept" }, { step: "hand_up", center: town, words: "要镇里审核", days: "5" });

  await admin.goto("/admin");
  await alive(admin);
  await admin.getByRole("link", { name: "在办一览" }).first().click();
  await expect(admin).toHaveURL(/\/admin\/town$/);
  await alive(admin);
  const table = admin.getByRole("region", { name: "在办一览" }).getByRole("table");
  // 43 centers, their sum, and the heads.
  await expect(table.getByRole("row")).toHaveCount(45);
  await expect(table.getByRole("columnheader", { name: /超期/ })).toHaveAttribute("aria-sort", "descending");
  await table.getByRole("link", { name: /在办/ }).first().click();
  await expect(admin).toHaveURL(/sort=open/);
  await expect(table.getByRole("columnheader", { name: /^在办/ })).toHaveAttribute("aria-sort", "descending");
  await table.getByRole("link", { name: /^在办/ }).click();
  await expect(admin).toHaveURL(/sort=open&dir=up/);
  const ups = admin.getByRole("region", { name: "转报", exact: true }).last();
  await expect(ups.getByRole("row").filter({ hasText: "音德尔镇党群服务中心" }).first()).toBeVisible();
  await expect(admin.locator("center-map")).toBeVisible();
  for (const width of [360, 1280]) {
    await admin.setViewportSize({ width, height: 800 });
    await expectAccessible(admin, `town, ${width}`);
    expect(await overflow(admin)).toBeLessThanOrEqual(0);
  }
  // A center's name leads to its cases.
  await table.getByRole("link", { name: /看.*的办件/ }).first().click();
  await expect(admin).toHaveURL(/\/admin\/cases\?center=/);
});

test("the badges of the map say open cases, and add up to the table", async ({ admin, door }) => {
  const { village, town } = await places(door);
  await register(door, village);
  await register(door, town);
  await admin.goto("/admin/town?sort=name");
  await alive(admin);
  const table = admin.getByRole("region", { name: "在办一览" }).getByRole("table");
  const heads = await table.getByRole("columnheader").allTextContents();
  const column = heads.findIndex((head) => head.includes("在办"));
  const open = Number(await table.getByRole("row").filter({ hasText: "合计" }).getByRole("cell").nth(column - 1).textContent());
  expect(open).toBeGreaterThan(1);
  const map = admin.locator("center-map");
  await map.scrollIntoViewIfNeeded();
  await expect(map.locator(".cm-cluster, .cm-pin").first()).toBeVisible();
  const numbers = async (): Promise<number[]> =>
    (await map.locator(".cm-cluster .cm-count, .cm-pin .cm-sum").allTextContents()).map((text) => Number(text.replace(/\D/g, "")));
  const sum = async (): Promise<number> => (await numbers()).reduce((a, b) => a + b, 0);
  await expect.poll(sum).toBe(open);
  // In words, for who hears the map: of a circle how many centers, of a pin which.
  const label = await map.locator(".cm-cluster").first().getAttribute("aria-label");
  expect(label).toMatch(/^\d+ 个中心，在办 \d+ 件/);
  await expect(map.locator(".cm-legend")).toContainText("数字是在办的件数");
  // Closer, a circle opens into its pins, and nothing is lost on the way.
  const before = await map.locator(".cm-pin").count();
  await map.locator(".cm-cluster").first().press("Enter");
  await expect.poll(() => map.locator(".cm-pin").count()).toBeGreaterThan(before);
  await expect.poll(sum).toBe(open);
  const pin = map.locator(".cm-pin").first();
  expect(await pin.getAttribute("aria-label")).toMatch(/在办 \d+ 件，超期 \d+ 件/);
  await expectAccessible(admin, "town map");
});

test("statistics are filtered, said in words and drawn, and taken away", async ({ admin, door }) => {
  const { village } = await places(door);
  for (let n = 0; n < 5; n++) {
    const number = await register(door, village);
    await take(door, number, { step: "accept" }, { step: "decide", decision: "granted", words: "已办好" });
  }
  await admin.goto("/admin/statistics");
  await alive(admin);
  await expect(admin.getByRole("listitem").filter({ hasText: "按时办结率" }).first()).toContainText("100%");
  await expect(admin.getByRole("img", { name: /^每月收件和办结/ })).toBeVisible();
  await admin.locator("#statistics-center").selectOption(village);
  await admin.locator("#statistics-mode").selectOption({ label: "帮办代办" });
  await admin.getByRole("button", { name: "查看" }).click();
  await expect(admin).toHaveURL(new RegExp(`center=${village}`));
  await expect(admin.getByRole("heading", { name: "按中心" })).toHaveCount(0);
  await expect(admin.getByRole("heading", { name: "按事项" })).toBeVisible();
  for (const width of [360, 1280]) {
    await admin.setViewportSize({ width, height: 800 });
    await expectAccessible(admin, `statistics, ${width}`);
    expect(await overflow(admin)).toBeLessThanOrEqual(0);
  }
  const [file] = await Promise.all([
    admin.waitForEvent("download"),
    admin.getByRole("link", { name: "CSV 表格" }).click(),
  ]);
  const csv = await readFile(await file.path(), "utf8");
  expect(csv).toContain("C0101");
  expect(csv).not.toContain("李玉兰");
  const [book] = await Promise.all([
    admin.waitForEvent("download"),
    admin.getByRole("link", { name: "Excel 表格" }).click(),
  ]);
  expect((await readFile(await book.path())).subarray(0, 2).toString()).toBe("PK");
});

test("both screens are read, sorted and filtered without scripts", async ({ visitor, door }) => {
  const page = await visitor({ javaScriptEnabled: false });
  await page.context().addCookies([door.cookie()]);
  await page.goto("/admin/town");
  await page.getByRole("region", { name: "在办一览" }).getByRole("link", { name: "待受理" }).click();
  await expect(page).toHaveURL(/sort=fresh/);
  await expect(page.getByRole("columnheader", { name: /待受理/ })).toHaveAttribute("aria-sort", "descending");
  await page.getByRole("link", { name: "看办件统计" }).click();
  await page.locator("#statistics-channel").selectOption({ label: "窗口" });
  await page.locator("#statistics-matter").fill("C9999");
  await page.getByRole("button", { name: "查看" }).click();
  await expect(page).toHaveURL(/channel=counter/);
  await expect(page.getByText("没有编码是“C9999”的事项")).toBeVisible();
  await page.getByRole("button", { name: "English" }).click();
  await page.goto("/admin/town");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Open cases");
});
