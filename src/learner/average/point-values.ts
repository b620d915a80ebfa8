import type { LearnerData } from "../learner.js";
import { TOLD, type Line } from "../learner1d/line.js";

/** Is a view of a number kept for each known x, in the order in which the x came. */
export class PointValues implements LearnerData<number, number> {
  readonly #line: Line;
  readonly #values: () => Float64Array;

  constructor(line: Line, values: () => Float64Array) {
    this.#line = line;
    this.#values = values;
  }

  get size(): number {
    return this.#line.toldCount;
  }

  get(x: number): number | undefined {
    return this.has(x) ? this.#values()[this.#line.points.find(x)] : undefined;
  }

  has(x: number): boolean {
    const id = this.#line.points.find(x);
    return id >= 0 && this.#line.state(id) === TOLD;
  }

  *keys(): IterableIterator<number> {
    for (const [x] of this.entries()) yield x;
  }

  *values(): IterableIterator<number> {
    for (const [, value] of this.entries()) yield value;
  }

  *entries(): IterableIterator<[number, number]> {
    for (let i = 0; i < this.size; i++) {
      const id = this.#line.told[i]!;
      yield [this.#line.points.xs[id]!, this.#values()[id]!];
    }
  }

  [Symbol.iterator](): IterableIterator<[number, number]> {
    return this.entries();
  }
}
