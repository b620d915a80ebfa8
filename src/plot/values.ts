/** Returns the numbers of a value: itself, or those of a vector; none of anything else. */
export function numbers(value: unknown): readonly number[] {
  if (typeof value === "number") return [value];
  if (Array.isArray(value)) return value.every((item) => typeof item === "number") ? value : [];
  return value instanceof Float64Array ? [...value] : [];
}

/** Returns `[from, to]` when that is what `bounds` is, else null. */
export function interval(bounds: unknown): readonly [number, number] | null {
  if (!Array.isArray(bounds)) return null;
  const [from, to] = bounds as unknown[];
  return typeof from === "number" && typeof to === "number" ? [from, to] : null;
}

/** Returns the smallest and the largest finite number; 0 and 1 when there is none. */
export function extent(values: Iterable<number>): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}

/** Returns the bounds of each of `dim` axes: the learner's own, or as far as the points reach. */
export function domainsOf(
  learner: object,
  points: readonly (readonly number[])[],
  dim: number,
): (readonly [number, number])[] {
  const own = learner as { bounds?: unknown; options?: { bounds?: unknown } };
  const bounds = own.bounds ?? own.options?.bounds;
  return Array.from({ length: dim }, (_, axis) => {
    const given = Array.isArray(bounds) ? interval(bounds[axis]) : null;
    return given ?? extent(points.map((point) => point[axis] ?? NaN));
  });
}

const AXES = ["x", "y", "z"];

/** Names an axis by its number from 0: x, y, z, x3, ... */
export function nameOfAxis(axis: number): string {
  return AXES[axis] ?? `x${axis}`;
}
