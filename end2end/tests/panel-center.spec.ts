// The panel, one center and many: hours for all villages, a room closed for a week, hostile texts, two editors, what was typed.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../support/axe.ts";
import { dayFromNow } from "../support/clock.ts";
import { alive, expect, test } from "../support/test.ts";

/** What must never become markup; short enough for every field. */
const HOSTILE = `</textarea><script>window.broken=1</script>`;

async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "保存", exact: true }).click();
}

async function saved(page: Page): Promise<void> {
  await expect(page.getByText("已保存。")).toBeVisible();
}

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`all village centers open at noon with one edit, ${scripts}`, async ({ visitor, door }) => {
    const admin = await visitor({ javaScriptEnabled });
    await admin.context().addCookies([door.cookie()]);
    const end = javaScriptEnabled ? "14:00" : "13:30";
    await admin.goto("/admin/hours");
    if (javaScriptEnabled) await alive(admin);
    await admin.getByLabel("只改村级中心").check();
    await admin.getByLabel("每周的一段时间").check();
    for (const day of ["周六", "周日"]) await admin.getByRole("checkbox", { name: day, exact: true }).check();
    await admin.getByLabel("哪一段").selectOption({ label: "午间值班" });
    await admin.getByLabel("从", { exact: true }).fill("12:00");
    await admin.getByLabel("到", { exact: true }).fill(end);
    // On one line, and nothing of the other kinds between them.
    const tops = ["从", "到"].map(async (label) => (await admin.getByLabel(label, { exact: true }).boundingBox())?.y);
    expect(await tops[0]).toEqual(expect.any(Number));
    expect(await tops[0]).toBe(await tops[1]);
    await expect(admin.getByLabel("当天几点到几点")).toBeHidden();
    await admin.getByRole("button", { name: "看一遍会改哪些" }).click();
    await expect(admin.getByRole("heading", { name: "再看一遍" })).toBeVisible();
    // The 42 of the sample, and whatever other tests have added.
    const count = Number(/会改这 (\d+) 个中心/.exec(await admin.getByText(/会改这 \d+ 个中心/).innerText())![1]);
    expect(count).toBeGreaterThanOrEqual(42);
    await expect(admin.getByRole("main")).not.toContainText("音德尔镇党群服务中心");
    await admin.getByRole("button", { name: "确认，全部改" }).click();
    await expect(admin.getByText(`改好了：${count} 个中心。`)).toBeVisible();
    const id = await door.centerNamed("大岭村");
    await admin.goto(`/centers/${id}`);
    await expect(admin.getByRole("row", { name: /^周日/ })).toContainText(`12:00–${end}`);
  });
}

test("an edit of many is refused where a center was saved since it was looked over", async ({ admin, door }) => {
  const id = await door.centerNamed("小城子村");
  await admin.goto(`/admin/hours?check=1&who=some&center=${id}&what=dates&first=${dayFromNow(40)}&note=停电`);
  await alive(admin);
  await expect(admin.getByText("会改这 1 个中心：")).toBeVisible();
  await door.setHours(id, ["09:00", "11:00"]);
  await admin.getByRole("button", { name: "确认，全部改" }).click();
  await expect(admin.getByRole("heading", { name: "两边不一样" })).toBeVisible();
  await expect(admin.getByRole("row", { name: /小城子村/ })).toContainText("核对以后有人改过这个中心");
  await expectAccessible(admin, "an edit of many that met a conflict");
  await admin.getByRole("button", { name: "确认，全部改" }).click();
  await expect(admin.getByText("改好了：1 个中心。")).toBeVisible();
});

test("exceptions of two editors are both shown, and none is overwritten unseen", async ({ admin, visitor, door }) => {
  const other = await visitor();
  await other.context().addCookies([door.cookie()]);
  const id = await door.centerNamed("联合村");
  const add = async (page: Page, note: string): Promise<void> => {
    await page.getByLabel("从哪天").fill(dayFromNow(45));
    await page.getByLabel("原因（居民看得到）").fill(note);
    await page.getByRole("button", { name: "加一段日子" }).click();
  };
  for (const page of [admin, other]) {
    await page.goto(`/admin/centers/${id}/hours`);
    await alive(page);
  }
  await add(admin, "停电检修");
  await saved(admin);
  await add(other, "集体学习");
  const comparison = other.getByRole("row", { name: /个别日子/ });
  await expect(comparison).toContainText("停电检修");
  await expect(comparison).toContainText("集体学习");
  await expect(other.getByLabel("原因（居民看得到）")).toHaveValue("集体学习");
  await other.getByRole("button", { name: "加一段日子" }).click();
  await saved(other);
  await expect(other.getByText("集体学习")).toBeVisible();
});

test("what is typed into one form is still there after another one was saved", async ({ admin, door }) => {
  const id = await door.centerNamed("解放村");
  await admin.goto(`/admin/centers/${id}/hours`);
  await alive(admin);
  const noon = admin.getByLabel("周一午间值班 从");
  await noon.fill("12:15");
  await admin.getByLabel("周一午间值班 到").fill("13:45");
  await admin.getByLabel("从哪天").fill(dayFromNow(50));
  await admin.getByLabel("原因（居民看得到）").fill("停水");
  await admin.getByRole("button", { name: "加一段日子" }).click();
  await saved(admin);
  await alive(admin);
  await expect(admin.getByText("停水")).toBeVisible();
  await expect(noon).toHaveValue("12:15");
  // Not over an older version: nobody else has saved. Duty shifts that the sample has at noon are seen on the way.
  await admin.waitForLoadState("load");
  const asked = admin.getByRole("button", { name: "就这样，保存" });
  const loaded = admin.waitForEvent("load").then(() => false);
  await save(admin);
  if (await Promise.race([loaded, asked.waitFor().then(() => true, () => false)])) await asked.click();
  await loaded;
  await saved(admin);
  await expect(admin.getByRole("heading", { name: "两边不一样" })).toHaveCount(0);
  await expect(admin.getByLabel("周一午间值班 到")).toHaveValue("13:45");
  const stored = async (): Promise<boolean> => {
    const { week } = await (await door.call("hours/form", { id })).json();
    return week[0].some((i: { start: number; end: number }) => i.start === 735 && i.end === 825);
  };
  await expect.poll(stored).toBe(true);
});

test("the panel asks before unsaved typing is left, and only then", async ({ admin, door }) => {
  const id = await door.centerNamed("民胜村");
  const asked: string[] = [];
  admin.on("dialog", (dialog) => {
    asked.push(dialog.type());
    return dialog.accept();
  });
  await admin.goto(`/admin/centers/${id}`);
  await alive(admin);
  const menu = admin.getByRole("navigation", { name: "管理后台" });
  await menu.getByRole("link", { name: "中心", exact: true }).click();
  await expect(admin).toHaveURL(/\/admin\/centers$/);
  expect(asked, "a page that was only read").toEqual([]);

  await admin.goto(`/admin/centers/${id}`);
  await alive(admin);
  await admin.getByLabel("地址").fill("还没想好");
  await menu.getByRole("link", { name: "中心", exact: true }).click();
  await expect(admin).toHaveURL(/\/admin\/centers$/);
  expect(asked, "typing that was not saved").toEqual(["beforeunload"]);

  await admin.goto(`/admin/centers/${id}`);
  await alive(admin);
  await admin.getByLabel("地址").fill("村口");
  await save(admin);
  await saved(admin);
  await menu.getByRole("link", { name: "中心", exact: true }).click();
  await expect(admin).toHaveURL(/\/admin\/centers$/);
  expect(asked, "typing that was saved").toEqual(["beforeunload"]);
});

test("no text of a center becomes markup, here or for residents", async ({ admin, page, door }) => {
  const id = await door.centerNamed("五家户村");
  await admin.goto(`/admin/centers/${id}`);
  await alive(admin);
  const texts: [string | RegExp, string][] = [
    ["名称", HOSTILE],
    [/^英文名称/, HOSTILE],
    ["地址", HOSTILE],
    ["给居民看的介绍", `${HOSTILE}\n第二行`],
    [/^英文介绍/, HOSTILE],
  ];
  for (const [label, text] of texts) {
    await admin.getByLabel(label, typeof label === "string" ? { exact: true } : {}).fill(text);
  }
  await save(admin);
  await saved(admin);
  for (const [label, text] of texts) {
    await expect(admin.getByLabel(label, typeof label === "string" ? { exact: true } : {})).toHaveValue(text);
  }
  const addresses = [`/admin/centers/${id}`, `/admin/centers/${id}/hours`, `/admin/centers/${id}/photos`, "/admin/centers", "/admin/audit"];
  for (const [visitor, places] of [
    [admin, addresses],
    [page, [`/centers/${id}`, "/centers?view=list&q=script", `/centers?c=${id}`]],
  ] as const) {
    for (const address of places) {
      await visitor.goto(address);
      await alive(visitor);
      expect(await visitor.evaluate(() => "broken" in window), address).toBe(false);
      expect(await visitor.title(), address).not.toContain("&lt;");
    }
  }
  await page.goto(`/centers/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("</textarea><script>");
});

test("a form of a room with hostile texts is refused whole and kept whole without scripts", async ({ visitor, door }) => {
  const admin = await visitor({ javaScriptEnabled: false });
  await admin.context().addCookies([door.cookie()]);
  const id = await door.centerNamed("乌珠尔村");
  await admin.goto(`/admin/centers/${id}/rooms/new`);
  await admin.getByLabel("设备").fill(HOSTILE);
  await admin.getByLabel("能容纳几个人").fill("很多");
  await admin.getByRole("button", { name: "建立" }).click();
  await expect(admin.getByRole("alert")).toBeVisible();
  await expect(admin.getByLabel("设备")).toHaveValue(HOSTILE);
  await expect(admin.getByLabel("能容纳几个人")).toHaveValue("很多");
});

test("the counter of one center is refused the pages, calls and files of another", async ({ page, door }) => {
  const own = await door.centerNamed("保卫村");
  const other = await door.centerNamed("巨宝村");
  const password = door.addStaff("one.center", "--role", "center_lead", "--center", own);
  await page.request.post("/api/staff/sign_in", { data: { username: "one.center", password } });
  const mine = "Only-mine-2026";
  await page.request.post("/api/staff/change_password", {
    data: { old_password: password, new_password: mine, again_password: mine },
  });
  for (const end of ["", "/hours", "/rooms", "/rooms/new", "/photos"]) {
    expect((await page.goto(`/admin/centers/${own}${end}`))?.status(), `own ${end}`).toBe(200);
    expect((await page.goto(`/admin/centers/${other}${end}`))?.status(), `other ${end}`).toBe(403);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("这里不归你管");
  }
  for (const place of ["/admin/settings", "/admin/staff", "/admin/audit", "/admin/zones", "/admin/divisions"]) {
    expect((await page.goto(place))?.status(), place).toBe(403);
  }
  const calls: [string, object][] = [
    ["center/save", { id: other, version: 1, input: {} }],
    ["hours/except", { id: other, version: 1, input: { from: dayFromNow(3) } }],
    ["room/create", { center: other, key: "k", input: {} }],
    ["hours/apply", { input: { what: "dates", centers: [other] }, versions: [1] }],
  ];
  for (const [path, data] of calls) {
    expect((await page.request.post(`/api/${path}`, { data })).status(), path).toBe(403);
  }
  const photo = await page.request.post("/upload/photo", {
    multipart: { id: "0000000000042", center: other, room: "", alt: "x", file: { name: "a.png", mimeType: "image/png", buffer: Buffer.from("x") } },
  });
  expect(photo.status()).toBe(403);
});
