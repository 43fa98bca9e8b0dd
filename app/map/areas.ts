// The map without tiles: which center is nearest, as softly tinted regions (Voronoi cells) under the markers.
// The geometry is fetched when first needed: a deployment with a base map never downloads it.

import type { Delaunay } from "d3-delaunay";
import * as L from "leaflet/dist/leaflet-src.esm.js";
import { keyOf, placeOf, type MapItem } from "./items";

const TINTS = 4;

export class Areas {
  private readonly cells = new Map<string, L.Polygon>();
  // A region keeps its tint while the page lives, so that panning does not repaint the land.
  private readonly tints = new Map<string, number>();

  constructor(
    private readonly map: L.Map,
    private readonly group: L.LayerGroup,
  ) {}

  private geometry: typeof Delaunay | undefined;
  private latest = 0;

  /** Draws the regions of these items, cut at the rectangle; none for no items. A later call overtakes an earlier one. */
  async draw(items: MapItem[], clip: L.LatLngBounds, selected: string): Promise<void> {
    const turn = ++this.latest;
    this.geometry ??= (await import("d3-delaunay")).Delaunay;
    if (turn === this.latest) this.drawNow(this.geometry, items, clip, selected);
  }

  private drawNow(geometry: typeof Delaunay, items: MapItem[], clip: L.LatLngBounds, selected: string): void {
    const keys = items.map(keyOf);
    const kept = new Set(keys);
    for (const [key, cell] of this.cells) {
      if (kept.has(key)) continue;
      cell.remove();
      this.cells.delete(key);
    }
    if (items.length === 0) return;
    // Mercator keeps angles, so nearest on the drawing is nearest on the ground at the scale of a county.
    const points = items.map((item) => this.map.latLngToLayerPoint(placeOf(item)));
    const low = this.map.latLngToLayerPoint(clip.getNorthWest());
    const high = this.map.latLngToLayerPoint(clip.getSouthEast());
    const delaunay = geometry.from(points, (p) => p.x, (p) => p.y);
    const voronoi = delaunay.voronoi([low.x, low.y, high.x, high.y]);
    keys.forEach((key, i) => {
      const ring = (voronoi.cellPolygon(i) ?? []).map(([x, y]) => this.map.layerPointToLatLng([x, y]));
      const cell = this.cells.get(key) ?? this.add(key, [...delaunay.neighbors(i)].map((n) => keys[n] ?? ""));
      cell.setLatLngs(ring);
      cell.getElement()?.classList.toggle("cm-here", key === `center:${selected}`);
    });
  }

  private add(key: string, neighbours: string[]): L.Polygon {
    const used = new Set(neighbours.map((n) => this.tints.get(n)));
    const free = [...Array(TINTS).keys()].filter((tint) => !used.has(tint));
    const tint = this.tints.get(key) ?? free[0] ?? key.length % TINTS;
    this.tints.set(key, tint);
    const cell = L.polygon([], { className: `cm-cell cm-tint-${tint}`, interactive: false, smoothFactor: 0 });
    this.cells.set(key, cell.addTo(this.group));
    return cell;
  }
}
