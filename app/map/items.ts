// What the server's map endpoint answers (the model's `MapItem`), and the one request for it.

export interface CenterItem {
  type: "center";
  id: string;
  names: { zh: string; en?: string | null };
  kind: "town" | "village";
  position: { at: { lng: number; lat: number }; source: "surveyed" | "schematic" };
  open: boolean;
}

export interface ClusterItem {
  type: "cluster";
  lng: number;
  lat: number;
  count: number;
  /** What is counted in its centers together, where something is. */
  sum?: number;
}

export type MapItem = CenterItem | ClusterItem;

/** The key by which an item keeps its element across refreshes. */
export function keyOf(item: MapItem): string {
  return item.type === "center" ? `center:${item.id}` : `cluster:${item.lng},${item.lat},${item.count},${item.sum ?? ""}`;
}

export function placeOf(item: MapItem): { lng: number; lat: number } {
  return item.type === "center" ? item.position.at : item;
}

/** Asks for the items of a rectangle; throws on anything but a well-formed answer. */
export async function loadItems(
  src: string,
  query: string,
  bbox: string,
  zoom: number,
  selected: string,
  signal: AbortSignal,
): Promise<MapItem[]> {
  const url = new URL(src, document.baseURI);
  for (const [name, value] of new URLSearchParams(query)) url.searchParams.append(name, value);
  url.searchParams.set("bbox", bbox);
  url.searchParams.set("zoom", String(zoom));
  if (selected) url.searchParams.set("selected", selected);
  const response = await fetch(url, { signal, headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`.trim());
  const body = (await response.json()) as { items?: unknown };
  if (!Array.isArray(body.items)) throw new Error("the answer has no items");
  return body.items as MapItem[];
}
