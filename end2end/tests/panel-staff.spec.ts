// An account from its making to its lock-out, as the administrator and its owner live it; and a session that ends in between.
import type { Page } from "@playwright/test";
import { alive, expect, test } from "../support/test.ts";

const OWN = "Kitchen-window-8";

async function signIn(page: Page, username: string, password: string): Promise<void> {
  await page.goto("/sign-in/staff");
  await page.getByLabel("用户名").fill(username);
  await page.getByLabel("密码").fill(password);
  await page.getByRole("button", { name: "登录" }).click();
}

/** Sets a password of one's own, which a first sign-in asks for. */
async function setPassword(page: Page, temporary: string, own: string): Promise<void> {
  await page.goto("/me/staff");
  await page.getByLabel("现在的密码").fill(temporary);
  await page.getByLabel("新密码", { exact: true }).fill(own);
  await page.getByLabel("再填一次新密码").fill(own);
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("密码已换好。")).toBeVisible();
}

test("an account is made, signed in with, given an own password, locked after five failures, and unlocked", async ({ admin, visitor }) => {
  await admin.goto("/admin/staff/new");
  await alive(admin);
  await admin.getByLabel("姓名").fill("赵敏");
  await admin.getByLabel("用户名").fill("zhao.min");
  await admin.getByLabel("角色", { exact: true }).selectOption({ label: "中心负责人" });
  await admin.getByLabel("中心", { exact: true }).selectOption({ label: "东升村党群服务中心" });
  await admin.getByRole("button", { name: "开一个账号" }).click();
  await expect(admin.getByRole("heading", { name: "请把临时密码交给本人" })).toBeVisible();
  const temporary = await admin.locator("dl.facts code").innerText();

  const page = await visitor();
  await signIn(page, "zhao.min", temporary);
  await expect(page.getByText("第一次登录，请先设一个只有你知道的密码。").first()).toBeVisible();
  // A first password opens nothing yet.
  expect((await page.goto("/admin/centers"))?.status()).toBe(401);
  await page.goto("/me/staff");
  await page.getByLabel("现在的密码").fill(temporary);
  await page.getByLabel("新密码", { exact: true }).fill(OWN);
  await page.getByLabel("再填一次新密码").fill(OWN);
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("密码已换好。")).toBeVisible();
  await page.goto("/admin/centers");
  await expect(page.getByRole("link", { name: "东升村党群服务中心" })).toBeVisible();
  await expect(page.getByRole("link", { name: "红卫村党群服务中心" })).toHaveCount(0);

  const stranger = await visitor();
  for (let i = 0; i < 5; i++) {
    await signIn(stranger, "zhao.min", `Wrong-guess-${i}`);
    await expect(stranger.getByRole("alert")).toBeVisible();
  }
  // Now the right one is refused as well.
  await signIn(stranger, "zhao.min", OWN);
  await expect(stranger.getByRole("alert")).toContainText("试得太频繁了");

  await admin.goto("/admin/staff");
  await expect(admin.getByRole("row", { name: /赵敏/ })).toContainText("已锁定");
  await admin.getByRole("link", { name: "赵敏" }).click();
  await alive(admin);
  // What is typed meanwhile outlives the press of the other button.
  await admin.getByLabel("电话（可不填）").fill("0482-6000002");
  await admin.getByRole("button", { name: "解锁" }).click();
  await expect(admin.getByText("已保存。")).toBeVisible();
  await alive(admin);
  await expect(admin.getByLabel("电话（可不填）")).toHaveValue("0482-6000002");
  await signIn(stranger, "zhao.min", OWN);
  await expect(stranger.getByText("已登录：赵敏")).toBeVisible();
});

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`an account holds where somebody has chosen, and nowhere unasked, ${scripts}`, async ({ visitor, door }) => {
    const admin = await visitor({ javaScriptEnabled });
    await admin.context().addCookies([door.cookie()]);
    await admin.goto("/admin/staff/new");
    if (javaScriptEnabled) await alive(admin);
    const division = admin.locator("#f-division");
    await expect(division.locator("option:checked")).toHaveText("请选择");
    await admin.getByLabel("姓名").fill("孙丽");
    await admin.getByLabel("用户名").fill(`sun.li.${javaScriptEnabled}`);
    await admin.getByRole("button", { name: "开一个账号" }).click();
    const wrong = admin.getByRole("alert").getByRole("link");
    await expect(wrong.filter({ hasText: "角色" })).toBeVisible();
    await expect(wrong.filter({ hasText: "区划" })).toBeVisible();
    await expect(admin.getByLabel("姓名")).toHaveValue("孙丽");
    await admin.getByLabel("角色", { exact: true }).selectOption({ label: "镇纪检" });
    await division.selectOption("*");
    await admin.getByRole("button", { name: "开一个账号" }).click();
    await expect(admin.getByRole("heading", { name: "请把临时密码交给本人" })).toBeVisible();
  });

  test(`a forgotten password is reset: the old one is over, and the temporary one asks for a new one, ${scripts}`, async ({ visitor, door }) => {
    test.slow();
    const username = javaScriptEnabled ? "forgot.one" : "forgot.two";
    const first = door.addStaff(username, "--name", username, "--role", "inspector");
    const person = await visitor({ javaScriptEnabled });
    await signIn(person, username, first);
    await expect(person.getByText("第一次登录，请先设一个只有你知道的密码。").first()).toBeVisible();
    await setPassword(person, first, OWN);
    await person.goto("/admin");
    await expect(person.getByRole("navigation", { name: "管理后台" })).toBeVisible();

    const admin = await visitor({ javaScriptEnabled });
    await admin.context().addCookies([door.cookie()]);
    await admin.goto("/admin/staff");
    await admin.getByRole("link", { name: username }).click();
    await expect(admin).toHaveURL(/\/admin\/staff\/[0-9a-z]{13}/);
    const here = admin.url();
    if (javaScriptEnabled) await alive(admin);
    await admin.getByRole("button", { name: "重置密码" }).click();
    await expect(admin.getByRole("heading", { name: "请把临时密码交给本人" })).toBeVisible();
    const temporary = await admin.locator("dl.facts code").innerText();
    expect(temporary).not.toBe(first);
    // It is shown this once.
    await admin.goto(here);
    await expect(admin.getByRole("button", { name: "重置密码" })).toBeVisible();
    expect(await admin.content()).not.toContain(temporary);

    // Whoever was signed in is out, and what they knew opens nothing.
    expect((await person.goto("/admin/centers"))?.status()).toBe(401);
    for (const old of [OWN, first]) {
      await signIn(person, username, old);
      await expect(person.getByRole("alert")).toContainText("用户名或密码不对");
    }
    await signIn(person, username, temporary);
    await expect(person.getByText("第一次登录，请先设一个只有你知道的密码。").first()).toBeVisible();
    expect((await person.goto("/admin/centers"))?.status()).toBe(401);
    await setPassword(person, temporary, "Garden-gate-99");
    await person.goto("/admin");
    await expect(person.getByRole("navigation", { name: "管理后台" })).toBeVisible();
  });
}

test("grants are given and taken by two at once, and each is told apart by what it is", async ({ admin, visitor, door }) => {
  door.addStaff("two.hats", "--name", "双帽", "--role", "inspector");
  const other = await visitor();
  await other.context().addCookies([door.cookie()]);
  for (const page of [admin, other]) {
    await page.goto("/admin/staff");
    await page.getByRole("link", { name: "双帽" }).click();
    await alive(page);
    await expect(page.getByText("镇纪检 · 全部")).toBeVisible();
  }
  await admin.getByLabel("再给一个角色").selectOption({ label: "调解员" });
  await admin.getByLabel("区划", { exact: true }).selectOption({ label: "全部" });
  await admin.getByRole("button", { name: "保存", exact: true }).click();
  await expect(admin.getByText("已保存。")).toBeVisible();
  const inspector = (page: Page) => page.locator("div.row").filter({ hasText: "镇纪检 · 全部" }).getByLabel("收回");
  const grid = (page: Page) => page.locator("div.row").filter({ hasText: "调解员 · 全部" }).getByLabel("收回");
  await inspector(other).check();
  await other.getByRole("button", { name: "保存", exact: true }).click();
  await expect(other.getByRole("heading", { name: "两边不一样" })).toBeVisible();
  await expect(inspector(other)).toBeChecked();
  await expect(grid(other)).not.toBeChecked();
  await other.getByRole("button", { name: "保存", exact: true }).click();
  await expect(other.getByText("已保存。")).toBeVisible();
  await expect(other.getByText("镇纪检 · 全部")).toHaveCount(0);
  await expect(other.getByText("调解员 · 全部")).toBeVisible();
});

test("a session that ends while somebody types loses nothing without scripts", async ({ visitor, door }) => {
  const password = door.addStaff("short.session", "--name", "短会话", "--role", "administrator");
  const page = await visitor({ javaScriptEnabled: false });
  await signIn(page, "short.session", password);
  await page.getByLabel("现在的密码").fill(password);
  await page.getByLabel("新密码", { exact: true }).fill(OWN);
  await page.getByLabel("再填一次新密码").fill(OWN);
  await page.getByRole("button", { name: "保存" }).click();
  const id = await door.centerNamed("团结村");
  await page.goto(`/admin/centers/${id}`);
  await page.getByLabel("地址").fill("老供销社");
  await page.context().clearCookies({ name: "session" });
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await expect(page.getByText("刚才填的还没有保存")).toBeVisible();
  await page.getByLabel("用户名").fill("short.session");
  await page.getByLabel("密码").fill("not-this-one-1");
  await page.getByRole("main").getByRole("button", { name: "登录" }).click();
  await expect(page.getByRole("alert")).toContainText("用户名或密码不对");
  await page.getByLabel("密码").fill(OWN);
  await page.getByRole("main").getByRole("button", { name: "登录" }).click();
  await expect(page.getByLabel("地址")).toHaveValue("老供销社");
  await expect(page.getByRole("alert").first()).toContainText("还没有保存");
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await expect(page.getByText("已保存。")).toBeVisible();
  await page.goto(`/centers/${id}`);
  await expect(page.getByRole("main")).toContainText("老供销社");
});

test("staff that are imported twice are made once, and lost first passwords are given anew", async ({ admin }) => {
  await admin.goto("/admin/import");
  await admin.locator("input[value='staff']").check();
  const table = "\ufeff用户名,姓名,角色,区划代码,中心\r\nimport.one,导入一,inspector,*,\r\nimport.two,导入二,inspector,*,\r\n";
  await admin.locator("input[type='file']").setInputFiles({ name: "staff.csv", mimeType: "text/csv", buffer: Buffer.from(table) });
  await admin.getByRole("button", { name: "核对" }).click();
  await admin.getByRole("button", { name: "确认写入" }).click();
  await expect(admin.getByRole("heading", { name: "已写入" })).toBeVisible();
  await expect(admin.locator("code")).toHaveCount(2);
  // The page is opened again: the answer is the same, without the passwords, and with a way out.
  const here = new URL(admin.url()).pathname;
  await admin.goto(here);
  await expect(admin.getByRole("heading", { name: "已写入" })).toBeVisible();
  await expect(admin.locator("code")).toHaveCount(0);
  await admin.getByRole("button", { name: /换新的临时密码/ }).click();
  await expect(admin.locator("code")).toHaveCount(2);
});
