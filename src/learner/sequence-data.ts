import type { LearnerData } from "./learner.js";

/** A point of a sequence learner: the index of an element, and the element. */
export type SequencePoint<Element> = readonly [index: number, element: Element];

/**
 * Holds the values of a sequence by index, and the order in which they were told.
 *
 * A point is found by its index alone.
 */
export class SequenceData<Element, Value> implements LearnerData<SequencePoint<Element>, Value> {
  readonly #sequence: ArrayLike<Element>;
  readonly #values: (Value | undefined)[] = [];
  /** Index of each value; as long as the sequence. */
  readonly #order: Uint32Array;
  /** Place in the order plus one; 0 for an element without a value. */
  readonly #rank: Uint32Array;

  constructor(sequence: ArrayLike<Element>) {
    this.#sequence = sequence;
    this.#order = new Uint32Array(sequence.length);
    this.#rank = new Uint32Array(sequence.length);
  }

  get size(): number {
    return this.#values.length;
  }

  get(point: SequencePoint<Element>): Value | undefined {
    return this.has(point) ? this.#values[this.#rank[point[0]]! - 1] : undefined;
  }

  has(point: SequencePoint<Element>): boolean {
    return this.#rank[point[0]]! > 0;
  }

  /** Sets the value at an index, which must lie in the sequence. */
  put(index: number, value: Value): void {
    const rank = this.#rank[index]!;
    if (rank > 0) {
      this.#values[rank - 1] = value;
      return;
    }
    const place = this.#values.push(value);
    this.#order[place - 1] = index;
    this.#rank[index] = place;
  }

  /** The values told, in the order of the sequence. */
  inSequence(): Value[] {
    const values: Value[] = [];
    for (const rank of this.#rank) if (rank > 0) values.push(this.#values[rank - 1] as Value);
    return values;
  }

  *keys(): IterableIterator<SequencePoint<Element>> {
    for (let i = 0; i < this.size; i++) yield [this.#order[i]!, this.#sequence[this.#order[i]!]!];
  }

  values(): IterableIterator<Value> {
    return (this.#values as Value[]).values();
  }

  entries(): IterableIterator<[SequencePoint<Element>, Value]> {
    return this.entriesFrom(0);
  }

  *entriesFrom(start: number): IterableIterator<[SequencePoint<Element>, Value]> {
    for (let i = start; i < this.size; i++) {
      const index = this.#order[i]!;
      yield [[index, this.#sequence[index]!], this.#values[i] as Value];
    }
  }

  [Symbol.iterator](): IterableIterator<[SequencePoint<Element>, Value]> {
    return this.entries();
  }
}
