import type { LearnerData } from "../learner.js";

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

/** Returns a 32-bit hash of the numbers of a point; equal for `-0` and `0`. */
export function hashPoint(point: ArrayLike<number>, offset: number, dim: number): number {
  let hash = 0;
  for (let c = 0; c < dim; c++) {
    double[0] = point[offset + c]! + 0;
    hash = Math.imul(hash ^ halves[0]!, 0x85ebca6b);
    hash = Math.imul((hash ^ (hash >>> 15)) + halves[1]!, 0xc2b2ae35);
    hash ^= hash >>> 13;
  }
  return hash;
}

/**
 * Is what a learner of points in space was told: points by value, in the order told.
 *
 * Coordinates are kept in one flat array, and so are values while all of them are numbers.
 */
export class PointMap<Value> implements LearnerData<number[], Value> {
  readonly dim: number;
  #coords: Float64Array;
  #size = 0;
  /** Open-addressing hash table of indices, plus one; 0 is empty. */
  #table = new Int32Array(32);
  #numbers: Float64Array | null = new Float64Array(16);
  #values: Value[] = [];

  constructor(dim: number) {
    this.dim = dim;
    this.#coords = new Float64Array(16 * dim);
  }

  get size(): number {
    return this.#size;
  }

  /** Returns the place of a point in the order told, or -1. */
  indexOf(point: ArrayLike<number>): number {
    const found = this.#table[this.#cellOf(point)]!;
    return found - 1;
  }

  has(point: ArrayLike<number>): boolean {
    return this.indexOf(point) >= 0;
  }

  get(point: ArrayLike<number>): Value | undefined {
    const index = this.indexOf(point);
    return index < 0 ? undefined : this.valueAt(index);
  }

  /** Returns a new array with the coordinates of the point at a place. */
  pointAt(index: number): number[] {
    const point: number[] = [];
    for (let c = index * this.dim; c < (index + 1) * this.dim; c++) point.push(this.#coords[c]!);
    return point;
  }

  valueAt(index: number): Value {
    return (this.#numbers === null ? this.#values[index] : this.#numbers[index]) as Value;
  }

  /** Adds a point that is not there yet, or gives a known one another value; returns its place in the order. */
  set(point: ArrayLike<number>, value: Value): number {
    const cell = this.#cellOf(point);
    const found = this.#table[cell]!;
    if (found > 0) {
      this.#setValue(found - 1, value);
      return found - 1;
    }
    const index = this.#size++;
    if (this.#coords.length < this.#size * this.dim) this.#grow();
    for (let c = 0; c < this.dim; c++) this.#coords[index * this.dim + c] = point[c]!;
    this.#setValue(index, value);
    this.#table[cell] = index + 1;
    if (2 * this.#size > this.#table.length) this.#rehash();
    return index;
  }

  *keys(): IterableIterator<number[]> {
    for (let i = 0; i < this.#size; i++) yield this.pointAt(i);
  }

  *values(): IterableIterator<Value> {
    for (let i = 0; i < this.#size; i++) yield this.valueAt(i);
  }

  *entries(): IterableIterator<[number[], Value]> {
    yield* this.entriesFrom(0);
  }

  *entriesFrom(start: number): IterableIterator<[number[], Value]> {
    for (let i = start; i < this.#size; i++) yield [this.pointAt(i), this.valueAt(i)];
  }

  [Symbol.iterator](): IterableIterator<[number[], Value]> {
    return this.entries();
  }

  /** The cell that holds the point, or the empty one where it belongs. */
  #cellOf(point: ArrayLike<number>): number {
    const { dim } = this;
    const mask = this.#table.length - 1;
    let cell = hashPoint(point, 0, dim) & mask;
    for (;;) {
      const found = this.#table[cell]!;
      if (found === 0) return cell;
      const offset = (found - 1) * dim;
      let c = 0;
      while (c < dim && this.#coords[offset + c] === point[c]) c++;
      if (c === dim) return cell;
      cell = (cell + 1) & mask;
    }
  }

  #setValue(index: number, value: Value): void {
    if (this.#numbers !== null) {
      if (typeof value === "number") {
        this.#numbers[index] = value;
        return;
      }
      this.#values = Array.from(this.#numbers.subarray(0, index)) as Value[];
      this.#numbers = null;
    }
    this.#values[index] = value;
  }

  #grow(): void {
    const coords = new Float64Array(2 * this.#coords.length);
    coords.set(this.#coords);
    this.#coords = coords;
    if (this.#numbers === null) return;
    const numbers = new Float64Array(2 * this.#numbers.length);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
  }

  #rehash(): void {
    const { dim } = this;
    const table = new Int32Array(2 * this.#table.length);
    const mask = table.length - 1;
    for (let i = 0; i < this.#size; i++) {
      let cell = hashPoint(this.#coords, i * dim, dim) & mask;
      while (table[cell] !== 0) cell = (cell + 1) & mask;
      table[cell] = i + 1;
    }
    this.#table = table;
  }
}
