import type { IntervalHeap } from "./interval-heap.js";

/** Walks the intervals of a heap from the highest priority down without changing the heap. */
export class Ranking {
  readonly #heap: IntervalHeap;
  /** Places of the heap whose parents were visited; a binary heap itself. */
  readonly #front: number[];

  constructor(heap: IntervalHeap) {
    this.#heap = heap;
    this.#front = heap.size > 0 ? [0] : [];
  }

  /** The id of the next interval, or -1 when all were visited. */
  peek(): number {
    return this.#front.length > 0 ? this.#heap.idAt(this.#front[0]!) : -1;
  }

  /** Priority of the interval that {@link peek} gives. */
  peekKey(): number {
    return this.#heap.keyAt(this.#front[0]!);
  }

  /** Goes on to the next interval. */
  advance(): void {
    const place = this.#pop();
    const from = 4 * place + 1;
    for (let child = from; child < from + 4 && child < this.#heap.size; child++) this.#push(child);
  }

  #push(place: number): void {
    const front = this.#front;
    let i = front.push(place) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (this.#heap.isBefore(front[parent]!, place)) break;
      front[i] = front[parent]!;
      i = parent;
    }
    front[i] = place;
  }

  #pop(): number {
    const front = this.#front;
    const top = front[0]!;
    const moved = front.pop()!;
    if (front.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= front.length) break;
      if (child + 1 < front.length && this.#heap.isBefore(front[child + 1]!, front[child]!)) child++;
      if (this.#heap.isBefore(moved, front[child]!)) break;
      front[i] = front[child]!;
      i = child;
    }
    front[i] = moved;
    return top;
  }
}
