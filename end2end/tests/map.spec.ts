// The map: what lies too close is gathered, what is known is drawn where there are no tiles, a pin is dragged, a card leads there.
import type { Locator, Page } from "@playwright/test";
import { alive, expect, test } from "../support/test.ts";

test.use({ town: "map" });

/** A picture of one pixel. */
const PIXEL = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const TILES = "https://tiles.example.org/{z}/{x}/{y}.png";
const TOWN = "音德尔镇党群服务中心";

async function openMap(page: Page, query = ""): Promise<Locator> {
  await page.goto(`/centers${query}`);
  await alive(page);
  const map = page.locator("center-map[data-ready]");
  await expect(map).toBeVisible();
  await expect(map.locator(".cm-canvas")).toHaveAttribute("aria-busy", "false");
  return map;
}

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
