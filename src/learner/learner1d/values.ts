import { LearnerError, show } from "../errors.js";
import { grown, NO_NUMBERS } from "../collections/point-index.js";

/** What the function of a 1D learner returns: a number, or a vector of always the same length. */
export type Value1D = number | ArrayLike<number>;

/**
 * Holds the values of points by id, all of the shape of the first, and the extent of the values.
 *
 * The scale of the values is the largest of the components' extents. Undefined components (NaN) do not widen
 * it; infinite ones make it infinite or undefined, as in adaptive.
 */
export class Values {
  /** The components of point `id` begin at `id * dimension`. */
  ys = NO_NUMBERS;
  /** Numbers in a value: 1 for scalars, 0 before the first value. */
  dimension = 0;
  /** Largest minus smallest value. */
  scale = 0;
  isVector = false;
  #low: number[] = [];
  #high: number[] = [];

  /** Throws when a value is neither a number nor an array of numbers, or not of the shape of the others. */
  check(value: unknown): void {
    if (typeof value === "number" && this.dimension > 0 && !this.isVector) return;
    this.checkAll([value]);
  }

  /** Checks values that are told together, which must all have one shape. */
  checkAll(values: ArrayLike<unknown>): void {
    let shape = this.dimension === 0 ? -1 : this.isVector ? this.dimension : 0;
    for (let i = 0; i < values.length; i++) {
      const other = shapeOf(values[i]);
      if (shape < 0) shape = other;
      else if (other !== shape) refuseShape(shape, values[i]);
    }
  }

  /** Makes room for points up to an id; only once the shape of the values is known. */
  reserve(id: number): void {
    const length = (id + 1) * this.dimension;
    if (length > this.ys.length) this.ys = grown(this.ys, length);
  }

  /** Stores a checked value. */
  put(id: number, value: Value1D): void {
    if (this.dimension === 0) {
      this.isVector = typeof value !== "number";
      this.dimension = typeof value === "number" ? 1 : value.length;
    }
    this.reserve(id);
    const from = id * this.dimension;
    if (typeof value === "number") this.ys[from] = value;
    else for (let k = 0; k < value.length; k++) this.ys[from + k] = value[k]!;
  }

  get(id: number): number | number[] {
    if (!this.isVector) return this.ys[id]!;
    return Array.from(this.ys.subarray(id * this.dimension, (id + 1) * this.dimension));
  }

  /** Widens the extent by the value of a point. */
  include(id: number): void {
    const { dimension, ys } = this;
    const low = this.#low;
    const high = this.#high;
    if (low.length === 0) this.#begin(id);
    let scale = -Infinity;
    for (let k = 0; k < dimension; k++) {
      const y = ys[id * dimension + k]!;
      if (y < low[k]! || low[k] !== low[k]) low[k] = y;
      if (y > high[k]! || high[k] !== high[k]) high[k] = y;
      const extent = high[k]! - low[k]!;
      if (!(extent <= scale) && scale === scale) scale = extent;
    }
    this.scale = scale;
  }

  /** Widens the extent of scalars by a number that need not be the value of a point. */
  widen(y: number): void {
    const [low, high] = [this.#low, this.#high];
    if (y < low[0]!) low[0] = y;
    if (y > high[0]!) high[0] = y;
    this.scale = high[0]! - low[0]!;
  }

  /** A vector's extent begins at its first value, NaN included; that of a scalar is empty at first. */
  #begin(id: number): void {
    for (let k = 0; k < this.dimension; k++) {
      const y = this.ys[id * this.dimension + k]!;
      this.#low.push(this.dimension > 1 ? y : Infinity);
      this.#high.push(this.dimension > 1 ? y : -Infinity);
    }
  }
}

/** 0 for a number, the length of an array of numbers. */
function shapeOf(value: unknown): number {
  if (typeof value === "number") return 0;
  if (isVector(value)) return value.length;
  throw new LearnerError(
    "bad-value",
    `A value must be a number or a non-empty array of numbers, not ${show(value)}.`,
  );
}

function refuseShape(shape: number, value: unknown): never {
  const kind = shape > 0 ? `arrays of ${shape} numbers` : "numbers";
  throw new LearnerError(
    "bad-value",
    `The values of this learner are ${kind}, so it cannot take ${show(value)}.`,
  );
}

function isVector(value: unknown): value is ArrayLike<number> {
  if (!Array.isArray(value) && !(ArrayBuffer.isView(value) && !(value instanceof DataView))) return false;
  const vector = value as ArrayLike<unknown>;
  for (let k = 0; k < vector.length; k++) if (typeof vector[k] !== "number") return false;
  return vector.length > 0;
}
