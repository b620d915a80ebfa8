/**
 * Is what a loss sees: the scaled ends of an interval with the points around it.
 *
 * Place `order` and `order + 1` hold the interval's own ends, where `order` is the loss's number of
 * neighbours on each side; places outside `first <= place < last` are beyond the ends of the data.
 * Flat and reused, so that computing a loss makes no garbage.
 */
export interface LossWindow {
  readonly order: number;
  readonly dimension: number;
  readonly isVector: boolean;
  first: number;
  last: number;
  readonly xs: Float64Array;
  /** The value at a place begins at `place * dimension`. */
  readonly ys: Float64Array;
}

/** Computes a loss from a window. */
export type LossKernel = (window: LossWindow) => number;

const ofScalars: LossWindow[] = [];

/**
 * Returns the window that all learners of numbers with a loss of this order share: it is filled just before each
 * use, and one that thousands of learners use stays near the processor.
 */
export function scalarLossWindow(order: number): LossWindow {
  return (ofScalars[order] ??= makeLossWindow(order, 1, false));
}

/** Makes an empty window for values of `dimension` numbers. */
export function makeLossWindow(order: number, dimension: number, isVector: boolean): LossWindow {
  const places = 2 * order + 2;
  const [xs, ys] = [new Float64Array(places), new Float64Array(places * dimension)];
  return { order, dimension, isVector, first: 0, last: places, xs, ys };
}
