import { hashPoint } from "./point-map.js";

/**
 * Is the set of points asked for and not told yet, by value and in the order in which they came, each with the simplex that it was last seen in.
 *
 * A hash table with linear probing; a deleted point's followers move up, so that it leaves no hole.
 */
export class PendingPoints implements Iterable<number[]> {
  readonly #dim: number;
  #points: (readonly number[] | undefined)[] = new Array<undefined>(16).fill(undefined);
  #hints = new Int32Array(16);
  /** When each point came, as a growing number. */
  #serials = new Float64Array(16);
  #serial = 0;
  #size = 0;

  constructor(dim: number) {
    this.#dim = dim;
  }

  get size(): number {
    return this.#size;
  }

  has(point: ArrayLike<number>): boolean {
    return this.#size > 0 && this.#points[this.#cellOf(point)] !== undefined;
  }

  /** Adds a point, or changes the simplex of one that is there. */
  add(point: readonly number[], hint = -1): void {
    const cell = this.#cellOf(point);
    if (this.#points[cell] === undefined) {
      this.#points[cell] = point;
      this.#hints[cell] = hint;
      this.#serials[cell] = this.#serial++;
      if (2 * ++this.#size > this.#points.length) this.#grow();
    } else if (hint >= 0) this.#hints[cell] = hint;
  }

  /** Removes a point and returns the simplex that it was last seen in, or -1. */
  take(point: ArrayLike<number>): number {
    if (this.#size === 0) return -1;
    let cell = this.#cellOf(point);
    if (this.#points[cell] === undefined) return -1;
    const hint = this.#hints[cell]!;
    const mask = this.#points.length - 1;
    this.#points[cell] = undefined;
    this.#size--;
    for (let next = (cell + 1) & mask; this.#points[next] !== undefined; next = (next + 1) & mask) {
      const home = hashPoint(this.#points[next]!, 0, this.#dim) & mask;
      // It may move into the hole when its home is not after the hole.
      if (((next - home) & mask) < ((next - cell) & mask)) continue;
      this.#points[cell] = this.#points[next];
      this.#hints[cell] = this.#hints[next]!;
      this.#serials[cell] = this.#serials[next]!;
      this.#points[next] = undefined;
      cell = next;
    }
    return hint;
  }

  clear(): void {
    this.#points = new Array<undefined>(16).fill(undefined);
    this.#hints = new Int32Array(16);
    this.#serials = new Float64Array(16);
    this.#size = 0;
  }

  *[Symbol.iterator](): IterableIterator<number[]> {
    const cells: number[] = [];
    this.#points.forEach((point, cell) => {
      if (point !== undefined) cells.push(cell);
    });
    cells.sort((a, b) => this.#serials[a]! - this.#serials[b]!);
    const points = cells.map((cell) => [...this.#points[cell]!]);
    yield* points;
  }

  /** The cell that holds the point, or the empty one where it belongs. */
  #cellOf(point: ArrayLike<number>): number {
    const mask = this.#points.length - 1;
    let cell = hashPoint(point, 0, this.#dim) & mask;
    for (;;) {
      const found = this.#points[cell];
      if (found === undefined) return cell;
      let c = 0;
      while (c < this.#dim && found[c] === point[c]) c++;
      if (c === this.#dim) return cell;
      cell = (cell + 1) & mask;
    }
  }

  #grow(): void {
    const points = this.#points;
    const hints = this.#hints;
    const serials = this.#serials;
    this.#points = new Array<undefined>(2 * points.length).fill(undefined);
    this.#hints = new Int32Array(2 * points.length);
    this.#serials = new Float64Array(2 * points.length);
    points.forEach((point, cell) => {
      if (point === undefined) return;
      const at = this.#cellOf(point);
      this.#points[at] = point;
      this.#hints[at] = hints[cell]!;
      this.#serials[at] = serials[cell]!;
    });
  }
}
