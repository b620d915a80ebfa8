import { LearnerError, show } from "../errors.js";
import { DOOR_REFERENCE, type DoorReference } from "../learner.js";
import { makeLossWindow, type LossKernel, type LossWindow } from "./loss-window.js";

/** A scaled value as a loss gets it. */
export type LossValue = number | readonly number[];

type LossFunction = {
  // A method, so that a user may annotate narrower parameters: `(xs: number[], ys: number[]) => number`.
  call(xs: readonly (number | null)[], ys: readonly (LossValue | null)[]): number;
}["call"];

/**
 * Gives the loss of an interval from the scaled points around it: `xs` ascending, and the values `ys` there.
 *
 * Both have two places, for the ends of the interval; with `nthNeighbors` of `k` they have `2k + 2`, with the
 * `k` next points on each side, and `null` where there is none. The x axis is scaled to the length of the
 * domain, the values to their extent. The result must not depend on anything else.
 */
export type IntervalLoss = LossFunction & {
  /** How many points on each side of the interval the loss looks at. @defaultValue 0 */
  readonly nthNeighbors?: number;
};

const KERNEL = Symbol("loss kernel");

/**
 * Says that a loss looks at `count` neighbours on each side of an interval, and returns it.
 *
 * @param count from 0 up; `xs` and `ys` of the loss have `2 * count + 2` places
 * @throws LearnerError when count is not a whole number from 0 up
 *
 * @example
 * ```ts
 * // Goes where the function is low: wide intervals count less the higher the values around them are.
 * const loss = usesNthNeighbors(1, (xs: number[], ys: number[]) => {
 *   const lowest = Math.min(...ys.filter((y) => y !== null));
 *   return (xs[2] - xs[1]) * Math.exp(-3 * lowest);
 * });
 * const learner = new Learner1D((x: number) => (x - 0.4) ** 2, { bounds: [-1, 1], lossPerInterval: loss });
 * simple(learner, { goal: 20 });
 * ```
 */
export function usesNthNeighbors(count: number, loss: IntervalLoss): IntervalLoss {
  checkNeighbors(count);
  return Object.assign(loss, { nthNeighbors: count });
}

/** Makes a loss of our own: callable like a user's, computed from flat windows by a learner. */
export function defineIntervalLoss(
  order: number,
  reference: DoorReference,
  kernel: LossKernel,
): IntervalLoss {
  const loss = (xs: readonly (number | null)[], ys: readonly (LossValue | null)[]): number =>
    kernel(windowFrom(order, xs, ys));
  return Object.assign(loss, { nthNeighbors: order, [KERNEL]: kernel, [DOOR_REFERENCE]: reference });
}

/** How many neighbours on each side a loss looks at. */
export function orderOf(loss: IntervalLoss): number {
  return checkNeighbors(loss.nthNeighbors ?? 0);
}

/** Returns how a learner computes a loss: our own from the window, a user's from arrays made of it. */
export function kernelOf(loss: IntervalLoss): LossKernel {
  const own = (loss as { [KERNEL]?: LossKernel })[KERNEL];
  return own ?? ((window) => checkLoss(loss(...arraysFrom(window))));
}

function arraysFrom(window: LossWindow): [(number | null)[], (LossValue | null)[]] {
  const { first, last, dimension, isVector } = window;
  const xs: (number | null)[] = [];
  const ys: (LossValue | null)[] = [];
  for (let place = 0; place < window.xs.length; place++) {
    const isThere = place >= first && place < last;
    xs.push(isThere ? window.xs[place]! : null);
    const from = place * dimension;
    if (!isThere) ys.push(null);
    else ys.push(isVector ? Array.from(window.ys.subarray(from, from + dimension)) : window.ys[from]!);
  }
  return [xs, ys];
}

function windowFrom(
  order: number,
  xs: readonly (number | null)[],
  ys: readonly (LossValue | null)[],
): LossWindow {
  const value = ys[order]!;
  const isVector = typeof value !== "number";
  const window = makeLossWindow(order, isVector ? value.length : 1, isVector);
  window.first = xs.findIndex((x) => x !== null);
  window.last = xs.length - [...xs].reverse().findIndex((x) => x !== null);
  for (let place = window.first; place < window.last; place++) {
    window.xs[place] = xs[place]!;
    const y = ys[place]!;
    if (typeof y === "number") window.ys[place] = y;
    else window.ys.set(y, place * window.dimension);
  }
  return window;
}

function checkNeighbors(count: number): number {
  if (Number.isInteger(count) && count >= 0) return count;
  throw new LearnerError(
    "bad-option",
    `nthNeighbors of a loss must be a whole number from 0 up, not ${show(count)}.`,
  );
}

function checkLoss(loss: unknown): number {
  if (typeof loss === "number") return loss;
  throw new LearnerError("bad-value", `lossPerInterval must return a number, not ${show(loss)}.`);
}
