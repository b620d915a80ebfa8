/// <reference lib="dom" />
import * as Plot from "@observablehq/plot";
import { colourBar } from "./colour-bar.js";
import type { SurfacePlot } from "./description.js";
import type { DrawOptions } from "./draw.js";
import { frame, pixel, segments, svgElement } from "./marks.js";
import { pngUrl } from "./png.js";
import { extent } from "./values.js";

/** More dots than this hide the colours. */
const MAX_DOTS = 3000;
/** Colours of the palette; the last number of a byte is for places without a value. */
const COLOURS = 255;

/** Draws one value over two axes in colours, with a bar that says which value has which. */
export function drawSurface(plot: SurfacePlot, options: DrawOptions): Element {
  const range = extent(plot.raster?.values ?? plot.value);
  const { width = 640 } = options;
  const square = Math.round(Math.min(width * 0.8, 480));
  return Plot.plot({
    ...frame({ ...options, height: options.height ?? square }),
    width,
    marginRight: 74,
    marginTop: plot.title === undefined ? 16 : 26,
    x: { label: plot.xLabel, domain: [...(plot.xDomain ?? extent(plot.x))] },
    y: { label: plot.yLabel, domain: [...(plot.yDomain ?? extent(plot.y))] },
    color: { type: "linear", scheme: "viridis", domain: [...range] },
    marks: [
      plot.raster ? rasterMark(plot.raster, range) : triangleMark(plot),
      ...(plot.showsTriangles === true ? [segments(sides(plot), "white", 0.5, plot.triangleOpacity)] : []),
      // Dark around light: seen on all colours, and told from the sides of triangles.
      ...(plot.isolines
        ? [segments(plot.isolines, "black", 2.6, 0.6), segments(plot.isolines, "white", 1.2)]
        : []),
      ...(plot.x.length <= MAX_DOTS ? [dots(plot)] : []),
      ...(plot.title === undefined ? [] : [titleMark(plot.title)]),
      colourBarMark(range),
    ],
  });
}

function dots({ x, y, value, triangles }: SurfacePlot): Plot.Markish {
  return Plot.dot(x, {
    x,
    y,
    ...(triangles.length === 0 ? { fill: value, r: 3 } : { fill: "white", r: 0.8, fillOpacity: 0.7 }),
  });
}

/** An image of the interpolated values: a canvas is not needed to make it, nor thousands of elements to show it. */
function rasterMark(
  { width, height, values }: NonNullable<SurfacePlot["raster"]>,
  [low, high]: readonly [number, number],
): Plot.Markish {
  return (_index, scales, _channels, _dimensions, context) => {
    const pixels = new Uint8Array(width * height).fill(COLOURS);
    for (let i = 0; i < values.length; i++) {
      if (!Number.isFinite(values[i])) continue;
      const row = height - 1 - Math.floor(i / width);
      pixels[row * width + (i % width)] = Math.round(
        ((values[i]! - low) / (high - low || 1)) * (COLOURS - 1),
      );
    }
    const palette = Array.from({ length: COLOURS }, (_, i) =>
      rgb(String(scales.color?.(low + ((high - low) * i) / (COLOURS - 1)))),
    );
    const [x, y] = [scales.scales.x, scales.scales.y].map((scale) => scale?.range as readonly number[]) as [
      number[],
      number[],
    ];
    const [left, right] = [Math.min(...x), Math.max(...x)];
    const [top, bottom] = [Math.min(...y), Math.max(...y)];
    return svgElement(context.document, "image", {
      href: pngUrl(width, height, pixels, palette),
      x: left,
      y: top,
      width: right - left,
      height: bottom - top,
      preserveAspectRatio: "none",
    });
  };
}

function rgb(colour: string): number[] {
  const parts = colour.match(/\d+(\.\d+)?/g) ?? [];
  if (!colour.startsWith("#")) return parts.slice(0, 3).map(Number);
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

/** Each triangle in the colour of the mean of its corners. */
function triangleMark({ x, y, value, triangles }: SurfacePlot): Plot.Markish {
  return (_index, scales, _channels, _dimensions, context) => {
    const group = svgElement(context.document, "g", { "stroke-width": 0.5 });
    const place = (i: number): string => `${pixel(scales.x?.(x[i]))},${pixel(scales.y?.(y[i]))}`;
    for (let t = 0; t < triangles.length; t += 3) {
      const corners = [...triangles.subarray(t, t + 3)];
      const mean = corners.reduce((sum, i) => sum + value[i]!, 0) / 3;
      if (!Number.isFinite(mean)) continue;
      const colour = String(scales.color?.(mean));
      // Neighbours would show a gap of a hair without a stroke.
      const d = `M${corners.map(place).join("L")}Z`;
      group.append(svgElement(context.document, "path", { d, fill: colour, stroke: colour }));
    }
    return group;
  };
}

function sides({ x, y, triangles }: SurfacePlot): Float64Array {
  const pieces: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    for (let i = 0; i < 3; i++) {
      const [p, q] = [triangles[t + i]!, triangles[t + ((i + 1) % 3)]!];
      // A side of two triangles is drawn once; on the hull some are left out, which the frame hides.
      if (p < q) pieces.push(x[p]!, y[p]!, x[q]!, y[q]!);
    }
  }
  return Float64Array.from(pieces);
}

function titleMark(title: string): Plot.Markish {
  return (_index, _scales, _channels, { width }, context) => {
    const text = svgElement(context.document, "text", {
      x: width / 2,
      y: 14,
      "text-anchor": "middle",
      "font-size": 12,
    });
    text.textContent = title;
    return text;
  };
}

/** The colours from low to high on the right of the picture. */
function colourBarMark(range: readonly [number, number]): Plot.Markish {
  return (_index, scales, _channels, { width, height, marginTop, marginRight, marginBottom }, context) => {
    const place = { x: width - marginRight + 14, y: marginTop, length: height - marginTop - marginBottom };
    return colourBar(context.document, place, range, (value) => String(scales.color?.(value)));
  };
}
