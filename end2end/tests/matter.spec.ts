// Somebody acts for an elderly relative: finds the allowance by everyday words, says how things stand, knows what to bring.
import { expectAccessible, overflow } from "../support/axe.ts";
import { alive, expect, test } from "../support/test.ts";

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`everyday words lead to a guide, a few answers to what to bring, ${scripts}`, async ({ visitor }) => {
    const page = await visitor({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
    const step = async (what: string): Promise<void> => {
      if (!javaScriptEnabled) return;
      await alive(page);
      await expectAccessible(page, what);
      expect(await overflow(page), what).toBeLessThanOrEqual(0);
    };
    await page.goto("/");
    await page.getByRole("navigation", { name: "主菜单" }).getByRole("link", { name: "办事" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("办事");
    await step("the search");
    await page.getByLabel("想办什么事？").fill("给老人办补贴");
    if (!javaScriptEnabled) await page.getByRole("button", { name: "查找" }).click();
    const first = page.locator("ul.matters > li").first();
    await expect(first).toContainText("高龄津贴");
    await step("what was found");
    await first.getByRole("link").click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("高龄津贴");
    await step("the guide");
    // Every question that is asked is answered, whatever they are.
    for (;;) {
      const open = page.locator("fieldset.ask:not([hidden]):not(:has(input:checked))").first();
      if ((await open.count()) === 0) break;
      await open.locator("input").first().check();
      if (!javaScriptEnabled) await page.getByRole("button", { name: "看我要带什么" }).click();
      await expect(page).toHaveURL(/q_/);
    }
    await expect(page.getByRole("heading", { name: /^带这 \d+ 样$/ })).toBeVisible();
    const named = await page.locator("ol.bring > li").count();
    expect(named).toBeGreaterThan(1);
    await step("what to bring");
    await page.getByRole("link", { name: "要一份告知书（能打印）" }).click();
    await expect(page.getByText("一次性告知书", { exact: true })).toBeVisible();
    await expect(page.locator("ol.bring > li")).toHaveCount(named);
    await expect(page.getByRole("img", { name: "本页的二维码" })).toBeVisible();
    // Printed and passed on by whoever has scripts; an installed app has no menu for it.
    for (const name of ["打印", "分享"]) await expect(page.getByRole("button", { name, exact: true })).toBeVisible({ visible: javaScriptEnabled });
    await step("the notice");
  });
}

test("a question that is asked no more has no answer left", async ({ page, door }) => {
  const listing = await (await page.request.get(`${door.url}/open/matters.json`)).json();
  for (const { code } of listing.matters) {
    const guide = await (await door.call("matter/guide", { code })).json();
    type Question = { code: string; choices: { code: string }[]; only_if: { q: string; a: string }[] };
    const questions: Question[] = guide.content.questions;
    const later = questions.find((q) => q.only_if.length === 1);
    const first = questions.find((q) => q.code === later?.only_if[0].q);
    if (!later || !first || first.only_if.length) continue;
    const choice = (question: Question, value: string) => page.locator(`input[name="q_${question.code}"][value="${value}"]`);
    const yes = later.only_if[0].a;
    const no = first.choices.find((c) => c.code !== yes)!.code;
    await page.goto(`/matters/${code}`);
    await alive(page);
    await choice(first, yes).check();
    const answer = choice(later, later.choices[0].code);
    await answer.check();
    await choice(first, no).check();
    await expect(answer).not.toBeChecked();
    await choice(first, yes).check();
    await expect(answer).not.toBeChecked();
    await expect(page).not.toHaveURL(new RegExp(`q_${later.code}=`));
    return;
  }
  throw new Error("no sample matter has a question that hangs on one other");
});

test("who comes with a form that cannot be had here is told why, and what instead", async ({ page, door }) => {
  const listing = await (await page.request.get(`${door.url}/open/matters.json`)).json();
  for (const { code } of listing.matters) {
    const guide = await (await door.call("matter/guide", { code })).json();
    const question = guide.content.questions[0];
    const stop = question?.choices.find((choice: { stop: string }) => choice.stop);
    if (!stop) continue;
    await page.goto(`/matters/${code}`);
    await alive(page);
    await page.locator(`input[name="q_${question.code}"][value="${stop.code}"]`).check();
    await expect(page.getByRole("heading", { name: "这种情况在这里办不了" })).toBeVisible();
    await expect(page.getByText(stop.stop)).toBeVisible();
    await expectAccessible(page, "a case that is not possible");
    return;
  }
  throw new Error("no sample matter says when it cannot be had");
});

test("a matter is found by initials, with a mistake, by code, and nothing strange breaks the search", async ({ page }) => {
  await page.goto("/matters");
  await alive(page);
  const box = page.getByLabel("想办什么事？");
  const first = page.locator("ul.matters > li").first();
  for (const words of ["gljt", "高领津贴", "C0101", "ｃ0101".normalize("NFKC")]) {
    await box.fill(words);
    await expect(first, words).toContainText("高龄津贴");
  }
  await box.fill("乒乓球俱乐部");
  await expect(page.getByRole("heading", { name: "没有找到这样的事" })).toBeVisible();
  for (const strange of ["</textarea><script>alert(1)</script>", "'\"-- & %", "😀".repeat(40)]) {
    const answer = await page.goto(`/matters?q=${encodeURIComponent(strange)}&topic=nothing&person=%27&pages=-1`);
    expect(answer!.status(), strange).toBe(200);
    await expect(box).toHaveValue(strange);
  }
});

test("occasions and people narrow the list by links, and the back button goes back", async ({ page }) => {
  await page.goto("/matters");
  await alive(page);
  const total = Number((await page.locator(".result b").innerText()).replace(/\D/g, ""));
  await page.getByRole("navigation", { name: "按人找" }).getByRole("link", { name: "残疾人" }).click();
  await expect(page).toHaveURL(/person=disabled/);
  await expect(page.locator(".result b")).not.toHaveText(`${total} 件事`);
  await page.getByRole("navigation", { name: "哪里办" }).getByRole("link", { name: "村里办" }).click();
  await expect(page).toHaveURL(/person=disabled&level=village/);
  await page.goBack();
  await expect(page).toHaveURL(/person=disabled$/);
});

test("the search answers without a network, once it was there", async ({ page }) => {
  await page.goto("/matters");
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.reload();
  await alive(page);
  const box = page.getByLabel("想办什么事？");
  await box.fill("dibao");
  await expect(page.locator("ul.matters > li").first()).toContainText("最低生活保障");
  await page.context().setOffline(true);
  await page.reload();
  await alive(page);
  await box.fill("新农合");
  await expect(page.locator("ul.matters > li").first()).toContainText("医疗保险");
});

test("the guide is read by keyboard alone and in elder mode, also in English", async ({ page, baseURL }) => {
  await page.context().addCookies([{ name: "elder", value: "1", url: baseURL! }]);
  await page.goto("/matters");
  await alive(page);
  await page.getByLabel("想办什么事？").focus();
  await page.keyboard.type("dibao");
  const first = page.locator("ul.matters > li").first().getByRole("link");
  await expect(first).toContainText("最低生活保障");
  for (let i = 0; i < 80 && !(await first.evaluate((link) => link === document.activeElement)); i++) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("最低生活保障");
  await expect(page.getByRole("button", { name: "读给我听" })).toBeVisible();
  await expectAccessible(page, "a guide in elder mode");
  await page.context().addCookies([{ name: "lang", value: "en", url: baseURL! }]);
  await page.reload();
  await alive(page);
  await expect(page.getByRole("heading", { name: "Steps" })).toBeVisible();
  await expectAccessible(page, "a guide in English");
});

test("an unknown matter is answered with 404", async ({ page }) => {
  expect((await page.goto("/matters/X999"))!.status()).toBe(404);
  expect((await page.goto("/matters/C0101/notice/x"))!.status()).toBe(404);
});

test("the notice fits on paper, with a box before each thing to bring", async ({ page }) => {
  await page.goto("/matters/C0206/notice");
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 794, height: 1123 });
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await expect(page.getByRole("link", { name: "改一改" })).toBeHidden();
});

test("what is done by oneself has a code to the outside platform, and somebody to ask", async ({ page }) => {
  await page.goto("/matters/C0404");
  const code = page.getByRole("img", { name: "网上办理平台的二维码" });
  await expect(code).toBeVisible();
  expect(await code.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  await expect(page.getByRole("link", { name: "去网上办" }).first()).toHaveAttribute("href", /^https:/);
  const help = page.getByRole("link", { name: "我需要帮助" });
  await expect(help).toHaveAttribute("href", /\/matters\/C0404\/start\?mode=assisted/);
});

test("staff issue the notice: numbered and signed, whoever holds the link reads it, on A4 and on the roll", async ({ admin, visitor }) => {
  await admin.goto("/matters/C0101");
  await alive(admin);
  for (;;) {
    const open = admin.locator("fieldset.ask:not([hidden]):not(:has(input:checked))").first();
    if ((await open.count()) === 0) break;
    await open.locator("input").first().check();
    await expect(admin).toHaveURL(/q_/);
  }
  await admin.getByRole("link", { name: "要一份告知书（能打印）" }).click();
  await admin.getByRole("button", { name: "开出告知书" }).click();
  await expect(admin).toHaveURL(/\/notices\/\w+$/);
  await expect(admin.getByText("经办人")).toBeVisible();
  await expectAccessible(admin, "an issued notice");
  const listed = await admin.locator("ol.bring > li").allInnerTexts();
  // Sent on by what the device has for that; here its clipboard.
  await admin.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await admin.getByRole("button", { name: "分享" }).click();
  await expect(admin.getByRole("status").filter({ hasText: "地址已经复制" })).toBeVisible();
  expect(await admin.evaluate(() => navigator.clipboard.readText())).toContain(new URL(admin.url()).pathname);

  // Whoever was given the link: no session, no scripts.
  const page = await visitor({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  await page.goto(new URL(admin.url()).pathname);
  expect(await page.locator("ol.bring > li").allInnerTexts()).toEqual(listed);
  await expect(page.getByRole("button", { name: "开出告知书" })).toHaveCount(0);
  // Without scripts the address is text, to be copied by hand.
  await expect(page.getByRole("button", { name: "分享" })).toBeHidden();
  await expect(page.getByRole("link", { name: new URL(admin.url()).pathname })).toBeVisible();
  await page.emulateMedia({ media: "print" });
  for (const [width, query] of [[794, ""], [302, "?paper=roll"]] as const) {
    await page.setViewportSize({ width, height: 1123 });
    await page.goto(new URL(admin.url()).pathname + query);
    expect(await overflow(page), query).toBeLessThanOrEqual(0);
  }
  // A seal with one character changed leads nowhere.
  const other = new URL(admin.url()).pathname.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
  expect((await page.goto(other))!.status()).toBe(404);
});
