// Pages on paper: printed by the browser into a file, measured there, and looked at for what would be cut off.
import { inflateSync } from "node:zlib";
import type { Page } from "@playwright/test";
import { expect, test } from "./test.ts";

/** Millimetres of a sheet. */
export interface Sheet {
  width: number;
  height: number;
}

export const A4: Sheet = { width: 210, height: 297 };
/** The roll of a counter's printer. */
export const ROLL: Sheet = { width: 80, height: 297 };

/** The browser's own margin where the page says none, and that of `print.css`. */
const MARGIN = { a4: 16, roll: 4 };
const PX_PER_MM = 96 / 25.4;

/** The sheets of a PDF, as Chromium writes it: each has its own box, in points. */
export function sheets(pdf: Buffer): Sheet[] {
  const text = pdf.toString("latin1");
  const pages = text.match(/\/Type\s*\/Page(?![s\w])/g)?.length ?? 0;
  const boxes = [...text.matchAll(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]/g)];
  expect(boxes.length, "a box for each sheet").toBe(pages);
  for (const [, id] of text.matchAll(/\/Contents (\d+) 0 R/g)) {
    const from = text.indexOf("stream", text.indexOf(`\n${id} 0 obj`)) + "stream".length;
    const begin = from + (text[from] === "\r" ? 2 : 1);
    const drawn = inflateSync(pdf.subarray(begin, text.indexOf("endstream", begin))).toString("latin1");
    expect(drawn, "no sheet is empty").toMatch(/T[jJ]/);
  }
  const mm = (points: string | undefined): number => Math.round((Number(points) / 72) * 25.4);
  return boxes.map(([, width, height]) => ({ width: mm(width), height: mm(height) }));
}

/** Prints the page that is open; the file and a picture of it stay in the test's results, so that a person can look. */
export async function print(page: Page, name: string, sheet: Sheet = A4): Promise<Sheet[]> {
  const roll = sheet.width < 100;
  const margin = roll ? MARGIN.roll : MARGIN.a4;
  await page.emulateMedia({ media: "print" });
  // As wide as what is between the margins: what does not fit there would be made smaller or cut.
  const width = Math.floor((sheet.width - 2 * margin) * PX_PER_MM);
  await page.setViewportSize({ width, height: 1000 });
  expect(await cut(page), `${name}: nothing reaches over the edge`).toEqual([]);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const path = (end: string): string => test.info().outputPath(`${name}.${end}`);
  await page.screenshot({ path: path("png"), fullPage: true });
  const mm = `${margin}mm`;
  const pdf = await page.pdf({
    path: path("pdf"),
    width: `${sheet.width}mm`,
    height: `${sheet.height}mm`,
    margin: { top: mm, right: mm, bottom: mm, left: mm },
    preferCSSPageSize: true,
    printBackground: true,
  });
  return sheets(pdf);
}

/** What of the page's text would not be on the paper: beyond its edges, or behind an edge at which one scrolls on a screen. */
function cut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const lost: string[] = [];
    for (const element of document.body.querySelectorAll<HTMLElement>("*")) {
      // Read aloud, not seen.
      if (element.closest(".sr") || !element.checkVisibility({ visibilityProperty: true })) continue;
      const style = getComputedStyle(element);
      const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
      const box = element.getBoundingClientRect();
      const name = `<${element.localName} class="${element.className}"> ${element.textContent?.trim().slice(0, 30)}`;
      if ((own || element.localName === "img") && (box.left < -1 || box.right > width + 1)) lost.push(`${name}: ${Math.round(box.right)} of ${width}`);
      const wide = style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
      const long = style.overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1;
      if ((wide || long) && element !== document.documentElement) lost.push(`${name}: scrolls`);
    }
    return lost;
  });
}
