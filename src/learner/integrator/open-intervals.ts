import { IndexedHeap } from "../collections/indexed-heap.js";
import type { Interval } from "./interval.js";

/** The intervals that are worked on, with the one of the largest error at hand. */
export class OpenIntervals implements Iterable<Interval> {
  readonly #intervals: Interval[] = [];
  readonly #worst = new IndexedHeap((i, j) => isWorse(this.#intervals[i]!, this.#intervals[j]!));
  /** The other end of the order; made when first asked for. */
  #best: IndexedHeap | undefined;

  get size(): number {
    return this.#worst.size;
  }

  /** Adds an interval, or moves it when its error changed. */
  set(interval: Interval): void {
    this.#intervals[interval.id] = interval;
    this.#worst.set(interval.id);
    this.#best?.set(interval.id);
  }

  has(interval: Interval): boolean {
    return this.#worst.has(interval.id);
  }

  delete(interval: Interval): void {
    this.#worst.delete(interval.id);
    this.#best?.delete(interval.id);
  }

  /** Returns the interval with the largest error, the one to the right where errors are equal. */
  worst(): Interval | undefined {
    const id = this.#worst.top();
    return id === undefined ? undefined : this.#intervals[id];
  }

  /** Returns the interval with the smallest error. */
  best(): Interval | undefined {
    if (this.#best === undefined) {
      this.#best = new IndexedHeap((i, j) => isWorse(this.#intervals[j]!, this.#intervals[i]!));
      for (const id of this.#worst.ids()) this.#best.set(id);
    }
    const id = this.#best.top();
    return id === undefined ? undefined : this.#intervals[id];
  }

  /** Iterates in no particular order. */
  *[Symbol.iterator](): Iterator<Interval> {
    for (const id of this.#worst.ids()) yield this.#intervals[id]!;
  }
}

function isWorse(p: Interval, q: Interval): boolean {
  return p.err > q.err || (p.err === q.err && (p.a > q.a || (p.a === q.a && p.id > q.id)));
}
