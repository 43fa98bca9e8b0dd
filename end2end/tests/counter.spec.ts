// The counter: a case begins with the notice that somebody brings, and the visits of a day are a route.
import { expectAccessible } from "../support/axe.ts";
import { dayFromNow } from "../support/clock.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "counter" });

test("a notice's number leads to a case, whose visit stands in the route of its day", async ({ admin, door }) => {
  const { centers } = await (await door.call("case/desk", {})).json();
  const center = centers.find(([, names]: [string, { zh: string }]) => names.zh.includes("村"))[0];
  await admin.goto("/matters/C0101/notice?q_who=agent&q_kind=new");
  await alive(admin);
  await admin.locator("select[name='center']").selectOption(center);
  await admin.locator("form[action='/api/matter_notice/issue'] button").last().click();
  await expect(admin).toHaveURL(/\/notices\//);
  const address = admin.url();

  // What a scanner types.
  await admin.goto(`/admin/counter?center=${center}`);
  await alive(admin);
  await admin.locator("#counter-q").fill(address);
  await admin.keyboard.press("Enter");
  await expect(admin.getByRole("region", { name: "告知书编号" })).toContainText("按");
  await alive(admin);
  await expectAccessible(admin, "counter with a notice");
  const register = admin.locator("#register");
  await expect(register.locator("#f-matter")).toHaveValue(/^C0101 /);
  await register.getByLabel("姓名").first().fill("李玉兰");
  await register.getByLabel("手机号").fill("13800001299");
  await register.getByLabel("办理方式").selectOption({ label: "上门办理" });
  // The mode says what else is needed: when and where is unfolded by itself.
  await register.getByLabel("上门地址").fill("东风村 3 组");
  const day = dayFromNow(1);
  await register.getByLabel("日期").fill(day);
  await register.getByLabel("从几点").fill("09:00");
  await register.getByLabel("到几点").fill("10:00");
  await register.getByRole("button", { name: "登记" }).click();
  await expect(admin.getByText(/已登记，办件号/)).toBeVisible();
  await expect(admin.getByText("告知书编号")).toBeVisible();

  await admin.goto(`/admin/visits?center=${center}&day=${day}`);
  await alive(admin);
  await expect(admin.getByRole("row", { name: /09:00–10:00/ })).toContainText("东风村 3 组");
  await expectAccessible(admin, "route of a day");
});
