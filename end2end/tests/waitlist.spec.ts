// Somebody has the time that another one wants: the other waits, is offered it when it is given back, and answers.
import type { Page } from "@playwright/test";
import { expectAccessible, overflow } from "../support/axe.ts";
import { soon } from "../support/clock.ts";
import { throughTheDoor } from "../support/resident.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "waitlist" });

/** The page of a room of the town's center. */
async function roomNamed(page: Page, name: string): Promise<string> {
  await page.goto("/centers");
  await page.locator("main a[href^='/centers/']").first().click();
  await page.getByRole("link", { name: new RegExp(`^${name}`) }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
  return new URL(page.url()).pathname;
}

/** Signs somebody in and opens `address`. */
async function comeIn(page: Page, phone: string, name: string, address: string): Promise<void> {
  await page.goto(`/sign-in?then=${encodeURIComponent(address)}`);
  await throughTheDoor(page, phone, name);
  await expect(page).toHaveURL((url) => url.pathname === address.split("?")[0]);
}

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";
  const [phone, theirs, third] = javaScriptEnabled
    ? (["13800000401", "13800000402", "13800000403"] as const)
    : (["13800000404", "13800000405", "13800000406"] as const);

  test(`a time that is taken is waited for, offered and taken, ${scripts}`, async ({ visitor, admin }) => {
    const page = await visitor({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
    const owner = await visitor();
    const last = await visitor();
    const step = async (what: string): Promise<void> => {
      if (!javaScriptEnabled) return;
      await alive(page);
      await expectAccessible(page, what);
      expect(await overflow(page), what).toBeLessThanOrEqual(0);
    };
    const name = javaScriptEnabled ? "群众说事室" : "妇女之家";
    const address = await roomNamed(page, name);
    const day = soon();
    const form = `/book/${address.split("/").at(-1)}?day=${day}&start=09:00&end=10:00`;
    await comeIn(owner, theirs, "甲", form);
    await owner.getByRole("button", { name: "下一步" }).click();
    await owner.getByRole("button", { name: "确认预约" }).click();
    await expect(owner).toHaveURL(/\/bookings\//);
    const booked = new URL(owner.url()).pathname;

    // From the room's page into the line.
    await comeIn(page, phone, "乙", `${address}?day=${day}&minutes=60`);
    await step("a room with a time to wait for");
    await page.getByRole("link", { name: /^09:00.*可排队/ }).click();
    await expect(page.getByRole("heading", { name: "排队等这个时间" })).toBeVisible();
    await page.getByLabel("做什么（可不填）").fill("说件事");
    await step("the form for waiting");
    await page.getByRole("button", { name: "下一步" }).click();
    await expect(page.getByText("你会排在第一个。")).toBeVisible();
    await expect(page.getByRole("main")).toContainText("说件事");
    await step("before waiting");
    await page.getByRole("button", { name: "开始排队" }).click();
    await expect(page.getByText("排上了。")).toBeVisible();
    await expect(page.getByText("下一个就是你")).toBeVisible();
    await step("my lines");

    // The third one comes by the answer that it is taken.
    await comeIn(last, third, "丙", form);
    await last.getByRole("button", { name: "下一步" }).click();
    await expect(last.getByRole("alert")).toContainText("刚刚被别人约走了");
    await last.getByRole("button", { name: "排队等这个时间" }).click();
    await expect(last.getByText("前面有 1 个人在等。")).toBeVisible();
    await last.getByRole("button", { name: "开始排队" }).click();
    await expect(last.getByText("前面 1 人")).toBeVisible();

    // The counter sees how many wait.
    const center = address.split("/")[2];
    await admin.goto(`/admin/bookings?center=${center}&day=${day}`);
    await expect(admin.getByText(`${name}：2 人`)).toBeVisible();

    // Given back: it is the first one's to answer, and nobody else's.
    await owner.goto(`${booked}/cancel`);
    await owner.getByRole("button", { name: "确定取消" }).click();
    await expect(owner.getByText("已经取消。")).toBeVisible();
    await owner.goto(form);
    await owner.getByRole("button", { name: "下一步" }).click();
    await expect(owner.getByRole("alert")).toContainText("刚刚被别人约走了");
    await page.goto("/me/bookings");
    await step("an offer among my lines");
    await page.getByRole("link", { name: "轮到你了，去回答" }).click();
    await expect(page.getByRole("heading", { name: "轮到你了" })).toBeVisible();
    await expect(page.getByText(/留到 /)).toBeVisible();
    await step("the offer");
    await page.getByRole("button", { name: "要，给我约上" }).click();
    await expect(page.getByText("约好了。")).toBeVisible();

    // Given back once more: now it is the next one's, who does not want it any more.
    await page.getByRole("link", { name: "取消预约" }).click();
    await page.getByRole("button", { name: "确定取消" }).click();
    await expect(page.getByText("已经取消。")).toBeVisible();
    await last.goto("/me/bookings");
    await last.getByRole("link", { name: "轮到你了，去回答" }).click();
    await expect(last.getByRole("heading", { name: "轮到你了" })).toBeVisible();
    const offer = new URL(last.url()).pathname;
    await last.getByRole("button", { name: "不要了，让给下一位" }).click();
    await expect(last.getByText("已经让给下一位，谢谢。")).toBeVisible();
    await last.goto(offer);
    await expect(last.getByRole("heading", { name: "这个时间已经让给别人了" })).toBeVisible();
    // Nobody waits any more: it is free.
    await owner.goto(form);
    await owner.getByRole("button", { name: "下一步" }).click();
    await expect(owner.getByRole("button", { name: "确认预约" })).toBeVisible();
  });
}

test("in elder mode nobody is hurried, and whoever leaves the line is out of it", async ({ visitor, baseURL }) => {
  const [owner, page] = [await visitor(), await visitor()];
  const address = await roomNamed(page, "群众说事室");
  const form = `/book/${address.split("/").at(-1)}?day=${soon()}&start=11:00&end=12:00`;
  await comeIn(owner, "13800000411", "甲", form);
  await owner.getByRole("button", { name: "下一步" }).click();
  await owner.getByRole("button", { name: "确认预约" }).click();
  await expect(owner).toHaveURL(/\/bookings\//);
  const booked = new URL(owner.url()).pathname;

  await page.context().addCookies([{ name: "elder", value: "1", url: baseURL! }]);
  await comeIn(page, "13800000412", "奶奶", `${form}&wait=1`);
  const wait = async (): Promise<void> => {
    await page.goto(`${form}&wait=1`);
    await page.getByRole("button", { name: "下一步" }).click();
    await page.getByRole("button", { name: "开始排队" }).click();
    await expect(page.getByText("下一个就是你")).toBeVisible();
  };
  await wait();
  await page.getByRole("button", { name: "不等了" }).click();
  await expect(page.getByRole("status").filter({ hasText: "不等了。" })).toBeVisible();
  await expect(page.getByText("下一个就是你")).toHaveCount(0);
  await wait();
  await owner.goto(`${booked}/cancel`);
  await owner.getByRole("button", { name: "确定取消" }).click();
  await expect(owner.getByText("已经取消。")).toBeVisible();
  await page.goto("/me/bookings");
  await page.getByRole("link", { name: "轮到你了，去回答" }).click();
  await alive(page);
  await expect(page.getByText("不着急，在这之前回答就行。")).toBeVisible();
  await expect(page.getByText("还有大约")).toHaveCount(0);
  await expectAccessible(page, "an offer in elder mode");
});

test("rules that change take an offer back, which the counter is told before, and whoever had it is told after", async ({ visitor, admin }) => {
  const [owner, page] = [await visitor(), await visitor({ viewport: { width: 360, height: 740 } })];
  const address = await roomNamed(page, "乡村振兴大讲堂");
  const room = address.split("/").at(-1);
  const form = `/book/${room}?day=${soon()}&start=15:00&end=16:00`;
  await comeIn(owner, "13800000421", "甲", form);
  await owner.getByRole("button", { name: "下一步" }).click();
  await owner.getByRole("button", { name: /确认预约|提交申请/ }).click();
  await expect(owner).toHaveURL(/\/bookings\//);
  const booked = new URL(owner.url()).pathname;
  await comeIn(page, "13800000422", "乙", `${form}&wait=1`);
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "开始排队" }).click();
  await expect(page.getByText("下一个就是你")).toBeVisible();
  await owner.goto(`${booked}/cancel`);
  await owner.getByRole("button", { name: "确定取消" }).click();
  await expect(owner.getByText("已经取消。")).toBeVisible();
  await page.goto("/me/bookings");
  await expect(page.getByRole("link", { name: "轮到你了，去回答" })).toBeVisible();

  await admin.goto(`/admin/rooms/${room}/rules`);
  await alive(admin);
  await admin.getByLabel("最长").selectOption({ label: "30 分钟" });
  await admin.getByRole("button", { name: "保存" }).click();
  await expect(admin.getByRole("heading", { name: /有 1 个预约会受影响/ })).toBeVisible();
  await expect(admin.getByText("这是留给排队的人的，还没有人接受。")).toBeVisible();
  await expectAccessible(admin, "an offer in the way");
  await admin.getByRole("button", { name: "就这样，保存" }).click();
  await expect(admin.getByText("已保存。")).toBeVisible();

  await page.goto("/me/bookings");
  await expect(page.getByRole("link", { name: "轮到你了，去回答" })).toHaveCount(0);
  await expect(page.getByText("下一个就是你")).toBeVisible();
});
