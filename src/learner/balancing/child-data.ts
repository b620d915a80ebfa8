import type { Learner, LearnerData } from "../learner.js";

/** A point of a balancing learner: which child, and a point of that child. */
export type ChildPoint<Point> = readonly [index: number, point: Point];

/** Is the data of all children, as `[[index, point], value]`, in the order told. */
export class ChildData<Point, Value> implements LearnerData<ChildPoint<Point>, Value> {
  readonly #learners: readonly Learner<Point, Value>[];
  /** The child of each value in the order told. */
  readonly #order: number[] = [];
  /** Values of each child that stand in the order. */
  readonly #listed: Float64Array;

  constructor(learners: readonly Learner<Point, Value>[]) {
    this.#learners = learners;
    this.#listed = new Float64Array(learners.length);
  }

  get size(): number {
    let size = 0;
    for (const { data } of this.#learners) size += data.size;
    return size;
  }

  get([index, point]: ChildPoint<Point>): Value | undefined {
    return this.#learners[index]?.data.get(point);
  }

  has([index, point]: ChildPoint<Point>): boolean {
    return this.#learners[index]?.data.has(point) ?? false;
  }

  /** Puts the values that child `index` got since the last time at the end of the order. */
  list(index: number): void {
    const { size } = this.#learners[index]!.data;
    for (; this.#listed[index]! < size; this.#listed[index]!++) this.#order.push(index);
  }

  /** Takes over the order in which another's values came, for those that this has too; the rest is put at the end. */
  listAs(other: ChildData<Point, Value>): void {
    for (let i = 0; i < other.#learners.length; i++) other.list(i);
    for (const index of other.#order) {
      if (this.#listed[index]! >= this.#learners[index]!.data.size) continue;
      this.#listed[index]!++;
      this.#order.push(index);
    }
  }

  *keys(): IterableIterator<ChildPoint<Point>> {
    for (const [point] of this.entries()) yield point;
  }

  *values(): IterableIterator<Value> {
    for (const [, value] of this.entries()) yield value;
  }

  entries(): IterableIterator<[ChildPoint<Point>, Value]> {
    return this.entriesFrom(0);
  }

  *entriesFrom(start: number): IterableIterator<[ChildPoint<Point>, Value]> {
    for (let i = 0; i < this.#learners.length; i++) this.list(i);
    const order = this.#order;
    const before = new Float64Array(this.#learners.length);
    for (let k = 0; k < start && k < order.length; k++) before[order[k]!]!++;
    const entries: (Iterator<[Point, Value]> | undefined)[] = [];
    for (let k = start; k < order.length; k++) {
      const i = order[k]!;
      const next = (entries[i] ??= entriesFrom(this.#learners[i]!.data, before[i]!)).next();
      if (next.done === true) continue;
      yield [[i, next.value[0]], next.value[1]];
    }
  }

  [Symbol.iterator](): IterableIterator<[ChildPoint<Point>, Value]> {
    return this.entries();
  }
}

function entriesFrom<Point, Value>(data: LearnerData<Point, Value>, start: number): Iterator<[Point, Value]> {
  if (data.entriesFrom) return data.entriesFrom(start);
  const entries = data.entries();
  for (let i = 0; i < start; i++) entries.next();
  return entries;
}
