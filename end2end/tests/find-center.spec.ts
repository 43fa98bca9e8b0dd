// A resident looks for a center.
import { expectAccessible, overflow } from "../support/axe.ts";
import { alive, expect, test } from "../support/test.ts";

const DONGFENG = "东风村党群服务中心";

for (const javaScriptEnabled of [true, false]) {
  const scripts = javaScriptEnabled ? "with scripts" : "without scripts";

  test(`the initials of the pinyin find a village, ${scripts}`, async ({ visitor }) => {
    const page = await visitor({ javaScriptEnabled });
    await page.goto("/");
    await page.getByRole("searchbox").fill("dfc");
    await page.getByRole("searchbox").press("Enter");
    await expect(page).toHaveURL(/\/centers\?.*q=dfc/);
    const names = page.getByRole("main").getByRole("heading", { level: 2 });
    await expect(names.filter({ hasText: DONGFENG })).toBeVisible();
    await page.getByRole("link", { name: DONGFENG }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("东风村");
  });

  test(`what is no center is looked for among the matters, ${scripts}`, async ({ visitor }) => {
    const page = await visitor({ javaScriptEnabled });
    await page.goto("/");
    await page.getByRole("searchbox").fill("高龄补贴");
    await page.getByRole("searchbox").press("Enter");
    await expect(page.getByRole("heading", { name: "没有符合的中心" })).toBeVisible();
    await page.getByRole("link", { name: "在「办事」里找“高龄补贴”" }).click();
    await expect(page).toHaveURL(/\/matters\?q=%E9%AB%98%E9%BE%84%E8%A1%A5%E8%B4%B4$/);
    await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
  });

  test(`open now shows only centers that are open, ${scripts}`, async ({ visitor, door }) => {
    // Whatever the hour: one that never shuts, and one that never opens.
    await door.setHours(await door.centerNamed("永安村"), ["00:00", "24:00"]);
    await door.setHours(await door.centerNamed("四合村"));
    const page = await visitor({ javaScriptEnabled });
    await page.goto("/centers?open=1&view=list");
    const cards = page.locator("ul.centers > li");
    await expect(cards.first()).toBeVisible();
    await expect(cards.locator(".pill.closed")).toHaveCount(0);
    await expect(cards.locator(".pill.open")).toHaveCount(await cards.count());
    await page.goto("/centers?open=1&view=list&q=永安村");
    await expect(cards.filter({ hasText: "永安村" })).toHaveCount(1);
    await page.goto("/centers?open=1&view=list&q=四合村");
    await expect(page.getByRole("heading", { name: "没有符合的中心" })).toBeVisible();
    await page.goto("/centers?view=list&q=四合村");
    await expect(cards.filter({ hasText: "四合村" })).toHaveCount(1);
    // Room at noon again: other tests of this worker set it for all villages.
    await door.setHours(await door.centerNamed("永安村"), ["08:00", "11:30"], ["14:30", "17:00"]);
    await page.goto("/centers?view=list");
    await expect(page.getByRole("status").filter({ hasText: "43 个中心" })).toBeVisible();
  });
}

for (const javaScriptEnabled of [true, false]) {
  test(`a guide leads to all centers that handle its matter, ${javaScriptEnabled ? "with scripts" : "without scripts"}`, async ({ visitor, door }) => {
    const { stored } = await (await door.call("matter/form", { code: "C0101" })).json();
    const not = await door.centerNamed("四合村");
    const handles = (handled: string[], was: string[]) => door.call("matter/places", { id: stored.id, shown: [not], was, handled });
    const centers = (await (await door.call("center/managed", { wanted: {} })).json()).length;
    expect((await handles([], [not])).ok).toBe(true);
    try {
      const page = await visitor({ javaScriptEnabled, viewport: { width: 320, height: 740 } });
      await page.goto("/matters/C0101");
      if (javaScriptEnabled) await alive(page);
      await page.getByRole("link", { name: "在名录和地图上看能办的中心" }).click();
      await expect(page).toHaveURL(/\/centers\?matter=C0101$/);
      const count = page.getByRole("status").filter({ hasText: "个中心" });
      await expect(count).toContainText(`${centers - 1} 个中心`);
      const chip = page.getByRole("link", { name: /^能办「.+」/ });
      await expect(chip).toBeVisible();
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      if (javaScriptEnabled) await expectAccessible(page);
      // Another condition keeps it; taken away, all are there.
      await page.getByRole("searchbox").fill("四合村");
      await page.getByRole("searchbox").press("Enter");
      await expect(page).toHaveURL(/matter=C0101/);
      await expect(page.getByRole("heading", { name: "没有符合的中心" })).toBeVisible();
      await chip.click();
      await expect(page.locator("ul.centers > li").filter({ hasText: "四合村" })).toHaveCount(1);
      await expect(chip).toHaveCount(0);
    } finally {
      expect((await handles([not], [])).ok).toBe(true);
    }
  });
}

for (const javaScriptEnabled of [true, false]) {
  test(`on a phone what was found is on the first screen, before the map, ${javaScriptEnabled ? "with scripts" : "without scripts"}`, async ({ visitor }) => {
    const page = await visitor({ javaScriptEnabled, viewport: { width: 360, height: 740 } });
    await page.goto("/centers?q=dfc");
    const found = page.getByRole("link", { name: DONGFENG });
    await expect(found).toBeInViewport();
    const [list, map] = [await found.boundingBox(), await page.locator(".finder-map").boundingBox()];
    expect(list!.y).toBeLessThan(map!.y);
    // What is seldom chosen is folded until it is.
    const rooms = page.getByRole("combobox", { name: "全部房间" });
    await expect(rooms).toBeHidden();
    await page.getByText("更多条件").click();
    await expect(rooms).toBeVisible();
    await page.goto("/centers?q=dfc&room=reading_space");
    await expect(rooms).toBeVisible();
    // On a desk there is room for all of it.
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto("/centers");
    await expect(rooms).toBeVisible();
  });
}

test("without scripts the list holds every center, page by page", async ({ visitor }) => {
  const page = await visitor({ javaScriptEnabled: false });
  const names = new Set<string>();
  await page.goto("/centers");
  for (;;) {
    for (const name of await page.locator("ul.centers h2").allInnerTexts()) names.add(name);
    const next = page.getByRole("link", { name: "下一页" });
    if ((await next.count()) === 0) break;
    await next.click();
  }
  expect(names.size).toBe(43);
});

test("a center on the map opens its card, and the keyboard gets there too", async ({ page }) => {
  await page.goto("/centers?q=dfc");
  await alive(page);
  const pin = page.locator("center-map").getByRole("button", { name: /东风村/ });
  await pin.focus();
  await pin.press("Enter");
  const card = page.getByRole("article", { name: DONGFENG });
  await expect(card).toBeVisible();
  await expect(card).toBeFocused();
  await expect(page).toHaveURL(/[?&]c=[0-9a-z]{13}/);
  await expect(card.getByRole("link", { name: /\d{3,}/ })).toHaveAttribute("href", /^tel:/);
  await page.keyboard.press("Escape");
  await expect(card).toBeHidden();
  await page.goBack();
  await expect(card).toBeVisible();
});

test("the box says what the address says after going back, and keeps what is being typed", async ({ page }) => {
  await page.goto("/centers?open=1&view=list");
  await alive(page);
  const box = page.getByRole("searchbox");
  await box.fill("dfc");
  await box.press("Enter");
  await expect(page).toHaveURL(/q=dfc/);
  await page.goBack();
  await expect(page).not.toHaveURL(/q=dfc/);
  await expect(box).toHaveValue("");
  await page.goForward();
  await expect(box).toHaveValue("dfc");
  await box.focus();
  await box.fill("dfcd");
  await page.goBack();
  await expect(page).not.toHaveURL(/q=dfc/);
  await expect(box).toHaveValue("dfcd");
});

test("the nearest center comes first once the browser knows where we are", async ({ visitor }) => {
  const page = await visitor({ permissions: ["geolocation"], geolocation: { longitude: 122.9, latitude: 46.73 } });
  await page.goto("/centers?view=list");
  await alive(page);
  await page.getByRole("button", { name: "离我最近" }).click();
  await expect(page).toHaveURL(/near=/);
  const distances = page.locator("ul.centers .far");
  await expect(distances.first()).toBeVisible();
  const metres = (await distances.allInnerTexts()).map((text) => {
    const [, number, unit] = /([\d.]+)\s*(公里|米)/.exec(text)!;
    return Number(number) * (unit === "公里" ? 1000 : 1);
  });
  expect(metres).toEqual([...metres].sort((a, b) => a - b));
});

test("nothing found says what helps", async ({ page }) => {
  await page.goto("/centers?q=zzzzzz");
  await expect(page.getByRole("heading", { name: "没有符合的中心" })).toBeVisible();
  await page.getByRole("link", { name: "看全部中心" }).click();
  await expect(page.getByRole("status").filter({ hasText: "43 个中心" })).toBeVisible();
});
