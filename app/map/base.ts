// What lies under the markers: tiles where the administrator has set some, and division outlines.

import * as L from "leaflet/dist/leaflet-src.esm.js";
import type { GeoJsonObject } from "geojson";
import { readJson } from "./words";

interface TileSource {
  url: string;
  subdomains?: string | string[];
  max_zoom?: number;
  attribution?: string;
}

export const MAX_ZOOM = 18;

export class Base {
  private readonly tiles = L.layerGroup();
  private readonly lines = L.layerGroup();
  /** What must be said about the tiles' source. */
  attribution = "";
  /** Whether tiles are configured and reachable: if not, the caller draws what it knows instead. */
  hasTiles = false;

  constructor(
    map: L.Map,
    private readonly onFailure: (message: string, tiles: boolean) => void,
  ) {
    this.tiles.addTo(map);
    this.lines.addTo(map);
  }

  /** Shows the tile layers of the `tiles` attribute. */
  setTiles(json: string | null): void {
    const sources = readJson<TileSource[]>(json) ?? [];
    this.tiles.clearLayers();
    this.hasTiles = sources.length > 0;
    this.attribution = [...new Set(sources.map((source) => source.attribution ?? ""))].filter(Boolean).join(" · ");
    let arrived = false;
    for (const { url, subdomains = "abc", max_zoom = MAX_ZOOM } of sources) {
      const layer = L.tileLayer(url, { subdomains, maxZoom: MAX_ZOOM, maxNativeZoom: max_zoom });
      layer.on("tileload", () => (arrived = true));
      layer.on("tileerror", () => {
        // One missing tile is a gap; none at all (no network, a wrong key) is no base map.
        if (arrived || !this.hasTiles || !this.tiles.hasLayer(layer)) return;
        this.hasTiles = false;
        this.onFailure("the base map could not be loaded", true);
      });
      this.tiles.addLayer(layer);
    }
  }

  /** Fetches and draws the outlines; an empty address draws none. The map is usable without them. */
  async setOutlines(src: string | null, signal: AbortSignal): Promise<void> {
    this.lines.clearLayers();
    if (!src) return;
    try {
      const response = await fetch(src, { signal });
      if (!response.ok) throw new Error(`${response.status} ${response.statusText}`.trim());
      const shapes = (await response.json()) as GeoJsonObject;
      const layer = L.geoJSON(shapes, {
        interactive: false,
        style: { className: "cm-outline" },
        // Only lines and areas outline anything; a point would draw Leaflet's image marker.
        filter: (feature) => !feature.geometry?.type.endsWith("Point"),
      });
      if (!signal.aborted) this.lines.addLayer(layer);
    } catch (error) {
      if (!signal.aborted) this.onFailure(`outlines: ${String(error)}`, false);
    }
  }
}
