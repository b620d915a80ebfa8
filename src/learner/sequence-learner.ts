import {
  checkCount,
  checkFunction,
  checkSameLength,
  LearnerError,
  refuseUnknownKeys,
  show,
} from "./errors.js";
import { DOOR_REFERENCE, type AskOptions, type Asked, type DoorReference, type Learner } from "./learner.js";
import { SequenceData, type SequencePoint } from "./sequence-data.js";

/** Options of {@link SequenceLearner}. */
export interface SequenceLearnerOptions<Element> {
  /** What to evaluate, in this order: an array or typed array. It is kept, not copied, and must not change. */
  readonly sequence: ArrayLike<Element>;
}

const TODO = 0;
const PENDING = 1;
const TOLD = 2;

/**
 * Evaluates a function once for each element of a sequence: an array of work as a learner.
 *
 * A point is `[index, element]`; the user's function takes the element alone. `loss()` is the share of the
 * sequence that is left, from 1 to 0. Follows adaptive's `SequenceLearner`, but telling a point again
 * replaces its value in place.
 *
 * (https://adaptive.readthedocs.io/en/latest/reference/adaptive.learner.sequence_learner.html)
 *
 * @throws LearnerError for an index that the sequence does not have, and by `result()` before it is done
 *
 * @example
 * ```ts
 * const learner = new SequenceLearner((x: number) => x ** 2, { sequence: [1, 2, 3] });
 * simple(learner, { goal: null });
 * learner.result(); // [1, 4, 9]
 * ```
 */
export class SequenceLearner<Element = unknown, Value = unknown> implements Learner<
  SequencePoint<Element>,
  Value
> {
  readonly function: (point: SequencePoint<Element>) => Value | Promise<Value>;
  readonly sequence: ArrayLike<Element>;
  readonly data: SequenceData<Element, Value>;
  readonly #original: (element: Element) => Value | Promise<Value>;
  readonly #options: SequenceLearnerOptions<Element>;
  readonly #state: Uint8Array;
  /** No index below it is to do. */
  #cursor = 0;
  #pending = 0;

  constructor(fn: (element: Element) => Value | Promise<Value>, options: SequenceLearnerOptions<Element>) {
    this.#original = checkFunction("SequenceLearner", fn);
    refuseUnknownKeys("SequenceLearner", options, ["sequence"]);
    this.sequence = checkSequence(options.sequence);
    this.#options = options;
    this.function = (point) => fn(point[1]);
    this.#state = new Uint8Array(this.sequence.length);
    this.data = new SequenceData(this.sequence);
  }

  get npoints(): number {
    return this.data.size;
  }

  /** Points asked for and not told yet, in the order of the sequence. */
  get pendingPoints(): Iterable<SequencePoint<Element>> & { readonly size: number } {
    const [state, sequence] = [this.#state, this.sequence];
    return {
      size: this.#pending,
      *[Symbol.iterator]() {
        for (let i = 0; i < state.length; i++) {
          if (state[i] === PENDING) yield [i, sequence[i]!] as const;
        }
      },
    };
  }

  /** Gives the next `n` elements that nobody was given; fewer when fewer are left. */
  ask(n: number, { tellPending = true }: AskOptions = {}): Asked<SequencePoint<Element>> {
    checkCount("SequenceLearner", n);
    const state = this.#state;
    const improvement = 1 / state.length;
    let i = this.#cursor;
    while (i < state.length && state[i] !== TODO) i++;
    this.#cursor = i;
    if (n === 1 && i < state.length) {
      if (tellPending) this.#markPending(i);
      // Literals are made at their size, arrays that are pushed to at many times that.
      return { points: [[i, this.sequence[i]!]], lossImprovements: [improvement] };
    }
    const points: SequencePoint<Element>[] = [];
    for (; i < state.length && points.length < n; i++) {
      if (state[i] !== TODO) continue;
      points.push([i, this.sequence[i]!]);
      if (tellPending) this.#markPending(i);
    }
    return { points, lossImprovements: new Array<number>(points.length).fill(improvement) };
  }

  /** Takes the value of a point; only its index counts. */
  tell(point: SequencePoint<Element>, value: Value): void {
    const index = this.#checkIndex(point);
    const state = this.#state;
    if (state[index] === PENDING) this.#pending--;
    state[index] = TOLD;
    this.data.put(index, value);
  }

  tellMany(points: readonly SequencePoint<Element>[], values: readonly Value[]): void {
    checkSameLength("SequenceLearner", points, values);
    for (const point of points) this.#checkIndex(point);
    for (let i = 0; i < points.length; i++) this.tell(points[i]!, values[i]!);
  }

  tellPending(point: SequencePoint<Element>): void {
    const index = this.#checkIndex(point);
    if (this.#state[index] === TODO) this.#markPending(index);
  }

  /** The share of the sequence without a value; with `real: false` pending elements count as done. */
  loss({ real = true }: { readonly real?: boolean } = {}): number {
    const total = this.#state.length;
    if (total === 0) return 0;
    return (total - this.npoints - (real ? 0 : this.#pending)) / total;
  }

  removeUnfinished(): void {
    if (this.#pending === 0) return;
    const state = this.#state;
    this.#cursor = state.indexOf(PENDING) < this.#cursor ? state.indexOf(PENDING) : this.#cursor;
    for (let i = this.#cursor; i < state.length; i++) if (state[i] === PENDING) state[i] = TODO;
    this.#pending = 0;
  }

  /** Whether every element has a value. */
  done(): boolean {
    return this.npoints === this.#state.length;
  }

  /** The values in the order of the sequence; throws before the learner is done. */
  result(): Value[] {
    if (this.done()) return this.data.inSequence();
    const left = this.#state.length - this.npoints;
    throw new LearnerError(
      "not-done",
      `SequenceLearner has no value yet for ${left} of ${this.#state.length} elements.`,
    );
  }

  new(): SequenceLearner<Element, Value> {
    return new SequenceLearner(this.#original, this.#options);
  }

  copyFrom(other: Learner<SequencePoint<Element>, Value>): void {
    for (const [point, value] of other.data) this.tell(point, value);
  }

  [DOOR_REFERENCE](): DoorReference {
    return { path: "SequenceLearner", use: "construct", args: [this.#original, this.#options] };
  }

  #markPending(index: number): void {
    this.#state[index] = PENDING;
    this.#pending++;
  }

  #checkIndex(point: SequencePoint<Element>): number {
    const index: unknown = (point as readonly unknown[] | null | undefined)?.[0];
    if (Number.isInteger(index) && (index as number) >= 0 && (index as number) < this.#state.length) {
      return index as number;
    }
    throw new LearnerError(
      "bad-point",
      `A point of this SequenceLearner is [index, element] with an index from 0 to ${this.#state.length - 1}, not ${show(point)}.`,
    );
  }
}

function checkSequence<Element>(sequence: unknown): ArrayLike<Element> {
  if (Array.isArray(sequence) || (ArrayBuffer.isView(sequence) && !(sequence instanceof DataView))) {
    return sequence as unknown as ArrayLike<Element>;
  }
  throw new LearnerError(
    "bad-option",
    `SequenceLearner needs {sequence}, an array or typed array, not ${show(sequence)}.`,
  );
}
