/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import type { PlotDescription } from "./description.js";
import { drawCurve, drawHistogram } from "./draw-curve.js";
import { drawMesh } from "./draw-mesh.js";
import { drawSurface } from "./draw-surface.js";
import { svgElement } from "./marks.js";

/** Where and how large to draw. */
export interface DrawOptions {
  /** The page's document, or one of linkedom where there is no page. */
  readonly document: object;
  /** What the picture is of, for those who cannot see it. */
  readonly label: string;
  /** Pixels. @defaultValue 640 */
  readonly width?: number;
  /** Pixels; the pictures of a grid choose their own. @defaultValue half the width */
  readonly height?: number;
}

/** A drawn picture: an SVG element. */
export interface Drawing {
  readonly outerHTML: string;
}

/** Draws a description as an SVG element of the given document. */
export function drawPlot(description: PlotDescription, options: DrawOptions): Drawing {
  const drawn = draw(description, options);
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", options.label);
  // An SVG in a file of its own needs to say what it is; in a page this does no harm.
  drawn.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  // The picture is one thing to a screen reader; its parts may not have names without a role.
  for (const part of drawn.querySelectorAll("g[aria-label]")) part.removeAttribute("aria-label");
  return drawn;
}

function draw(plot: PlotDescription, options: DrawOptions): Element {
  switch (plot.kind) {
    case "curve":
      return drawCurve(plot, options);
    case "histogram":
      return drawHistogram(plot, options);
    case "surface":
      return drawSurface(plot, options);
    case "mesh":
      return drawMesh(plot, options);
    case "grid":
      return drawGrid(plot, options);
  }
}

/** Small pictures beside each other, each under its labels. */
function drawGrid(plot: Extract<PlotDescription, { kind: "grid" }>, options: DrawOptions): Element {
  const document = options.document as Document;
  const width = options.width ?? 640;
  const columns = Math.min(plot.items.length, Math.max(1, Math.floor(width / 220)));
  const cell = { width: Math.floor(width / columns), height: Math.floor((width / columns) * 0.72) };
  const title = 18;
  const rows = Math.ceil(plot.items.length / columns);
  const height = rows * (cell.height + title) + (plot.left > 0 ? title : 0);
  const svg = svgElement(document, "svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    fill: "currentColor",
  });
  svg.setAttribute("font-family", "system-ui, sans-serif");
  plot.items.forEach(({ labels, plot: inner }, i) => {
    const [x, y] = [(i % columns) * cell.width, Math.floor(i / columns) * (cell.height + title)];
    const text = Object.entries(labels).map(([name, value]) => `${name} = ${String(value)}`);
    svg.append(words(document, x + cell.width / 2, y + title - 5, text.join(", ")));
    const picture = draw(inner, { ...options, ...cell });
    picture.setAttribute("x", String(x));
    picture.setAttribute("y", String(y + title));
    svg.append(picture);
  });
  if (plot.left > 0) svg.append(words(document, width / 2, height - 5, `and ${plot.left} more`));
  return svg;
}

function words(document: Document, x: number, y: number, text: string): Element {
  const element = svgElement(document, "text", { x, y, "text-anchor": "middle", "font-size": 12 });
  element.textContent = text;
  return element;
}
