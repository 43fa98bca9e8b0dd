// Every string the map shows or speaks comes from the `labels` attribute, so translations stay with the rest of the product's.

/**
 * The keys of `labels`:
 * - `map` name of the map region · `zoomIn`, `zoomOut` the two buttons
 * - `town`, `village` the kind of a center · `open`, `closed` now · `schematic` 示意位置
 * - `cluster` several centers, with `{n}` for how many · `you` where the visitor is
 * - `clusterSum` several centers in which something is counted, with `{n}` and `{m}` for the sum · `sumKey` what the numbers are
 * - `pin` the pin of pick mode · `pickHelp` how to move it, shown in pick mode
 * - `error` the centers could not be loaded · `retry` the button beside it
 * - `suffix` an ending that names in this place share (党群服务中心), left out of the short names drawn on the map
 */
export const WORD_KEYS = [
  "map", "zoomIn", "zoomOut", "town", "village", "open", "closed", "schematic",
  "cluster", "clusterSum", "sumKey", "you", "pin", "pickHelp", "error", "retry", "suffix",
] as const;

export type Words = Record<(typeof WORD_KEYS)[number], string>;

/** Reads `labels`. A missing word is empty for the optional `suffix`, else its key: visible in review, never a nameless button. */
export function readWords(json: string | null): Words {
  const given = readJson<Record<string, unknown>>(json) ?? {};
  const word = (key: string): string => {
    const value = given[key];
    return typeof value === "string" ? value : key === "suffix" ? "" : key;
  };
  return Object.fromEntries(WORD_KEYS.map((key) => [key, word(key)])) as Words;
}

/** Parses JSON from an attribute; absent or malformed reads as nothing. */
export function readJson<T>(json: string | null): T | null {
  if (!json) return null;
  try {
    return JSON.parse(json) as T;
  } catch {
    return null;
  }
}

/** Reads `n` comma-separated finite numbers, or nothing. */
export function readNumbers(text: string | null, n: number): number[] | null {
  const numbers = (text ?? "").split(",").map((part) => (part.trim() === "" ? NaN : Number(part)));
  return numbers.length === n && numbers.every(Number.isFinite) ? numbers : null;
}
