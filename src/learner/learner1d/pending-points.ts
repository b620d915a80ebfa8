import type { Line } from "./line.js";

/** Is the set of pending points of a 1D learner, in the order asked: a view of its line. */
export class PendingPoints implements Iterable<number> {
  readonly #line: Line;

  constructor(line: Line) {
    this.#line = line;
  }

  get size(): number {
    return this.#line.pending.size;
  }

  has(x: number): boolean {
    return this.#line.pending.has(this.#line.points.find(x));
  }

  *[Symbol.iterator](): IterableIterator<number> {
    for (const id of this.#line.pending) yield this.#line.points.xs[id]!;
  }
}
