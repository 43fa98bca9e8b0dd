// The catalog of matters in the panel: found, changed, told apart from what somebody else has changed, taken out of use and back.
import { expectAccessible, overflow } from "../support/axe.ts";
import { alive, expect, test } from "../support/test.ts";

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`a matter is added, refused where it lacks something, and changed, ${scripts}`, async ({ visitor, door }) => {
    const admin = await visitor({ javaScriptEnabled });
    await admin.context().addCookies([door.cookie()]);
    const code = javaScriptEnabled ? "X0001" : "X0002";
    await admin.goto("/admin/matters/new");
    if (javaScriptEnabled) await alive(admin);
    await admin.getByLabel("基本编码").fill(code);
    await admin.getByLabel("事项名称（中文）").fill("领取雨鞋");
    await admin.getByLabel("实施主体", { exact: true }).fill("嘎查村民委员会");
    await admin.getByLabel("承诺办结时限").fill("3");
    await admin.getByLabel("行使层级").selectOption({ label: "村级" });
    await admin.getByLabel("办件类型").selectOption({ label: "承诺件" });
    await admin.getByRole("button", { name: "保存", exact: true }).click();
    // Everything at once, and nothing typed is lost.
    const alert = admin.getByRole("alert").first();
    await expect(alert).toContainText("办理方式");
    await expect(alert).toContainText("服务对象");
    await expect(admin.getByLabel("事项名称（中文）")).toHaveValue("领取雨鞋");

    await admin.getByRole("checkbox", { name: "上门办理" }).check();
    await admin.getByRole("checkbox", { name: "自然人" }).check();
    const material = admin.getByRole("group", { name: "新增材料" }).first();
    await material.getByLabel("代码").fill("id");
    await material.getByLabel("材料名称").fill("身份证");
    await admin.getByRole("button", { name: "保存", exact: true }).click();
    await expect(admin).toHaveURL(new RegExp(`/admin/matters/${code}\\?saved=1`));
    await expect(admin.getByRole("group", { name: "身份证" })).toBeVisible();

    if (javaScriptEnabled) await alive(admin);
    await admin.getByLabel("结果名称").fill("一双雨鞋");
    await admin.getByRole("button", { name: "保存为新版本" }).click();
    await expect(admin.getByText("已保存。")).toBeVisible();
    await admin.getByRole("link", { name: "第 2 版" }).click();
    const changed = admin.getByRole("row", { name: /结果名称/ });
    await expect(changed).toContainText("一双雨鞋");

    await admin.goto("/admin/matters?q=lqyx");
    await expect(admin.getByRole("link", { name: "领取雨鞋" }).first()).toBeVisible();
  });
}

test("of two who change a matter the second sees both, and can still save", async ({ admin, visitor, door }) => {
  const other = await visitor();
  await other.context().addCookies([door.cookie()]);
  for (const page of [admin, other]) {
    await page.goto("/admin/matters/C0102");
    await alive(page);
  }
  await admin.getByLabel("通办范围").fill("全旗");
  await admin.getByRole("button", { name: "保存为新版本" }).click();
  await expect(admin.getByText("已保存。")).toBeVisible();
  await other.getByLabel("通办范围").fill("全盟");
  await other.getByRole("button", { name: "保存为新版本" }).click();
  const row = other.getByRole("row", { name: /通办范围/ });
  await expect(row).toContainText("全旗");
  await expect(row).toContainText("全盟");
  await other.getByRole("button", { name: "保存为新版本" }).click();
  await expect(other.getByText("已保存。")).toBeVisible();
  await expect(other.getByLabel("通办范围")).toHaveValue("全盟");
});

test("what is taken out of use is found among those, comes back, and a center can be an exception", async ({ admin }) => {
  await admin.goto("/admin/matters/C0103");
  await alive(admin);
  const name = (await admin.getByRole("heading", { level: 1 }).textContent())!;
  await admin.getByRole("button", { name: "停用这件事项" }).click();
  await expect(admin.getByText("这件事项已停用")).toBeVisible();
  await admin.goto("/admin/matters?q=C0103");
  await expect(admin.getByRole("heading", { name: "没有找到事项" })).toBeVisible();
  await admin.goto("/admin/matters?q=C0103&retired=1");
  await admin.getByRole("link", { name }).click();
  await alive(admin);
  await admin.getByRole("button", { name: "恢复使用" }).click();
  await expect(admin.getByText("看居民看到的办事指南")).toBeVisible();

  await alive(admin);
  await admin.getByText("修改办理的中心").click();
  await admin.getByRole("group", { name: "哪些中心办理" }).getByRole("checkbox").first().uncheck();
  await admin.getByRole("button", { name: "保存办理的中心" }).click();
  await expect(admin.getByText("其中例外 1 个")).toBeVisible();
});

test("the list turns pages, and the open data are the same matters", async ({ admin, door }) => {
  await admin.goto("/admin/matters");
  await expect(admin.getByText(/第 1 页，共 \d+ 页/)).toBeVisible();
  await admin.getByRole("link", { name: "下一页" }).click();
  await expect(admin).toHaveURL(/page=2/);
  await expect(admin.getByText(/第 2 页，共/)).toBeVisible();
  const open = await fetch(`${door.url}/open/matters.csv`);
  expect(open.headers.get("etag")).toBeTruthy();
  expect(await open.text()).toContain("C0101");
  const again = await fetch(`${door.url}/open/matters.csv`, { headers: { "if-none-match": open.headers.get("etag")! } });
  expect(again.status).toBe(304);
});

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`a blank form is uploaded, found where residents read what to bring, replaced and taken out, ${scripts}`, async ({ visitor, door }) => {
    const code = javaScriptEnabled ? "X0003" : "X0004";
    const input = {
      code,
      name: "领取雨伞",
      kind: "public_service",
      level: "village",
      body: "嘎查村民委员会",
      objects: ["person"],
      case_kind: "promised",
      promised: "3",
      visits: "1",
      modes: ["home_visit"],
      materials: [{ code: "form", name: "雨伞申请表", originals: "1" }],
    };
    expect((await door.call("matter/create", { key: code, input })).ok).toBe(true);
    const admin = await visitor({ javaScriptEnabled });
    await admin.context().addCookies([door.cookie()]);
    await admin.goto(`/admin/matters/${code}`);
    const files = admin.locator("#files");
    // What one of the two has withdrawn for good stays so for the other.
    const paper = (n: number): string => `%PDF-1.7\n% ${code}\n${n} 0 obj\n%%EOF\n`;
    const upload = async (role: string, name: string, content: string): Promise<void> => {
      if (javaScriptEnabled) await alive(admin);
      await files.getByLabel("是什么").selectOption({ label: role });
      await files.locator("input[type='file']").setInputFiles({ name, mimeType: "application/pdf", buffer: Buffer.from(content) });
      await files.getByRole("button", { name: "传上去" }).click();
    };
    await upload("样表", "sample.pdf", "<!doctype html><script>window.broken=1</script>");
    await expect(files.getByRole("alert")).toContainText("读不了这种文件");
    await expect(files.getByLabel("是什么")).toHaveValue("sample");
    await upload("空白表格", "雨伞申请表.pdf", paper(1));
    await expect(files.getByRole("listitem")).toHaveCount(1);
    await upload("样表", "填好的.pdf", paper(2));
    await expect(files.getByRole("listitem")).toHaveCount(2);
    // What is public for good is called after its material, and never after somebody.
    await expect(files).toContainText("雨伞申请表 样表.pdf");
    await expect(files).not.toContainText("填好的");
    if (javaScriptEnabled) await expectAccessible(admin, "the files of a matter");

    const page = await visitor({ javaScriptEnabled, viewport: { width: 320, height: 700 } });
    const link = page.getByRole("link", { name: "空白表格 PDF 1 KB" });
    const sample = page.getByRole("link", { name: "样表 PDF 1 KB" });
    for (const address of [`/matters/${code}/notice`, `/matters/${code}`]) {
      await page.goto(address);
      await expect(link).toBeVisible();
      await expect(sample).toBeVisible();
      if (!javaScriptEnabled) continue;
      await alive(page);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      await expectAccessible(page, address);
    }
    const first = (await link.getAttribute("href"))!;
    const served = await page.request.get(door.url + first);
    expect(served.headers()["content-type"]).toBe("application/pdf");
    expect(served.headers()["content-disposition"]).toContain(encodeURIComponent("雨伞申请表 空白表格.pdf"));

    await upload("空白表格", "雨伞申请表.pdf", paper(3));
    await expect(files.getByRole("link").first()).not.toHaveAttribute("href", first);
    await page.goto(`/matters/${code}`);
    await expect(link).toBeVisible();
    await expect(link).not.toHaveAttribute("href", first);
    expect((await page.request.get(door.url + first)).status()).toBe(200);

    // Saving the matter's own form, which says nothing of files, loses none.
    if (javaScriptEnabled) await alive(admin);
    await admin.getByLabel("结果名称").fill("一把雨伞");
    await admin.getByRole("button", { name: "保存为新版本" }).click();
    await expect(admin.getByRole("link", { name: "第 5 版" })).toBeVisible();
    await expect(files.getByRole("listitem")).toHaveCount(2);
    if (javaScriptEnabled) await alive(admin);
    const filled = (await files.getByRole("link", { name: "样表" }).getAttribute("href"))!;
    await files.getByRole("button", { name: "雨伞申请表 样表" }).click();
    await expect(files.getByRole("listitem")).toHaveCount(1);
    await page.goto(`/matters/${code}`);
    await expect(link).toBeVisible();
    await expect(sample).toHaveCount(0);

    // Earlier versions still have it, until it is withdrawn from all of them.
    expect((await page.request.get(door.url + filled)).status()).toBe(200);
    if (javaScriptEnabled) await alive(admin);
    const withdraw = admin.locator("#withdraw");
    const key = filled.split("/").pop()!;
    await withdraw.getByLabel("撤哪一份").selectOption(key);
    await withdraw.getByRole("button", { name: "永久撤下" }).click();
    await expect(withdraw.locator(`option[value="${key}"]`)).toHaveCount(0);
    expect((await page.request.get(door.url + filled)).status()).toBe(410);
  });
}
