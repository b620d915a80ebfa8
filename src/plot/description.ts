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
  /** Places where one interval of an integral ends and the next begins. */
  readonly edges?: Float64Array;
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
  /** The values interpolated on a grid that fills the domains, row by row from below; NaN outside. */
  readonly raster?: { readonly width: number; readonly height: number; readonly values: Float64Array };
  /** Whether the sides of the triangles are drawn. */
  readonly showsTriangles?: boolean;
  /** From 0 to 1. @defaultValue 1 */
  readonly triangleOpacity?: number;
  /** Lines of equal value: x1, y1, x2, y2 of each piece. */
  readonly isolines?: Float64Array;
  /** What is cut, where there are more axes. */
  readonly title?: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xDomain: readonly [number, number] | null;
  readonly yDomain: readonly [number, number] | null;
}

/** How often values were met, with their mean and its standard error. */
export interface HistogramPlot {
  readonly kind: "histogram";
  /** Ends of the bins: one more than `counts`. */
  readonly x: Float64Array;
  readonly counts: Float64Array;
  readonly mean: number;
  readonly error: number;
  readonly xLabel: string;
  readonly yLabel: string;
}

/** A surface or points in three axes, seen from the front, right and above. */
export interface MeshPlot {
  readonly kind: "mesh";
  /** Corners of the triangles: all x, all y, all z. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  /** Three corners for each triangle. */
  readonly triangles: Uint32Array;
  /** Points in the colours of their values. */
  readonly points?: {
    readonly x: Float64Array;
    readonly y: Float64Array;
    readonly z: Float64Array;
    readonly value: Float64Array;
  };
  /** Lines between points: two places among them for each. */
  readonly edges?: Uint32Array;
  /** From 0 to 1. @defaultValue 1 */
  readonly edgeOpacity?: number;
  readonly labels: readonly [string, string, string];
  readonly domains: readonly (readonly [number, number])[];
  readonly title: string;
}

/** Pictures of learners that differ in named values: small ones beside each other, or one with a selector. */
export interface GridPlot {
  readonly kind: "grid";
  readonly items: readonly {
    readonly labels: Readonly<Record<string, unknown>>;
    readonly plot: PlotDescription;
  }[];
  /** Learners that are not among the items. */
  readonly left: number;
}

/** Says what a picture of a learner shows; typed arrays, so that it travels as bytes. */
export type PlotDescription = CurvePlot | SurfacePlot | HistogramPlot | MeshPlot | GridPlot;

/** Tells whether a value that came from afar is a description that can be drawn. */
export function isPlotDescription(value: unknown): value is PlotDescription {
  if (typeof value !== "object" || value === null) return false;
  const { kind, x, items } = value as { kind?: unknown; x?: unknown; items?: unknown };
  if (kind === "grid") {
    return (
      Array.isArray(items) && items.every((item: { plot?: unknown } | null) => isPlotDescription(item?.plot))
    );
  }
  return ["curve", "surface", "histogram", "mesh"].includes(kind as string) && x instanceof Float64Array;
}
