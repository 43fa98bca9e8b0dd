// Pick mode: one pin an administrator places by a drag, a click on the map, or the arrow keys.

import * as L from "leaflet/dist/leaflet-src.esm.js";
import { arch, ElementIcon } from "./pins";

const STEP_M = 5;
const BIG_STEP_M = 50;
const METRES_PER_DEGREE = 111_320;
const ARROWS: Record<string, [east: number, north: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

export class PickPin {
  private readonly button = document.createElement("button");
  private readonly marker: L.Marker;
  private on = false;

  constructor(
    private readonly map: L.Map,
    private readonly onPick: (at: L.LatLng) => void,
  ) {
    this.button.type = "button";
    this.button.className = "cm-pin cm-town cm-selected cm-pick";
    this.button.append(arch());
    this.marker = L.marker([0, 0], { icon: new ElementIcon(this.button), draggable: true, zIndexOffset: 20_000 });
    this.marker.on("dragend", () => this.onPick(this.marker.getLatLng()));
    this.button.addEventListener("keydown", (event) => this.nudge(event));
    this.button.addEventListener("click", (event) => event.stopPropagation());
    map.on("click", (event) => this.on && this.onPick(event.latlng));
    map.getContainer().addEventListener("keydown", (event) => {
      // Without a mouse: move the map under its middle, then Enter.
      if (this.on && event.key === "Enter" && event.target === map.getContainer()) this.onPick(map.getCenter());
    });
  }

  /** Shows the pin at a place, or waits for one to be chosen; off hides it. */
  update(on: boolean, at: L.LatLng | null, name: string): void {
    this.on = on;
    this.button.setAttribute("aria-label", at ? `${name} ${at.lat.toFixed(5)}, ${at.lng.toFixed(5)}` : name);
    if (!on || !at) {
      this.marker.remove();
      return;
    }
    this.marker.setLatLng(at);
    if (!this.map.hasLayer(this.marker)) this.marker.addTo(this.map);
    this.map.panInside(at, { padding: [48, 64] });
  }

  private nudge(event: KeyboardEvent): void {
    const direction = ARROWS[event.key];
    if (!direction) return;
    event.preventDefault();
    event.stopPropagation();
    const degrees = (event.shiftKey ? BIG_STEP_M : STEP_M) / METRES_PER_DEGREE;
    const { lat, lng } = this.marker.getLatLng();
    const [east, north] = direction;
    this.onPick(L.latLng(lat + north * degrees, lng + (east * degrees) / Math.cos((lat * Math.PI) / 180)));
  }
}
