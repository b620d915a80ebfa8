import { LearnerError, refuseUnknownKeys, show } from "../errors.js";
import { DOOR_REFERENCE, type DoorReference } from "../learner.js";

/** What a loss of Learner2D sees of one triangle. Values may be kept only if they are copied. */
export interface TriangleFacts {
  /** x and y of the three vertices, in a domain scaled to size 1 around 0. */
  readonly points: Float64Array;
  /** Values at the vertices, `vdim` numbers each, as the function gave them. */
  readonly values: Float64Array;
  /** Slope of each component at each vertex: x and y, in units of `values`, of the smoothest surface. */
  readonly gradients: Float64Array;
  /** Numbers in a value. */
  readonly vdim: number;
  /** Extent of all values: the largest of the components'; 1 when they are all equal. */
  valueRange: number;
  /** Area of the triangle; the whole domain has 1. */
  area: number;
}

/** Returns how much there is to gain in a triangle. Learner2D divides the one with the greatest loss. */
export type TriangleLoss = (triangle: TriangleFacts) => number;

/**
 * Returns how far the slopes at the vertices lead away from the values at the others, summed over vertices and
 * components and divided by the range of the values. Useful in losses of one's own.
 */
export function deviation({ points, values, gradients, vdim, valueRange }: TriangleFacts): number {
  const ax = points[0]!;
  const ay = points[1]!;
  const bx = points[2]!;
  const by = points[3]!;
  const cx = points[4]!;
  const cy = points[5]!;
  let sum = 0;
  for (let v = 0; v < vdim; v++) {
    const a = values[v]!;
    const b = values[vdim + v]!;
    const c = values[2 * vdim + v]!;
    let gx = gradients[2 * v]!;
    let gy = gradients[2 * v + 1]!;
    sum += largerOf(a + (gx * (bx - ax) + gy * (by - ay)) - b, a + (gx * (cx - ax) + gy * (cy - ay)) - c);
    gx = gradients[2 * (vdim + v)]!;
    gy = gradients[2 * (vdim + v) + 1]!;
    sum += largerOf(b + (gx * (ax - bx) + gy * (ay - by)) - a, b + (gx * (cx - bx) + gy * (cy - by)) - c);
    gx = gradients[2 * (2 * vdim + v)]!;
    gy = gradients[2 * (2 * vdim + v) + 1]!;
    sum += largerOf(c + (gx * (ax - cx) + gy * (ay - cy)) - a, c + (gx * (bx - cx) + gy * (by - cy)) - b);
  }
  return sum / valueRange;
}

/** The larger of two absolute values; one that is undefined counts as 0. */
function largerOf(p: number, q: number): number {
  const first = Math.abs(p);
  const second = Math.abs(q);
  const larger = first > 0 ? first : 0;
  return second > larger ? second : larger;
}

function defaultLoss(triangle: TriangleFacts): number {
  return deviation(triangle) * Math.sqrt(triangle.area) + 0.3 * triangle.area;
}

/** Area of the triangle in the space of points and scaled values. */
function surface({ points, values, vdim, valueRange }: TriangleFacts): number {
  let aa = 0;
  let ab = 0;
  let bb = 0;
  for (let c = 0; c < 2 + vdim; c++) {
    const at = (i: number): number => (c < 2 ? points[2 * i + c]! : values[i * vdim + c - 2]! / valueRange);
    const a = at(1) - at(0);
    const b = at(2) - at(0);
    aa += a * a;
    ab += a * b;
    bb += b * b;
  }
  return Math.sqrt(Math.max(0, aa * bb - ab * ab)) / 2;
}

/** Options of {@link triangleLoss.resolution}: lengths of a domain of size 1. */
export interface TriangleResolutionOptions {
  /** Triangles of a smaller area than the square of this are not divided. @defaultValue 0 */
  readonly minDistance?: number;
  /** Triangles of a larger area than the square of this come first. @defaultValue 1 */
  readonly maxDistance?: number;
}

/** Options of {@link triangleLoss.thresholded}. */
export interface ThresholdedOptions {
  /** Triangles with all values below count less. @defaultValue none */
  readonly lowerThreshold?: number;
  /** Triangles with all values above count less. @defaultValue none */
  readonly upperThreshold?: number;
  /** By how much. @defaultValue 0.1 */
  readonly priorityFactor?: number;
}

function resolution(options: TriangleResolutionOptions = {}): TriangleLoss {
  checkNumbers("resolution", options, ["minDistance", "maxDistance"]);
  const { minDistance = 0, maxDistance = 1 } = options;
  const loss: TriangleLoss = (triangle) => {
    if (triangle.area < minDistance ** 2) return 0;
    return triangle.area > maxDistance ** 2 ? Infinity : defaultLoss(triangle);
  };
  return refer(loss, { path: "triangleLoss.resolution", use: "call", args: [options] });
}

function thresholded(options: ThresholdedOptions = {}): TriangleLoss {
  checkNumbers("thresholded", options, ["lowerThreshold", "upperThreshold", "priorityFactor"]);
  const { lowerThreshold = -Infinity, upperThreshold = Infinity, priorityFactor = 0.1 } = options;
  const loss: TriangleLoss = (triangle) => {
    const isLow = triangle.values.every((value) => value < lowerThreshold);
    const isHigh = triangle.values.every((value) => value > upperThreshold);
    return defaultLoss(triangle) * (isLow ? priorityFactor : 1) * (isHigh ? priorityFactor : 1);
  };
  return refer(loss, { path: "triangleLoss.thresholded", use: "call", args: [options] });
}

function checkNumbers(name: string, options: object, valid: readonly string[]): void {
  refuseUnknownKeys(`triangleLoss.${name}`, options, valid);
  for (const option of Object.values(options) as unknown[]) {
    if (option === undefined || (typeof option === "number" && !Number.isNaN(option))) continue;
    throw new LearnerError(
      "bad-option",
      `The options of triangleLoss.${name} are numbers, not ${show(option)}.`,
    );
  }
}

function refer(loss: TriangleLoss, reference: DoorReference): TriangleLoss {
  return Object.assign(loss, { [DOOR_REFERENCE]: reference });
}

function named(name: string, loss: TriangleLoss): TriangleLoss {
  return refer(loss, { path: `triangleLoss.${name}`, use: "value", args: [] });
}

/**
 * Losses for Learner2D, as in adaptive (adaptive.learner.learner2D).
 *
 * - `default`: deviation from the linear interpolation times the length scale, plus 0.3 times the area;
 * - `uniform`: length scale of the triangle, so that the domain is filled evenly;
 * - `minimizeTriangleSurface`: area of the triangle on the graph of the function;
 * - `resolution({minDistance, maxDistance})`: `default` for triangles of sizes between these only;
 * - `thresholded({lowerThreshold, upperThreshold, priorityFactor})`: less where all values are beyond a threshold.
 *
 * See https://adaptive.readthedocs.io/en/latest/reference/adaptive.learner.learner2D.html. Points are scaled to a square of area
 * 1; thresholds are in units of the values. Those with options throw a LearnerError for bad ones. A loss of one's own
 * takes {@link TriangleFacts}, and {@link deviation} is there for it.
 *
 * @example
 * ```ts
 * const f = ([x, y]: number[]) => Math.exp(-(x ** 2) - 4 * y ** 2);
 * for (const lossPerTriangle of [
 *   triangleLoss.default,
 *   triangleLoss.uniform,
 *   triangleLoss.minimizeTriangleSurface,
 *   triangleLoss.resolution({ minDistance: 0.01, maxDistance: 0.3 }),
 *   triangleLoss.thresholded({ lowerThreshold: 0.1, priorityFactor: 0.2 }),
 *   (triangle: TriangleFacts) => deviation(triangle) * triangle.area,
 * ]) {
 *   simple(new Learner2D(f, { bounds: [[-1, 1], [-1, 1]], lossPerTriangle: lossPerTriangle }), { goal: 50 });
 * }
 * ```
 */
export const triangleLoss = {
  default: named("default", defaultLoss),
  uniform: named("uniform", (triangle) => Math.sqrt(triangle.area)),
  minimizeTriangleSurface: named("minimizeTriangleSurface", surface),
  resolution,
  thresholded,
} as const;
