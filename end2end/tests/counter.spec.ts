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
  // One tap to one's own.
  await admin.getByRole("link", { name: "我经办的" }).click();
  await expect(admin).toHaveURL(/who=mine/);
  await expect(admin.getByRole("heading", { level: 1 })).toContainText("我经办的");
  await expect(admin.getByRole("row", { name: /09:00–10:00/ })).toBeVisible();

  // They call: another day suits them better, and whoever visits them has it on that day's route.
  await admin.locator("td a[href^='/admin/cases/']").click();
  await alive(admin);
  const other = dayFromNow(2);
  await admin.getByText("其他操作").click();
  const step = admin.locator("#f-step-visit");
  await step.getByText("改约上门").first().click();
  await expect(step.getByLabel("从几点")).toHaveValue("09:00");
  await step.getByLabel("日期").fill(other);
  await step.getByLabel("从几点").fill("15:00");
  await step.getByLabel("到几点").fill("16:00");
  await expectAccessible(admin, "another time for a visit");
  await step.getByRole("button", { name: "改约上门" }).click();
  await expect(admin).toHaveURL(/saved=1/);
  await admin.goto(`/admin/visits?center=${center}&day=${day}`);
  await expect(admin.getByText("这一天没有要上门的办件。")).toBeVisible();
  await admin.goto(`/admin/visits?center=${center}&day=${other}`);
  await expect(admin.getByRole("row", { name: /15:00–16:00/ })).toContainText("东风村 3 组");
});

for (const javaScriptEnabled of [true, false]) {
  test(`a caller is told a time that nobody else has, ${javaScriptEnabled ? "with" : "without"} scripts`, async ({ visitor, door }) => {
    test.slow();
    const { centers } = await (await door.call("case/desk", {})).json();
    const center = centers.find(([, names]: [string, { zh: string }]) => names.zh.includes("村"))[0];
    const { of } = await (await door.call("case/desk", { center })).json();
    const matter = of.matters.find((m: { modes: string[] }) => m.modes.includes("appointment"));
    const page = await visitor({ javaScriptEnabled });
    await page.context().addCookies([door.cookie()]);
    await page.goto(`/admin/counter?center=${center}&matter=${matter.code}`);
    if (javaScriptEnabled) await alive(page);
    const register = page.locator("#register");
    await register.getByLabel("姓名").first().fill("王德山");
    await register.getByLabel("手机号").fill("13800001277");
    await register.getByLabel("办理方式").selectOption({ label: "预约办理" });
    const look = register.getByLabel("看哪一天");
    // With scripts the times are unfolded by themselves.
    if (!javaScriptEnabled) await register.getByText("预约：窗口时间").click();
    await expect(look).toBeVisible();
    // Thursday for the one, Friday for the other: neither finds what the other has taken.
    const day = dayFromNow(javaScriptEnabled ? 2 : 3);
    await look.fill(day);
    await register.getByRole("button", { name: "看这一天的空位" }).click();
    const times = register.getByLabel("窗口时间");
    const free = times.locator(`option[value*=" ${day} "]`);
    await expect(free.first()).toBeAttached();
    await expect(register.getByLabel("姓名").first()).toHaveValue("王德山");
    const chosen = (await free.first().getAttribute("value"))!;
    await times.selectOption(chosen);
    // Meanwhile other counters tell every window of that time.
    for (let n = 0; n < 20; n++) {
      const input = { mode: "appointment", name: "李玉兰", phone: `1380000${2000 + n}`, slot: chosen };
      const told = await door.call("case/open_for", { center, key: `told ${javaScriptEnabled} ${n}`, matter: matter.code, input });
      if (told.status === 422) break;
      expect(told.ok, await told.text()).toBe(true);
    }
    await register.getByRole("button", { name: "登记" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "约不上了" }).first()).toBeVisible();
    await expect(register.getByLabel("姓名").first()).toHaveValue("王德山");
    await expect(times.locator(`option[value="${chosen}"]`)).toHaveCount(0);
    if (javaScriptEnabled) await expectAccessible(page, "counter with a time that is gone");
    await times.selectOption((await times.locator("option[value*='-']").first().getAttribute("value"))!);
    await register.getByRole("button", { name: "登记" }).click();
    await expect(page.getByText(/已登记，办件号/)).toBeVisible();
    await expect(page.getByText("窗口预约号")).toBeVisible();
  });
}

test("papers are photographed at the counter, and taken back there", async ({ visitor, door }) => {
  const { centers } = await (await door.call("case/desk", {})).json();
  const center = centers.find(([, names]: [string, { zh: string }]) => names.zh.includes("村"))[0];
  const input = { mode: "assisted", name: "李玉兰", phone: "13800001266", consent: "1" };
  const { number } = await (await door.call("case/open_for", { center, key: "papers", matter: "C0101", input })).json();
  // As on a phone, in one hand.
  const page = await visitor({ viewport: { width: 360, height: 740 } });
  await page.context().addCookies([door.cookie()]);
  await page.goto(`/admin/cases/${number}`);
  await alive(page);
  await expectAccessible(page, "case with the camera");
  await expect(page.getByLabel("拍照")).toHaveAttribute("capture", "environment");
  const pdf = { name: "户口簿.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n1 0 obj\n%%EOF\n") };
  await page.getByLabel("或者选照片、PDF").setInputFiles(pdf);
  await page.getByRole("button", { name: "传上去" }).click();
  await expect(page.getByText("户口簿.pdf")).toBeVisible();
  await expect(page.getByText(/在窗口添加/)).toBeVisible();
  await alive(page);
  await page.getByRole("button", { name: /^删掉/ }).click();
  await expect(page.getByText("户口簿.pdf")).toHaveCount(0);
});

test("whom somebody visits today stands beside who comes", async ({ admin, door }) => {
  const { centers } = await (await door.call("case/desk", {})).json();
  const center = centers.find(([, names]: [string, { zh: string }]) => names.zh.includes("村"))[0];
  const input = { mode: "home_visit", name: "赵春花", phone: "13800001255", address: "西头第一家", day: dayFromNow(0), from: "15:00", to: "16:00" };
  const { number } = await (await door.call("case/open_for", { center, key: "today", matter: "C0101", input })).json();
  await admin.goto(`/admin/counter?center=${center}`);
  await alive(admin);
  const line = admin.getByRole("listitem").filter({ hasText: "西头第一家" });
  await expect(line).toContainText("赵春花");
  await line.getByRole("link", { name: "15:00–16:00" }).click();
  await expect(admin).toHaveURL(new RegExp(number));
});
