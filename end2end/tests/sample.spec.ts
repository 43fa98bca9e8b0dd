// The sample is to be looked at in each of its roles: what the server prints at its first start opens them.
import type { Page } from "@playwright/test";
import { alive, expect, test } from "../support/test.ts";

test.use({ busy: true });

const OWN = "Doorway-2026-look";

async function enters(page: Page, username: string, temporary: string): Promise<void> {
  await page.goto("/sign-in/staff");
  await page.getByLabel("用户名").fill(username);
  await page.getByLabel("密码").fill(temporary);
  await page.getByRole("button", { name: "登录" }).click();
  await page.getByLabel("现在的密码").fill(temporary);
  await page.getByLabel("新密码", { exact: true }).fill(OWN);
  await page.getByLabel("再填一次新密码").fill(OWN);
  await page.getByRole("button", { name: "保存" }).click();
}

for (const [username, place] of [
  ["sample.counter", "/admin/counter"],
  ["sample.lead", "/admin/centers"],
  ["sample.inspector", "/admin/follow-ups"],
] as const) {
  test(`${username} signs in with the password that was printed, and gets to work`, async ({ visitor, door }) => {
    const temporary = door.others.get(username);
    expect(temporary, "printed at the first start").toBeTruthy();
    const page = await visitor();
    await enters(page, username, temporary!);
    await expect(page).toHaveURL(/\/admin\?changed=1/);
    await alive(page);
    await page.locator(`nav.side a[href='${place}']`).evaluate((link) => link.closest("details")?.setAttribute("open", ""));
    await page.locator(`nav.side a[href='${place}']`).click();
    await expect(page).toHaveURL(new RegExp(`${place}$`));
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  });
}
