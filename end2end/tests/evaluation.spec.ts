// A resident says how it was: with one tap, with a few words, without a network, in elder mode; and the town reads it.
import type { Page } from "@playwright/test";
import { expectAccessible, overflow } from "../support/axe.ts";
import { someCenter } from "../support/places.ts";
import { staffSignsIn } from "../support/staff.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "evaluation" });

/** The address where a visit to some center's counter is rated. */
async function counter(page: Page): Promise<string> {
  const center = await someCenter(page);
  return center.replace("/centers/", "/rate/at/");
}

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`a visit is rated with one tap on a phone, and a few words are added, ${scripts}`, async ({ visitor }) => {
    const page = await visitor({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
    const step = async (what: string): Promise<void> => {
      if (!javaScriptEnabled) return;
      await alive(page);
      await expectAccessible(page, what);
      expect(await overflow(page), what).toBeLessThanOrEqual(0);
    };
    await page.goto(await counter(page));
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("您满意吗？");
    await step("the faces");
    const faces = page.getByRole("group", { name: "满意程度" }).getByRole("button");
    await expect(faces).toHaveText(["非常满意", "满意", "基本满意", "不满意", "非常不满意"]);
    for (const face of await faces.all()) expect((await face.boundingBox())!.height).toBeGreaterThanOrEqual(44);
    await faces.nth(4).click();
    await expect(page.getByText("您评的是：非常不满意")).toBeVisible();
    await step("what else");
    await page.getByLabel("等得太久").check();
    await page.getByLabel(/用您自己的话说/).fill("等了一个小时，我的电话是13812345678");
    await page.getByRole("button", { name: "送出" }).click();
    await expect(page.getByText("您补充的话已经收到。")).toBeVisible();
    await step("the end");
    // Once a day: the page says what was said.
    await page.goto(new URL(page.url()).pathname);
    await expect(page.getByText("您评的是：非常不满意")).toBeVisible();
    await expect(page.getByRole("button", { name: "送出" })).toHaveCount(0);
  });
}

test("a tap without a network is kept on the phone, goes out once and counts once", async ({ visitor }) => {
  const page = await visitor({ viewport: { width: 360, height: 740 } });
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/api/evaluation/rate")) sent.push(request.postData() ?? "");
  });
  await page.goto(await counter(page));
  await alive(page);
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "满意", exact: true }).click();
  await expect(page.getByRole("heading", { name: "还没有送出" })).toBeVisible();
  await expectAccessible(page, "kept on the phone");
  const tried = sent.length;
  await page.context().setOffline(false);
  await expect(page.getByText("您评的是：满意")).toBeVisible();
  expect(sent.length - tried).toBe(1);
  expect(sent.at(-1)).toContain("offline=true");
  expect(await page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("outbox:")))).toEqual([]);
});

test("a tap that was kept goes out from any page", async ({ visitor }) => {
  const page = await visitor();
  const at = await counter(page);
  await page.goto(at);
  await alive(page);
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "基本满意" }).click();
  await expect(page.getByRole("heading", { name: "还没有送出" })).toBeVisible();
  const answer = page.waitForResponse((response) => response.url().endsWith("/api/evaluation/rate"));
  await page.context().setOffline(false);
  await answer;
  await page.goto(at);
  await expect(page.getByText("您评的是：基本满意")).toBeVisible();
});

test("in elder mode the faces are large and read aloud, and the keyboard alone is enough", async ({ visitor, baseURL }) => {
  const page = await visitor({ viewport: { width: 360, height: 740 } });
  const at = await counter(page);
  await page.context().addCookies([{ name: "elder", value: "1", url: baseURL! }]);
  await page.goto(at);
  await alive(page);
  await expect(page.locator("html")).toHaveAttribute("data-elder", "");
  await expect(page.getByRole("button", { name: "读给我听" })).toBeVisible();
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await expectAccessible(page, "elder mode");
  const first = page.getByRole("button", { name: "非常满意" });
  expect((await first.boundingBox())!.height).toBeGreaterThanOrEqual(60);
  await first.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("您评的是：非常满意")).toBeVisible();
});

test("staff do not rate, and are told how a resident would", async ({ admin }) => {
  await admin.goto(await counter(admin));
  await expect(admin.getByRole("heading", { level: 1 })).toHaveText("好差评由群众来评");
  await expect(admin.getByRole("group", { name: "满意程度" })).toHaveCount(0);
  await expectAccessible(admin, "staff");
});

test("a form is built, asked at the counter, read without who said it, and its words are published", async ({ admin, visitor, door }) => {
  const center = (await someCenter(admin)).split("/").at(-1)!;
  await admin.goto("/admin/evaluations/forms");
  await alive(admin);
  await expectAccessible(admin, "the forms");
  await admin.getByLabel("哪种服务").selectOption({ label: "窗口" });
  await admin.getByLabel("哪个中心").selectOption(center);
  await admin.getByRole("button", { name: "新建" }).click();
  await expect(admin.getByRole("heading", { level: 1 })).toContainText("窗口");
  await alive(admin);
  await expectAccessible(admin, "the builder");
  const reason = admin.getByRole("group", { name: "加一个原因" }).first();
  await reason.getByLabel("中文").fill("椅子坏了");
  await reason.getByLabel("非常不满意").check();
  await admin.getByRole("button", { name: "存为新的一版" }).click();
  await expect(admin.getByText("第 2 版").first()).toBeVisible();
  await expect(admin.getByText("椅子坏了").first()).toBeVisible();

  const page = await visitor({ viewport: { width: 360, height: 740 } });
  await page.goto(`/rate/at/${center}`);
  await alive(page);
  await page.getByRole("button", { name: "非常不满意" }).click();
  await page.getByLabel("椅子坏了").check();
  await page.getByLabel(/用您自己的话说/).fill("我叫李小红，椅子腿断了");
  await page.getByRole("button", { name: "送出" }).click();
  await expect(page.getByText("您补充的话已经收到。")).toBeVisible();

  await admin.goto(`/admin/evaluations?center=${center}&only=waiting`);
  await alive(admin);
  await expectAccessible(admin, "the list");
  await expect(admin.getByText("李小红")).toHaveCount(0);
  await admin.getByRole("main").getByRole("listitem").filter({ hasText: "椅子腿断了" }).getByRole("link").first().click();
  await expect(admin.getByText("我叫李*，椅子腿断了").first()).toBeVisible();
  await alive(admin);
  await expectAccessible(admin, "one evaluation");
  // The center answers; the town publishes both.
  const lead = await visitor({});
  await staffSignsIn(lead, door, "answers", "--role", "center_lead", "--center", center);
  await lead.goto(new URL(admin.url()).pathname);
  await alive(lead);
  await lead.getByLabel("中心的答复").fill("椅子已换新的");
  await lead.getByRole("button", { name: "保存" }).click();
  await expect(lead.getByText("椅子已换新的").first()).toBeVisible();
  await expectAccessible(lead, "the center's answer");

  await admin.reload();
  await alive(admin);
  await expect(admin.getByLabel("中心的答复")).toHaveValue("椅子已换新的");
  await admin.getByRole("button", { name: "保存" }).click();
  await expect(admin.getByText("文字已公开")).toBeVisible();
  await admin.goto(`/admin/evaluations/poster/${center}`);
  await expectAccessible(admin, "the poster");
});
