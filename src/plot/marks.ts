/// <reference lib="dom" />
import type * as Plot from "@observablehq/plot";
import type { DrawOptions } from "./draw.js";

/** Colours of curves, readable on light and on dark. */
export const PALETTE = [
  "#1f77b4",
  "#ff7f0e",
  "#2ca02c",
  "#d62728",
  "#9467bd",
  "#8c564b",
  "#e377c2",
  "#17becf",
];

/** Returns an SVG element with attributes. */
export function svgElement(
  document: Document,
  name: string,
  attributes: Record<string, string | number>,
): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name as "g");
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** Returns what all pictures have in common. */
export function frame({ document, width = 640, height }: DrawOptions): Plot.PlotOptions {
  return {
    document: document as Document,
    width,
    height: height ?? Math.round(width / 2),
    marginLeft: width < 400 ? 40 : 56,
    marginBottom: 34,
    style: { background: "transparent", overflow: "visible", color: "currentColor" },
  };
}

/** Names curves in their colours, above the picture on the right. */
export function nameCurves(names: readonly string[]): Plot.Markish {
  return (_index, _scales, _channels, dimensions, context) => {
    const group = svgElement(context.document, "g", { "text-anchor": "end", "font-size": 11 });
    const row = svgElement(context.document, "text", { x: dimensions.width - dimensions.marginRight, y: 10 });
    names.forEach((name, i) => {
      const part = svgElement(context.document, "tspan", { fill: PALETTE[i % PALETTE.length]! });
      part.textContent = `${i === 0 ? "" : "  "}\u25cf ${name}`;
      row.append(part);
    });
    group.append(row);
    return group;
  };
}

/** Draws straight pieces: x1, y1, x2, y2 of each. */
export function segments(pieces: Float64Array, stroke: string, width: number, opacity = 1): Plot.Markish {
  return (_index, scales, _channels, _dimensions, context) => {
    let d = "";
    for (let i = 0; i < pieces.length; i += 4) {
      d += `M${pixel(scales.x?.(pieces[i]))},${pixel(scales.y?.(pieces[i + 1]))}`;
      d += `L${pixel(scales.x?.(pieces[i + 2]))},${pixel(scales.y?.(pieces[i + 3]))}`;
    }
    return svgElement(context.document, "path", {
      d,
      stroke,
      "stroke-width": width,
      "stroke-opacity": opacity,
      fill: "none",
    });
  };
}

/** Writes a place in pixels, to a tenth. */
export function pixel(place: unknown): string {
  return String(Math.round((place as number) * 10) / 10);
}
