import { LinearInterpolation } from "../triangulation/interpolate.js";
import type { Sampler } from "./sampler.js";

/** Returns the linear interpolation of the values of a sampler at points; NaN outside its points. */
export function interpolateIn(
  sampler: Sampler | null,
  points: readonly (readonly number[])[],
  isVector: boolean,
): (number | number[])[] {
  if (sampler === null) return points.map(() => NaN);
  const { book, scale, tri } = sampler;
  const at = new LinearInterpolation(tri);
  return points.map((point) => {
    const isInside = at.find(point.map((x, c) => x * scale[c]!));
    const value = Array.from({ length: book.vdim }, (_, v) =>
      isInside
        ? at.vertices.reduce((sum, vertex, k) => sum + at.weights[k]! * book.valueAt(vertex, v), 0)
        : NaN,
    );
    return isVector ? value : value[0]!;
  });
}
