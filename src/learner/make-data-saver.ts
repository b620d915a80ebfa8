import { DataSaver, type DataSaverOptions } from "./data-saver.js";
import type { Learner } from "./learner.js";

/** The class of a learner, as {@link makeDataSaver} and `BalancingLearner.fromProduct` take it. */
export type LearnerClass<Point, Value, Options> = new (
  fn: (point: Point) => Value | Promise<Value>,
  options: Options,
) => Learner<Point, Value>;

/**
 * Makes of a learner's class one whose learners stand inside a {@link DataSaver}: for `BalancingLearner.fromProduct`.
 * Follows adaptive's `make_datasaver`.
 *
 * @param LearnerType class of the learner inside; its options are those of the class that is returned
 * @param options `picker` takes from what the function returned the value that the learner inside learns
 *
 * @example
 * ```ts
 * const Saver = makeDataSaver(Learner1D, { picker: (result: { y: number; steps: number }) => result.y });
 * const f = (x: number, { a }: { a: number }) => ({ y: a * x ** 2, steps: 3 });
 * const learner = BalancingLearner.fromProduct(f, Saver, { bounds: [-1, 1] }, { a: [1, 2] });
 * simple(learner, { goal: 10 });
 * ```
 */
export function makeDataSaver<Point, Result, Picked, Options>(
  LearnerType: new (fn: (point: Point) => never, options: Options) => Learner<Point, never>,
  options: DataSaverOptions<Result, Picked>,
): LearnerClass<Point, Result, Options> {
  const make = function make(fn: unknown, learnerOptions: Options): DataSaver<Point, Result, Picked> {
    const inner = new LearnerType(fn as (point: Point) => never, learnerOptions);
    return new DataSaver<Point, Result, Picked>(inner, options);
  };
  // A function that is called with `new` and returns an object gives that object: a plain DataSaver, not a subclass.
  return make as unknown as LearnerClass<Point, Result, Options>;
}
