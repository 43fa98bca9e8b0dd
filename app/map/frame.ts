// What stands around the map inside the element: a bar with notes, legend and zoom buttons above it, so that none of them covers
// a marker; the attribution and, when loading failed, a message at its foot.

import type * as L from "leaflet/dist/leaflet-src.esm.js";
import type { MapItem } from "./items";
import { arch } from "./pins";
import type { Words } from "./words";

export class Frame {
  /** Leaflet's container. */
  readonly canvas = element("div", "cm-canvas");
  private readonly root = element("div", "cm-root");
  private readonly zoomIn = button("cm-zoom-in", "+");
  private readonly zoomOut = button("cm-zoom-out", "−");
  private readonly note = element("p", "");
  private readonly help = element("p", "cm-help");
  private readonly keys = element("p", "cm-legend");
  private readonly credit = element("p", "cm-credit");
  private readonly failure = element("div", "cm-failure");
  private readonly failureText = element("span", "");
  private readonly retry = button("cm-retry", "");
  private words: Words | null = null;
  private shown = "";

  constructor(host: HTMLElement, onRetry: () => void) {
    this.canvas.setAttribute("role", "region");
    this.failure.setAttribute("role", "status");
    this.help.id = `cm-help-${Math.random().toString(36).slice(2)}`;
    this.retry.addEventListener("click", () => {
      this.canvas.focus({ preventScroll: true });
      onRetry();
    });
    const zoom = element("div", "cm-zoom");
    zoom.append(this.zoomOut, this.zoomIn);
    const says = element("div", "cm-says");
    says.append(this.help, this.note, this.keys);
    const head = element("div", "cm-head");
    head.append(says, zoom);
    const land = element("div", "cm-land");
    const foot = element("div", "cm-foot");
    foot.append(this.failure, this.credit);
    land.append(this.canvas, foot);
    this.root.append(head, land);
    // After the fallback, which hydration still walks over.
    host.append(this.root);
    // The wheel scrolls the page unless the visitor means the map: Ctrl, or the map has the focus.
    this.root.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && !this.canvas.contains(document.activeElement)) event.stopPropagation();
      },
      { capture: true, passive: true },
    );
  }

  bindZoom(map: L.Map): void {
    this.zoomIn.addEventListener("click", () => map.zoomIn());
    this.zoomOut.addEventListener("click", () => map.zoomOut());
    this.canvas.addEventListener("keydown", (event) => {
      // Leaflet's own keys work on its container only; a visitor who has tabbed to a marker wants them too.
      if (event.target === this.canvas || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "+" || event.key === "=") map.zoomIn();
      else if (event.key === "-") map.zoomOut();
    });
    map.on("zoomend", () => {
      // Not `disabled`: that would throw away the focus of whoever pressed it last.
      this.zoomIn.setAttribute("aria-disabled", String(map.getZoom() >= map.getMaxZoom()));
      this.zoomOut.setAttribute("aria-disabled", String(map.getZoom() <= map.getMinZoom()));
    });
  }

  dress(words: Words, text: { note: string; help: string; credit: string }): void {
    this.words = words;
    this.canvas.setAttribute("aria-label", words.map);
    this.zoomIn.setAttribute("aria-label", words.zoomIn);
    this.zoomOut.setAttribute("aria-label", words.zoomOut);
    this.retry.textContent = words.retry;
    say(this.note, text.note);
    say(this.help, text.help);
    say(this.credit, text.credit);
    if (text.help) this.canvas.setAttribute("aria-describedby", this.help.id);
    else this.canvas.removeAttribute("aria-describedby");
    this.shown = "";
  }

  /** Explains the marks that are on the map now, and only those; `counted`: numbers stand on them. */
  legend(items: MapItem[], counted: boolean): void {
    const words = this.words;
    if (!words) return;
    const centers = items.flatMap((item) => (item.type === "center" ? [item] : []));
    const entries: [string, string][] = [];
    if (centers.some((c) => c.open)) entries.push(["cm-key", words.open]);
    if (centers.some((c) => !c.open)) entries.push(["cm-key cm-closed", words.closed]);
    if (centers.some((c) => c.position.source === "schematic")) entries.push(["cm-key cm-schematic", words.schematic]);
    if (counted) entries.push(["cm-key cm-sum-key", words.sumKey]);
    const now = JSON.stringify(entries);
    if (now === this.shown) return;
    this.shown = now;
    this.keys.replaceChildren(
      ...entries.map(([className, word]) => {
        const entry = element("span", className);
        const mark = className.includes("cm-sum-key") ? element("span", "cm-sum") : arch();
        if (mark instanceof HTMLElement) mark.textContent = "8";
        mark.setAttribute("aria-hidden", "true");
        entry.append(mark, word);
        return entry;
      }),
    );
    this.keys.hidden = entries.length === 0;
  }

  setBusy(busy: boolean): void {
    this.canvas.setAttribute("aria-busy", String(busy));
  }

  setFailed(failed: boolean): void {
    this.failure.classList.toggle("cm-on", failed);
    if (!failed) this.failure.replaceChildren();
    else if (this.words) {
      this.failureText.textContent = this.words.error;
      this.failure.replaceChildren(this.failureText, this.retry);
    }
  }

  remove(): void {
    this.root.remove();
  }
}

function element(tag: string, className: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

function button(className: string, text: string): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = text;
  return made;
}

function say(target: HTMLElement, text: string): void {
  target.hidden = text === "";
  if (target.textContent !== text) target.textContent = text;
}
