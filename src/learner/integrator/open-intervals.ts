import { IndexedHeap } from "../collections/indexed-heap.js";
import type { Interval } from "./interval.js";

/** The intervals that are worked on, with the one of the largest error at hand: a heap in which each knows its place. */
export class OpenIntervals implements Iterable<Interval> {
  readonly #heap: Interval[] = [];
  /** The other end of the order; made when first asked for, with the intervals by id. */
  #best: IndexedHeap | undefined = undefined;
  readonly #byId: Interval[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** Adds an interval, or moves it when its error changed. */
  set(interval: Interval): void {
    if (interval.place < 0) {
      interval.place = this.#heap.length;
      this.#heap.push(interval);
    }
    this.#settle(interval);
    if (this.#best === undefined) return;
    this.#byId[interval.id] = interval;
    this.#best.set(interval.id);
  }

  has(interval: Interval): boolean {
    return interval.place >= 0;
  }

  delete(interval: Interval): void {
    if (interval.place < 0) return;
    const last = this.#heap.pop()!;
    if (last !== interval) {
      last.place = interval.place;
      this.#settle(last);
    }
    interval.place = -1;
    this.#best?.delete(interval.id);
  }

  /** Returns the interval with the largest error, the one to the right where errors are equal. */
  worst(): Interval | undefined {
    return this.#heap[0];
  }

  /** Returns the interval with the smallest error. */
  best(): Interval | undefined {
    if (this.#best === undefined) {
      this.#best = new IndexedHeap((i, j) => isWorse(this.#byId[j]!, this.#byId[i]!));
      for (const interval of this.#heap) {
        this.#byId[interval.id] = interval;
        this.#best.set(interval.id);
      }
    }
    const id = this.#best.top();
    return id === undefined ? undefined : this.#byId[id];
  }

  /** Iterates in no particular order. */
  [Symbol.iterator](): Iterator<Interval> {
    return this.#heap.values();
  }

  /** Moves an interval from its place to where it belongs. */
  #settle(interval: Interval): void {
    const heap = this.#heap;
    const start = interval.place;
    let place = start;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const other = heap[above]!;
      if (!isWorse(interval, other)) break;
      heap[place] = other;
      other.place = place;
      place = above;
    }
    if (place === start) place = this.#sink(interval, start);
    heap[place] = interval;
    interval.place = place;
  }

  /** Moves up what is worse than an interval below a place, and returns the place left free for it. */
  #sink(interval: Interval, start: number): number {
    const heap = this.#heap;
    let place = start;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= heap.length) return place;
      if (below + 1 < heap.length && isWorse(heap[below + 1]!, heap[below]!)) below++;
      const other = heap[below]!;
      if (!isWorse(other, interval)) return place;
      heap[place] = other;
      other.place = place;
      place = below;
    }
  }
}

function isWorse(p: Interval, q: Interval): boolean {
  return p.err > q.err || (p.err === q.err && (p.a > q.a || (p.a === q.a && p.id > q.id)));
}
