// A new member of the staff, signed in, whose first password is changed.
import { expect, type Page } from "@playwright/test";
import type { Door } from "./door.ts";

const OWN = "Doorway-2026-staff";

/** Makes the account with the options of `server user add`, and signs the page in. */
export async function staffSignsIn(page: Page, door: Door, username: string, ...options: string[]): Promise<void> {
  await firstSignIn(page, username, door.addStaff(username, "--name", username, ...options));
}

/** Signs in with a temporary password and sets an own one. */
export async function firstSignIn(page: Page, username: string, temporary: string): Promise<void> {
  await page.goto("/sign-in/staff");
  await page.getByLabel("用户名").fill(username);
  await page.getByLabel("密码").fill(temporary);
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByLabel("现在的密码").fill(temporary);
  await page.getByLabel("新密码", { exact: true }).fill(OWN);
  await page.getByLabel("再填一次新密码").fill(OWN);
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page).toHaveURL(/\/admin\?changed=1/);
}
