// A resident says how it was: with one tap, with a few words, without a network, in elder mode; and the town reads it.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { expectAccessible, overflow } from "../support/axe.ts";
import { soon } from "../support/clock.ts";
import { someCenter } from "../support/places.ts";
import { throughTheDoor } from "../support/resident.ts";
import { staffSignsIn } from "../support/staff.ts";
import { alive, expect, test } from "../support/test.ts";
import { guarded, kept } from "../support/worker.ts";

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
  // The page may be loading itself anew just now.
  await expect(async () => page.goto(at)).toPass();
  await expect(page.getByText("您评的是：基本满意")).toBeVisible();
});

test("a counter's code is scanned without a network on a phone that has been there, and the tap counts once", async ({ visitor }) => {
  const page = await visitor({ viewport: { width: 360, height: 740 } });
  const at = await counter(page);
  await page.goto(at);
  await guarded(page);
  await page.goto(at);
  await kept(page, at);
  const waiting = (): Promise<string[]> =>
    page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith("outbox:")));
  // The second time the kept page does not know that something was said: the first of the day counts.
  for (const [level, counts] of [["满意", "满意"], ["不满意", "满意"]]) {
    await page.context().setOffline(true);
    await page.goto(at);
    await alive(page);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("您满意吗？");
    await expect(page.getByText("没有网络。你看到的是")).toBeVisible();
    await page.getByRole("button", { name: level, exact: true }).click();
    await expect(page.getByRole("heading", { name: "还没有送出" })).toBeVisible();
    expect(await waiting()).toHaveLength(1);
    await page.context().setOffline(false);
    await expect(page.getByText(`您评的是：${counts}`)).toBeVisible();
    expect(await waiting()).toEqual([]);
  }
});

const PICTURE = readFileSync(resolve(fileURLToPath(import.meta.url), "../../../public/icon-192.png"));

test("a photo goes along with a rating: the inspector sees it, and nobody else does", async ({ visitor, door }) => {
  test.slow();
  const center = await door.centerNamed("音德尔镇党群服务中心");
  const page = await visitor({ viewport: { width: 360, height: 740 } });
  await page.goto("/sign-in?then=/me");
  await throughTheDoor(page, "13800000421", "王小明");
  await expect(page).toHaveURL(/\/me$/);
  await page.goto(`/centers/${center}`);
  const room = page.locator("main a[href*='/rooms/']").filter({ hasText: "阅享空间" }).first();
  await page.goto(`${await room.getAttribute("href")}?day=${soon()}&minutes=60&seats=1`);
  await page.goto((await page.locator("main a[href^='/book/']").first().getAttribute("href"))!);
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "确认预约" }).click();
  await expect(page).toHaveURL(/\/bookings\//);
  await page.goto(`${new URL(page.url()).pathname}/cancel`);
  await alive(page);
  await page.getByRole("button", { name: "确定取消" }).click();
  await expect(page).toHaveURL(/done=cancelled/);
  await page.goto((await page.locator("main a[href^='/rate/']").first().getAttribute("href"))!);
  await alive(page);
  await page.getByRole("button", { name: "非常不满意" }).click();
  await expect(page.getByText("您评的是：非常不满意")).toBeVisible();
  await alive(page);

  const words = page.getByLabel(/用您自己的话说/);
  await words.fill("椅子腿断了");
  const photos = page.getByLabel("有东西坏了？拍给我们看");
  // Too large: said before it is on its way, and nothing typed is lost.
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST") sent.push(new URL(request.url()).pathname);
  });
  await photos.setInputFiles({ name: "large.png", mimeType: "image/png", buffer: Buffer.alloc(16 * 1024 * 1024, 1) });
  await page.getByRole("button", { name: "送出" }).click();
  const problems = page.getByRole("alert");
  await expect(problems).toContainText("文件超过 15 MB");
  await expect(problems).toBeFocused();
  expect(sent).toEqual([]);
  await expect(words).toHaveValue("椅子腿断了");
  await expectAccessible(page, "a photo that is too large");
  // What only the server can tell is said in the same place.
  await photos.setInputFiles({ name: "page.png", mimeType: "image/png", buffer: Buffer.from("<!DOCTYPE html>") });
  await page.getByRole("button", { name: "送出" }).click();
  await expect(problems).toContainText("有东西坏了？拍给我们看");
  await expect(words).toHaveValue("椅子腿断了");
  await alive(page);
  await photos.setInputFiles({ name: "chair.png", mimeType: "image/png", buffer: PICTURE });
  await page.getByRole("button", { name: "送出" }).click();
  await expect(page.getByText("您补充的话已经收到。")).toBeVisible();

  const inspector = await visitor();
  await staffSignsIn(inspector, door, "jijian.photo", "--role", "inspector");
  await inspector.goto("/admin/follow-ups");
  // Of a visit that others rated nobody has a phone number.
  let address = "";
  for (const href of await inspector.locator("main a[href^='/admin/follow-ups/']").evaluateAll((all) => all.map((a) => a.getAttribute("href")!))) {
    await inspector.goto(href);
    const photo = inspector.locator("main .sent-photos img");
    if ((await photo.count()) === 0) continue;
    await expect(inspector.getByText("椅子腿断了")).toBeVisible();
    await photo.scrollIntoViewIfNeeded();
    await expect.poll(() => photo.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
    address = (await photo.getAttribute("src"))!;
    await alive(inspector);
    await expectAccessible(inspector, "a photo of a rating");
  }
  expect(address).toMatch(/^\/admin\/evaluations\/\w+\/photos\/\w+$/);
  // Neither who sent it nor anybody else, nor the center's staff.
  const counterStaff = await visitor();
  await staffSignsIn(counterStaff, door, "chuangkou.photo", "--role", "counter_staff", "--center", center);
  for (const other of [page, counterStaff]) expect([401, 403, 404]).toContain((await other.request.get(address)).status());
  await page.goto(`/figures?center=${center}`);
  await expect(page.locator("img[src*='/photos/']")).toHaveCount(0);
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

test("beside the builder stands what residents will be asked after each level, as on their phone, and pressing there says nothing", async ({ admin, visitor, door }) => {
  const center = await door.centerNamed("红卫村");
  await admin.goto("/admin/evaluations/forms");
  await alive(admin);
  await admin.getByLabel("哪种服务").selectOption({ label: "窗口" });
  await admin.getByLabel("哪个中心").selectOption(center);
  await admin.getByRole("button", { name: "新建" }).click();
  await expect(admin.getByRole("heading", { level: 1 })).toContainText("红卫村");
  await alive(admin);
  const question = admin.getByRole("group", { name: "加一个问题" }).first();
  await question.getByLabel("中文").fill("您想什么时候来");
  await question.getByLabel("怎么答").selectOption({ label: "选一个" });
  await question.getByLabel("可选的答案").fill("上午\n下午");
  await admin.getByRole("button", { name: "存为新的一版" }).click();
  await expect(admin.getByText("第 2 版").first()).toBeVisible();
  await alive(admin);

  const sent: string[] = [];
  admin.on("request", (request) => {
    if (request.url().includes("/api/evaluation/rate")) sent.push(request.url());
  });
  const phone = admin.locator(".phone");
  const after = (level: string) => admin.getByRole("navigation", { name: "点了哪个以后" }).getByRole("link", { name: level, exact: true });
  await expect(after("不满意")).toHaveAttribute("aria-current", "true");
  await after("满意").click();
  await expect(phone).toContainText("态度热情");
  await expect(phone).not.toContainText("等得太久");
  await after("非常不满意").click();
  await expect(after("非常不满意")).toHaveAttribute("aria-current", "true");
  await expect(phone).toContainText("等得太久");
  await expect(phone).not.toContainText("态度热情");
  expect((await phone.boundingBox())!.width).toBeLessThanOrEqual(440);
  expect(await phone.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
  await phone.getByRole("button", { name: "非常不满意" }).click();
  await expectAccessible(admin, "the preview");
  const labels = await phone.locator("label").allTextContents();
  expect(labels).toEqual(expect.arrayContaining(["等得太久", "上午", "下午"]));
  expect(sent).toEqual([]);

  const resident = await visitor({ viewport: { width: 360, height: 740 } });
  await resident.goto(`/rate/at/${center}`);
  await alive(resident);
  await resident.getByRole("button", { name: "非常不满意" }).click();
  await expect(resident.getByText("您评的是：非常不满意")).toBeVisible();
  await expect(resident.getByText("您想什么时候来")).toBeVisible();
  expect(await resident.getByRole("main").locator("form label").allTextContents()).toEqual(labels);
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
