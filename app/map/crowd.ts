// Markers that would lie on each other become one badge: the server counts by fixed squares of the earth, so two markers of
// neighbouring squares can still be closer than a finger is wide.

import * as L from "leaflet/dist/leaflet-src.esm.js";
import { placeOf, type ClusterItem, type MapItem } from "./items";
import type { Counts } from "./pins";

/** How far one marker may cover another, in rem: of the smallest, 44 px wide, at least 24 px stay free (WCAG 2.2, 2.5.8). */
const COVERED = 0.75;

/** Diameter of a badge in rem: 44 px for a few, 70 px for 10,000; never so big that it hides its neighbours. */
export const badgeSize = (shown: number): number => Math.max(44, 38 + 8 * Math.log10(Math.max(1, shown))) / 16;

interface Group {
  items: MapItem[];
  count: number;
  /** What is counted in its centers together; nothing where nothing is. */
  sum: number | undefined;
  lng: number;
  lat: number;
  box: L.Bounds;
}

/**
 * The same items, with those that are too close to each other as one cluster. The selected center stays itself, and in front. Where
 * something is counted in the centers, a cluster has the sum.
 */
export function gather(items: MapItem[], selected: string, map: L.Map, counts: Counts = {}): MapItem[] {
  const counted = Object.keys(counts).length > 0;
  const sumOf = (item: MapItem): number | undefined =>
    !counted ? undefined : item.type === "center" ? counts[item.id]?.[0] ?? 0 : item.sum ?? 0;
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const isSelected = (item: MapItem): boolean => item.type === "center" && item.id === selected;
  const boxOf = (group: Omit<Group, "box">): L.Bounds => {
    const at = map.project([group.lat, group.lng]);
    const only = group.items[0];
    if (group.items.length === 1 && only?.type === "center") {
      // A pin stands on its place, a badge lies around it: the sizes of center-map.css.
      const [width, height] = only.kind === "town" ? [3.25, 3.5] : [2.75, 2.875];
      return L.bounds(at.subtract([(width * rem) / 2, height * rem]), at.add([(width * rem) / 2, 0]));
    }
    const half = (badgeSize(group.sum ?? group.count) * rem) / 2;
    return L.bounds(at.subtract([half, half]), at.add([half, half]));
  };
  const made = (group: Omit<Group, "box">): Group => ({ ...group, box: boxOf(group) });
  const alone = (item: MapItem): Omit<Group, "box"> => {
    const { lng, lat } = placeOf(item);
    return { items: [item], count: item.type === "center" ? 1 : item.count, sum: sumOf(item), lng, lat };
  };
  let groups = items.map((item) => made(alone(item)));
  // The largest first, so that the small ones join it; the selected center before all.
  groups.sort((a, b) => Number(b.items.some(isSelected)) - Number(a.items.some(isSelected)) || b.count - a.count);
  for (let before = 0; before !== groups.length; ) {
    before = groups.length;
    const kept: Group[] = [];
    for (const group of groups) {
      const i = kept.findIndex((other) => tooClose(other.box, group.box, COVERED * rem));
      const other = kept[i];
      if (!other) kept.push(group);
      // Whoever stands behind the selected center comes forward when it is looked at from closer.
      else if (!other.items.some(isSelected)) kept[i] = made(joined(other, group));
    }
    groups = kept;
  }
  return groups.map((group) => (group.items.length === 1 ? group.items[0]! : cluster(group)));
}

function joined(a: Group, b: Group): Omit<Group, "box"> {
  const count = a.count + b.count;
  const mean = (x: number, y: number): number => (x * a.count + y * b.count) / count;
  const sum = a.sum === undefined ? undefined : a.sum + (b.sum ?? 0);
  return { items: [...a.items, ...b.items], count, sum, lng: mean(a.lng, b.lng), lat: mean(a.lat, b.lat) };
}

function tooClose(a: L.Bounds, b: L.Bounds, allowed: number): boolean {
  const over = (axis: "x" | "y"): number => Math.min(a.max![axis], b.max![axis]) - Math.max(a.min![axis], b.min![axis]);
  return over("x") > allowed && over("y") > allowed;
}

const cluster = ({ lng, lat, count, sum }: Group): ClusterItem =>
  sum === undefined ? { type: "cluster", lng, lat, count } : { type: "cluster", lng, lat, count, sum };
