/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import * as Plot from "@observablehq/plot";
import type { CurvePlot, PlotDescription, SurfacePlot } from "./description.js";

/** Where and how large to draw. */
export interface DrawOptions {
  /** The page's document, or one of linkedom where there is no page. */
  readonly document: object;
  /** What the picture is of, for those who cannot see it. */
  readonly label: string;
  /** Pixels. @defaultValue 640 */
  readonly width?: number;
}

/** A drawn picture: an SVG element. */
export interface Drawing {
  readonly outerHTML: string;
}

const PALETTE = ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#17becf"];
/** More dots than this hide the curve. */
const MAX_DOTS = 2000;

/** Draws a description as an SVG element of the given document. */
export function drawPlot(description: PlotDescription, options: DrawOptions): Drawing {
  const drawn = description.kind === "curve" ? drawCurve(description, options) : drawSurface(description, options);
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", options.label);
  // The picture is one thing to a screen reader; its parts may not have names without a role.
  for (const part of drawn.querySelectorAll("g[aria-label]")) part.removeAttribute("aria-label");
  return drawn;
}

function common({ document, width }: DrawOptions): Plot.PlotOptions {
  return {
    document: document as Document,
    width: width ?? 640,
    height: 320,
    marginLeft: 56,
    style: { background: "transparent", overflow: "visible" },
    grid: true,
  };
}

function drawCurve(plot: CurvePlot, options: DrawOptions): Element {
  const marks = plot.series.flatMap(({ y }, i) => {
    const channels = { x: plot.x, y };
    const stroke = PALETTE[i % PALETTE.length];
    return [
      ...(plot.joined ? [Plot.line(plot.x, { ...channels, stroke })] : []),
      ...(plot.x.length <= MAX_DOTS
        ? [Plot.dot(plot.x, { ...channels, fill: stroke, r: plot.joined ? 1.5 : 3 })]
        : []),
      ...errorBars(plot, y, stroke),
    ];
  });
  return Plot.plot({
    ...common(options),
    x: { label: plot.xLabel, ...domain(plot.xDomain) },
    y: { label: plot.yLabel },
    color: { domain: plot.series.map(({ name }) => name), range: PALETTE, legend: plot.series.length > 1 },
    marks,
  });
}

function errorBars({ x, errors }: CurvePlot, y: Float64Array, stroke: string | undefined): Plot.Markish[] {
  if (errors === undefined) return [];
  const ends = (sign: number): Float64Array => y.map((value, i) => value + sign * (errors[i] ?? 0));
  return [Plot.ruleX(x, { x, y1: ends(-1), y2: ends(1), stroke, strokeOpacity: 0.5 })];
}

function drawSurface(plot: SurfacePlot, options: DrawOptions): Element {
  const finite = plot.value.filter(Number.isFinite);
  const range = extent(finite);
  return Plot.plot({
    ...common(options),
    grid: false,
    x: { label: plot.xLabel, domain: [...(plot.xDomain ?? extent(plot.x))] },
    y: { label: plot.yLabel, domain: [...(plot.yDomain ?? extent(plot.y))] },
    color: { type: "linear", scheme: "viridis", domain: [...range], legend: true, label: "value" },
    marks: [
      triangleMark(plot),
      Plot.dot(plot.x, {
        x: plot.x,
        y: plot.y,
        ...(plot.triangles.length === 0 ? { fill: plot.value, r: 3 } : { fill: "black", r: 0.7 }),
      }),
    ],
  });
}

/** Each triangle in the colour of the mean of its corners: no canvas is needed, so it draws in a kernel too. */
function triangleMark({ x, y, value, triangles }: SurfacePlot): Plot.Markish {
  return (_index, scales, _channels, _dimensions, context) => {
    const group = context.document.createElementNS("http://www.w3.org/2000/svg", "g");
    const place = (i: number): string =>
      `${round(scales.x?.(x[i]) as number)},${round(scales.y?.(y[i]) as number)}`;
    for (let t = 0; t < triangles.length; t += 3) {
      const corners = [triangles[t] ?? 0, triangles[t + 1] ?? 0, triangles[t + 2] ?? 0];
      const mean = corners.reduce((sum, i) => sum + (value[i] ?? NaN), 0) / 3;
      if (!Number.isFinite(mean)) continue;
      const path = context.document.createElementNS("http://www.w3.org/2000/svg", "path");
      const colour = String(scales.color?.(mean));
      path.setAttribute("d", `M${corners.map(place).join("L")}Z`);
      path.setAttribute("fill", colour);
      // Neighbours would show a gap of a hair otherwise.
      path.setAttribute("stroke", colour);
      path.setAttribute("stroke-width", "0.5");
      group.append(path);
    }
    return group;
  };
}

function round(pixels: number): string {
  return String(Math.round(pixels * 10) / 10);
}

function domain(bounds: readonly [number, number] | null): { domain?: [number, number] } {
  return bounds === null ? {} : { domain: [...bounds] };
}

function extent(values: Float64Array): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}
