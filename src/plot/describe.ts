import type { Learner } from "../learner/index.js";
import type { CurvePlot, PlotDescription, Series, SurfacePlot } from "./description.js";

/**
 * Describes the picture of a learner: a curve over one axis, a coloured surface over two.
 *
 * Null when there is no point yet, or nothing that can be drawn: points of three numbers and more, values
 * that are not numbers.
 */
export function describePlot(learner: Learner): PlotDescription | null {
  const points: unknown[] = [];
  const values: unknown[] = [];
  for (const [point, value] of learner.data) {
    points.push(point);
    values.push(value);
  }
  const first = points[0];
  if (typeof first === "number") return describeCurve(points as number[], values, learner);
  if (!Array.isArray(first) || first.length !== 2) return null;
  return isSequence(points as unknown[][])
    ? describeSequence(points as unknown[][], values)
    : describeSurface(points as number[][], values, learner);
}

/** A sequence learner's points are `[index, item]`: whole numbers, none twice, and anything. */
function isSequence(points: readonly (readonly unknown[])[]): boolean {
  const indices = new Set(points.map(([index]) => index));
  const whole = points.every(([index]) => Number.isSafeInteger(index) && Number(index) >= 0);
  return whole && indices.size === points.length && (points.length > 1 || typeof points[0]?.[1] !== "number");
}

function describeSequence(
  points: readonly (readonly unknown[])[],
  values: readonly unknown[],
): CurvePlot | null {
  const order = points.map(([index]) => Number(index));
  return curve(order, values, { joined: false, xLabel: "index", xDomain: null });
}

function describeCurve(
  points: readonly number[],
  values: readonly unknown[],
  learner: Learner,
): CurvePlot | null {
  return curve(points, values, { joined: true, xLabel: "x", xDomain: interval(boundsOf(learner)) });
}

function curve(
  places: readonly number[],
  values: readonly unknown[],
  rest: Pick<CurvePlot, "joined" | "xLabel" | "xDomain">,
): CurvePlot | null {
  const rows = places.map((x, i) => ({ x, y: numbers(values[i]) })).sort((a, b) => a.x - b.x);
  const width = rows[0]?.y.length ?? 0;
  if (width === 0) return null;
  const series: Series[] = Array.from({ length: width }, (_, column) => ({
    name: width === 1 ? "y" : `y[${String(column)}]`,
    y: Float64Array.from(rows, ({ y }) => y[column] ?? NaN),
  }));
  return { kind: "curve", x: Float64Array.from(rows, ({ x }) => x), series, yLabel: "y", ...rest };
}

function describeSurface(
  points: readonly (readonly number[])[],
  values: readonly unknown[],
  learner: Learner,
): SurfacePlot {
  const domains = boundsOf(learner);
  const bounds: unknown[] = Array.isArray(domains) ? domains : [];
  return {
    kind: "surface",
    x: Float64Array.from(points, (point) => point[0] ?? NaN),
    y: Float64Array.from(points, (point) => point[1] ?? NaN),
    value: Float64Array.from(values, (value) => numbers(value)[0] ?? NaN),
    triangles: new Uint32Array(),
    xLabel: "x",
    yLabel: "y",
    xDomain: interval(bounds[0]),
    yDomain: interval(bounds[1]),
  };
}

/** Every learner of ours that has a domain says it under this name. */
function boundsOf(learner: Learner): unknown {
  return (learner as { bounds?: unknown }).bounds;
}

/** The numbers of a value: itself, or those of a vector; none of anything else. */
function numbers(value: unknown): readonly number[] {
  if (typeof value === "number") return [value];
  if (Array.isArray(value)) return value.every((item) => typeof item === "number") ? value : [];
  return value instanceof Float64Array ? [...value] : [];
}

function interval(bounds: unknown): readonly [number, number] | null {
  if (!Array.isArray(bounds)) return null;
  const [from, to] = bounds as unknown[];
  return typeof from === "number" && typeof to === "number" ? [from, to] : null;
}
