import { IndexedHeap } from "../collections/indexed-heap.js";

/**
 * Children in order of a key, highest first; equal keys by the number of points, lowest first, then by index.
 *
 * A child that changed is touched, and its key computed when the first child is next asked for.
 */
export class Ranking {
  readonly #keys: Float64Array;
  /** Numbers of points as the heap knows them: they may only change together with a move. */
  readonly #totals: Float64Array;
  readonly #heap: IndexedHeap;
  readonly #totalOf: (i: number) => number;
  readonly #keyOf: (i: number) => number | undefined;
  readonly #touched: number[] = [];
  readonly #isTouched: Uint8Array;

  /** Ranks `length` children; one whose key is undefined is left out. */
  constructor(length: number, totalOf: (i: number) => number, keyOf: (i: number) => number | undefined) {
    this.#keys = new Float64Array(length);
    this.#totals = new Float64Array(length);
    this.#isTouched = new Uint8Array(length);
    this.#totalOf = totalOf;
    this.#keyOf = keyOf;
    this.#heap = new IndexedHeap((i, j) => this.#isBefore(i, j));
  }

  touch(i: number): void {
    if (this.#isTouched[i] === 1) return;
    this.#isTouched[i] = 1;
    this.#touched.push(i);
  }

  isTouched(i: number): boolean {
    return this.#isTouched[i] === 1;
  }

  /** Says that the number of points of a child changed and its key did not. */
  moved(i: number): void {
    if (this.#isTouched[i] === 1 || !this.#heap.has(i)) return;
    this.#totals[i] = this.#totalOf(i);
    this.#heap.set(i);
  }

  drop(i: number): void {
    this.#heap.delete(i);
  }

  /** Computes the key of a child and moves it to its place. */
  update(i: number): void {
    this.#isTouched[i] = 0;
    const key = this.#keyOf(i);
    if (key === undefined) {
      this.#heap.delete(i);
      return;
    }
    // An undefined loss counts as the lowest.
    this.#keys[i] = Number.isNaN(key) ? -Infinity : key;
    this.#totals[i] = this.#totalOf(i);
    this.#heap.set(i);
  }

  /** Returns the first child; -1 when there is none. */
  first(): number {
    for (let i = this.#touched.pop(); i !== undefined; i = this.#touched.pop()) {
      if (this.#isTouched[i] === 1) this.update(i);
    }
    return this.#heap.top() ?? -1;
  }

  #isBefore(i: number, j: number): boolean {
    const a = this.#keys[i]!;
    const b = this.#keys[j]!;
    if (a !== b) return a > b;
    const p = this.#totals[i]!;
    const q = this.#totals[j]!;
    return p < q || (p === q && i < j);
  }
}
