// Staff: the first sign-in, and what keeps others out.
import { expect, test } from "../support/test.ts";

const OWN = "Four-corners-77";

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`somebody new signs in, must set a password, and gets to work, ${scripts}`, async ({ visitor, door }) => {
    const username = `new.${javaScriptEnabled}`;
    const temporary = door.addStaff(username, "--name", "新来的");
    const page = await visitor({ javaScriptEnabled });
    await page.goto("/sign-in/staff");
    await page.getByLabel("用户名").fill(username);
    await page.getByLabel("密码").fill(temporary);
    await page.getByRole("button", { name: "登录" }).click();
    await expect(page.getByText("新来的")).toBeVisible();

    // A password that is too simple: the problem is named at the field, and the summary takes the focus.
    await page.getByLabel("现在的密码").fill(temporary);
    await page.getByLabel("新密码", { exact: true }).fill("12345678");
    await page.getByLabel("再填一次新密码").fill("12345678");
    await page.getByRole("button", { name: "保存" }).click();
    await expect(page.getByRole("alert").getByRole("link")).toHaveCount(1);

    // Whoever gave the temporary one must not know the next.
    await page.getByLabel("现在的密码").fill(temporary);
    await page.getByLabel("新密码", { exact: true }).fill(temporary);
    await page.getByLabel("再填一次新密码").fill(temporary);
    await page.getByRole("button", { name: "保存" }).click();
    await expect(page.getByRole("alert")).toContainText("不能一样");

    await page.getByLabel("现在的密码").fill(temporary);
    await page.getByLabel("新密码", { exact: true }).fill(OWN);
    await page.getByLabel("再填一次新密码").fill(OWN);
    await page.getByRole("button", { name: "保存" }).click();
    // To work, and not to the account.
    await expect(page).toHaveURL(/\/admin\?changed=1/);
    await expect(page.getByText("密码已换好。")).toBeVisible();
    await expect(page.getByRole("navigation", { name: "管理后台" })).toBeVisible();

    await page.goto("/me");
    await page.getByRole("button", { name: "退出" }).click();
    await page.goto("/admin");
    await expect(page.getByRole("main").getByRole("link", { name: "登录" })).toBeVisible();
  });
}

test("a wrong password is refused without saying whether the account exists", async ({ page, door }) => {
  door.addStaff("exists");
  const answers: string[] = [];
  for (const username of ["exists", "nobody.at.all"]) {
    await page.goto("/sign-in/staff");
    await page.getByLabel("用户名").fill(username);
    await page.getByLabel("密码").fill("not-it-at-all-1");
    await page.getByRole("button", { name: "登录" }).click();
    answers.push(await page.getByRole("alert").innerText());
  }
  expect(answers[0]).toBe(answers[1]);
});
