// Importing spreadsheets: what is wrong is shown before anything is written.
import { expect, test } from "../support/test.ts";

function csv(...lines: string[]): { name: string; mimeType: string; buffer: Buffer } {
  // As Excel saves it: with a byte order mark.
  return { name: "centers.csv", mimeType: "text/csv", buffer: Buffer.from(`\ufeff${lines.join("\r\n")}\r\n`) };
}

const HEAD = "区划代码,名称,类型,经度,纬度,位置来源,周一";

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`a table with errors writes nothing and says each; mended it is written once, ${scripts}`, async ({ visitor, door }) => {
    const admin = await visitor({ javaScriptEnabled });
    await admin.context().addCookies([door.cookie()]);
    const name = `导入的中心${javaScriptEnabled}`;
    const upload = async (...lines: string[]): Promise<void> => {
      await admin.goto("/admin/import");
      await admin.locator('input[name="kind"][value="centers"]').check();
      await admin.locator('input[type="file"]').setInputFiles(csv(HEAD, ...lines));
      await admin.getByRole("button", { name: "核对" }).click();
    };

    await upload(`152223100021,${name},village,122.9,200,surveyed,08:00-12:00`, `999,${name}二,village,,,none,22:00-06:00`);
    await expect(admin.getByRole("heading", { name: /行不对/ })).toBeVisible();
    const problems = admin.getByRole("table").getByRole("row");
    await expect(problems.filter({ hasText: "纬度" })).toHaveCount(1);
    await expect(problems.filter({ hasText: "区划代码" })).toHaveCount(1);
    await expect(admin.getByRole("button", { name: "确认写入" })).toHaveCount(0);

    const good = `152223100021,${name},village,122.9,46.7,surveyed,08:00-12:00`;
    await upload(good);
    await expect(admin.getByRole("row", { name: new RegExp(name) })).toContainText("新增");
    await admin.getByRole("button", { name: "确认写入" }).click();
    await expect(admin.getByRole("heading", { name: "已写入" })).toBeVisible();
    await admin.goto(`/centers?q=${encodeURIComponent(name)}&view=list`);
    await expect(admin.getByRole("link", { name })).toBeVisible();

    // Once more changes nothing.
    await upload(good);
    await expect(admin.getByText("表里写的和现在存的一样")).toBeVisible();
  });
}

test("a file that is no table is refused with what would be", async ({ admin }) => {
  await admin.goto("/admin/import");
  // Nothing is chosen for anybody.
  await expect(admin.locator('input[name="kind"]:checked')).toHaveCount(0);
  await admin.locator('input[name="kind"][value="centers"]').check();
  await admin.locator('input[type="file"]').setInputFiles({ name: "a.xlsx", mimeType: "text/html", buffer: Buffer.from("PK\u0003\u0004<html>") });
  await admin.getByRole("button", { name: "核对" }).click();
  await expect(admin.getByRole("alert")).toContainText("读不了这种文件");
});

test("rooms that are loaded as centers are known by their headings and checked as rooms", async ({ admin, door }) => {
  const file = await admin.request.get(`${door.url}/admin/export/rooms.csv`);
  await admin.goto("/admin/import");
  await admin.locator('input[name="kind"][value="centers"]').check();
  await admin.locator('input[type="file"]').setInputFiles({ name: "rooms.csv", mimeType: "text/csv", buffer: await file.body() });
  await admin.getByRole("button", { name: "核对" }).click();
  await expect(admin.getByText("这像是“功能室”的表，不像“中心”的")).toBeVisible();
  await admin.getByRole("button", { name: "按“功能室”的表核对" }).click();
  await expect(admin.getByText("表里写的和现在存的一样")).toBeVisible();
  await expect(admin.getByText("这像是")).toHaveCount(0);
});

test("what is exported can be imported again and changes nothing", async ({ admin, door }) => {
  for (const kind of ["divisions", "amenities", "centers", "rooms", "matters"]) {
    const file = await admin.request.get(`${door.url}/admin/export/${kind}.csv`);
    expect(file.ok(), kind).toBe(true);
    await admin.goto("/admin/import");
    await admin.locator(`input[value="${kind}"]`).check();
    await admin.locator('input[type="file"]').setInputFiles({ name: `${kind}.csv`, mimeType: "text/csv", buffer: await file.body() });
    await admin.getByRole("button", { name: "核对" }).click();
    await expect(admin.getByText("表里写的和现在存的一样"), kind).toBeVisible();
  }
});
