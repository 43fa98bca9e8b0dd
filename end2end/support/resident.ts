// Residents as tests need them: somebody with a telephone who signs in by code.
import type { Page } from "@playwright/test";
import { expect } from "./test.ts";

/** The code that waits for a phone, read where a sample shows it. */
export async function codeFor(page: Page, phone: string): Promise<string> {
  const messages = await (await page.request.get("/dev/messages")).text();
  const [, code] = new RegExp(`${phone}[\\s\\S]*?验证码 (\\d{6})`).exec(messages)!;
  return code!;
}

/** Goes through the door that `page` stands at, as somebody new: phone, code, name. */
export async function throughTheDoor(page: Page, phone: string, name: string): Promise<void> {
  await page.getByLabel("手机号").fill(phone);
  await page.getByRole("button", { name: "发验证码" }).click();
  await expect(page.getByText("验证码已发到")).toBeVisible();
  await page.getByLabel("验证码", { exact: true }).fill(await codeFor(page, phone));
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByLabel("姓名").fill(name);
  await page.getByRole("button", { name: "保存" }).click();
  // On the way to where they wanted to go: whoever goes elsewhere before that would be interrupted.
  await expect(page).not.toHaveURL(/\/sign-in/);
}
