import type { Chain } from "./chain.js";
import { IntervalHeap } from "./interval-heap.js";
import { grown, NO_IDS, NO_NUMBERS, type PointIndex } from "../collections/point-index.js";
import { priorityOf } from "./priority.js";

/**
 * Holds the losses of the intervals between the points of a chain, each under the id of its left end.
 *
 * Losses are written at once and ordered only when somebody asks for the order: between two questions an
 * interval is sorted in once, however often its loss was set, and not at all when nobody asks.
 */
export class IntervalLosses {
  /** The loss of the interval right of a point. */
  loss = NO_NUMBERS;
  /** Length of the domain when the losses were last computed together; see {@link priorityOf}. */
  xScale: number;
  readonly #points: PointIndex;
  readonly #chain: Chain;
  readonly #heap: IntervalHeap;
  /** Left ends whose loss changed since the heap was in order. */
  #changed = NO_IDS;
  #changes = 0;
  /** Whether the order is to be made anew, as it is when nobody asked for it yet. */
  #isStale = true;

  constructor(points: PointIndex, chain: Chain, xScale: number) {
    this.#points = points;
    this.#chain = chain;
    this.#heap = new IntervalHeap(points);
    this.xScale = xScale;
  }

  /** Makes room for left ends below an id. */
  reserve(length: number): void {
    if (length > this.loss.length) this.loss = grown(this.loss, length);
  }

  set(left: number, loss: number): void {
    if (left >= this.loss.length) this.reserve(left + 1);
    this.loss[left] = loss;
    if (this.#isStale) return;
    if (this.#changes > this.#chain.size) {
      this.markStale();
      return;
    }
    if (this.#changes === this.#changed.length) this.#changed = grown(this.#changed, this.#changes + 1);
    this.#changed[this.#changes++] = left;
  }

  /** Says that the chain or most losses changed, so that the order is to be made anew. */
  markStale(): void {
    this.#isStale = true;
    this.#changes = 0;
  }

  /** Takes the losses of another table, which has the same intervals. */
  copyFrom(other: IntervalLosses): void {
    this.loss = other.loss.slice();
    this.xScale = other.xScale;
    this.markStale();
  }

  /** The intervals in order. */
  ordered(): IntervalHeap {
    if (this.#isStale) this.#rebuild();
    else for (let i = 0; i < this.#changes; i++) this.#sortIn(this.#changed[i]!);
    this.#changes = 0;
    return this.#heap;
  }

  /** The loss of the first interval in order; infinity when there is no interval. */
  highest(): number {
    const heap = this.ordered();
    return heap.size === 0 ? Infinity : this.loss[heap.idAt(0)]!;
  }

  #sortIn(left: number): void {
    const right = this.#chain.nextOf(left);
    if (right < 0) return;
    const xs = this.#points.xs;
    this.#heap.set(left, priorityOf(this.loss[left]!, xs[right]! - xs[left]!, this.xScale));
  }

  #rebuild(): void {
    this.#heap.clear();
    this.#isStale = false;
    for (let left = this.#chain.first; left >= 0; left = this.#chain.nextOf(left)) this.#sortIn(left);
  }
}
