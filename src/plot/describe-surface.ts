import type { CurvePlot, MeshPlot, SurfacePlot } from "./description.js";
import { Interpolant } from "./interpolant.js";
import { isolines, isosurface } from "./iso.js";
import { domainsOf, extent, numbers } from "./values.js";

/** Options for points of two numbers and more. */
export interface SurfaceOptions {
  /** Draw the sides of the triangles. @defaultValue false */
  readonly triangles?: boolean;
  /** Values of which to draw the lines (two axes); for three axes the value of the surface to draw. */
  readonly levels?: readonly number[];
  /** Fixes axes, by number from 0: `{ 2: 0.5 }` is a slice. @defaultValue the middle of all axes but two */
  readonly cut?: Readonly<Record<number, number>>;
}

const AXES = ["x", "y", "z"];
/** Points along each side of an interpolated picture. */
const RESOLUTION = 140;

/** Describes values over two axes, a slice of more, or a surface of equal value in three. */
export function describeSurface(
  points: readonly (readonly number[])[],
  values: readonly unknown[],
  learner: object,
  options: SurfaceOptions = {},
): SurfacePlot | CurvePlot | MeshPlot {
  const dim = points[0]!.length;
  const domains = domainsOf(learner, points, dim);
  const level = values.map((value) => numbers(value)[0] ?? NaN);
  const interpolant = Interpolant.of(points, level, domains);
  if (dim === 3 && options.levels !== undefined) {
    return describeIsosurface(
      points,
      level,
      domains,
      interpolant,
      options.levels[0] ?? middle(extent(level)),
    );
  }
  return dim === 2 && options.cut === undefined
    ? describePlane(points, level, domains, interpolant, options)
    : describeSlice(domains, interpolant, options.cut ?? middleCut(domains));
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
    ...(interpolant && { raster: rasterOf((x, y) => interpolant.at([x, y]), xDomain, yDomain) }),
    ...(options.triangles === true && { showsTriangles: true }),
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
): SurfacePlot | CurvePlot {
  const free = domains.map((_, axis) => axis).filter((axis) => !(axis in cut));
  const at = (...place: number[]): number => {
    const point = domains.map(([from], axis) => cut[axis] ?? from);
    free.forEach((axis, i) => (point[axis] = place[i]!));
    return interpolant?.at(point) ?? NaN;
  };
  const title = Object.entries(cut)
    .map(([axis, value]) => `${nameOf(Number(axis))} = ${Number(value.toPrecision(3))}`)
    .join(", ");
  const [first, second] = free;
  if (first === undefined || free.length > 2) {
    throw new RangeError(`A cut must leave one or two axes free; ${free.length} of ${domains.length} are.`);
  }
  if (second === undefined) {
    const [from, to] = domains[first]!;
    const x = Float64Array.from({ length: 400 }, (_, i) => from + ((to - from) * i) / 399);
    const series = [{ name: "value", y: x.map((place) => at(place)) }];
    return {
      kind: "curve",
      x,
      series,
      joined: true,
      xLabel: nameOf(first),
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
    raster: rasterOf(at, domains[first]!, domains[second]!),
    xLabel: nameOf(first),
    yLabel: nameOf(second),
    xDomain: domains[first]!,
    yDomain: domains[second]!,
    title,
  };
}

function describeIsosurface(
  points: readonly (readonly number[])[],
  level: readonly number[],
  domains: readonly (readonly [number, number])[],
  interpolant: Interpolant | null,
  value: number,
): MeshPlot {
  const mesh = isosurface(points, level, interpolant?.simplices() ?? new Uint32Array(), value);
  const title = `value = ${Number(value.toPrecision(3))}`;
  return { kind: "mesh", ...mesh, labels: ["x", "y", "z"], domains, title };
}

function rasterOf(
  at: (x: number, y: number) => number,
  [x0, x1]: readonly [number, number],
  [y0, y1]: readonly [number, number],
): NonNullable<SurfacePlot["raster"]> {
  const values = new Float64Array(RESOLUTION * RESOLUTION);
  for (let row = 0; row < RESOLUTION; row++) {
    const y = y0 + ((y1 - y0) * (row + 0.5)) / RESOLUTION;
    for (let column = 0; column < RESOLUTION; column++) {
      values[row * RESOLUTION + column] = at(x0 + ((x1 - x0) * (column + 0.5)) / RESOLUTION, y);
    }
  }
  return { width: RESOLUTION, height: RESOLUTION, values };
}

function middleCut(domains: readonly (readonly [number, number])[]): Record<number, number> {
  return Object.fromEntries(domains.map((domain, axis) => [axis, middle(domain)] as const).slice(2));
}

function middle([from, to]: readonly [number, number]): number {
  return (from + to) / 2;
}

function nameOf(axis: number): string {
  return AXES[axis] ?? `x${axis}`;
}
