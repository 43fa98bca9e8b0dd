// Working days and terms: a year is entered, what cannot be read is named, the panel asks for what is missing.
import { expectAccessible } from "../support/axe.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "follow-up" });

for (const javaScriptEnabled of [true, false]) {
  test(`a year's working days are pasted, ${javaScriptEnabled ? "with" : "without"} scripts`, async ({ visitor, door }) => {
    const page = await visitor({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
    await page.context().addCookies([door.cookie()]);
    const year = javaScriptEnabled ? 2031 : 2032;
    await page.goto(`/admin/workdays?year=${year}`);
    if (javaScriptEnabled) {
      await alive(page);
      await expectAccessible(page, "working days");
    }
    const table = page.getByRole("textbox", { name: "这一年的特殊日子" });
    await table.fill(`1月1日\t休\t元旦\n2月30日\t休\t春节`);
    await page.getByRole("button", { name: "保存这一年" }).click();
    await expect(page.getByRole("alert")).toContainText("第 2 行");
    await expect(table).toHaveValue(/2月30日/);
    await table.fill(`1月1日\t休\t元旦\n1月4日\t班\t元旦`);
    await page.getByRole("button", { name: "保存这一年" }).click();
    await expect(page.getByText("已保存。")).toBeVisible();
    await expect(table).toHaveValue(`${year}-01-01,休,元旦\n${year}-01-04,班,元旦`);
  });
}

test("terms are set, and one that makes no sense is refused at its field", async ({ admin }) => {
  await admin.goto("/admin/workdays");
  await alive(admin);
  const days = admin.getByLabel("整改几个工作日");
  await days.fill("0");
  const terms = admin.locator("form").filter({ has: admin.getByLabel("整改几个工作日") });
  await terms.getByRole("button", { name: "保存" }).click();
  await expect(admin.getByRole("alert")).toContainText("整改几个工作日");
  await days.fill("6");
  await terms.getByRole("button", { name: "保存" }).click();
  await expect(admin.getByText("已保存。")).toBeVisible();
  await expect(admin.getByLabel("整改几个工作日")).toHaveValue("6");
});
