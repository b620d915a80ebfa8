import type { LearnerData } from "../learner.js";
import { PointIndex } from "./point-index.js";

/** Is a map from numbers, in the order in which they came, that can be read from any place in that order on. */
export class NumberMap<Value> implements LearnerData<number, Value> {
  readonly #index = new PointIndex();
  readonly #values: Value[] = [];

  get size(): number {
    return this.#index.size;
  }

  get(key: number): Value | undefined {
    const place = this.#index.find(key);
    return place < 0 ? undefined : this.#values[place];
  }

  has(key: number): boolean {
    return this.#index.find(key) >= 0;
  }

  /** Adds a key that is not there yet. */
  add(key: number, value: Value): void {
    this.#index.add(key);
    this.#values.push(value);
  }

  *keys(): IterableIterator<number> {
    for (let place = 0; place < this.size; place++) yield this.#index.xs[place]!;
  }

  values(): IterableIterator<Value> {
    return this.#values.values();
  }

  entries(): IterableIterator<[number, Value]> {
    return this.entriesFrom(0);
  }

  *entriesFrom(start: number): IterableIterator<[number, Value]> {
    for (let place = start; place < this.size; place++) yield [this.#index.xs[place]!, this.#values[place]!];
  }

  [Symbol.iterator](): IterableIterator<[number, Value]> {
    return this.entries();
  }
}
