/// <reference lib="dom" />
import * as Plot from "@observablehq/plot";
import { colourBar } from "./colour-bar.js";
import type { MeshPlot } from "./description.js";
import type { DrawOptions } from "./draw.js";
import { pixel, svgElement } from "./marks.js";
import { extent } from "./values.js";

type Vector = readonly [number, number, number];

/** Seen from the front, a little from the right and above. */
const TURN = (30 * Math.PI) / 180;
const TILT = (25 * Math.PI) / 180;
const LIGHT: Vector = [0.4, 0.5, 0.77];
const COLOUR: Vector = [49, 130, 189];
/** The edges of a cube by its corners, whose three bits are the ends of the axes. */
const EDGES = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((corner) =>
  [1, 2, 4].filter((bit) => (corner & bit) === 0).map((bit) => [corner, corner | bit] as const),
);

/** Draws a surface in a box, lit from the front, far triangles first; or points, far ones first. */
export function drawMesh(plot: MeshPlot, options: DrawOptions): Element {
  const document = options.document as Document;
  const width = options.width ?? 640;
  const height = options.height ?? Math.round(Math.min(width * 0.8, 480));
  const size = Math.min(width, height) * 0.5;
  const toScreen: ToScreen = ([x, y]) => `${pixel(width / 2 + x * size)},${pixel(height / 2 - y * size)}`;
  const svg = svgElement(document, "svg", {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    fill: "currentColor",
  });
  svg.setAttribute("font-family", "system-ui, sans-serif");
  svg.setAttribute("font-size", "11");
  const corner = (k: number): Vector =>
    turn([0, 1, 2].map((axis) => ((k >> axis) & 1) - 0.5) as unknown as Vector);
  for (const [from, to] of EDGES) {
    const d = `M${toScreen(corner(from))}L${toScreen(corner(to))}`;
    svg.append(
      svgElement(document, "path", { d, stroke: "currentColor", "stroke-opacity": 0.4, fill: "none" }),
    );
  }
  const faces = svgElement(document, "g", { "stroke-width": 0.4 });
  for (const { corners, colour } of facesOf(plot)) {
    const d = `M${corners.map(toScreen).join("L")}Z`;
    faces.append(svgElement(document, "path", { d, fill: colour, stroke: colour }));
  }
  svg.append(faces);
  if (plot.points !== undefined) drawPoints(svg, plot, plot.points, toScreen, { width, height });
  const write = (text: string, x: number, y: number): void => {
    const element = svgElement(document, "text", { x, y, "text-anchor": "middle" });
    element.textContent = text;
    svg.append(element);
  };
  write(plot.title, width / 2, 14);
  plot.labels.forEach((label, axis) => {
    const [from, to] = plot.domains[axis]!;
    // Along the edges next to the viewer: x below in front, y on the right, z on the left.
    const place = [
      [0, -0.62, -0.62],
      [0.62, 0, -0.62],
      [-0.6, -0.6, 0],
    ][axis] as unknown as Vector;
    const [x, y] = turn(place).map((v) => v * size) as unknown as Vector;
    write(
      `${label}: ${Number(from.toPrecision(3))} to ${Number(to.toPrecision(3))}`,
      width / 2 + x,
      height / 2 - y + 4,
    );
  });
  return svg;
}

type ToScreen = (place: Vector) => string;

/** Draws points in the colours of their values, the edges between them, and a bar that says which value has which. */
function drawPoints(
  svg: SVGElement,
  { domains, edges, edgeOpacity = 1 }: MeshPlot,
  { x, y, z, value }: NonNullable<MeshPlot["points"]>,
  toScreen: ToScreen,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const document = svg.ownerDocument;
  const range = extent(value);
  const scale = Plot.scale({ color: { type: "linear", scheme: "viridis", domain: [...range] } });
  const colourOf = (one: number): string => (Number.isFinite(one) ? String(scale.apply(one)) : "none");
  const places = Array.from(x, (_, i) => {
    return turn([unit(x[i]!, domains[0]!), unit(y[i]!, domains[1]!), unit(z[i]!, domains[2]!)]);
  });
  if (edges !== undefined) {
    let d = "";
    for (let e = 0; e < edges.length; e += 2) {
      d += `M${toScreen(places[edges[e]!]!)}L${toScreen(places[edges[e + 1]!]!)}`;
    }
    const line = { stroke: "currentColor", "stroke-opacity": 0.25 * edgeOpacity, "stroke-width": 0.5 };
    svg.append(svgElement(document, "path", { d, fill: "none", ...line }));
  }
  const order = places.map((_, i) => i).sort((i, j) => places[i]![2] - places[j]![2]);
  const look = { stroke: "currentColor", "stroke-opacity": 0.4, "stroke-width": 0.5 };
  const dots = svgElement(document, "g", look);
  for (const i of order) {
    const [cx, cy] = toScreen(places[i]!).split(",") as [string, string];
    dots.append(svgElement(document, "circle", { cx, cy, r: 3, fill: colourOf(value[i]!) }));
  }
  svg.append(dots);
  svg.append(colourBar(document, { x: width - 60, y: 24, length: height - 48 }, range, colourOf));
}

/** A place along an axis, from -0.5 to 0.5 in its domain. */
function unit(value: number, [from, to]: readonly [number, number]): number {
  return (value - from) / (to - from) - 0.5;
}

function facesOf({ x, y, z, triangles, domains }: MeshPlot): { corners: Vector[]; colour: string }[] {
  const faces: { corners: Vector[]; colour: string; depth: number }[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const corners = [...triangles.subarray(t, t + 3)].map((i) =>
      turn([unit(x[i]!, domains[0]!), unit(y[i]!, domains[1]!), unit(z[i]!, domains[2]!)]),
    );
    faces.push({
      corners,
      colour: shade(corners as [Vector, Vector, Vector]),
      depth: corners.reduce((sum, c) => sum + c[2], 0),
    });
  }
  return faces.sort((a, b) => a.depth - b.depth);
}

/** Turns a place in the unit box to the screen: to the right, up and towards the viewer. */
function turn([x, y, z]: Vector): Vector {
  const right = x * Math.cos(TURN) + y * Math.sin(TURN);
  const back = -x * Math.sin(TURN) + y * Math.cos(TURN);
  return [right, z * Math.cos(TILT) + back * Math.sin(TILT), z * Math.sin(TILT) - back * Math.cos(TILT)];
}

function shade([a, b, c]: readonly [Vector, Vector, Vector]): string {
  const [u, v] = [0, 1, 2].reduce<[number[], number[]]>(
    ([p, q], k) => [
      [...p, b[k]! - a[k]!],
      [...q, c[k]! - a[k]!],
    ],
    [[], []],
  );
  const n = [u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!];
  const along = Math.abs(n.reduce((sum, part, k) => sum + part * LIGHT[k]!, 0)) / (Math.hypot(...n) || 1);
  const parts = COLOUR.map((part) => Math.min(255, Math.round(part * (0.35 + 0.75 * along))));
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
