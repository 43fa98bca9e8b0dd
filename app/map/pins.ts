// The markers as real buttons: a doorway arch for a center, a round badge for a cluster. They are keyed by item, so an
// element (and the keyboard focus on it) survives every refresh, and stand in the document from west to east.

import * as L from "leaflet/dist/leaflet-src.esm.js";
import { badgeSize } from "./crowd";
import { keyOf, placeOf, type CenterItem, type ClusterItem, type MapItem } from "./items";
import type { Words } from "./words";

/** What stands beside centers, by their identifiers: a number, and how it is said. */
export type Counts = Record<string, [number, string]>;

/** How items are spoken and which one is selected. */
export interface PinStyle {
  words: Words;
  lang: "zh" | "en";
  selected: string;
  counts: Counts;
}

/** Keeps a pin and its name clear of the edges, in pixels. */
const CLEAR = { paddingTopLeft: [48, 72], paddingBottomRight: [48, 48] } satisfies L.PanInsideOptions;

interface Pin {
  item: MapItem;
  marker: L.Marker;
  button: HTMLButtonElement;
}

// The doorway: body with its point on the place, then the door, then the bar of a shut door.
const ARCH =
  '<svg class="cm-arch" viewBox="0 0 36 46" aria-hidden="true" focusable="false">' +
  '<path class="cm-body" d="M3 35V18a15 15 0 0 1 30 0v17a3 3 0 0 1-3 3h-7.5L18 44.5 13.5 38H6a3 3 0 0 1-3-3z"/>' +
  '<path class="cm-door" d="M11.5 33V19.5a6.5 6.5 0 0 1 13 0V33z"/><path class="cm-bar" d="M12.5 25.5h11"/></svg>';

/** The arch as an element: also the glyph of the legend and of pick mode. */
export function arch(): SVGSVGElement {
  const template = document.createElement("template");
  template.innerHTML = ARCH;
  return template.content.firstElementChild as SVGSVGElement;
}

/** A Leaflet icon around an element of ours; its size and anchor are the stylesheet's. */
export class ElementIcon extends L.DivIcon {
  constructor(private readonly element: HTMLElement) {
    super({ iconSize: undefined, className: "" });
  }

  override createIcon(): HTMLElement {
    return this.element;
  }
}

function make(tag: string, className: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  return element;
}

export class Pins {
  private readonly pins = new Map<string, Pin>();
  private dragged = false;

  constructor(
    private readonly map: L.Map,
    private readonly onPress: (item: MapItem) => void,
  ) {
    map.on("zoomend", () => this.layOutNames());
    map.on("dragstart", () => (this.dragged = true));
  }

  get items(): MapItem[] {
    return [...this.pins.values()].map((pin) => pin.item);
  }

  /** Makes the map show exactly these items. */
  show(items: MapItem[], style: PinStyle): void {
    const focused = [...this.pins.values()].find((pin) => pin.button === document.activeElement);
    const fresh = new Map(items.map((item) => [keyOf(item), item]));
    for (const [key, item] of fresh) {
      const pin = this.pins.get(key) ?? this.add(key, item);
      pin.item = item;
      const { lat, lng } = placeOf(item);
      if (!pin.marker.getLatLng().equals([lat, lng], 0)) pin.marker.setLatLng([lat, lng]);
    }
    this.restyle(style);
    for (const [key, pin] of this.pins) {
      if (fresh.has(key)) continue;
      this.pins.delete(key);
      if (pin !== focused) pin.marker.remove();
    }
    this.sort();
    if (focused && !fresh.has(keyOf(focused.item))) {
      // The pressed cluster has opened: go on from what now stands where it stood.
      (this.nearest(focused.marker.getLatLng())?.button ?? this.map.getContainer()).focus({ preventScroll: true });
      focused.marker.remove();
    }
    this.layOutNames();
  }

  /** Words, language or selection changed. */
  private restyle(style: PinStyle): void {
    for (const pin of this.pins.values()) {
      if (pin.item.type === "center") dressCenter(pin, pin.item, style);
      else dressCluster(pin, pin.item, style);
    }
  }

  /** Brings a center that is known into view. */
  reveal(id: string): void {
    const pin = this.pins.get(`center:${id}`);
    if (pin) this.map.panInside(pin.marker.getLatLng(), CLEAR);
  }

  private add(key: string, item: MapItem): Pin {
    const button = document.createElement("button");
    button.type = "button";
    if (item.type === "center") button.append(arch(), make("span", "cm-name"));
    else button.append(make("span", "cm-count"));
    const { lat, lng } = placeOf(item);
    // Not interactive in Leaflet's sense: a native button brings focus, Enter and Space, and lets a drag start on it.
    const marker = L.marker([lat, lng], { icon: new ElementIcon(button), interactive: false, keyboard: false });
    const pin: Pin = { item, marker: marker.addTo(this.map), button };
    button.addEventListener("pointerdown", () => (this.dragged = false));
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      // The click that ends a drag of the map is no press; one from the keyboard has no detail.
      if (event.detail === 0 || !this.dragged) this.onPress(pin.item);
    });
    button.addEventListener("keydown", (event) => {
      // Leaflet's map keys would swallow these.
      if (event.key === "Enter" || event.key === " ") event.stopPropagation();
    });
    button.addEventListener("focus", () => {
      if (button.matches(":focus-visible")) this.map.panInside(marker.getLatLng(), CLEAR);
    });
    this.pins.set(key, pin);
    return pin;
  }

  /** Document order from west to east, without ever moving the focused element (moving would blur it). */
  private sort(): void {
    const order = [...this.pins.values()]
      .sort((a, b) => a.marker.getLatLng().lng - b.marker.getLatLng().lng)
      .map((pin) => pin.button);
    const pane = this.map.getPane("markerPane");
    const current = [...(pane?.children ?? [])].filter((child) => order.includes(child as HTMLButtonElement));
    if (!pane || order.every((button, i) => button === current[i])) return;
    const fixed = order.findIndex((button) => button === document.activeElement);
    order.forEach((button, i) => {
      if (i < fixed) order[fixed]?.before(button);
      else if (i > fixed) pane.append(button);
    });
  }

  private nearest(to: L.LatLng): Pin | undefined {
    const distance = (pin: Pin): number => pin.marker.getLatLng().distanceTo(to);
    return [...this.pins.values()].sort((a, b) => distance(a) - distance(b))[0];
  }

  /** Shows the names that have room, the selected center's and towns' first; the others are spoken only. */
  private layOutNames(): void {
    const boxes = [...this.pins.values()].map((pin) => ({ pin, ...this.measure(pin) }));
    const rank = (pin: Pin): number =>
      pin.button.hasAttribute("aria-current") ? 0 : pin.item.type === "center" && pin.item.kind === "town" ? 1 : 2;
    const taken: { pin: Pin; box: L.Bounds }[] = boxes.map(({ pin, body }) => ({ pin, box: body }));
    for (const { pin, name, element } of boxes.sort((a, b) => rank(a.pin) - rank(b.pin))) {
      if (!name || !element) continue;
      const free = rank(pin) === 0 || taken.every((other) => other.pin === pin || !other.box.overlaps(name));
      element.classList.toggle("cm-quiet", !free);
      if (free) taken.push({ pin, box: name });
    }
  }

  private measure({ marker, button }: Pin): { body: L.Bounds; name?: L.Bounds; element?: HTMLElement } {
    const at = this.map.latLngToLayerPoint(marker.getLatLng());
    const at0 = at.add([button.offsetLeft, button.offsetTop]);
    const body = L.bounds(at0.add([6, 4]), at0.add([button.offsetWidth - 6, button.offsetHeight]));
    const element = button.querySelector<HTMLElement>(".cm-name");
    if (!element) return { body };
    const corner = at0.add([button.offsetWidth / 2 - element.offsetWidth / 2, element.offsetTop]);
    return { body, element, name: L.bounds(corner, corner.add([element.offsetWidth, element.offsetHeight])) };
  }
}

function dressCenter({ button, marker }: Pin, item: CenterItem, { words, lang, selected, counts }: PinStyle): void {
  const name = (lang === "en" && item.names.en) || item.names.zh;
  const parts = [name, words[item.kind], item.open ? words.open : words.closed];
  if (item.position.source === "schematic") parts.push(words.schematic);
  const count = counts[item.id];
  if (count) parts.push(count[1]);
  showSum(button, count?.[0], lang);
  const isSelected = item.id === selected;
  button.classList.add("cm-pin");
  button.classList.toggle("cm-town", item.kind === "town");
  button.classList.toggle("cm-closed", !item.open);
  button.classList.toggle("cm-schematic", item.position.source === "schematic");
  button.classList.toggle("cm-selected", isSelected);
  if (isSelected) setOnce(button, "aria-current", "true");
  else button.removeAttribute("aria-current");
  setOnce(button, "aria-label", parts.join(lang === "zh" ? "，" : ", "));
  const short = words.suffix && name.endsWith(words.suffix) ? name.slice(0, -words.suffix.length).trim() : name;
  const text = short || name;
  const shown = button.querySelector(".cm-name");
  if (shown && shown.textContent !== text) shown.textContent = text;
  marker.setZIndexOffset(isSelected ? 10_000 : item.kind === "town" ? 1_000 : 0);
}

/** The number of a pin stands on the pin itself: a name without room is not shown. */
function showSum(button: HTMLButtonElement, sum: number | undefined, lang: string): void {
  let shown = button.querySelector(".cm-sum");
  if (sum === undefined) {
    shown?.remove();
    return;
  }
  if (!shown) button.append((shown = make("span", "cm-sum")));
  const text = compact(sum, lang);
  if (shown.textContent !== text) shown.textContent = text;
}

const compact = (n: number, lang: string): string => new Intl.NumberFormat(lang, { notation: "compact" }).format(n);

function dressCluster({ button, marker }: Pin, item: ClusterItem, { words, lang }: PinStyle): void {
  const { count, sum } = item;
  button.classList.add("cm-cluster");
  button.style.setProperty("--size", `${badgeSize(sum ?? count).toFixed(2)}rem`);
  const said = sum === undefined ? words.cluster : words.clusterSum.replace("{m}", sum.toLocaleString(lang));
  setOnce(button, "aria-label", said.replace("{n}", count.toLocaleString(lang)));
  const shown = button.querySelector(".cm-count");
  const text = compact(sum ?? count, lang);
  if (shown && shown.textContent !== text) shown.textContent = text;
  marker.setZIndexOffset(500);
}

function setOnce(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
