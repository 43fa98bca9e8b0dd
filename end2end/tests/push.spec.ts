// Notifications of the browser: a resident allows them on a device, sees that they are on, and ends them.
import { createECDH, randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { expectAccessible } from "../support/axe.ts";
import { throughTheDoor } from "../support/resident.ts";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "push" });

const ENDPOINT = "https://push.example.org/send/one-device";

/** What the page has asked of it. */
interface Asked {
  /** With which keys it was to take notifications. */
  keys: unknown[];
  /** How often an address was given back. */
  ended: number;
}

/** Puts a browser's maker behind the page, who is not there to be asked in a test; the person answers the browser's question so. */
async function withMaker(page: Page, permission: "granted" | "denied"): Promise<void> {
  const p256dh = createECDH("prime256v1").generateKeys("base64url", "uncompressed");
  const given = { permission, p256dh, auth: randomBytes(16).toString("base64url"), endpoint: ENDPOINT };
  await page.addInitScript(({ permission, p256dh, auth, endpoint }) => {
    // Outlives the page, as what a browser knows does.
    const asked = (): Asked => JSON.parse(localStorage.getItem("asked") ?? '{"keys":[],"ended":0}');
    const note = (change: (a: Asked) => void): void => {
      const now = asked();
      change(now);
      localStorage.setItem("asked", JSON.stringify(now));
    };
    const subscription = (): PushSubscription =>
      Object.create(PushSubscription.prototype, {
        toJSON: { value: () => ({ endpoint, expirationTime: null, keys: { p256dh, auth } }) },
        unsubscribe: {
          value: async () => {
            note((a) => a.ended++);
            return true;
          },
        },
      });
    Object.defineProperty(Notification, "permission", { configurable: true, get: () => permission });
    Notification.requestPermission = async () => permission;
    PushManager.prototype.getSubscription = async () => (asked().keys.length > asked().ended ? subscription() : null);
    PushManager.prototype.subscribe = async (options) => {
      if (options?.userVisibleOnly !== true) throw new DOMException("silent", "NotAllowedError");
      note((a) => a.keys.push(options.applicationServerKey));
      return subscription();
    };
  }, given);
}

function asked(page: Page): Promise<Asked> {
  return page.evaluate(() => JSON.parse(localStorage.getItem("asked") ?? '{"keys":[],"ended":0}'));
}

/** What the server knows of this device. */
async function stored(page: Page): Promise<{ key: string; on: boolean }> {
  return (await page.request.post("/api/push/state", { data: {} })).json();
}

test("a resident turns notifications on with the server's key, sees it after a reload, and turns them off", async ({ visitor }) => {
  const page = await visitor({ viewport: { width: 360, height: 740 } });
  await withMaker(page, "granted");
  await page.goto("/sign-in?then=/me");
  await throughTheDoor(page, "13800000601", "孙女士");
  await expect(page).toHaveURL(/\/me$/);
  await alive(page);
  const on = page.getByRole("button", { name: "在这台设备上打开通知" });
  await expect(on).toBeVisible();
  const { key, on: before } = await stored(page);
  expect(before).toBe(false);
  // An uncompressed point of P-256, as browsers want it.
  expect(Buffer.from(key, "base64url")).toHaveLength(65);
  // The words before it is on end with the same ones.
  const isOn = page.getByText("这台设备会收到通知。", { exact: true });
  await on.click();
  await expect(isOn).toBeVisible();
  expect(await asked(page)).toEqual({ keys: [key], ended: 0 });
  await expect.poll(() => stored(page)).toEqual({ key, on: true });
  await page.reload();
  await alive(page);
  await expect(isOn).toBeVisible();
  await expectAccessible(page, "notifications are on");

  await page.getByRole("button", { name: "关掉这台设备的通知" }).click();
  await expect(on).toBeVisible();
  await expect.poll(() => stored(page)).toEqual({ key, on: false });
  // Once more: the address of before is given back first, for it may have been made for another key.
  await alive(page);
  await on.click();
  await expect(isOn).toBeVisible();
  expect(await asked(page)).toEqual({ keys: [key, key], ended: 1 });

  // Whoever signs out is asked to sign in before anything is said about this device.
  await page.getByRole("main").getByRole("button", { name: "退出", exact: true }).click();
  await expect.poll(async () => (await page.request.post("/api/push/state", { data: {} })).status()).toBe(401);
});

test("where the browser does not allow notifications the page says so, and nothing is stored", async ({ visitor }) => {
  const page = await visitor();
  await withMaker(page, "denied");
  await page.goto("/sign-in?then=/me");
  await throughTheDoor(page, "13800000602", "吴先生");
  await expect(page).toHaveURL(/\/me$/);
  await alive(page);
  await page.getByRole("button", { name: "在这台设备上打开通知" }).click();
  await expect(page.getByRole("status").filter({ hasText: "浏览器不让这个网站发通知" })).toBeVisible();
  expect(await asked(page)).toEqual({ keys: [], ended: 0 });
  expect((await stored(page)).on).toBe(false);
});
