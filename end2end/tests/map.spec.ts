// The map: what lies too close is gathered, what is known is drawn where there are no tiles, a pin is dragged, a card leads there.
// The last one leaves its base map behind.
import type { Locator, Page } from "@playwright/test";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "map" });

/** A picture of one pixel. */
const PIXEL = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const TILES = "https://tiles.example.org/{z}/{x}/{y}.png";
const TOWN = "音德尔镇党群服务中心";
const NO_TILES = "没有设置底图：色块表示离哪个中心最近。";
/** A line across the town. */
const OUTLINES = {
  type: "FeatureCollection",
  features: [{ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: [[122.8, 46.7], [123.05, 46.76]] } }],
};

async function openMap(page: Page, query = ""): Promise<Locator> {
  await page.goto(`/centers${query}`);
  await alive(page);
  const map = page.locator("center-map[data-ready]");
  await expect(map).toBeVisible();
  await drawn(map);
  return map;
}

/** Waits until the centers that were asked for last are there. */
async function drawn(map: Locator): Promise<void> {
  await expect(map.locator(".cm-canvas")).toHaveAttribute("aria-busy", "false");
}

test("pins that lie too close become one badge, which opens step by step until each can be pressed, and gather again from afar", async ({ visitor, door }) => {
  const names = ["东风村党群服务中心", "红卫村党群服务中心"];
  const ids = [await door.centerNamed("东风村"), await door.centerNamed("红卫村")];
  // A worker would ask by itself, past the answer below; a browser that blocks workers has nothing to complain of.
  const page = await visitor({ serviceWorkers: "block" });
  // Two that the server tells apart and that a finger does not, some three hundred metres from each other.
  const items = names.map((zh, i) => ({
    type: "center",
    id: ids[i],
    names: { zh, en: "" },
    kind: "village",
    position: { at: { lng: 122.9 + i * 0.004, lat: 46.7 }, source: "surveyed" },
    open: true,
  }));
  await page.route(/\/open\/map\?/, (route) => route.fulfill({ json: { items } }));
  const map = await openMap(page);
  const badge = map.getByRole("button", { name: "2 个中心，放大看" });
  const pins = map.locator(".cm-pin");
  /** Presses as long as they are gathered, or are not, and waits each time until what is in view then is drawn. */
  const pressWhile = async (gathered: boolean, button: Locator): Promise<void> => {
    for (let presses = 0; presses < 8 && (await badge.count()) === Number(gathered); presses++) {
      const answered = page.waitForResponse(/\/open\/map\?/);
      await button.click();
      await answered;
      await drawn(map);
    }
  };
  await expect(badge).toBeVisible();
  await expect(badge).toHaveText("2");
  await expect(pins).toHaveCount(0);
  await pressWhile(true, badge);
  await expect(pins).toHaveCount(2);
  await expect(badge).toHaveCount(0);
  // At least 24 of their 44 pixels are free of each other (WCAG 2.2, 2.5.8).
  const [west, east] = await pins.evaluateAll((all) => all.map((pin) => pin.getBoundingClientRect().x));
  expect(east! - west!).toBeGreaterThanOrEqual(24);
  await pressWhile(false, map.getByRole("button", { name: "缩小" }));
  await expect(badge).toBeVisible();
  await expect(pins).toHaveCount(0);

  // The chosen one stays itself, also from afar, and is never behind a badge.
  await openMap(page, `?c=${ids[0]}`);
  await expect(page.getByRole("article", { name: names[0] })).toBeVisible();
  await expect(map.locator(".cm-pin.cm-selected")).toHaveAccessibleName(new RegExp(`^${names[0]}`));
  await expect(badge).toHaveCount(0);
});

test("without tiles the map draws which center is nearest, and says so", async ({ page, door }) => {
  const map = await openMap(page, `?c=${await door.centerNamed(TOWN)}`);
  await expect(map.getByText(NO_TILES)).toBeVisible();
  const cells = map.locator("path.cm-cell");
  const markers = map.locator(".cm-pin, .cm-cluster");
  // One for each marker.
  await expect(cells.nth(2)).toBeAttached();
  await expect.poll(async () => (await cells.count()) - (await markers.count())).toBe(0);
  // Each is a real area, and neighbours are told apart.
  const areas = await cells.evaluateAll((all) => all.map((path) => [path.getAttribute("d") ?? "", /cm-tint-\d/.exec(path.classList.value)?.[0]]));
  for (const [shape] of areas) expect(shape!.split("L").length, shape).toBeGreaterThan(2);
  expect(new Set(areas.map(([, tint]) => tint)).size).toBeGreaterThan(1);
  // The chosen center's is marked.
  await expect(map.locator("path.cm-cell.cm-here")).toHaveCount(1);
});

test("a center's pin is dragged in the panel: the numbers follow, are saved, and are published", async ({ admin, door }) => {
  const id = await door.centerNamed("青山村");
  await admin.goto(`/admin/centers/${id}`);
  await alive(admin);
  const map = admin.locator("center-map[data-ready]");
  await expect(map).toBeVisible();
  await map.scrollIntoViewIfNeeded();
  const pin = map.locator("button.cm-pick");
  await expect(pin).toBeVisible();
  const [lng, lat] = [admin.getByLabel("经度"), admin.getByLabel("纬度")];
  const before = [Number(await lng.inputValue()), Number(await lat.inputValue())] as const;
  expect(before[0]).toBeGreaterThan(100);
  const box = (await pin.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await admin.mouse.move(x, y);
  await admin.mouse.down();
  await admin.mouse.move(x + 80, y - 50, { steps: 8 });
  await admin.mouse.up();
  // To the right is east, up is north.
  await expect.poll(async () => Number(await lng.inputValue())).toBeGreaterThan(before[0]);
  const after = [Number(await lng.inputValue()), Number(await lat.inputValue())] as const;
  expect(after[1]).toBeGreaterThan(before[1]);
  await expect(map.getByRole("button", { name: new RegExp(`${after[1].toFixed(5)}, ${after[0].toFixed(5)}`) })).toBeVisible();
  await admin.getByRole("button", { name: "保存", exact: true }).click();
  await expect(admin.getByText("已保存。")).toBeVisible();
  const published = await (await fetch(`${door.url}/open/centers.geojson`)).json();
  const feature = published.features.find((f: { properties: { id: string } }) => f.properties.id === id);
  expect(feature.geometry.coordinates[0]).toBeCloseTo(after[0], 5);
  expect(feature.geometry.coordinates[1]).toBeCloseTo(after[1], 5);
});

test("the card of a surveyed center has its rooms and leads there in three map apps, each in its own datum", async ({ page, door }) => {
  const id = await door.centerNamed(TOWN);
  await openMap(page, `?c=${id}`);
  const card = page.getByRole("article", { name: TOWN });
  await expect(card).toBeVisible();
  await expect(card).toContainText("房间");
  for (const room of ["阅享空间", "矛盾调解室", "便民服务站"]) await expect(card).toContainText(room);
  // The published point of the town in GCJ-02, and the same in WGS-84, which is stored.
  const [gcj, wgs] = [
    { lng: "122.933736", lat: "46.734119" },
    { lng: "122.927695", lat: "46.732386" },
  ];
  const target = async (app: string): Promise<URL> => {
    const link = card.getByRole("link", { name: app });
    await expect(link).toHaveAttribute("target", "_blank");
    return new URL((await link.getAttribute("href"))!);
  };
  const amap = await target("高德地图");
  expect(amap.host).toBe("uri.amap.com");
  expect(amap.searchParams.get("to")).toBe(`${gcj.lng},${gcj.lat},${TOWN}`);
  const tencent = await target("腾讯地图");
  expect(tencent.host).toBe("apis.map.qq.com");
  expect(tencent.searchParams.get("tocoord")).toBe(`${wgs.lat},${wgs.lng}`);
  expect(tencent.searchParams.get("coord_type")).toBe("1");
  expect(tencent.searchParams.get("to")).toBe(TOWN);
  const baidu = await target("百度地图");
  expect(baidu.host).toBe("api.map.baidu.com");
  expect(baidu.searchParams.get("location")).toBe(`${gcj.lat},${gcj.lng}`);
  expect(baidu.searchParams.get("coord_type")).toBe("gcj02");

  // Nobody has measured where a village's center is: no app is sent there.
  await openMap(page, `?c=${await door.centerNamed("东风村")}`);
  const village = page.getByRole("article", { name: "东风村党群服务中心" });
  await expect(village).toContainText("示意位置");
  await expect(village.getByRole("link", { name: /地图$/ })).toHaveCount(0);
});

test("outlines lie on the areas; tiles that load take the areas' place, and where none comes these are drawn again", async ({ page, admin, visitor }) => {
  test.slow();
  await admin.goto("/admin/settings/map");
  await alive(admin);
  await admin.locator("#f-outlines").setInputFiles({ name: "town.geojson", mimeType: "application/geo+json", buffer: Buffer.from(JSON.stringify(OUTLINES)) });
  await admin.getByRole("button", { name: "上传", exact: true }).click();
  await expect(admin.getByText("已保存。")).toBeVisible();
  const plain = await openMap(page);
  await expect(plain.locator("path.cm-cell").first()).toBeAttached();
  await expect(plain.locator("path.cm-outline")).toHaveCount(1);

  await alive(admin);
  await admin.getByRole("radio", { name: /^自己的图块服务/ }).check();
  await admin.getByLabel("图块地址模板").fill(TILES);
  await admin.getByLabel("来源说明", { exact: true }).fill("© 示例测绘");
  const saved = admin.waitForResponse(/setting\/save_map/);
  await admin.getByRole("button", { name: "保存", exact: true }).click();
  expect((await saved).ok()).toBe(true);
  const served = await visitor({ serviceWorkers: "block" });
  await served.route("https://tiles.example.org/**", (route) => route.fulfill({ contentType: "image/png", body: PIXEL }));
  const tiled = await openMap(served);
  await expect(tiled.locator("img.leaflet-tile-loaded").first()).toBeAttached();
  await expect(tiled.getByText("© 示例测绘")).toBeVisible();
  await expect(tiled.locator("path.cm-outline")).toHaveCount(1);
  await expect(tiled.locator("path.cm-cell")).toHaveCount(0);
  await expect(tiled.getByText(NO_TILES)).toBeHidden();

  const cut = await visitor({ serviceWorkers: "block" });
  await cut.route("https://tiles.example.org/**", (route) => route.abort());
  const bare = await openMap(cut);
  await expect(bare.locator("path.cm-cell").first()).toBeAttached();
  await expect(bare.locator("path.cm-outline")).toHaveCount(1);
  await expect(bare.getByText(NO_TILES)).toBeVisible();
});
