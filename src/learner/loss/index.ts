import { LearnerError, refuseUnknownKeys, show } from "../errors.js";
import { distanceOf, widthOf } from "./distance.js";
import { defineIntervalLoss, type IntervalLoss } from "./interval-loss.js";
import { logDistanceOf } from "./log-distance.js";
import { meanTriangleArea } from "./triangle-area.js";

export { usesNthNeighbors, type IntervalLoss, type LossValue } from "./interval-loss.js";

/** Options of `intervalLoss.resolution`: shares of the domain's length, from 0 to 1. */
export interface ResolutionLossOptions {
  /** Shorter intervals are not divided. @defaultValue 0 */
  readonly minLength?: number;
  /** Longer intervals are divided first. @defaultValue 1 */
  readonly maxLength?: number;
}

/** Options of `intervalLoss.curvature`: the weights of its three terms. */
export interface CurvatureLossOptions {
  /** Of the root of the mean triangle area. @defaultValue 1 */
  readonly areaFactor?: number;
  /** Of the distance between the interval's ends. @defaultValue 0.02 */
  readonly euclidFactor?: number;
  /** Of the interval's width. @defaultValue 0.02 */
  readonly horizontalFactor?: number;
}

const value = (name: string) => ({ path: `intervalLoss.${name}`, use: "value", args: [] }) as const;
const call = (name: string, options: object) =>
  ({ path: `intervalLoss.${name}`, use: "call", args: [options] }) as const;

/**
 * The losses of {@link Learner1D}: what makes an interval worth dividing. For `lossPerInterval`.
 *
 * Each follows the function of that name in adaptive's `learner1D`
 * (https://adaptive.readthedocs.io/en/latest/reference/adaptive.learner.learner1D.html). The x axis is scaled to
 * the length of the bounds and the values to their extent, so that losses have no units.
 *
 * @throws LearnerError by those with options, for one that is unknown or not a number
 *
 * @example
 * ```ts
 * const f = (x: number) => Math.tanh(20 * x);
 * for (const lossPerInterval of [
 *   intervalLoss.default,
 *   intervalLoss.uniform,
 *   intervalLoss.triangle,
 *   intervalLoss.absMinLog,
 *   intervalLoss.curvature({ areaFactor: 1, euclidFactor: 0.02, horizontalFactor: 0.02 }),
 *   intervalLoss.resolution({ minLength: 0.01, maxLength: 0.25 }),
 * ]) {
 *   simple(new Learner1D(f, { bounds: [-1, 1], lossPerInterval: lossPerInterval }), { goal: 30 });
 * }
 * ```
 */
export const intervalLoss = {
  /** The distance between the ends of the interval in the scaled plane; for vectors the largest of the components'. */
  default: defineIntervalLoss(0, value("default"), distanceOf),

  /** The width of the interval: samples evenly, whatever the values. */
  uniform: defineIntervalLoss(0, value("uniform"), widthOf),

  /** The mean area of the two triangles that the interval makes with its neighbours: goes where the line bends. */
  triangle: defineIntervalLoss(1, value("triangle"), meanTriangleArea),

  /** The distance with the logarithm of the smallest absolute component as value: goes to where a function is near zero. */
  absMinLog: defineIntervalLoss(0, value("absMinLog"), logDistanceOf),

  /** The root of the triangle loss with a little of the distance and the width, so that flat parts are not left out. */
  curvature(options: CurvatureLossOptions = {}): IntervalLoss {
    refuseUnknownKeys("intervalLoss.curvature", options, ["areaFactor", "euclidFactor", "horizontalFactor"]);
    const { areaFactor = 1, euclidFactor = 0.02, horizontalFactor = 0.02 } = options;
    for (const factor of [areaFactor, euclidFactor, horizontalFactor])
      checkNumber("intervalLoss.curvature", factor);
    return defineIntervalLoss(
      1,
      call("curvature", options),
      (window) =>
        areaFactor * Math.sqrt(meanTriangleArea(window)) +
        euclidFactor * distanceOf(window) +
        horizontalFactor * widthOf(window),
    );
  },

  /** The default loss, but intervals shorter than `minLength` are left alone and longer than `maxLength` come first. */
  resolution(options: ResolutionLossOptions = {}): IntervalLoss {
    refuseUnknownKeys("intervalLoss.resolution", options, ["minLength", "maxLength"]);
    const { minLength = 0, maxLength = 1 } = options;
    for (const length of [minLength, maxLength]) checkNumber("intervalLoss.resolution", length);
    return defineIntervalLoss(0, call("resolution", options), (window) => {
      const width = widthOf(window);
      if (width < minLength) return 0;
      return width > maxLength ? Infinity : distanceOf(window);
    });
  },
};

function checkNumber(owner: string, option: unknown): void {
  if (typeof option === "number" && !Number.isNaN(option)) return;
  throw new LearnerError("bad-option", `The options of ${owner} are numbers, not ${show(option)}.`);
}
