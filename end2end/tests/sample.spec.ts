// The sample is to be looked at in each of its roles: what the server prints at its first start opens them.
import { firstSignIn } from "../support/staff.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ busy: true });

for (const [username, place] of [
  ["sample.counter", "/admin/counter"],
  ["sample.lead", "/admin/centers"],
  ["sample.inspector", "/admin/follow-ups"],
] as const) {
  test(`${username} signs in with the password that was printed, and gets to work`, async ({ visitor, door }) => {
    const temporary = door.others.get(username);
    expect(temporary, "printed at the first start").toBeTruthy();
    const page = await visitor();
    await firstSignIn(page, username, temporary!);
    await alive(page);
    await page.locator(`nav.side a[href='${place}']`).evaluate((link) => link.closest("details")?.setAttribute("open", ""));
    await page.locator(`nav.side a[href='${place}']`).click();
    await expect(page).toHaveURL(new RegExp(`${place}$`));
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  });
}
