import { valueKey, type ValueKey } from "./value-map.js";

/** Is a set of points of any kind, compared by value, in the order in which they came. */
export class ValueSet<Point> implements Iterable<Point> {
  readonly #points = new Map<ValueKey, Point>();

  get size(): number {
    return this.#points.size;
  }

  has(point: Point): boolean {
    return this.#points.has(valueKey(point));
  }

  add(point: Point): this {
    const key = valueKey(point);
    if (!this.#points.has(key)) this.#points.set(key, point);
    return this;
  }

  delete(point: Point): boolean {
    return this.#points.delete(valueKey(point));
  }

  clear(): void {
    this.#points.clear();
  }

  [Symbol.iterator](): IterableIterator<Point> {
    return this.#points.values();
  }
}
