import type { LearnerData } from "./learner.js";

/** What a point is under: two points with equal keys are one point. */
export type ValueKey = number | string | bigint | boolean | symbol | null | undefined;

/**
 * Returns the key of any point: numbers and strings as they are, arrays by their elements.
 *
 * `[0.5, 1]` and another `[0.5, 1]` are one point, and so are `-0` and `0`.
 */
export function valueKey(point: unknown): ValueKey {
  if (typeof point === "number") return point;
  if (typeof point === "string") return `"${point}`;
  if (typeof point !== "object" || point === null) return point as ValueKey;
  if (!Array.isArray(point) && !ArrayBuffer.isView(point)) return JSON.stringify(point);
  const parts = point as unknown as ArrayLike<unknown>;
  let key = "[";
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    key += (typeof part === "number" ? part + 0 : String(valueKey(part))).toString() + ",";
  }
  return key;
}

/**
 * Is a map whose keys are points of any kind, compared by value, in the order in which they came.
 *
 * `get(point)` finds a point that was made anew, which a `Map` keyed by arrays would not.
 */
export class ValueMap<Point, Value> implements LearnerData<Point, Value> {
  readonly #entries = new Map<ValueKey, [Point, Value]>();

  get size(): number {
    return this.#entries.size;
  }

  get(point: Point): Value | undefined {
    return this.#entries.get(valueKey(point))?.[1];
  }

  has(point: Point): boolean {
    return this.#entries.has(valueKey(point));
  }

  /** Sets the value of a point; a known point keeps its place in the order. */
  set(point: Point, value: Value): this {
    const key = valueKey(point);
    const entry = this.#entries.get(key);
    if (entry === undefined) this.#entries.set(key, [point, value]);
    else entry[1] = value;
    return this;
  }

  delete(point: Point): boolean {
    return this.#entries.delete(valueKey(point));
  }

  clear(): void {
    this.#entries.clear();
  }

  *keys(): IterableIterator<Point> {
    for (const [point] of this.#entries.values()) yield point;
  }

  *values(): IterableIterator<Value> {
    for (const [, value] of this.#entries.values()) yield value;
  }

  entries(): IterableIterator<[Point, Value]> {
    return this.entriesFrom(0);
  }

  /** Entries from a place in the order on; those before cost a step each. */
  *entriesFrom(start: number): IterableIterator<[Point, Value]> {
    let place = 0;
    for (const [point, value] of this.#entries.values()) if (place++ >= start) yield [point, value];
  }

  [Symbol.iterator](): IterableIterator<[Point, Value]> {
    return this.entries();
  }
}
