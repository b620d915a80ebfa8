/// <reference lib="dom" />
import { svgElement } from "./marks.js";

/** Where a bar of colours stands, in pixels. */
export interface BarPlace {
  readonly x: number;
  readonly y: number;
  readonly length: number;
}

/** Draws the colours from low to high beside a picture, with the values that they stand for. */
export function colourBar(
  document: Document,
  { x, y: top, length }: BarPlace,
  [low, high]: readonly [number, number],
  colourOf: (value: number) => string,
): SVGElement {
  const group = svgElement(document, "g", { "font-size": 10, "text-anchor": "start" });
  const steps = 48;
  for (let i = 0; i < steps; i++) {
    const fill = colourOf(low + ((high - low) * (i + 0.5)) / steps);
    const y = top + (length * (steps - 1 - i)) / steps;
    group.append(svgElement(document, "rect", { x, y, width: 10, height: length / steps + 0.5, fill }));
  }
  for (let i = 0; i <= 4; i++) {
    const text = svgElement(document, "text", { x: x + 14, y: top + length * (1 - i / 4), dy: "0.32em" });
    text.textContent = tickText(low + ((high - low) * i) / 4, high - low);
    group.append(text);
  }
  return group;
}

/** Writes a value shortly; what is nothing beside the range of all is 0. */
function tickText(value: number, range: number): string {
  return Math.abs(value) < 1e-3 * range ? "0" : String(Number(value.toPrecision(3)));
}
