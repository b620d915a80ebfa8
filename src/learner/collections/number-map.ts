import type { LearnerData } from "../learner.js";

/** Is a map from numbers, in the order in which they came, that can be read from any place in that order on. */
export class NumberMap<Value> implements LearnerData<number, Value> {
  readonly #places = new Map<number, number>();
  readonly #keys: number[] = [];
  readonly #values: Value[] = [];

  get size(): number {
    return this.#keys.length;
  }

  get(key: number): Value | undefined {
    const place = this.#places.get(key);
    return place === undefined ? undefined : this.#values[place];
  }

  has(key: number): boolean {
    return this.#places.has(key);
  }

  /** Adds a key that is not there yet. */
  add(key: number, value: Value): void {
    this.#places.set(key, this.#keys.length);
    this.#keys.push(key);
    this.#values.push(value);
  }

  keys(): IterableIterator<number> {
    return this.#keys.values();
  }

  values(): IterableIterator<Value> {
    return this.#values.values();
  }

  entries(): IterableIterator<[number, Value]> {
    return this.entriesFrom(0);
  }

  *entriesFrom(start: number): IterableIterator<[number, Value]> {
    for (let i = start; i < this.#keys.length; i++) yield [this.#keys[i]!, this.#values[i]!];
  }

  [Symbol.iterator](): IterableIterator<[number, Value]> {
    return this.entries();
  }
}
