import { checkSameLength, LearnerError, refuseUnknownKeys } from "./errors.js";
import {
  DOOR_REFERENCE,
  type AskOptions,
  type Asked,
  type DoorReference,
  type Learner,
  type LearnerData,
} from "./learner.js";
import { ValueMap } from "./value-map.js";

/** Options of {@link DataSaver}. */
export interface DataSaverOptions<Result, Picked> {
  /** Takes from what the function returned the value that the inner learner learns. */
  readonly picker: (result: Result) => Picked;
}

/**
 * Learns one part of what a function returns and keeps the whole of it.
 *
 * Wraps any learner: the function may return any object, `picker` takes the learned value from it, and
 * `extraData` has the whole result of every point. `data` is that of the inner learner.
 * Follows adaptive's `DataSaver`.
 *
 * (https://adaptive.readthedocs.io/en/latest/reference/adaptive.learner.data_saver.html)
 *
 * @throws LearnerError without a learner and a picker; what the picker throws, and then nothing is kept of the result
 *
 * @example
 * ```ts
 * const inner = new Learner1D((x: number) => ({ y: x ** 2, note: `at ${x}` }), { bounds: [-1, 1] });
 * const learner = new DataSaver(inner, { picker: (result) => result.y });
 * simple(learner, { goal: 10 });
 * learner.extraData.get(1); // { y: 1, note: "at 1" }
 * ```
 */
export class DataSaver<Point = unknown, Result = unknown, Picked = unknown> implements Learner<Point> {
  readonly learner: Learner<Point, Result>;
  /** Everything that the function returned, keyed by point, in the order told. */
  readonly extraData: LearnerData<Point, Result>;
  readonly #results = new ValueMap<Point, Result>();
  readonly #options: DataSaverOptions<Result, Picked>;

  constructor(learner: Learner<Point, Result>, options: DataSaverOptions<Result, Picked>) {
    refuseUnknownKeys("DataSaver", options, ["picker"]);
    checkLearner(learner);
    if (typeof (options as { picker?: unknown }).picker !== "function") {
      throw new LearnerError(
        "bad-option",
        "DataSaver needs {picker}, a function that takes the value from a result.",
      );
    }
    this.learner = learner;
    this.extraData = this.#results;
    this.#options = options;
  }

  /** Takes the value from a result. */
  get picker(): (result: Result) => Picked {
    return this.#options.picker;
  }

  get function(): (point: Point) => Result | Promise<Result> {
    return this.learner.function;
  }

  get npoints(): number {
    return this.learner.npoints;
  }

  get pendingPoints(): Iterable<Point> & { readonly size: number } {
    return this.learner.pendingPoints;
  }

  /** The picked values. */
  get data(): LearnerData<Point, Picked> {
    return this.#inner.data;
  }

  ask(n: number, options?: AskOptions): Asked<Point> {
    return this.learner.ask(n, options);
  }

  /** Takes the whole result of a point; the inner learner is told what the picker takes from it. */
  tell(point: Point, result: Result): void {
    this.#inner.tell(point, this.picker(result));
    this.#results.set(point, result);
  }

  tellMany(points: readonly Point[], results: readonly Result[]): void {
    checkSameLength("DataSaver", points, results);
    this.#inner.tellMany(
      points,
      results.map((result) => this.picker(result)),
    );
    points.forEach((point, i) => this.#results.set(point, results[i]!));
  }

  tellPending(point: Point): void {
    this.learner.tellPending(point);
  }

  loss(options?: { readonly real?: boolean }): number {
    return this.learner.loss(options);
  }

  removeUnfinished(): void {
    this.learner.removeUnfinished();
  }

  done(): boolean {
    return this.learner.done?.() ?? false;
  }

  new(): DataSaver<Point, Result, Picked> {
    return new DataSaver(this.learner.new(), this.#options);
  }

  copyFrom(other: Learner<Point>): void {
    if (!(other instanceof DataSaver)) {
      throw new LearnerError(
        "bad-learner",
        "A DataSaver copies from a DataSaver only: no other learner has extra data.",
      );
    }
    const saver = other as DataSaver<Point, Result, Picked>;
    this.learner.copyFrom(saver.learner);
    for (const [point, result] of saver.extraData) this.#results.set(point, result);
  }

  [DOOR_REFERENCE](): DoorReference {
    return { path: "DataSaver", use: "construct", args: [this.learner, this.#options] };
  }

  /** The inner learner as what it is told, which is not what its function returns. */
  get #inner(): Learner<Point, Picked> {
    return this.learner as unknown as Learner<Point, Picked>;
  }
}

function checkLearner(learner: unknown): void {
  const { ask, tell } = (learner ?? {}) as { ask?: unknown; tell?: unknown };
  if (typeof ask === "function" && typeof tell === "function") return;
  throw new LearnerError("bad-learner", "DataSaver needs a learner as its first argument.");
}
