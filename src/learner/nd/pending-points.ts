import { hashPoint } from "./point-map.js";

interface Pending {
  readonly point: number[];
  hint: number;
}

/** Is the set of points asked for and not told yet, by value, each with the simplex that it was last seen in. */
export class PendingPoints implements Iterable<number[]> {
  readonly #dim: number;
  /** Points by hash; points with equal hashes are in one list. */
  readonly #lists = new Map<number, Pending[]>();
  #size = 0;

  constructor(dim: number) {
    this.#dim = dim;
  }

  get size(): number {
    return this.#size;
  }

  has(point: ArrayLike<number>): boolean {
    return this.#find(point) !== undefined;
  }

  /** Returns the simplex that the point was last seen in, or -1. */
  hintOf(point: ArrayLike<number>): number {
    return this.#find(point)?.hint ?? -1;
  }

  /** Adds a point, or changes the simplex of one that is there. */
  add(point: number[], hint = -1): void {
    const hash = hashPoint(point, 0, this.#dim);
    const list = this.#lists.get(hash);
    const found = list?.find((pending) => isSame(pending.point, point));
    if (found !== undefined) {
      if (hint >= 0) found.hint = hint;
      return;
    }
    if (list === undefined) this.#lists.set(hash, [{ point, hint }]);
    else list.push({ point, hint });
    this.#size++;
  }

  delete(point: ArrayLike<number>): boolean {
    const hash = hashPoint(point, 0, this.#dim);
    const list = this.#lists.get(hash);
    const index = list?.findIndex((pending) => isSame(pending.point, point)) ?? -1;
    if (list === undefined || index < 0) return false;
    if (list.length === 1) this.#lists.delete(hash);
    else list.splice(index, 1);
    this.#size--;
    return true;
  }

  clear(): void {
    this.#lists.clear();
    this.#size = 0;
  }

  *[Symbol.iterator](): IterableIterator<number[]> {
    for (const list of this.#lists.values()) for (const { point } of list) yield [...point];
  }

  #find(point: ArrayLike<number>): Pending | undefined {
    if (this.#size === 0) return undefined;
    const list = this.#lists.get(hashPoint(point, 0, this.#dim));
    return list?.find((pending) => isSame(pending.point, point));
  }
}

function isSame(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  for (let c = 0; c < a.length; c++) if (a[c] !== b[c]) return false;
  return true;
}
