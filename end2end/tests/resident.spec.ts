// Residents: signing in with a code, with and without scripts; what is kept, and being forgotten.
import { expectAccessible } from "../support/axe.ts";
import { codeFor, throughTheDoor } from "../support/resident.ts";
import { expect, test } from "../support/test.ts";

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";
  const phone = javaScriptEnabled ? "13800000001" : "13800000002";

  test(`a resident signs in by code, says a name, and is forgotten when asked, ${scripts}`, async ({ visitor }) => {
    const page = await visitor({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
    await page.goto("/sign-in?then=/centers");
    await page.getByLabel("手机号").fill(phone);
    await page.getByRole("button", { name: "发验证码" }).click();
    await expect(page.getByText("验证码已发到")).toBeVisible();
    const code = await codeFor(page, phone);
    await page.getByLabel("验证码", { exact: true }).fill(code === "000000" ? "000001" : "000000");
    await page.getByRole("button", { name: "登录", exact: true }).click();
    await expect(page.getByRole("alert")).toContainText("还可以试 4 次");
    if (javaScriptEnabled) await expectAccessible(page, "a refused code");
    await page.getByLabel("验证码", { exact: true }).fill(code);
    await page.getByRole("button", { name: "登录", exact: true }).click();
    await page.getByLabel("姓名").fill("王小明");
    await page.getByRole("button", { name: "保存" }).click();
    await expect(page).toHaveURL("/centers");

    await page.goto("/me");
    await expect(page.getByText("这台设备", { exact: true })).toBeVisible();
    await expect(page.getByRole("main")).not.toContainText(phone);
    if (javaScriptEnabled) await expectAccessible(page, "/me");
    await page.getByRole("link", { name: "删掉我的资料" }).click();
    await page.getByRole("button", { name: "确定删掉" }).click();
    await expect(page.getByText("你的资料已经删掉")).toBeVisible();
  });
}

/** A telephone of its own, so that its owner tells it from others. */
const ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36";

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";
  const phone = javaScriptEnabled ? "13800000004" : "13800000005";

  test(`a resident sees the device that somebody else signed in on, and ends it from their own, ${scripts}`, async ({ visitor, admin }) => {
    const own = await visitor({ javaScriptEnabled });
    await own.goto("/sign-in?then=/me");
    await throughTheDoor(own, phone, "钱大爷");
    await expect(own).toHaveURL(/\/me$/);
    const devices = own.locator("section", { has: own.getByRole("heading", { name: "登录着的设备" }) }).getByRole("listitem");
    await expect(devices).toHaveCount(1);

    await admin.goto("/admin/slips");
    await admin.getByLabel("手机号").fill(phone);
    await admin.getByRole("button", { name: "做一张登录条" }).click();
    const picture = await admin.getByRole("img", { name: "登录用的二维码" }).getAttribute("src");
    const other = await visitor({ javaScriptEnabled, userAgent: ANDROID });
    await other.goto(picture!.replace("/qr.svg", ""));
    await other.getByRole("main").getByRole("button", { name: "登录" }).click();
    await expect(other).toHaveURL(/\/me$/);
    await expect(other.getByText("这台设备", { exact: true })).toBeVisible();

    await own.goto("/me");
    await expect(devices).toHaveCount(2);
    const line = devices.filter({ hasText: "Chrome, Android" });
    await expect(line).not.toContainText("这台设备");
    if (javaScriptEnabled) await expectAccessible(own, "two devices");
    await line.getByRole("button", { name: "退出那一台" }).click();
    await expect(devices).toHaveCount(1);
    await expect(devices).toContainText("这台设备");

    // It is out, at once and for its calls as well; the one that ended it is not.
    await other.goto("/me");
    await expect(other.getByRole("main").getByRole("link", { name: "登录" })).toBeVisible();
    const call = await other.request.post("/api/resident/devices", { data: {} });
    expect(call.status()).toBe(401);
    await own.goto("/me");
    await expect(devices).toHaveCount(1);
  });
}

test("a slip from the counter signs in once", async ({ admin, visitor }) => {
  await admin.goto("/admin/slips");
  await admin.getByLabel("手机号").fill("13800000003");
  await admin.getByRole("button", { name: "做一张登录条" }).click();
  const picture = await admin.getByRole("img", { name: "登录用的二维码" }).getAttribute("src");
  const slip = picture!.replace("/qr.svg", "");
  const first = await visitor();
  await first.goto(slip);
  await expectAccessible(first, "a slip");
  await first.getByRole("main").getByRole("button", { name: "登录" }).click();
  await expect(first.getByLabel("姓名")).toBeVisible();
  const second = await visitor();
  await second.goto(slip);
  await second.getByRole("main").getByRole("button", { name: "登录" }).click();
  await expect(second.getByRole("alert")).toContainText("用过了");
});
