import type { CurvePlot, GridPlot, MeshPlot, SurfacePlot } from "./description.js";
import { describeIsosurface, describePoints, opacityOf } from "./describe-space.js";
import { Interpolant } from "./interpolant.js";
import { isolines } from "../learner/nd/iso.js";
import { domainsOf, extent, nameOfAxis, numbers } from "./values.js";

/** Options for points of two numbers and more. */
export interface SurfaceOptions {
  /** Draw the sides of the triangles: `true`, or their opacity from 0 to 1. @defaultValue false */
  readonly triangles?: boolean | number;
  /** Points along each side of an interpolated picture; along the line of a slice four times as many. @defaultValue 140 */
  readonly n?: number;
  /** Values of which to draw the lines (two axes); for three axes the value of the surface to draw. */
  readonly levels?: readonly number[];
  /** Fixes axes, by number from 0: `{ 2: 0.5 }` is a slice. @defaultValue the middle of all axes but two */
  readonly cut?: Readonly<Record<number, number>>;
  /** Draw the points in space, coloured by value, instead of a slice (three axes). @defaultValue false */
  readonly scatter?: boolean;
  /** Which number of vectors to draw, from 0. @defaultValue a picture for each */
  readonly component?: number;
}

/** Points along each side of an interpolated picture. */
const RESOLUTION = 140;
const MAX_RESOLUTION = 2000;

/**
 * Describes values over two axes, a slice of more, or a surface of equal value or the points themselves in three; of
 * vectors one of their numbers, or each beside the others.
 */
export function describeSurface(
  points: readonly (readonly number[])[],
  values: readonly unknown[],
  learner: object,
  options: SurfaceOptions & { readonly maxPlots?: number } = {},
): SurfacePlot | CurvePlot | MeshPlot | GridPlot {
  const vdim = numbers(values[0]).length;
  const { component, maxPlots = 16 } = options;
  if (component !== undefined && !(Number.isInteger(component) && component >= 0 && component < vdim)) {
    throw new RangeError(
      `There is no component ${component}: the values have ${vdim}, from 0 to ${vdim - 1}.`,
    );
  }
  if (vdim === 1 || component !== undefined) {
    return describeComponent(points, values, learner, component ?? 0, options);
  }
  const shown = Math.min(vdim, maxPlots);
  const items = Array.from({ length: shown }, (_, k) => {
    return { labels: { component: k }, plot: describeComponent(points, values, learner, k, options) };
  });
  return { kind: "grid", items, left: vdim - shown };
}

function describeComponent(
  points: readonly (readonly number[])[],
  values: readonly unknown[],
  learner: object,
  component: number,
  options: SurfaceOptions,
): SurfacePlot | CurvePlot | MeshPlot {
  const dim = points[0]!.length;
  const domains = domainsOf(learner, points, dim);
  const level = values.map((value) => numbers(value)[component] ?? NaN);
  const interpolant = Interpolant.of(points, level, domains);
  const simplices = interpolant?.simplices() ?? new Uint32Array();
  if (dim === 3 && options.scatter === true) {
    return describePoints({ points, values: level, simplices }, domains, options.triangles ?? false);
  }
  if (dim === 3 && options.levels !== undefined) {
    const value = options.levels[0] ?? middle(extent(level));
    return describeIsosurface({ points, values: level, simplices }, domains, value);
  }
  return dim === 2 && options.cut === undefined
    ? describePlane(points, level, domains, interpolant, options)
    : describeSlice(domains, interpolant, options.cut ?? middleCut(domains), options.n);
}

function describePlane(
  points: readonly (readonly number[])[],
  level: readonly number[],
  domains: readonly (readonly [number, number])[],
  interpolant: Interpolant | null,
  options: SurfaceOptions,
): SurfacePlot {
  const [xDomain, yDomain] = domains as [readonly [number, number], readonly [number, number]];
  const triangles = interpolant?.simplices() ?? new Uint32Array();
  return {
    kind: "surface",
    x: Float64Array.from(points, (point) => point[0]!),
    y: Float64Array.from(points, (point) => point[1]!),
    value: Float64Array.from(level),
    triangles,
    ...(interpolant && { raster: rasterOf((x, y) => interpolant.at([x, y]), xDomain, yDomain, options.n) }),
    ...(opacityOf(options.triangles) > 0 && {
      showsTriangles: true,
      triangleOpacity: opacityOf(options.triangles),
    }),
    ...(options.levels && { isolines: isolines(points, level, triangles, options.levels) }),
    xLabel: "x",
    yLabel: "y",
    xDomain,
    yDomain,
  };
}

/** Cuts along the fixed axes: a plane where two are free, a line where one is. */
function describeSlice(
  domains: readonly (readonly [number, number])[],
  interpolant: Interpolant | null,
  cut: Readonly<Record<number, number>>,
  n = RESOLUTION,
): SurfacePlot | CurvePlot {
  checkCut(cut, domains.length);
  const free = domains.map((_, axis) => axis).filter((axis) => !(axis in cut));
  const at = (...place: number[]): number => {
    const point = domains.map(([from], axis) => cut[axis] ?? from);
    free.forEach((axis, i) => (point[axis] = place[i]!));
    return interpolant?.at(point) ?? NaN;
  };
  const title = Object.entries(cut)
    .map(([axis, value]) => `${nameOfAxis(Number(axis))} = ${Number(value.toPrecision(3))}`)
    .join(", ");
  const [first, second] = free;
  if (first === undefined || free.length > 2) {
    throw new RangeError(`A cut must leave one or two axes free; ${free.length} of ${domains.length} are.`);
  }
  if (second === undefined) {
    const [from, to] = domains[first]!;
    const x = Float64Array.from({ length: 4 * n }, (_, i) => from + ((to - from) * i) / (4 * n - 1));
    const series = [{ name: "value", y: x.map((place) => at(place)) }];
    return {
      kind: "curve",
      x,
      series,
      joined: true,
      xLabel: nameOfAxis(first),
      yLabel: `value at ${title}`,
      xDomain: [from, to],
    };
  }
  return {
    kind: "surface",
    x: new Float64Array(),
    y: new Float64Array(),
    value: new Float64Array(),
    triangles: new Uint32Array(),
    raster: rasterOf(at, domains[first]!, domains[second]!, n),
    xLabel: nameOfAxis(first),
    yLabel: nameOfAxis(second),
    xDomain: domains[first]!,
    yDomain: domains[second]!,
    title,
  };
}

function checkCut(cut: Readonly<Record<number, number>>, dim: number): void {
  for (const [axis, value] of Object.entries(cut)) {
    if (Number(axis) >= 0 && Number(axis) < dim && Number.isInteger(Number(axis)) && Number.isFinite(value))
      continue;
    throw new RangeError(
      `A cut fixes axes from 0 to ${dim - 1} at a number; ${JSON.stringify(cut)} does not.`,
    );
  }
}

function rasterOf(
  at: (x: number, y: number) => number,
  [x0, x1]: readonly [number, number],
  [y0, y1]: readonly [number, number],
  n = RESOLUTION,
): NonNullable<SurfacePlot["raster"]> {
  if (!Number.isInteger(n) || n < 2 || n > MAX_RESOLUTION) {
    throw new RangeError(`n is ${n} instead of a whole number of points from 2 to ${MAX_RESOLUTION}.`);
  }
  const values = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    const y = y0 + ((y1 - y0) * (row + 0.5)) / n;
    for (let column = 0; column < n; column++) {
      values[row * n + column] = at(x0 + ((x1 - x0) * (column + 0.5)) / n, y);
    }
  }
  return { width: n, height: n, values };
}

function middleCut(domains: readonly (readonly [number, number])[]): Record<number, number> {
  return Object.fromEntries(domains.map((domain, axis) => [axis, middle(domain)] as const).slice(2));
}

function middle([from, to]: readonly [number, number]): number {
  return (from + to) / 2;
}
