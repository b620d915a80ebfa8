import type { Line } from "./line.js";
import type { Values } from "./values.js";

/**
 * Returns the values at any points of the straight lines between neighbouring known points.
 *
 * Outside the outermost known points there is no value: NaN, or a vector of NaN.
 */
export function interpolateLinearly(
  line: Line,
  values: Values,
  points: ArrayLike<number>,
): (number | number[])[] {
  const ids = line.real.toIds();
  const xs = Float64Array.from(ids, (id) => line.points.xs[id]!);
  return Array.from(points, (x) => {
    const right = countBelow(xs, x);
    if (right < xs.length && xs[right] === x) return values.get(ids[right]!);
    if (right === 0 || right === xs.length)
      return values.isVector ? Array<number>(values.dimension).fill(NaN) : NaN;
    const [a, b] = [values.get(ids[right - 1]!), values.get(ids[right]!)];
    const share = (x - xs[right - 1]!) / (xs[right]! - xs[right - 1]!);
    const between = (from: number, to: number): number => from + (to - from) * share;
    return typeof a === "number" ? between(a, b as number) : a.map((y, k) => between(y, (b as number[])[k]!));
  });
}

function countBelow(xs: Float64Array, x: number): number {
  let [low, high] = [0, xs.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (xs[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
