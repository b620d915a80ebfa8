import { IndexedHeap } from "../collections/indexed-heap.js";
import type { Chain } from "../learner1d/chain.js";
import type { Line } from "../learner1d/line.js";
import { grown } from "../collections/point-index.js";
import type { SampleStatistics } from "./sample-statistics.js";

/** When the samples at a point are enough; see the options of AverageLearner1D. */
export interface SamplingRule {
  readonly neighborSampling: number;
  readonly minSamples: number;
  readonly maxSamples: number;
  readonly minError: number;
}

/**
 * Knows which known point most needs another sample: one with too few of them, or the one whose error is
 * largest against the distance to its nearest neighbour in the plane of point and value.
 */
export class Resampling {
  /** Ids of points with too few samples, in the order in which they came. */
  readonly #undersampled = new Set<number>();
  /** The first of them; -1 for none. */
  firstUndersampled = -1;
  readonly #line: Line;
  readonly #statistics: SampleStatistics;
  readonly #rule: SamplingRule;
  /** Distance from a point to its neighbour on the right, by id. */
  #distances = new Float64Array(64);
  #relativeErrors = new Float64Array(64);
  /** Whether a relative error is from {@link SampleStatistics.settle}. */
  #isSettled = new Uint8Array(64);
  /** When a relative error was last set: of equal ones the older goes first. */
  #stamps = new Float64Array(64);
  #stamp = 0;
  readonly #heap = new IndexedHeap((i, j) => this.#isWorse(i, j));

  constructor(line: Line, statistics: SampleStatistics, rule: SamplingRule) {
    this.#line = line;
    this.#statistics = statistics;
    this.#rule = rule;
  }

  /** Returns the id of the point with the largest relative error if that is above `limit`, else undefined. */
  worstAbove(limit: number): number | undefined {
    const id = this.#heap.top();
    if (id === undefined) return undefined;
    if (isClose(this.#relativeErrors[id]!, limit)) this.#settle(id);
    return this.#relativeErrors[id]! > limit ? id : undefined;
  }

  /** Takes a point in after its first sample. */
  addPoint(id: number): void {
    if (id >= this.#distances.length) {
      this.#distances = grown(this.#distances, id + 1);
      this.#relativeErrors = grown(this.#relativeErrors, id + 1);
      this.#isSettled = grown(this.#isSettled, id + 1);
      this.#stamps = grown(this.#stamps, id + 1);
    }
    this.#undersampled.add(id);
    if (this.firstUndersampled < 0) this.firstUndersampled = id;
    this.#setRelativeError(id, Infinity);
    this.#updateDistances(id);
    this.#updateNeighbours(id);
  }

  /** Brings everything up to date after further samples of a known point. */
  addSamples(id: number): void {
    this.#updateDistances(id);
    const nearest = this.#updateNeighbours(id);
    const error = this.#statistics.errors[id]!;
    const isEnough = error <= this.#rule.minError || this.#statistics.counts[id]! >= this.#rule.maxSamples;
    const relative = nearest === undefined ? Infinity : error / nearest;
    // A NaN sample makes the error undefined: more samples would not help.
    if (isEnough || Number.isNaN(relative)) this.#heap.delete(id);
    else if (nearest !== undefined || this.#heap.has(id)) this.#setRelativeError(id, relative);
  }

  /** Counts a point among those with enough samples if its neighbours' numbers of samples allow it. */
  reconsider(id: number): void {
    if (this.#undersampled.has(id) && this.#hasEnough(id)) this.#release(id);
  }

  /** Counts a point among those with enough samples, whatever its neighbours have, if it has its minimum. */
  reconsiderAlone(id: number): void {
    if (this.#statistics.counts[id]! > this.#rule.minSamples) this.#release(id);
  }

  #release(id: number): void {
    this.#undersampled.delete(id);
    if (this.firstUndersampled !== id) return;
    this.firstUndersampled = -1;
    for (const first of this.#undersampled) {
      this.firstUndersampled = first;
      return;
    }
  }

  /** Whether a point has as many samples as it needs in view of those of its neighbours. */
  #hasEnough(id: number): boolean {
    const { counts } = this.#statistics;
    const n = counts[id]!;
    if (n < this.#rule.minSamples) return false;
    const { real } = this.#line;
    const [left, right] = [real.previousOf(id), real.nextOf(id)];
    let around = 0;
    if (left >= 0 && right >= 0) around = (counts[left]! + counts[right]!) / 2;
    else if (left >= 0) around = counts[left]!;
    else if (right >= 0) around = counts[right]!;
    return n > this.#rule.neighborSampling * around;
  }

  #updateDistances(id: number): void {
    const { real } = this.#line;
    const left = real.previousOf(id);
    const right = real.nextOf(id);
    if (left >= 0) this.#distances[left] = this.#distance(left, id);
    if (right >= 0) this.#distances[id] = this.#distance(id, right);
  }

  #distance(left: number, right: number): number {
    const xs = this.#line.points.xs;
    const { means } = this.#statistics;
    const dx = xs[right]! - xs[left]!;
    const dy = means[right]! - means[left]!;
    return Math.sqrt(dx * dx + dy * dy);
  }

  /** Updates the neighbours' relative errors; returns the distance of the nearest, or undefined without any. */
  #updateNeighbours(id: number): number | undefined {
    const chain = this.#line.real;
    const left = chain.previousOf(id);
    const right = chain.nextOf(id);
    if (left < 0 && right < 0) return undefined;
    if (left >= 0) this.#updateRelativeError(left, chain);
    if (right >= 0) this.#updateRelativeError(right, chain);
    return this.#nearest(id, chain);
  }

  #updateRelativeError(id: number, chain: Chain): void {
    if (!this.#heap.has(id)) return;
    const relative = this.#statistics.errors[id]! / this.#nearest(id, chain);
    if (Number.isNaN(relative)) this.#heap.delete(id);
    else if (relative !== this.#relativeErrors[id]) this.#setRelativeError(id, relative);
  }

  #nearest(id: number, chain: Chain): number {
    const left = chain.previousOf(id);
    if (left < 0) return this.#distances[id]!;
    if (chain.nextOf(id) < 0) return this.#distances[left]!;
    return Math.min(this.#distances[left]!, this.#distances[id]!);
  }

  #setRelativeError(id: number, value: number): void {
    this.#relativeErrors[id] = value;
    this.#isSettled[id] = 0;
    this.#stamps[id] = ++this.#stamp;
    this.#heap.set(id);
  }

  #isWorse(i: number, j: number): boolean {
    if (isClose(this.#relativeErrors[i]!, this.#relativeErrors[j]!)) {
      this.#settle(i);
      this.#settle(j);
    }
    const a = this.#relativeErrors[i]!;
    const b = this.#relativeErrors[j]!;
    return a > b || (a === b && this.#stamps[i]! < this.#stamps[j]!);
  }

  /** Computes an error again as adaptive does: noise with a pattern gives many that differ by rounding alone. */
  #settle(id: number): void {
    if (this.#isSettled[id] === 1) return;
    this.#isSettled[id] = 1;
    this.#relativeErrors[id] = this.#statistics.settle(id) / this.#nearest(id, this.#line.real);
  }
}

function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-10 * a;
}
