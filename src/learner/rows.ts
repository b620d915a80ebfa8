/** A point or a value that is a number or a list of numbers. */
type Numbers = number | ArrayLike<number>;

/** Returns a row of numbers for each point: its coordinates and then its value, as adaptive's `to_numpy` has them. */
export function rowsOf(data: Iterable<readonly [Numbers, Numbers]>): number[][] {
  return Array.from(data, ([point, value]) => [...listOf(point), ...listOf(value)]);
}

/** Returns how many numbers a value has; 1 before the first value. */
export function vdimOf(data: { values(): IterableIterator<Numbers> }): number {
  const first = data.values().next();
  return first.done === true ? 1 : listOf(first.value).length;
}

function listOf(value: Numbers): number[] {
  return typeof value === "number" ? [value] : Array.from(value);
}
