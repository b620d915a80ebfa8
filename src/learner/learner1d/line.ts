import { Chain } from "./chain.js";
import { grown, NO_IDS, PointIndex } from "../collections/point-index.js";
import { SortedPoints } from "./sorted-points.js";

/** A point that was given up before it got a value, or a bound that nobody asked for yet. */
export const ABSENT = 0;
/** Asked for, without a value. */
export const PENDING = 1;
/** Has a value. */
export const TOLD = 2;

/**
 * Holds the points of a 1D learner by id and who stands beside whom: among the points with a value (`real`)
 * and among those and the pending ones (`combined`).
 *
 * Ids 0 and 1 are the bounds, from the beginning. Points outside the bounds have an id and a state but stand
 * in neither chain.
 */
export class Line {
  readonly points = new PointIndex();
  readonly real = new Chain();
  readonly combined = new Chain();
  /** Ids of points with a value, in the order told. */
  told: Int32Array = NO_IDS;
  toldCount = 0;
  readonly pending = new Set<number>();
  readonly lower: number;
  readonly upper: number;
  #states = new Uint8Array(16);
  /** How many of the points stand in no chain because they are outside the bounds. */
  #outside = 0;
  readonly #sorted = new SortedPoints();
  readonly #sortedReal = new SortedPoints();
  /** How many of `told` stand in `#sortedReal`, which only a search among many pending points needs. */
  #sortedRealCount = 0;

  constructor([lower, upper]: readonly [number, number]) {
    this.lower = lower;
    this.upper = upper;
    this.points.add(lower);
    this.points.add(upper);
  }

  state(id: number): number {
    return this.#states[id]!;
  }

  isInside(x: number): boolean {
    return x >= this.lower && x <= this.upper;
  }

  /** Returns the id of a point, which is ABSENT when it is new. */
  idOf(x: number): number {
    const known = this.points.find(x);
    if (known >= 0) return known;
    const id = this.points.add(x);
    if (id >= this.#states.length) this.#states = grown(this.#states, id + 1);
    if (!this.isInside(x)) this.#outside++;
    return id;
  }

  /** Makes room for so many more points. */
  reserve(count: number): void {
    const total = this.points.size + count;
    this.points.reserve(total);
    this.real.reserve(total);
    this.combined.reserve(total);
    if (total > this.#states.length) this.#states = grown(this.#states, total);
    if (total > this.told.length) this.told = grown(this.told, total);
  }

  addPending(id: number): void {
    this.#states[id] = PENDING;
    this.pending.add(id);
    this.#join(id);
  }

  /** Gives a point the state TOLD and its places. */
  addTold(id: number): void {
    const wasAbsent = this.#states[id] === ABSENT;
    this.markTold(id);
    if (wasAbsent) this.#join(id);
    if (this.isInside(this.points.xs[id]!)) this.real.insertAfter(this.realLeftOf(id), id);
  }

  /** The next point with a value on the left of a point in the combined chain, or -1. */
  realLeftOf(id: number): number {
    if (this.real.size === 0) return -1;
    let left = this.combined.previousOf(id);
    for (let steps = 0; left >= 0 && this.#states[left] !== TOLD; steps++) {
      if (steps === 16) return this.#searchRealLeft(id);
      left = this.combined.previousOf(left);
    }
    return left;
  }

  /** Forgets the pending points. */
  dropPending(): void {
    const ids = this.real.toIds();
    for (const id of this.pending) this.#states[id] = ABSENT;
    this.pending.clear();
    this.combined.copyFrom(this.real);
    this.#sorted.rebuild(ids, this.points.xs);
  }

  /** Gives a point the state TOLD but no places yet: {@link arrange} does that for many at once. */
  markTold(id: number): void {
    if (this.#states[id] === PENDING) this.pending.delete(id);
    this.#states[id] = TOLD;
    if (this.toldCount === this.told.length) this.told = grown(this.told, this.toldCount + 1);
    this.told[this.toldCount++] = id;
  }

  /** Gives all points their places anew: sorts instead of inserting one by one. */
  arrange(): void {
    const told = this.#inOrder(this.told.slice(0, this.toldCount));
    const all = this.pending.size === 0 ? told : this.#inOrder(Int32Array.from([...told, ...this.pending]));
    this.real.rebuild(told);
    this.combined.rebuild(all);
    this.#sorted.rebuild(all, this.points.xs);
  }

  /** Those of the points that are inside the bounds, from left to right. */
  #inOrder(ids: Int32Array): Int32Array {
    const xs = this.points.xs;
    return sortByX(this.#outside === 0 ? ids : ids.filter((id) => this.isInside(xs[id]!)), xs);
  }

  #join(id: number): void {
    const x = this.points.xs[id]!;
    if (this.isInside(x)) this.combined.insertAfter(this.#sorted.insert(x, id), id);
  }

  #searchRealLeft(id: number): number {
    const xs = this.points.xs;
    for (; this.#sortedRealCount < this.toldCount; this.#sortedRealCount++) {
      const other = this.told[this.#sortedRealCount]!;
      if (this.isInside(xs[other]!)) this.#sortedReal.insert(xs[other]!, other);
    }
    return this.#sortedReal.below(xs[id]!);
  }
}

/** Sorts ids by their points; points that are in order already cost one pass. */
function sortByX(ids: Int32Array, xs: Float64Array): Int32Array {
  for (let i = 1; i < ids.length; i++) {
    if (xs[ids[i - 1]!]! > xs[ids[i]!]!) return ids.sort((a, b) => xs[a]! - xs[b]!);
  }
  return ids;
}
