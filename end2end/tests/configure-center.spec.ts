// An administrator configures a center, and residents see it.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../support/axe.ts";
import { dayFromNow } from "../support/clock.ts";
import { alive, expect, test } from "../support/test.ts";

/** What must never become markup. */
const HOSTILE = `</textarea><script>window.broken = 1</script><b>"'&amp;`;

async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "保存", exact: true }).click();
}

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";
  const village = javaScriptEnabled ? "东风村" : "红卫村";

  test(`new noon hours are on the public page, and wrong ones are refused with what was typed, ${scripts}`, async ({ visitor, door }) => {
    const admin = await visitor({ javaScriptEnabled });
    await admin.context().addCookies([door.cookie()]);
    const id = await door.centerNamed(village);
    await admin.goto(`/admin/centers/${id}/hours`);
    if (javaScriptEnabled) await alive(admin);
    const from = admin.getByLabel("周一午间值班 从");
    const to = admin.getByLabel("周一午间值班 到");
    await from.fill("14:10");
    await to.fill("12:40");
    await save(admin);
    const summary = admin.getByRole("alert").first();
    await expect(summary).toContainText("过夜开放请分两段填");
    await expect(summary.getByRole("link")).toHaveAttribute("href", /#f-/);
    await expect(from).toHaveValue("14:10");

    await from.fill("12:10");
    await to.fill("13:50");
    await save(admin);
    await expect(admin.getByText("已保存。")).toBeVisible();
    await admin.goto(`/centers/${id}`);
    await expect(admin.getByRole("row", { name: /^周一/ })).toContainText("12:10–13:50");
  });
}

test("of two who edit the same center the second is told, sees both versions, and decides", async ({ admin, visitor, door }) => {
  const id = await door.centerNamed("大岭村");
  const other = await visitor();
  await other.context().addCookies([door.cookie()]);
  for (const page of [admin, other]) {
    await page.goto(`/admin/centers/${id}`);
    await alive(page);
  }
  await admin.getByLabel("地址").fill("村委会一楼");
  await save(admin);
  await expect(admin.getByText("已保存。")).toBeVisible();

  await other.getByLabel("地址").fill("小学对面");
  await save(other);
  const comparison = other.getByRole("row", { name: /地址/ });
  await expect(comparison).toContainText("村委会一楼");
  await expect(comparison).toContainText("小学对面");
  await expect(other.getByLabel("地址")).toHaveValue("小学对面");
  await expectAccessible(other, "the comparison");
  // Nothing was overwritten so far; saving again does it knowingly.
  await admin.goto(`/centers/${id}`);
  await expect(admin.getByRole("main")).toContainText("村委会一楼");
  await save(other);
  await expect(other.getByText("已保存。")).toBeVisible();
  await admin.reload();
  await expect(admin.getByRole("main")).toContainText("小学对面");
});

test("a room that is closed for a week says so, until it is reopened", async ({ admin, page, door }) => {
  const id = await door.centerNamed("音德尔镇党群服务中心");
  await admin.goto(`/admin/centers/${id}/rooms`);
  await alive(admin);
  await admin.getByRole("row").getByRole("link").first().click();
  await expect(admin).toHaveURL(/\/rooms\/[0-9a-z]{13}/);
  const room = /rooms\/([0-9a-z]{13})/.exec(admin.url())![1];
  await admin.getByLabel("从哪天").fill(dayFromNow(0));
  await admin.getByLabel("到哪天").fill(dayFromNow(6));
  await admin.getByLabel("原因（居民看得到）").fill("粉刷墙面");
  await admin.getByRole("button", { name: "安排关闭" }).click();
  await expect(admin.getByText("已保存。")).toBeVisible();
  await page.goto(`/centers/${id}/rooms/${room}`);
  await expect(page.getByRole("main")).toContainText("粉刷墙面");
  await expect(page.getByRole("main")).toContainText("停用到");

  await admin.getByRole("button", { name: /^去掉/ }).click();
  await expect(admin.getByText("没有安排关闭。")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("main")).not.toContainText("粉刷墙面");
});

test("a pin is put on the map, and the public page has the place", async ({ admin, door }) => {
  const id = await door.centerNamed("金山村");
  await admin.goto(`/admin/centers/${id}`);
  await alive(admin);
  const map = admin.locator("center-map[data-ready]");
  await expect(map).toBeVisible();
  await map.scrollIntoViewIfNeeded();
  const box = (await map.boundingBox())!;
  await admin.mouse.click(box.x + box.width * 0.6, box.y + box.height * 0.6);
  await expect(admin.getByLabel("经度")).not.toHaveValue("");
  const [lng, lat] = [await admin.getByLabel("经度").inputValue(), await admin.getByLabel("纬度").inputValue()];
  // The arrow keys move it from there.
  const pin = map.getByRole("button", { name: new RegExp(Number(lat).toFixed(5)) });
  await pin.focus();
  await pin.press("ArrowUp");
  await expect(admin.getByLabel("纬度")).not.toHaveValue(lat);
  expect(Number(await admin.getByLabel("纬度").inputValue())).toBeGreaterThan(Number(lat));
  await expect(admin.getByLabel("经度")).toHaveValue(lng);
  await save(admin);
  await expect(admin.getByText("已保存。")).toBeVisible();
  const published = await (await fetch(`${door.url}/open/centers.geojson`)).json();
  const feature = published.features.find((f: { properties: { id: string } }) => f.properties.id === id);
  expect(feature.geometry.coordinates[0]).toBeCloseTo(Number(lng), 5);
});

test("what people type is never markup", async ({ admin, door }) => {
  const id = await door.centerNamed("团结村");
  await admin.goto(`/admin/centers/${id}`);
  await alive(admin);
  const texts = ["介绍", "地址"];
  await admin.getByLabel("给居民看的介绍").fill(HOSTILE);
  await admin.getByLabel("地址").fill(HOSTILE);
  await save(admin);
  await expect(admin.getByText("已保存。")).toBeVisible();
  for (const address of [`/admin/centers/${id}`, `/centers/${id}`, "/centers?view=list", "/admin/centers", "/admin/audit"]) {
    await admin.goto(address);
    await alive(admin);
    expect(await admin.evaluate(() => "broken" in window), address).toBe(false);
  }
  await admin.goto(`/admin/centers/${id}`);
  await expect(admin.getByLabel("给居民看的介绍")).toHaveValue(HOSTILE);
  await admin.goto(`/centers/${id}`);
  await expect(admin.getByRole("main").getByText(HOSTILE).first(), texts.join()).toBeVisible();
});

test("a village's staff is refused another village's center", async ({ page, door }) => {
  const own = await door.centerNamed("东方红村");
  const other = await door.centerNamed("丰源村");
  const password = door.addStaff("village.lead", "--role", "center_lead", "--center", own);
  const signedIn = await page.request.post(`${door.url}/api/staff/sign_in`, { data: { username: "village.lead", password } });
  expect(signedIn.ok()).toBe(true);
  const mine = "Village-lead-5";
  await page.request.post(`${door.url}/api/staff/change_password`, {
    data: { old_password: password, new_password: mine, again_password: mine },
  });
  expect((await page.goto(`/admin/centers/${own}/hours`))?.status()).toBe(200);
  expect((await page.goto(`/admin/centers/${other}/hours`))?.status()).toBe(403);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("这里不归你管");
  const call = await page.request.post(`${door.url}/api/center/form`, { data: { id: other } });
  expect(call.status()).toBe(403);
});
