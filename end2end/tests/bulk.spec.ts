// A counter that worked on paper, or without a network: what was done comes in once, and counts in the month it happened.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../support/axe.ts";
import { dayFromNow } from "../support/clock.ts";
import type { Door } from "../support/door.ts";
import { staffSignsIn } from "../support/staff.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "bulk" });

const HEAD = "登记编号,中心,收件日期,收件时间,事项,办理方式,姓名,手机号,本人同意代办,状态,结果日期,原因或说明";

const ago = (days: number): string => dayFromNow(-days);

async function village(door: Door): Promise<{ id: string; name: string }> {
  const { centers } = await (await door.call("case/desk", {})).json();
  const [id, names] = centers.find(([, names]: [string, { zh: string }]) => names.zh.includes("村"));
  return { id, name: names.zh };
}

async function upload(page: Page, ...lines: string[]): Promise<void> {
  await page.goto("/admin/import");
  await alive(page);
  await page.locator('input[value="cases"]').check();
  const buffer = Buffer.from(`\ufeff${[HEAD, ...lines].join("\r\n")}\r\n`);
  await page.locator('input[type="file"]').setInputFiles({ name: "paper.csv", mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "核对" }).click();
}

test("papers with mistakes write nothing and say each; mended they are cases, once, in the month they happened", async ({ visitor, admin, door }) => {
  const center = await village(door);
  const clerk = await visitor();
  await staffSignsIn(clerk, door, "paper.clerk", "--role", "counter_staff", "--center", center.id);
  await clerk.goto("/admin/import");
  await expect(clerk.getByRole("radio")).toHaveCount(1);
  await expectAccessible(clerk);

  await upload(
    clerk,
    `1,${center.name},${ago(-1)},09:30,C0101,帮办代办,李玉兰,13800001234,是,办理中,,`,
    `2,${center.name},${ago(20)},09:30,C0101,帮办代办,李玉兰,1380000123,是,办结,${ago(25)},`,
    `3,${center.name},${ago(20)},,没有的事项,帮办代办,李玉兰,,是,办理中,,`,
  );
  await expect(clerk.getByRole("heading", { name: /3 行不对/ })).toBeVisible();
  const problems = clerk.getByRole("table").getByRole("row");
  for (const column of ["收件日期", "手机号", "结果日期", "事项"]) await expect(problems.filter({ hasText: column }).first()).toBeVisible();
  await expect(clerk.getByRole("button", { name: "确认写入" })).toHaveCount(0);
  await expectAccessible(clerk);

  const before = ago(40);
  const good = [
    `1,${center.name},${before},09:30,C0101,帮办代办,纸上的人,13800004321,是,办结,${before},`,
    `2,${center.name},${ago(3)},,C0101,帮办代办,还在办的人,,是,办理中,,`,
  ];
  await upload(clerk, ...good);
  await expect(clerk.getByRole("row", { name: /纸上的人/ })).toContainText("新增");
  await clerk.getByRole("button", { name: "确认写入" }).click();
  await expect(clerk.getByRole("heading", { name: "已写入" })).toBeVisible();

  // In the list, and on its own page with the days of the paper.
  await clerk.getByRole("link", { name: "看全部办件" }).click();
  await alive(clerk);
  await expect(clerk.getByRole("row", { name: /还在办的人/ })).toBeVisible();
  await clerk.getByRole("row", { name: /纸上的人/ }).getByRole("link").first().click();
  await expect(clerk.getByText("按纸质台账补录")).toBeVisible();
  await expect(clerk.locator("ol.log time").first()).toContainText("09:30");

  // In the statistics of that month.
  const file = await admin.request.get(`/admin/statistics.csv?period=${before.slice(0, 7)}`);
  expect(file.ok()).toBe(true);
  const lines = (await file.text()).split("\n");
  expect(lines.some((line) => line.includes(before.slice(0, 7)) && line.includes(center.name))).toBe(true);

  await upload(clerk, ...good);
  await expect(clerk.getByText("表里写的和现在存的一样")).toBeVisible();
});

/** Waits until the worker has kept the form for when there is no network. */
async function formKept(page: Page): Promise<void> {
  const isKept = (): Promise<boolean> => page.evaluate(async () => !!(await caches.match("/admin/counter/offline", { ignoreVary: true })));
  await expect.poll(isKept).toBe(true);
}

const waiting = (page: Page): Promise<number> => page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("case:")).length);

async function fillIn(page: Page, name: string, phone = ""): Promise<void> {
  await page.locator("#f-matter").fill("C0101");
  await page.locator("#f-name").fill(name);
  await page.locator("#f-phone").fill(phone);
  await page.locator("#f-mode").selectOption("assisted");
  await page.locator("#f-consent").check();
}

test("what is registered without a network waits in the browser, also over the page's reload, and is registered once", async ({ visitor, door }) => {
  const center = await village(door);
  const clerk = await visitor();
  await staffSignsIn(clerk, door, "offline.clerk", "--role", "counter_staff", "--center", center.id);
  await clerk.goto("/admin/counter");
  await alive(clerk);
  await clerk.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await formKept(clerk);
  const cases = async (): Promise<string[]> => {
    const { rows } = await (await door.call("case/list", { center: center.id, state: "all" })).json();
    return rows.map((row: { name: string }) => row.name);
  };

  // On the counter's own page, whose network has gone.
  await clerk.context().setOffline(true);
  await clerk.locator("#f-name").fill("没写完的人");
  await clerk.getByRole("button", { name: "登记", exact: true }).click();
  expect(await waiting(clerk), "what is missing is said first").toBe(0);
  await fillIn(clerk, "第一个人", "13800007001");
  await clerk.getByRole("button", { name: "登记", exact: true }).click();
  const place = clerk.locator("#unsent");
  await expect(place).toContainText("已存在这台设备上");
  await expect(place).toContainText("1 件等着传");
  await expect(clerk.locator("#f-name")).toHaveValue("");

  // Loaded anew it is the form that was kept, which names nobody but what waits here.
  await clerk.goto("/admin/counter");
  await expect(clerk.getByRole("heading", { level: 1 })).toHaveText("窗口（没有网络）");
  await expect(clerk.locator("#unsent")).toContainText("第一个人");
  await expectAccessible(clerk);
  // Nobody's phone has ten digits: that is said once there is a network.
  await fillIn(clerk, "第二个人", "1380000700");
  await clerk.getByRole("button", { name: "登记", exact: true }).click();
  await expect(clerk.locator("#unsent")).toContainText("2 件等着传");
  expect((await cases()).filter((name) => name.startsWith("第"))).toEqual([]);

  await clerk.context().setOffline(false);
  await clerk.goto("/admin/counter");
  await alive(clerk);
  await expect(clerk.locator("#unsent")).toContainText("没有登记上");
  await expect.poll(cases).toContain("第一个人");
  expect(await waiting(clerk)).toBe(1);

  // What was refused is mended in the form that has it all.
  await clerk.getByRole("button", { name: "改一改再登记" }).click();
  await expect(clerk.locator("#f-name")).toHaveValue("第二个人");
  await expect(clerk.locator("#f-mode")).toHaveValue("assisted");
  await clerk.locator("#f-phone").fill("13800007002");
  await clerk.getByRole("button", { name: "登记", exact: true }).click();
  await expect(clerk).toHaveURL(/\/admin\/cases\//);
  await expect(clerk.getByText("没有网络时登记")).toBeVisible();
  expect(await waiting(clerk)).toBe(0);
  await clerk.reload();
  expect((await cases()).filter((name) => name.startsWith("第")).sort()).toEqual(["第一个人", "第二个人"].sort());
});

test("what has waited for more than a week stays, says so, and is registered as of today by whoever typed it", async ({ visitor, door }) => {
  const center = await village(door);
  const page = await visitor();
  await staffSignsIn(page, door, "late.clerk", "--role", "counter_staff", "--center", center.id);
  await page.goto("/admin/counter");
  await alive(page);
  await page.context().route("**/api/case/open_for", (route) => route.abort());
  await fillIn(page, "放久了的人", "13800007009");
  await page.getByRole("button", { name: "登记", exact: true }).click();
  await expect(page.locator("#unsent")).toContainText("放久了的人");
  await page.evaluate(() => {
    for (const name of Object.keys(localStorage).filter((name) => name.startsWith("case:"))) {
      const entry = JSON.parse(localStorage.getItem(name) ?? "{}");
      localStorage.setItem(name, JSON.stringify({ ...entry, at: entry.at - 9 * 24 * 3600_000 }));
    }
  });
  await page.context().unroute("**/api/case/open_for");
  await page.goto("/admin/counter");
  await alive(page);
  await expect(page.locator("#unsent")).toContainText("放了超过七天");
  expect(await waiting(page)).toBe(1);
  await expectAccessible(page, "a line that has waited too long");
  await page.getByRole("button", { name: "改一改再登记" }).click();
  await page.getByRole("button", { name: "登记", exact: true }).click();
  await expect(page).toHaveURL(/\/admin\/cases\//);
  await expect(page.getByText("没有网络时登记")).toHaveCount(0);
  expect(await waiting(page)).toBe(0);
});

test("what accounts that are gone have left is deleted, unseen, by who leads the center, and by nobody else", async ({ visitor, door }) => {
  const center = await village(door);
  const page = await visitor();
  const leave = (): Promise<void> =>
    page.evaluate(() => {
      for (const [key, days] of [["old", 31], ["new", 9]] as const) {
        const entry = { at: Date.now() - days * 24 * 3600_000, fields: new URLSearchParams({ "input[name]": "没人管的人" }).toString() };
        localStorage.setItem(`case:1:${key}`, JSON.stringify(entry));
      }
    });
  await staffSignsIn(page, door, "left.clerk", "--role", "counter_staff", "--center", center.id);
  await page.goto("/admin/counter");
  await leave();
  await page.reload();
  await alive(page);
  const place = page.locator("#unsent");
  await expect(place).toContainText("还有 2 件是别的账号填的");
  await expect(place.getByRole("button")).toHaveCount(0);

  await page.context().clearCookies();
  await staffSignsIn(page, door, "left.lead", "--role", "center_lead", "--center", center.id);
  await page.goto("/admin/counter");
  await alive(page);
  const button = place.getByRole("button", { name: "删掉其中放了三十天以上的（1 件）" });
  await expect(button).toBeVisible();
  await expect(place).not.toContainText("没人管的人");
  await expectAccessible(page, "what others have left");
  page.once("dialog", (dialog) => dialog.dismiss());
  await button.click();
  expect(await waiting(page)).toBe(2);
  page.once("dialog", (dialog) => dialog.accept());
  await button.click();
  await expect(place).toContainText("还有 1 件是别的账号填的");
  await expect(button).toHaveCount(0);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("case:")))).toEqual(["case:1:new"]);
});

test("somebody else neither sees nor sends it, and signing out asks before it removes it", async ({ visitor, door }) => {
  const center = await village(door);
  const page = await visitor();
  await staffSignsIn(page, door, "first.clerk", "--role", "counter_staff", "--center", center.id);
  await page.goto("/admin/counter");
  await alive(page);
  // The network is there and gives no answer.
  await page.context().route("**/api/case/open_for", (route) => route.abort());
  await fillIn(page, "留下的人");
  await page.getByRole("button", { name: "登记", exact: true }).click();
  await expect(page.locator("#unsent")).toContainText("留下的人");
  await page.context().unroute("**/api/case/open_for");

  // The session ends by itself, and a colleague signs in.
  await page.context().clearCookies();
  await staffSignsIn(page, door, "second.clerk", "--role", "counter_staff", "--center", center.id);
  await page.goto("/admin/counter");
  await alive(page);
  await expect(page.locator("#unsent")).not.toContainText("留下的人");
  expect(await waiting(page)).toBe(1);
  const { rows } = await (await door.call("case/list", { center: center.id, state: "all" })).json();
  expect(rows.map((row: { name: string }) => row.name)).not.toContain("留下的人");

  await expect(page.locator("#unsent"), "that something waits is no secret").toContainText("还有 1 件是别的账号填的");

  // Their own is asked about.
  await page.context().setOffline(true);
  await fillIn(page, "同事登记的人");
  await page.getByRole("button", { name: "登记", exact: true }).click();
  await expect(page.locator("#unsent")).toContainText("1 件等着传");
  await page.context().route("**/api/case/open_for", (route) => route.abort());
  await page.context().setOffline(false);
  await page.goto("/me/staff");
  await alive(page);
  page.once("dialog", (dialog) => dialog.dismiss());
  await page.getByRole("button", { name: "退出", exact: true }).click();
  expect(await waiting(page)).toBe(2);
  page.once("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "退出", exact: true }).click();
  await expect(page).toHaveURL("/");
  const left = await page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("case:")));
  expect(left).toHaveLength(1);
  expect(await page.evaluate((name) => localStorage.getItem(name), left[0]!)).not.toContain(encodeURIComponent("同事登记的人"));
});
