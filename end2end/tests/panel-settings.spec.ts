// Name, colour, logo and map of the deployment, as an administrator sets them and residents see them.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { alive, expect, test } from "../support/test.ts";

const PICTURE = readFileSync(resolve(fileURLToPath(import.meta.url), "../../../public/icon-192.png"));
const OUTLINES = {
  type: "FeatureCollection",
  features: [
    {
      type: "Feature",
      properties: { name: "东风村" },
      geometry: { type: "Polygon", coordinates: [[[122.8, 46.7], [123, 46.7], [123, 46.8], [122.8, 46.8], [122.8, 46.7]]] },
    },
  ],
};

// What one test sets, the next would see: one after the other, each puts back what it has changed.
test.describe.configure({ mode: "serial" });

test("name, colour, numbers and logo are what residents see", async ({ admin, page }) => {
  await admin.goto("/admin/settings");
  await alive(admin);
  await admin.getByLabel("名称", { exact: true }).fill("村口驿站");
  await admin.getByLabel("松绿").check();
  await admin.getByLabel("页脚电话").fill("便民热线 | Hotline | 0482-6000001");
  await admin.getByRole("button", { name: "保存", exact: true }).click();
  await expect(admin.getByText("已保存。")).toBeVisible();
  await page.goto("/");
  await expect(page.getByRole("banner")).toContainText("村口驿站");
  await expect(page.locator("html")).toHaveAttribute("data-accent", "pine");
  await expect(page.getByRole("contentinfo").getByRole("link", { name: /便民热线/ })).toHaveAttribute("href", "tel:0482-6000001");

  // A logo is sent while the other form holds something unsaved: that is still there.
  await alive(admin);
  await admin.getByLabel("所属单位", { exact: true }).fill("音德尔镇政府");
  await admin.locator("input[type='file']").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: PICTURE });
  await admin.getByRole("button", { name: "上传", exact: true }).click();
  await expect(admin.getByText("已保存。")).toBeVisible();
  await alive(admin);
  await expect(admin.getByLabel("所属单位", { exact: true })).toHaveValue("音德尔镇政府");
  await page.reload();
  const logo = page.getByRole("banner").locator("img.mark");
  await expect(logo).toBeVisible();
  expect(await logo.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);

  admin.on("dialog", (dialog) => dialog.accept());
  await admin.goto("/admin/settings");
  await alive(admin);
  await admin.getByRole("button", { name: "去掉标志" }).click();
  await expect(admin.getByText("已保存。")).toBeVisible();
  await alive(admin);
  await admin.getByLabel("名称", { exact: true }).fill("家门口");
  await admin.getByLabel("朱红").check();
  await admin.getByRole("button", { name: "保存", exact: true }).click();
  // "Saved" stood there before this press.
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("banner")).toContainText("家门口", { timeout: 1000 });
  }).toPass();
  await expect(logo).toHaveCount(0);
});

test("outlines are uploaded, drawn, refused where they are none, and taken away", async ({ admin, page }) => {
  await admin.goto("/admin/settings/map");
  await alive(admin);
  const file = admin.locator("input[type='file']");
  const send = admin.getByRole("button", { name: "上传", exact: true });
  await file.setInputFiles({ name: "a.geojson", mimeType: "application/geo+json", buffer: Buffer.from("<html>") });
  await send.click();
  await expect(admin.getByRole("alert")).toBeVisible();
  await alive(admin);
  await file.setInputFiles({ name: "a.geojson", mimeType: "application/geo+json", buffer: Buffer.from(JSON.stringify(OUTLINES)) });
  await send.click();
  await expect(admin.getByText(/已有边界线/)).toBeVisible();
  expect(await (await page.request.get("/open/outlines.geojson")).json()).toEqual(OUTLINES);
  await page.goto("/centers");
  await expect(page.locator("center-map[data-ready] path.cm-outline")).toBeAttached();
  await admin.getByRole("button", { name: "去掉边界线" }).click();
  await expect(admin.getByText("已保存。")).toBeVisible();
  expect((await page.request.get("/open/outlines.geojson")).status()).toBe(404);
});

test("tiles of one's own need an address, and the page's policy lets them in", async ({ admin, page }) => {
  await admin.goto("/admin/settings/map");
  await alive(admin);
  await admin.getByRole("radio", { name: /自己的图块服务/ }).check();
  await admin.getByRole("button", { name: "保存", exact: true }).click();
  await expect(admin.getByRole("alert")).toBeVisible();
  await admin.getByLabel("图块地址模板").fill("https://tiles.example.org/{z}/{x}/{y}.png");
  await admin.getByLabel("来源说明", { exact: true }).fill("© 示例");
  await admin.getByRole("button", { name: "保存", exact: true }).click();
  await expect(admin.getByText("已保存。")).toBeVisible();
  const policy = (await page.request.get("/")).headers()["content-security-policy"];
  expect(policy).toContain("https://tiles.example.org");
  await alive(admin);
  await admin.getByRole("radio", { name: /不用底图/ }).check();
  await admin.getByRole("button", { name: "保存", exact: true }).click();
  // The words that it was saved may still be those of the time before.
  await expect
    .poll(async () => (await page.request.get("/")).headers()["content-security-policy"])
    .not.toContain("tiles.example.org");
});
