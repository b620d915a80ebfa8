import { refuseUnknownKeys, LearnerError, show } from "../errors.js";
import { DOOR_REFERENCE, type DoorReference } from "../learner.js";
import { makeFacts, type SimplexFacts } from "./simplex-facts.js";
import { embeddedVolume, meanVolumeWithNeighbors, simplexVolume } from "./simplex-volume.js";

/** A value of a learned function as a loss sees it: a number, or a vector of them. */
export type LossValue = number | readonly number[];

/**
 * Returns how much there is to gain in a simplex. LearnerND divides the simplex with the greatest loss.
 *
 * - `simplex`: coordinates of the `dim + 1` vertices, scaled to a box of size 1;
 * - `values`: the values at them, multiplied by `valueScale` so that their range is about 1;
 * - `neighbors`, `neighborValues`: the vertex beyond the face opposite each vertex and its value, `null` on the
 *   hull. Given only when `nthNeighbors` is 1, and then the loss is computed again when a neighbour changes.
 */
export interface SimplexLoss {
  (
    simplex: readonly (readonly number[])[],
    values: readonly LossValue[],
    valueScale: number,
    neighbors?: readonly (readonly number[] | null)[],
    neighborValues?: readonly (LossValue | null)[],
  ): number;
  /** Whether the loss depends on the neighbours of the simplex. @defaultValue 0 */
  readonly nthNeighbors?: 0 | 1;
}

/** A loss computed from flat arrays. */
export type SimplexKernel = (facts: SimplexFacts) => number;

const kernels = new WeakMap<SimplexLoss, SimplexKernel>();

/** Returns the form of a loss that reads flat arrays; for a user's own loss one that makes arrays for it. */
export function kernelOf(loss: SimplexLoss): SimplexKernel {
  return kernels.get(loss) ?? ((facts) => callWithArrays(loss, facts));
}

function makeLoss(kernel: SimplexKernel, nthNeighbors: 0 | 1, reference: DoorReference): SimplexLoss {
  const loss: SimplexLoss = (simplex, values, valueScale, neighbors = [], neighborValues = []) => {
    const first = values[0]!;
    const facts = makeFacts(simplex.length - 1, typeof first === "number" ? 1 : first.length);
    facts.valueScale = valueScale;
    for (let k = 0; k < simplex.length; k++) {
      facts.points.set(simplex[k]!, k * facts.dim);
      facts.values.set(toVector(values[k]!), k * facts.vdim);
      const neighbor = neighbors[k] ?? null;
      if (neighbor === null) continue;
      facts.hasNeighbor[k] = 1;
      facts.neighborPoints.set(neighbor, k * facts.dim);
      facts.neighborValues.set(toVector(neighborValues[k]!), k * facts.vdim);
    }
    return kernel(facts);
  };
  kernels.set(loss, kernel);
  return Object.assign(loss, { nthNeighbors, [DOOR_REFERENCE]: reference });
}

function toVector(value: LossValue): readonly number[] {
  return typeof value === "number" ? [value] : value;
}

function callWithArrays(loss: SimplexLoss, facts: SimplexFacts): number {
  const { dim, vdim, hasNeighbor } = facts;
  const rows = (flat: Float64Array, width: number): number[][] =>
    Array.from({ length: dim + 1 }, (_, k) => Array.from(flat.subarray(k * width, (k + 1) * width)));
  const toValues = (flat: Float64Array): LossValue[] => (vdim === 1 ? Array.from(flat) : rows(flat, vdim));
  const points = rows(facts.points, dim);
  const values = toValues(facts.values);
  if (loss.nthNeighbors !== 1) return loss(points, values, facts.valueScale);
  const keep = <T>(item: T, k: number): T | null => (hasNeighbor[k] === 1 ? item : null);
  return loss(
    points,
    values,
    facts.valueScale,
    rows(facts.neighborPoints, dim).map(keep),
    toValues(facts.neighborValues).map(keep),
  );
}

/** Norm of the standard deviations of the values, times the length scale of the simplex, plus its volume. */
function standardDeviation(facts: SimplexFacts): number {
  const { dim, vdim, values } = facts;
  let square = 0;
  for (let v = 0; v < vdim; v++) {
    let mean = 0;
    for (let k = 0; k <= dim; k++) mean += values[k * vdim + v]!;
    mean /= dim + 1;
    for (let k = 0; k <= dim; k++) square += (values[k * vdim + v]! - mean) ** 2 / (dim + 1);
  }
  const volume = simplexVolume(facts);
  return Math.sqrt(square) * volume ** (1 / dim) + volume;
}

/** Options of {@link simplexLoss.curvature}. */
export interface SimplexCurvatureOptions {
  /** Weight of the size of a simplex, so that flat regions are explored too. @defaultValue 0.05 */
  readonly exploration?: number;
}

function curvature(options: SimplexCurvatureOptions = {}): SimplexLoss {
  refuseUnknownKeys("simplexLoss.curvature", options, ["exploration"]);
  const { exploration = 0.05 } = options;
  if (!(exploration >= 0 && exploration < Infinity)) {
    throw new LearnerError(
      "bad-option",
      `simplexLoss.curvature needs an exploration from 0 up, not ${show(exploration)}.`,
    );
  }
  const kernel: SimplexKernel = (facts) => {
    const power = (2 + facts.dim) / facts.dim;
    const size = simplexVolume(facts) ** power;
    return (meanVolumeWithNeighbors(facts) + exploration * size) ** (1 / (2 + facts.dim));
  };
  return makeLoss(kernel, 1, { path: "simplexLoss.curvature", use: "call", args: [options] });
}

function named(name: string, kernel: SimplexKernel, nthNeighbors: 0 | 1 = 0): SimplexLoss {
  return makeLoss(kernel, nthNeighbors, { path: `simplexLoss.${name}`, use: "value", args: [] });
}

/**
 * Losses for LearnerND, as in adaptive (adaptive.learner.learnerND).
 *
 * - `default`: volume of the simplex in the space of points and values;
 * - `uniform`: volume of the simplex in the space of points, so that the domain is filled evenly;
 * - `std`: standard deviation of the values times the length scale, plus the volume;
 * - `triangle`: mean volume that the simplex spans with each neighbouring vertex: 0 where the function is linear;
 * - `curvature({exploration})`: from `triangle` and the size of the simplex; the choice for smooth functions.
 *
 * See https://adaptive.readthedocs.io/en/latest/reference/adaptive.learner.learnerND.html. Points are scaled to a box of size
 * 1 and values to a range of 1, so that losses have no units. `curvature` throws a LearnerError for bad options.
 *
 * @example
 * ```ts
 * const f = ([x, y]: number[]) => Math.exp(-(x ** 2) - 4 * y ** 2);
 * const bounds: [number, number][] = [[-1, 1], [-1, 1]];
 * for (const lossPerSimplex of [
 *   simplexLoss.default,
 *   simplexLoss.uniform,
 *   simplexLoss.std,
 *   simplexLoss.triangle,
 *   simplexLoss.curvature({ exploration: 0.05 }),
 * ]) {
 *   simple(new LearnerND(f, { bounds: bounds, lossPerSimplex: lossPerSimplex }), { goal: 50 });
 * }
 * ```
 */
export const simplexLoss = {
  default: named("default", embeddedVolume),
  uniform: named("uniform", simplexVolume),
  std: named("std", standardDeviation),
  triangle: named("triangle", meanVolumeWithNeighbors, 1),
  curvature,
} as const;
