// Addresses that lead nowhere, and doors that stay shut.
import { expect, test } from "../support/test.ts";

test("an unknown address is answered with 404 and a way home", async ({ page }) => {
  const response = await page.goto("/no/such/page");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("没有这一页");
  await page.getByRole("main").getByRole("link", { name: "回首页" }).click();
  await expect(page).toHaveURL("/");
});

test("a center that does not exist is answered with 404", async ({ page }) => {
  for (const address of ["/centers/1", "/centers/not-a-number"]) {
    expect((await page.goto(address))?.status(), address).toBe(404);
  }
});

test("the panel sends a visitor to sign in, and back to where they wanted to go", async ({ page, door }) => {
  const response = await page.goto("/admin");
  expect(response?.status()).toBe(401);
  const password = door.addStaff("back.to.panel");
  await page.getByRole("main").getByRole("link", { name: "登录" }).click();
  await page.getByLabel("用户名").fill("back.to.panel");
  await page.getByLabel("密码").fill(password);
  await page.getByRole("button", { name: "登录" }).click();
  await expect(page).toHaveURL(/\/admin$/);
});

test("a write that claims to come from another site is refused", async ({ door }) => {
  const response = await fetch(`${door.url}/preference`, {
    method: "POST",
    headers: { origin: "https://evil.example", "content-type": "application/x-www-form-urlencoded" },
    body: "name=lang&value=en",
    redirect: "manual",
  });
  expect(response.status).toBe(403);
});
