// Photos of a center: uploaded, described, refused where they are none, and described by two at once.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { alive, expect, test } from "../support/test.ts";

const PICTURE = readFileSync(resolve(fileURLToPath(import.meta.url), "../../../public/icon-192.png"));
const photo = { name: "door.png", mimeType: "image/png", buffer: PICTURE };

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`a photo is uploaded and shown; a page that calls itself one is refused and the words are kept, ${scripts}`, async ({ visitor, door }) => {
    const admin = await visitor({ javaScriptEnabled });
    await admin.context().addCookies([door.cookie()]);
    const id = await door.centerNamed(javaScriptEnabled ? "金星村" : "德胜村");
    await admin.goto(`/admin/centers/${id}/photos`);
    if (javaScriptEnabled) await alive(admin);
    const words = admin.locator("form[action='/upload/photo']").getByLabel("照片上是什么");
    const file = admin.locator("form[action='/upload/photo'] input[type='file']");
    const send = admin.getByRole("button", { name: "上传照片" });

    await words.fill("中心大门");
    await file.setInputFiles({ name: "door.jpg", mimeType: "image/jpeg", buffer: Buffer.from("<!doctype html><script>window.broken=1</script>") });
    await send.click();
    await expect(admin.getByRole("alert")).toContainText("读不了这种文件");
    await expect(words).toHaveValue("中心大门");
    await expect(admin.getByRole("img", { name: "中心大门" })).toHaveCount(0);

    await file.setInputFiles(photo);
    await send.click();
    await expect(admin.getByText("已保存。")).toBeVisible();
    const picture = admin.getByRole("img", { name: "中心大门" });
    await expect(picture).toBeVisible();
    const served = await admin.request.get(new URL((await picture.getAttribute("src"))!, door.url).href);
    expect(served.headers()["content-type"]).toBe("image/jpeg");
    await admin.goto(`/centers/${id}`);
    await expect(admin.getByRole("img", { name: "中心大门" })).toBeVisible();
  });
}

test("of two who describe a photo the second sees both captions", async ({ admin, visitor, door }) => {
  const other = await visitor();
  await other.context().addCookies([door.cookie()]);
  const id = await door.centerNamed("一心村");
  await admin.goto(`/admin/centers/${id}/photos`);
  for (const alt of ["第一张", "第二张"]) {
    const form = admin.locator("form[action='/upload/photo']");
    await form.getByLabel("照片上是什么").fill(alt);
    await form.locator("input[type='file']").setInputFiles(photo);
    await admin.getByRole("button", { name: "上传照片" }).click();
    await expect(admin.getByRole("img", { name: alt })).toBeVisible();
  }
  const figure = (page: typeof admin) => page.locator("figure").nth(1);
  for (const page of [admin, other]) {
    await page.goto(`/admin/centers/${id}/photos`);
    await alive(page);
  }
  await figure(admin).getByLabel("照片上是什么").fill("后院的门");
  await figure(admin).getByRole("button", { name: "改说明" }).click();
  await expect(admin.getByText("已保存。")).toBeVisible();
  // Typed into the other form of the page: it is still there after the conflict.
  await other.locator("form[action='/upload/photo']").getByLabel("照片上是什么").fill("还要传一张");
  await figure(other).getByLabel("照片上是什么").fill("小门");
  await figure(other).getByRole("button", { name: "改说明" }).click();
  const comparison = figure(other).getByRole("row", { name: /照片上是什么/ });
  await expect(comparison).toContainText("后院的门");
  await expect(comparison).toContainText("小门");
  await alive(other);
  await expect(other.locator("form[action='/upload/photo']").getByLabel("照片上是什么")).toHaveValue("还要传一张");
  // The first photo's form is another one: nothing is compared there.
  await expect(other.locator("figure").first().getByRole("table")).toHaveCount(0);
  await figure(other).getByRole("button", { name: "改说明" }).click();
  await expect(other.getByText("已保存。")).toBeVisible();
  await expect(other.getByRole("img", { name: "小门" })).toBeVisible();
});
