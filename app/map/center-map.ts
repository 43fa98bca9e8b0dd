// `<center-map>`: the one place that knows Leaflet. The page renders the element with plain attributes and a text
// fallback inside, and listens to its events; everything else about the map stays in this folder.
//
// Attributes (each may change at any time):
//   src          address that answers `?bbox=w,s,e,n&zoom=z` with `{items: MapItem[]}` (items.ts)
//   query        more parameters for src, as `a=b&c=d`: the filters of the list beside the map
//   outlines     address of GeoJSON outlines (WGS-84), or empty
//   tiles        JSON `[{url, subdomains?, max_zoom?, attribution?}]`; empty draws outlines and nearest-center areas
//   text-no-tiles  the note shown when there are no tiles
//   approval     审图号, shown after the attribution
//   bounds       `w,s,e,n` to look at
//   selected     id of the chosen center
//   lang         `zh` or `en`;  labels  JSON of all words (words.ts)
//   near         `lng,lat` of the visitor, or empty
//   counts       JSON `{id: [number, "how it is said"]}`: what stands on a center's pin, and is read after its name; badges show the sum
//   points       JSON of the centers to show, as src answers them: nothing is asked for then, and sums are of all of them
//   pick, lng, lat  pick mode and its pin; the element writes lng and lat back when the pin moves
// Events (bubbling, composed):
//   center-select {id} · view-change {bbox: "w,s,e,n", zoom} · pick {lng, lat} (WGS-84) · map-error {message}

import * as L from "leaflet/dist/leaflet-src.esm.js";
import { Areas } from "./areas";
import { Base, MAX_ZOOM } from "./base";
import { gather } from "./crowd";
import { Frame } from "./frame";
import { loadItems, type MapItem } from "./items";
import { PickPin } from "./pick";
import { ElementIcon, Pins, type Counts, type PinStyle } from "./pins";
import { readJson, readNumbers, readWords } from "./words";

const PAN_PAUSE_MS = 150;
/** How much of the view's size is asked for around it: a short pan finds its markers there, and areas at the edge are right. */
const MARGIN = 0.5;

/** Room for the outermost pins and the names below them, in pixels. */
const INSET = { paddingTopLeft: [28, 56], paddingBottomRight: [28, 36] } satisfies L.FitBoundsOptions;

/** Everything that exists only while the element is in a document. */
interface Parts {
  map: L.Map;
  frame: Frame;
  pins: Pins;
  base: Base;
  areas: Areas;
  pick: PickPin;
  you: L.Marker;
  youElement: HTMLElement;
}

class CenterMap extends HTMLElement {
  static readonly observedAttributes = [
    "src", "query", "outlines", "tiles", "text-no-tiles", "approval", "bounds",
    "selected", "lang", "labels", "near", "pick", "lng", "lat", "counts", "points",
  ];

  private parts: Parts | null = null;
  /** As the server has answered, before what lies too close is gathered. */
  private items: MapItem[] = [];
  /** Identifier of a center that was just chosen and is to be in view once it is drawn. */
  private wanted = "";
  private request = new AbortController();
  private outlineRequest = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    if (this.parts) return;
    const frame = new Frame(this, () => this.refresh(0));
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const map = L.map(frame.canvas, {
      attributionControl: false,
      zoomControl: false,
      maxZoom: MAX_ZOOM,
      minZoom: 3,
      renderer: L.svg({ padding: 1 }),
      inertia: !calm,
      zoomAnimation: !calm,
      fadeAnimation: !calm,
      markerZoomAnimation: !calm,
    });
    const youElement = document.createElement("span");
    youElement.className = "cm-you";
    youElement.setAttribute("role", "img");
    // The first layer group is the lowest: areas, then outlines, then markers in their own pane.
    const areas = new Areas(map, L.layerGroup().addTo(map));
    this.parts = {
      map,
      frame,
      areas,
      youElement,
      base: new Base(map, (message, tiles) => {
        this.tell("map-error", { message });
        if (tiles) this.dress();
      }),
      pins: new Pins(map, (item) => this.press(item)),
      pick: new PickPin(map, (at) => this.place(at)),
      you: L.marker([0, 0], { icon: new ElementIcon(youElement), interactive: false, keyboard: false, zIndexOffset: 15_000 }),
    };
    frame.bindZoom(map);
    this.parts.base.setTiles(this.getAttribute("tiles"));
    this.look();
    this.dress();
    this.drawOutlines();
    this.toggleAttribute("data-ready", true);
    map.on("moveend", () => {
      this.tell("view-change", { bbox: boxText(map.getBounds()), zoom: wholeZoom(map) });
      this.refresh(PAN_PAUSE_MS);
    });
    this.refresh(0);
  }

  disconnectedCallback(): void {
    clearTimeout(this.timer);
    this.request.abort();
    this.outlineRequest.abort();
    this.parts?.map.remove();
    this.parts?.frame.remove();
    this.parts = null;
    this.toggleAttribute("data-ready", false);
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.parts || before === now) return;
    switch (name) {
      case "src":
      case "query":
      case "points":
        this.refresh(0);
        break;
      case "bounds":
        this.look();
        break;
      case "outlines":
        this.drawOutlines();
        break;
      case "tiles":
        this.parts.base.setTiles(now);
        this.dress();
        break;
      default:
        this.dress();
        if (name === "selected") {
          this.wanted = now ?? "";
          this.refresh(0);
        }
        if (name === "near") this.showYou(true);
    }
  }

  private get pinStyle(): PinStyle {
    return {
      words: readWords(this.getAttribute("labels")),
      lang: this.getAttribute("lang") === "en" ? "en" : "zh",
      selected: this.getAttribute("selected") ?? "",
      counts: readJson<Counts>(this.getAttribute("counts")) ?? {},
    };
  }

  /** Looks at `bounds`; without them at the pin, at the visitor, or at the world. */
  private look(): void {
    if (!this.parts) return;
    const { map, base } = this.parts;
    // Tiles are sharp at whole steps only; a drawing fits a narrow phone better at half steps.
    map.options.zoomSnap = base.hasTiles ? 1 : 0.5;
    const bounds = readNumbers(this.getAttribute("bounds"), 4);
    const [w = 0, s = 0, e = 0, n = 0] = bounds ?? [];
    const at = this.pinPlace ?? this.youPlace;
    if (bounds) map.fitBounds([[s, w], [n, e]], { ...INSET, maxZoom: 16, animate: false });
    else if (at) map.setView(at, 15, { animate: false });
    else map.fitWorld({ animate: false });
  }

  private get pinPlace(): L.LatLng | null {
    const at = readNumbers(`${this.getAttribute("lng") ?? ""},${this.getAttribute("lat") ?? ""}`, 2);
    return at && L.latLng(at[1] ?? 0, at[0] ?? 0);
  }

  private get youPlace(): L.LatLng | null {
    const at = readNumbers(this.getAttribute("near"), 2);
    return at && L.latLng(at[1] ?? 0, at[0] ?? 0);
  }

  /** Brings everything that is already here in line with the attributes. */
  private dress(): void {
    if (!this.parts) return;
    const { frame, pick, base } = this.parts;
    const style = this.pinStyle;
    const picking = this.hasAttribute("pick");
    frame.dress(style.words, {
      note: base.hasTiles ? "" : this.getAttribute("text-no-tiles") ?? "",
      help: picking ? style.words.pickHelp : "",
      credit: [base.attribution, this.getAttribute("approval") ?? ""].filter(Boolean).join(" · "),
    });
    pick.update(picking, this.pinPlace, style.words.pin);
    this.showYou(false);
    this.showItems();
  }

  private showYou(look: boolean): void {
    if (!this.parts) return;
    const { map, you, youElement } = this.parts;
    const at = this.youPlace;
    youElement.setAttribute("aria-label", this.pinStyle.words.you);
    if (!at) {
      you.remove();
      return;
    }
    you.setLatLng(at).addTo(map);
    if (look) map.panInside(at, { padding: [48, 48] });
  }

  private drawOutlines(): void {
    this.outlineRequest.abort();
    this.outlineRequest = new AbortController();
    void this.parts?.base.setOutlines(this.getAttribute("outlines"), this.outlineRequest.signal);
  }

  /** Asks for the items in view, after a pause in which a further move starts over. */
  private refresh(pause: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.load(), pause);
  }

  private async load(): Promise<void> {
    const src = this.getAttribute("src");
    if (!this.parts || !src) return;
    const { map, frame, pins } = this.parts;
    const points = readJson<MapItem[]>(this.getAttribute("points"));
    if (points) {
      this.items = points;
      this.showItems();
      return;
    }
    this.request.abort();
    const { signal } = (this.request = new AbortController());
    frame.setBusy(true);
    try {
      const box = boxText(map.getBounds().pad(MARGIN));
      const items = await loadItems(src, this.getAttribute("query") ?? "", box, wholeZoom(map), this.pinStyle.selected, signal);
      if (signal.aborted) return;
      this.items = items;
      this.showItems();
      frame.setFailed(false);
      pins.reveal(this.wanted);
      this.wanted = "";
    } catch (error) {
      if (signal.aborted) return;
      frame.setFailed(true);
      this.tell("map-error", { message: String(error) });
    } finally {
      if (!signal.aborted) frame.setBusy(false);
    }
  }

  /** Draws the items, and what depends on them: the legend, and the areas where there are no tiles. */
  private showItems(): void {
    if (!this.parts) return;
    const { map, frame, pins, areas, base } = this.parts;
    const style = this.pinStyle;
    // From the closest there is no closer look at what stands behind a badge.
    const gathered = map.getZoom() < MAX_ZOOM ? gather(this.items, style.selected, map, style.counts) : this.items;
    pins.show(gathered, style);
    frame.legend(pins.items, Object.keys(style.counts).length > 0);
    void areas.draw(base.hasTiles ? [] : pins.items, map.getBounds().pad(1), style.selected);
  }

  private press(item: MapItem): void {
    if (item.type === "center") this.tell("center-select", { id: item.id });
    else if (this.parts) {
      const { map } = this.parts;
      map.setView(item, Math.min(map.getZoom() + 2, MAX_ZOOM));
    }
  }

  private place(at: L.LatLng): void {
    const [lng, lat] = [Number(at.lng.toFixed(6)), Number(at.lat.toFixed(6))];
    this.setAttribute("lng", String(lng));
    this.setAttribute("lat", String(lat));
    this.tell("pick", { lng, lat });
  }

  private tell(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

/** `w,s,e,n` within the world, to six digits (0.1 m). */
function boxText(box: L.LatLngBounds): string {
  const cut = (value: number, limit: number): number => Number(Math.min(limit, Math.max(-limit, value)).toFixed(6));
  return [cut(box.getWest(), 180), cut(box.getSouth(), 90), cut(box.getEast(), 180), cut(box.getNorth(), 90)].join(",");
}

/** The server clusters by whole steps; rounded down, so that markers never crowd. */
function wholeZoom(map: L.Map): number {
  return Math.floor(map.getZoom());
}

customElements.define("center-map", CenterMap);
