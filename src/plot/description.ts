/** One curve: as many values as the plot has places. */
export interface Series {
  readonly name: string;
  readonly y: Float64Array;
}

/** Values over one axis. Places are in ascending order. */
export interface CurvePlot {
  readonly kind: "curve";
  readonly x: Float64Array;
  readonly series: readonly Series[];
  /** Half the width of an error bar for each place; absent when there are none. */
  readonly errors?: Float64Array;
  /** Whether neighbours are joined by a line. */
  readonly joined: boolean;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Where the axis begins and ends; null for where the points do. */
  readonly xDomain: readonly [number, number] | null;
}

/** One value over two axes, linear on triangles between its places. */
export interface SurfacePlot {
  readonly kind: "surface";
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly value: Float64Array;
  /** Three places for each triangle; empty when only the places are to be drawn. */
  readonly triangles: Uint32Array;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xDomain: readonly [number, number] | null;
  readonly yDomain: readonly [number, number] | null;
}

/** Says what a picture of a learner shows; typed arrays, so that it travels as bytes. */
export type PlotDescription = CurvePlot | SurfacePlot;

/** Tells whether a value that came from afar is a description that can be drawn. */
export function isPlotDescription(value: unknown): value is PlotDescription {
  if (typeof value !== "object" || value === null) return false;
  const { kind, x } = value as { kind?: unknown; x?: unknown };
  return (kind === "curve" || kind === "surface") && x instanceof Float64Array;
}
