// The lists that hold for all: divisions, amenities, the zone template; and the audit log that remembers who changed them.
import type { Page } from "@playwright/test";
import { expectAccessible, overflow } from "../support/axe.ts";
import { alive, expect, test } from "../support/test.ts";

async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "保存", exact: true }).click();
}

async function saved(page: Page): Promise<void> {
  await expect(page.getByText("已保存。")).toBeVisible();
}

test("the menu stands in groups: that of the page is open, others open by a key, also without scripts", async ({ visitor, door }) => {
  for (const javaScriptEnabled of [true, false]) {
    const admin = await visitor({ javaScriptEnabled });
    await admin.context().addCookies([door.cookie()]);
    await admin.setViewportSize({ width: 360, height: 740 });
    await admin.goto("/admin/amenities");
    if (javaScriptEnabled) await alive(admin);
    const menu = admin.getByRole("navigation", { name: "管理后台" });
    await expect(menu.getByRole("link", { name: "便民设施" })).toHaveAttribute("aria-current", "page");
    await expect(menu.getByRole("link", { name: "便民设施" })).toBeVisible();
    await expect(menu.getByRole("link", { name: "值班" })).toBeHidden();
    const desk = menu.getByText("服务台", { exact: true });
    await desk.focus();
    await admin.keyboard.press("Enter");
    await expect(menu.getByRole("link", { name: "值班" })).toBeVisible();
    expect(await overflow(admin)).toBeLessThanOrEqual(0);
    if (javaScriptEnabled) await expectAccessible(admin, "the menu with two groups open");
    await menu.getByRole("link", { name: "值班" }).click();
    await expect(admin).toHaveURL(/\/admin\/duty$/);
    await expect(menu.getByRole("link", { name: "便民设施" })).toBeHidden();
    await expect(menu.getByRole("link", { name: "值班" })).toBeVisible();
  }
});

test("a division is created, and none is moved under its own child", async ({ admin, door }) => {
  await admin.goto("/admin/divisions/new");
  await alive(admin);
  await admin.getByLabel("代码").fill("152223100950");
  await admin.getByLabel("名称", { exact: true }).fill("新建村");
  await admin.getByLabel("级别").selectOption({ label: "村、嘎查、社区" });
  await admin.getByLabel("上级").selectOption("152223100000");
  await save(admin);
  await saved(admin);
  await expect(admin.getByRole("row", { name: /新建村/ })).toBeVisible();

  // The form does not offer it, and who asks all the same is refused with the field.
  await admin.goto("/admin/divisions/152223100000");
  await alive(admin);
  await expect(admin.getByLabel("上级").locator("option[value='152223100950']")).toHaveCount(0);
  const { input } = await (await door.call("division/form", { code: "152223100000" })).json();
  const moved = await door.call("division/save", { version: input.version, input: { ...input, parent_code: "152223100950" } });
  expect(moved.status).toBe(422);
  expect((await moved.json()).invalid.fields[0]).toMatchObject({ field: "parent_code", problem: { code: "parent" } });

  // What nothing refers to can go again; what something refers to cannot.
  await admin.goto("/admin/divisions/152223100950");
  await alive(admin);
  await admin.getByRole("button", { name: "删除这个区划" }).click();
  await saved(admin);
  await expect(admin.getByRole("row", { name: /新建村/ })).toHaveCount(0);
});

test("an amenity is added, told apart from a second of its code, edited by two, and retired", async ({ admin, visitor, door }) => {
  await admin.goto("/admin/amenities/new");
  await alive(admin);
  await admin.getByLabel("名称", { exact: true }).fill("雨靴");
  await admin.getByLabel("短代码").fill("wifi");
  await save(admin);
  await expect(admin.getByRole("alert")).toContainText("已经有了");
  await admin.getByLabel("短代码").fill("boots");
  await save(admin);
  await saved(admin);

  const other = await visitor();
  await other.context().addCookies([door.cookie()]);
  for (const page of [admin, other]) {
    await page.goto("/admin/amenities");
    await page.getByRole("link", { name: "雨靴" }).click();
    await alive(page);
    await expect(page.getByLabel("短代码")).toHaveValue("boots");
  }
  await admin.getByLabel("名称", { exact: true }).fill("雨鞋");
  await save(admin);
  await saved(admin);
  await other.getByRole("checkbox", { name: /停用/ }).check();
  await save(other);
  await expect(other.getByRole("row", { name: /名称/ })).toContainText("雨鞋");
  await expect(other.getByRole("checkbox", { name: /停用/ })).toBeChecked();
  await other.getByLabel("名称", { exact: true }).fill("雨鞋");
  await save(other);
  await saved(other);
  await expect(other.getByRole("row", { name: /雨鞋/ })).toContainText("已停用");
  // Not offered any more.
  const id = await door.centerNamed("东升村");
  await admin.goto(`/admin/centers/${id}`);
  await expect(admin.getByRole("checkbox", { name: "雨鞋" })).toHaveCount(0);
});

test("a line of the zone template is added, and centers are measured by it", async ({ admin, door }) => {
  await admin.goto("/admin/zones");
  await alive(admin);
  const added = admin.getByRole("group", { name: "新增一项" }).first();
  await added.getByLabel("叫法").fill("电影院");
  await added.getByLabel("至少几间").fill("1");
  await added.getByRole("checkbox", { name: "其他" }).check();
  await save(admin);
  await saved(admin);
  await expect(admin.getByRole("group", { name: "电影院" })).toBeVisible();
  await admin.goto("/admin/zones/centers");
  await expect(admin.getByRole("columnheader", { name: "电影院" })).toBeVisible();
  const id = await door.centerNamed("光明村");
  await admin.goto(`/admin/centers/${id}`);
  await expect(admin.getByRole("main")).toContainText("缺：电影院");
  // And taken out again.
  await admin.goto("/admin/zones");
  await alive(admin);
  await admin.getByRole("group", { name: "电影院" }).getByRole("checkbox", { name: "删除这一项" }).check();
  await save(admin);
  await saved(admin);
  await expect(admin.getByRole("group", { name: "电影院" })).toHaveCount(0);
});

test("the log is filtered, says who did what, and leaves as a table without formulas", async ({ admin, door }) => {
  const made = await door.call("amenity/create", { key: "audit-1", input: { name: "=1+1", code: "formula", rank: "1" } });
  expect(made.ok).toBe(true);
  await admin.goto("/admin/audit");
  await alive(admin);
  await admin.getByLabel("做了什么").selectOption("amenity.");
  await admin.getByLabel("对象").fill("=1+1");
  await admin.getByRole("button", { name: "筛选" }).click();
  await expect(admin).toHaveURL(/action=amenity/);
  const lines = admin.locator("ol.log > li");
  await expect(lines).toHaveCount(1);
  await expect(lines.first()).toContainText("=1+1");
  const [download] = await Promise.all([admin.waitForEvent("download"), admin.getByRole("link", { name: "导出表格" }).click()]);
  expect(download.suggestedFilename()).toBe("audit.csv");
  const table = await (await admin.request.get("/admin/audit.csv?action=amenity.&subject=%3D1%2B1")).text();
  expect(table.split("\n").filter((line) => line.includes("=1+1"))).toHaveLength(1);
  expect(table).toContain("'=1+1");
  // Taking it away is in the log, too.
  await admin.goto("/admin/audit?action=audit.");
  await expect(lines.first()).toContainText("导出");
  await admin.goto("/admin/audit?subject=nothing-of-that-name");
  await expect(admin.getByRole("heading", { name: "没有符合的记录" })).toBeVisible();
});
