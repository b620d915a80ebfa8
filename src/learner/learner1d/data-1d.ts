import type { LearnerData } from "../learner.js";
import { TOLD, type Line } from "./line.js";
import type { Values } from "./values.js";

/** Is the `data` of a 1D learner: a view of its tables, in which vectors are made when they are read. */
export class Data1D<Value> implements LearnerData<number, Value> {
  readonly #line: Line;
  readonly #values: Values;

  constructor(line: Line, values: Values) {
    this.#line = line;
    this.#values = values;
  }

  get size(): number {
    return this.#line.toldCount;
  }

  get(x: number): Value | undefined {
    const id = this.#line.points.find(x);
    return id >= 0 && this.#line.state(id) === TOLD ? this.#value(id) : undefined;
  }

  has(x: number): boolean {
    const id = this.#line.points.find(x);
    return id >= 0 && this.#line.state(id) === TOLD;
  }

  *keys(): IterableIterator<number> {
    for (let i = 0; i < this.size; i++) yield this.#line.points.xs[this.#line.told[i]!]!;
  }

  *values(): IterableIterator<Value> {
    for (let i = 0; i < this.size; i++) yield this.#value(this.#line.told[i]!);
  }

  entries(): IterableIterator<[number, Value]> {
    return this.entriesFrom(0);
  }

  *entriesFrom(start: number): IterableIterator<[number, Value]> {
    for (let i = start; i < this.size; i++) {
      const id = this.#line.told[i]!;
      yield [this.#line.points.xs[id]!, this.#value(id)];
    }
  }

  [Symbol.iterator](): IterableIterator<[number, Value]> {
    return this.entries();
  }

  #value(id: number): Value {
    return this.#values.get(id) as Value;
  }
}
