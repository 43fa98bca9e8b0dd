// Who is on duty: a lead plans a week, two people swap, and a resident reads it on the center's page and in a guide; without scripts too.
import { expectAccessible } from "../support/axe.ts";
import { dayFromNow as day } from "../support/clock.ts";
import { staffSignsIn } from "../support/staff.ts";
import { alive, expect, test } from "../support/test.ts";

const NAME = "音德尔镇党群服务中心";

test.use({ town: "duty" });

test.describe("duty shifts", () => {
  test.beforeAll(async ({ door }) => {
    // Open around the clock, so that somebody is on duty now whenever the journey runs.
    const center = await door.centerNamed(NAME);
    await door.setHours(center, ["00:00", "24:00"]);
  });

  test("are planned by a lead, filled by the rota, and read by everybody", async ({ page, visitor, door }) => {
    test.slow();
    const center = await door.centerNamed(NAME);
    const lead = await visitor();
    await staffSignsIn(lead, door, "duty-lead", "--role", "center_lead", "--center", center);

    // The rota: every day, one person; then two weeks of it.
    await lead.goto(`/admin/duty/rota/${center}`);
    await alive(lead);
    for (const weekday of ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]) {
      await lead.getByRole("checkbox", { name: weekday }).check();
    }
    await lead.getByLabel("班次").selectOption("morning");
    await lead.locator("#f-name").fill("示例·乌兰");
    await lead.getByLabel("假日也值班").check();
    await lead.getByRole("button", { name: "加到轮值表" }).click();
    await expect(lead).toHaveURL(/saved=1/);
    await expect(lead.getByText("周日 上午 示例·乌兰")).toBeVisible();
    await lead.goto(`/admin/duty?center=${center}`);
    await lead.getByLabel("排几周").fill("2");
    await lead.getByRole("button", { name: "排班", exact: true }).click();
    await expect(lead.getByRole("status").filter({ hasText: "排好了" })).toBeVisible();

    // Two more on the next evenings, who then swap.
    for (const [days, name] of [[1, "示例·其其格"], [2, "示例·王桂芳"]] as const) {
      await lead.goto(`/admin/duty/new?center=${center}&day=${day(days)}&shift=evening_duty`);
      await lead.locator("#f-name").fill(name);
      await lead.getByLabel("从", { exact: true }).fill("18:00");
      await lead.getByLabel("到", { exact: true }).fill("20:00");
      await lead.getByRole("button", { name: "加上" }).click();
      await expect(lead).toHaveURL(/saved=1/);
    }
    await lead.goto(`/admin/duty?center=${center}&week=${day(1)}`);
    await lead.getByRole("link", { name: "示例·其其格" }).click();
    const other = lead.getByLabel("和哪个班换").locator("option", { hasText: "示例·王桂芳" });
    await lead.getByLabel("和哪个班换").selectOption((await other.getAttribute("value"))!);
    await lead.getByRole("button", { name: "换班" }).click();
    await expect(lead.getByText("已经换班")).toBeVisible();

    // A resident: on the center's page, and in the guide of what is done there.
    await page.goto(`/centers/${center}`);
    const duty = page.locator("#duty");
    await expect(duty).toContainText("示例·");
    await expect(duty.getByText("现在", { exact: true })).toBeVisible();
    await page.goto(`/matters?center=${center}`);
    await page.locator("main a[href^='/matters/']").first().click();
    await expect(page.getByText(/现在值班：示例·/).first()).toBeAttached();

    // The center keeps names back: only that somebody is there.
    await lead.goto(`/admin/duty/rota/${center}`);
    await lead.getByLabel("大家看到的是").selectOption("no");
    await lead.getByRole("button", { name: "保存" }).click();
    await expect(lead).toHaveURL(/saved=1/);
    await page.goto(`/centers/${center}`);
    await expect(page.locator("#duty")).toContainText("值班人员");
    await expect(page.locator("#duty")).not.toContainText("示例·");
  });

  test("are planned without scripts, and nothing typed is lost", async ({ visitor, door }) => {
    const center = await door.centerNamed("东风村");
    const admin = await visitor({ javaScriptEnabled: false });
    await admin.context().addCookies([door.cookie()]);
    await admin.goto(`/admin/duty/new?center=${center}&day=${day(2)}&shift=morning`);
    await admin.locator("#f-name").fill("示例·王桂芳");
    await admin.locator("#f-from").fill("03:00");
    await admin.locator("#f-until").fill("04:00");
    await admin.getByRole("button", { name: "加上" }).click();
    // Nobody works then, unless it is meant so; what was typed is there.
    await expect(admin.getByRole("alert")).toContainText("开放时间");
    await expect(admin.locator("#f-name")).toHaveValue("示例·王桂芳");
    await admin.getByLabel("开放时间以外").check();
    await admin.getByRole("button", { name: "加上" }).click();
    await expect(admin).toHaveURL(/saved=1/);
    await expect(admin.getByText("示例·王桂芳")).toBeVisible();
    await admin.getByRole("link", { name: "示例·王桂芳" }).click();
    await admin.getByRole("button", { name: "取消这个班" }).click();
    await expect(admin).toHaveURL(/removed=1/);
    await expect(admin.getByText("示例·王桂芳")).toBeHidden();
  });

  test("are a list on a phone and a sheet on paper", async ({ admin, door }) => {
    const center = await door.centerNamed(NAME);
    await admin.setViewportSize({ width: 360, height: 740 });
    await admin.goto(`/admin/duty?center=${center}`);
    const wide = await admin.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide).toBeLessThanOrEqual(0);
    await admin.goto(`/admin/duty/print?center=${center}`);
    await admin.emulateMedia({ media: "print" });
    await expect(admin.getByRole("table")).toBeVisible();
    await expect(admin.getByLabel("月份")).toBeHidden();
  });

  for (const javaScriptEnabled of [true, false]) {
    test(`are named before hours change and leave them outside, ${javaScriptEnabled ? "with" : "without"} scripts`, async ({ visitor, door }) => {
      const center = await door.centerNamed(javaScriptEnabled ? "永安村" : "四合村");
      await door.setHours(center, ["00:00", "24:00"]);
      const admin = await visitor({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
      await admin.context().addCookies([door.cookie()]);
      const input = { day: day(40), shift: "evening_duty", from: "18:00", until: "20:00", name: "示例·晚班" };
      expect((await door.call("duty/add", { center, key: `stray-${center}`, input })).ok).toBe(true);
      await admin.goto("/admin/hours");
      if (javaScriptEnabled) await alive(admin);
      // Only what belongs to what was chosen is there.
      await admin.getByRole("radio", { name: /^个别日子/ }).check();
      await expect(admin.getByLabel("当天几点到几点")).toBeVisible();
      await expect(admin.getByLabel("哪一段")).toBeHidden();
      if (javaScriptEnabled) await expectAccessible(admin, "the choice of an edit of many");
      await admin.goto(`/admin/hours?check=1&who=some&center=${center}&what=dates&first=${day(40)}&hours=08:00-19:00`);
      if (javaScriptEnabled) await alive(admin);
      await expect(admin.getByText("00:00–24:00 → 08:00–19:00")).toBeVisible();
      if (javaScriptEnabled) await expectAccessible(admin, "old and new hours");
      await admin.getByRole("button", { name: "确认，全部改" }).click();
      await expect(admin.getByRole("heading", { name: "有 1 个值班时段会落在开放时间以外" })).toBeVisible();
      await expect(admin.getByRole("listitem").filter({ hasText: "示例·晚班，晚间值班 18:00–20:00" })).toBeVisible();
      if (javaScriptEnabled) {
        await expectAccessible(admin, "shifts left outside");
        expect(await admin.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      }
      await admin.getByRole("button", { name: "就这样，保存" }).click();
      await expect(admin.getByText("改好了：1 个中心。")).toBeVisible();
      await admin.goto(`/admin/duty?center=${center}&week=${day(40)}`);
      await expect(admin.getByText("开放时间已改，不在时间内").first()).toBeAttached();
    });
  }
});
