import { hypot } from "./hypot.js";
import type { LossWindow } from "./loss-window.js";

/** Width of the window's interval. */
export function widthOf({ xs, order }: LossWindow): number {
  return xs[order + 1]! - xs[order]!;
}

/** Length of the line between the interval's ends; for vectors that of the component where it is longest. */
export function distanceOf(window: LossWindow): number {
  const { ys, order, dimension } = window;
  const dx = widthOf(window);
  if (dimension === 1) return hypot(dx, ys[order + 1]! - ys[order]!);
  const left = order * dimension;
  const right = left + dimension;
  let longest = 0;
  for (let k = 0; k < dimension; k++) {
    const length = hypot(dx, ys[left + k]! - ys[right + k]!);
    if (!(length <= longest)) longest = length;
    if (length !== length) return NaN;
  }
  return longest;
}
