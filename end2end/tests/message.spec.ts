// A resident is told of their booking; the administrator lets text messages out through a gateway.
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { expectAccessible, overflow } from "../support/axe.ts";
import { soon } from "../support/clock.ts";
import { throughTheDoor } from "../support/resident.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "message" });

const SECRET = "a secret of at least 16 characters";

/** A gateway for text messages that believes nobody who cannot sign. */
class Gateway {
  readonly got: { to: string; kind: string; text: string; sender: string }[] = [];
  private readonly keys = new Set<string>();
  private readonly server: Server;

  constructor(private refusals: number) {
    this.server = createServer(async (request, response) => {
      let body = "";
      for await (const part of request) body += part;
      const signed = `${request.headers["doorstep-timestamp"]}.${body}`;
      const genuine = `v1=${createHmac("sha256", SECRET).update(signed).digest("hex")}`;
      const key = String(request.headers["idempotency-key"]);
      if (request.headers["doorstep-signature"] !== genuine) response.statusCode = 401;
      else if (this.refusals-- > 0) response.statusCode = 503;
      else if (!this.keys.has(key)) {
        this.keys.add(key);
        this.got.push(JSON.parse(body));
      }
      response.end();
    });
  }

  async open(): Promise<string> {
    await once(this.server.listen(0, "127.0.0.1"), "listening");
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/sms`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** Books a seat of the town's center as somebody new. */
async function book(page: Page, phone: string, time: string): Promise<void> {
  await page.goto("/centers");
  await page.locator("main a[href^='/centers/']").first().click();
  await page.getByRole("link", { name: /^阅享空间/ }).first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("阅享空间");
  await page.goto(`${new URL(page.url()).pathname}?day=${soon()}&minutes=60&seats=1`);
  await page.getByRole("link", { name: new RegExp(`^${time}`) }).click();
  await throughTheDoor(page, phone, "王小明");
  await page.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("button", { name: "确认预约" }).click();
  await expect(page.getByText("约好了。")).toBeVisible();
}

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`a resident finds what they were told and marks it as read, ${scripts}`, async ({ visitor }) => {
    const page = await visitor({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
    await book(page, javaScriptEnabled ? "13800000301" : "13800000302", "10:00");
    await page.goto("/me");
    await expect(page.getByText("1 条没看")).toBeVisible();
    if (javaScriptEnabled) {
      await alive(page);
      await expectAccessible(page, "one's own page");
    }
    await page.getByRole("link", { name: "消息" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("消息");
    await expect(page.getByText(/约好了：.*阅享空间.*10:00–11:00/)).toBeVisible();
    if (javaScriptEnabled) {
      await alive(page);
      await expectAccessible(page, "notices");
      expect(await overflow(page)).toBeLessThanOrEqual(0);
    }
    await page.getByRole("button", { name: "全部看过了" }).click();
    await expect(page.getByText("条没看")).toHaveCount(0);
    await expect(page.getByRole("button", { name: "看过了" })).toHaveCount(0);
    await page.getByRole("link", { name: "去看看" }).first().click();
    await expect(page).toHaveURL(/\/bookings\//);
  });
}

test("the administrator sets a gateway and tries it; codes then leave through it and are shown nowhere", async ({ admin, visitor }) => {
  const gateway = new Gateway(0);
  const url = await gateway.open();
  try {
    await admin.goto("/admin/settings/messages");
    await alive(admin);
    await expectAccessible(admin, "messages");
    // Without encryption only where it stays within one's own network.
    await admin.getByLabel("网关地址").fill("ftp://sms.example/send");
    await admin.getByLabel("签名密钥").fill("too short");
    await admin.getByRole("button", { name: "保存" }).click();
    await expect(admin.getByRole("link", { name: /网关地址/ })).toBeVisible();
    await admin.getByLabel("网关地址").fill(url);
    await admin.getByLabel("签名密钥").fill(SECRET);
    await admin.getByLabel("短信签名").fill("家门口");
    await admin.getByRole("button", { name: "保存" }).click();
    await expect(admin).toHaveURL(/saved=1/);
    await alive(admin);
    await expect(admin.getByText("密钥已设置")).toBeVisible();
    expect(await admin.content(), "the secret stays on the server").not.toContain(SECRET);

    // It can be tried before it is on.
    await admin.getByLabel("手机号").fill("13800000399");
    await admin.getByRole("button", { name: "试发" }).click();
    await expect(admin.getByText("网关收下了")).toBeVisible({ timeout: 15_000 });
    expect(gateway.got.map(({ to, kind, sender }) => ({ to, kind, sender }))).toEqual([
      { to: "13800000399", kind: "test", sender: "家门口" },
    ]);

    await alive(admin);
    await admin.getByLabel("发短信").check();
    const saved = admin.waitForResponse(/save_messages/);
    await admin.getByRole("button", { name: "保存" }).click();
    await saved;
    await expect(admin.getByRole("row", { name: /短信/ })).toContainText("1");
    const page = await visitor();
    await page.goto("/sign-in");
    await alive(page);
    await page.getByLabel("手机号").fill("13800000303");
    await page.getByRole("button", { name: "发验证码" }).click();
    await expect(page.getByText("验证码已发到")).toBeVisible();
    await expect(page.getByRole("link", { name: /看验证码/ })).toHaveCount(0);
    const theirs = () => gateway.got.findLast((m) => m.to === "13800000303" && m.kind === "code")?.text;
    await expect.poll(theirs, { timeout: 15_000 }).toBeTruthy();
    const code = /\d{6}/.exec(theirs()!)![0];
    await page.getByLabel("验证码", { exact: true }).fill(code);
    await page.getByRole("button", { name: "登录", exact: true }).click();
    await expect(page).toHaveURL(/\/me/);

    await admin.goto("/admin/audit");
    expect(await admin.content()).not.toContain(SECRET);
  } finally {
    // Other tests of this server read codes where a sample shows them.
    await admin.goto("/admin/settings/messages");
    await alive(admin);
    await admin.getByLabel("发短信").uncheck();
    await admin.getByRole("button", { name: "保存" }).click();
    await expect(admin).toHaveURL(/saved=1/);
    gateway.close();
  }
});
