import { widthOf } from "./distance.js";
import { hypot } from "./hypot.js";
import type { LossWindow } from "./loss-window.js";

/** Distance between the interval's ends with the logarithm of the smallest absolute component as value. */
export function logDistanceOf(window: LossWindow): number {
  const { order } = window;
  return hypot(widthOf(window), logOfSmallest(window, order + 1) - logOfSmallest(window, order));
}

function logOfSmallest({ ys, dimension }: LossWindow, place: number): number {
  let smallest = Infinity;
  for (let k = 0; k < dimension; k++) {
    const size = Math.abs(ys[place * dimension + k]!);
    if (!(size >= smallest)) smallest = size;
    if (size !== size) return NaN;
  }
  return Math.log(smallest);
}
