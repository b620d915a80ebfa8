import {
  AverageLearner,
  AverageLearner1D,
  BalancingLearner,
  DataSaver,
  IntegratorLearner,
  SequenceLearner,
  normalizeCdims,
  type Cdims,
  type Learner,
} from "../learner/index.js";
import { refuseUnknownOptions } from "../protocol/index.js";
import type { CurvePlot, GridPlot, HistogramPlot, PlotDescription, Series } from "./description.js";
import { describeSurface, type SurfaceOptions } from "./describe-surface.js";
import { extent, interval, numbers } from "./values.js";

/** What is drawn, where there is a choice. Options that a learner has no use for are left aside. */
export interface PlotOptions extends SurfaceOptions {
  /** Join the points of a function of one variable by a line. @defaultValue true */
  readonly line?: boolean;
  /** Most children of a balancing learner that get a picture. @defaultValue 16 */
  readonly maxPlots?: number;
  /** Labels of the children of a balancing learner. @defaultValue its own `cdims`, else their index */
  readonly cdims?: Cdims;
  /** Describes each child of a balancing learner. @defaultValue as `describePlot` does */
  readonly plotter?: (child: Learner) => PlotDescription | null;
}

const OPTIONS = [
  "line", "triangles", "n", "levels", "cut", "scatter", "component", "maxPlots", "cdims", "plotter",
] as const satisfies readonly (keyof PlotOptions)[]; // prettier-ignore

/**
 * Describes the picture of a learner: a curve over one axis, a coloured surface over two, a slice of more or
 * the surface where three have a value; means with their errors, a histogram of samples, the intervals
 * of an integral, a picture for each child of a balancing learner.
 *
 * Null when there is no point yet, or nothing that can be drawn: values that are not numbers.
 */
export function describePlot(learner: Learner, options: PlotOptions = {}): PlotDescription | null {
  refuseUnknownOptions("plot", options, OPTIONS);
  if (learner instanceof DataSaver) return describePlot(learner.learner as Learner, options);
  if (learner instanceof BalancingLearner) return describeChildren(learner, options);
  if (learner instanceof AverageLearner) return describeSamples(learner);
  if (learner instanceof AverageLearner1D) return describeMeans(learner);
  const points = [...learner.data.keys()];
  const values = [...learner.data.values()];
  const first = points[0];
  if (learner instanceof SequenceLearner || isSequence(points)) {
    return describeSequence(points as [number, unknown][], values);
  }
  if (typeof first === "number")
    return describeCurve(points as number[], values, learner, options.line ?? true);
  return isOverAxes(first, values[0])
    ? describeSurface(points as number[][], values, learner, options)
    : null;
}

/** How many axes a learner's picture is over, and how many numbers its values have; null when it is no surface. */
export function axesOf(learner: Learner): { readonly axes: number; readonly components: number } | null {
  if (learner instanceof SequenceLearner || isSequence([...learner.data.keys()])) return null;
  const [first] = learner.data as Iterable<readonly [unknown, unknown]>;
  if (first === undefined || !isOverAxes(...first)) return null;
  return { axes: (first[0] as number[]).length, components: numbers(first[1]).length };
}

function isOverAxes(point: unknown, value: unknown): boolean {
  return Array.isArray(point) && point.length > 1 && numbers(point).length > 1 && numbers(value).length > 0;
}

/** A sequence learner's points are `[index, item]`: whole numbers, none twice, and anything. */
function isSequence(points: readonly unknown[]): boolean {
  if (!points.every((point) => Array.isArray(point) && point.length === 2)) return false;
  const indices = new Set(points.map((point) => (point as unknown[])[0]));
  const whole = [...indices].every((index) => Number.isSafeInteger(index) && Number(index) >= 0);
  return whole && indices.size === points.length && points.length > 1;
}

function describeSequence(
  points: readonly [number, unknown][],
  values: readonly unknown[],
): CurvePlot | null {
  return curve(
    points.map(([index]) => index),
    values,
    { joined: false, xLabel: "index", xDomain: null },
  );
}

function describeCurve(
  points: readonly number[],
  values: readonly unknown[],
  learner: Learner,
  joined: boolean,
): CurvePlot | null {
  const xDomain = interval((learner as { bounds?: unknown }).bounds);
  const described = curve(points, values, { joined, xLabel: "x", xDomain });
  if (!(learner instanceof IntegratorLearner) || described === null) return described;
  const { intervals } = learner;
  const edges = [...intervals.map(({ a }) => a), ...intervals.slice(-1).map(({ b }) => b)];
  return { ...described, edges: Float64Array.from(edges) };
}

function describeMeans(learner: AverageLearner1D): CurvePlot | null {
  const rows = learner.toArray();
  if (rows.length === 0) return null;
  const column = (k: number): Float64Array => Float64Array.from(rows, (row) => row[k]!);
  const errors = column(2).map((error) => (Number.isFinite(error) ? error : 0));
  const series = [{ name: "mean", y: column(1) }];
  return {
    kind: "curve",
    x: column(0),
    series,
    errors,
    joined: true,
    xLabel: "x",
    yLabel: "mean",
    xDomain: learner.bounds,
  };
}

function describeSamples(learner: AverageLearner): HistogramPlot | null {
  const values = [...learner.data.values()].filter(Number.isFinite);
  if (values.length === 0) return null;
  const [low, high] = extent(values);
  const bins = Math.max(5, Math.floor(Math.sqrt(values.length)));
  const width = (high - low) / bins || 1;
  const counts = new Float64Array(bins);
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - low) / width))]! += 1;
  return {
    kind: "histogram",
    x: Float64Array.from({ length: bins + 1 }, (_, i) => low + i * width),
    counts,
    mean: learner.mean,
    error: learner.std / Math.sqrt(learner.npoints),
    xLabel: "value",
    yLabel: "samples",
  };
}

function describeChildren(learner: BalancingLearner, options: PlotOptions): GridPlot | null {
  const { learners } = learner;
  const cdims = normalizeCdims(options.cdims, learners.length) ?? learner.cdims;
  const ofChild: PlotOptions = Object.fromEntries(
    Object.entries(options).filter(([name]) => name !== "cdims" && name !== "plotter"),
  );
  const { plotter = (child: Learner) => describePlot(child, ofChild) } = options;
  const shown = learners.slice(0, options.maxPlots ?? 16);
  const items = shown.flatMap((child, index) => {
    const plot = plotter(child);
    return plot === null ? [] : [{ labels: cdims?.[index] ?? { index }, plot }];
  });
  return items.length === 0 ? null : { kind: "grid", items, left: learners.length - shown.length };
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
