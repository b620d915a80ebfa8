/** A batch of points to evaluate, best first, with the loss improvement that each promises. */
export interface Asked<Point> {
  readonly points: Point[];
  readonly lossImprovements: number[];
}

/** Options of {@link Learner.ask}. */
export interface AskOptions {
  /** Whether the points become pending, so that a later `ask` gives others. @defaultValue true */
  readonly tellPending?: boolean;
}

/**
 * What a learner has been told, keyed by value whatever a point is.
 * Iterates `[point, value]` in the order in which points were first told.
 */
export interface LearnerData<Point, Value> extends Iterable<[Point, Value]> {
  readonly size: number;
  get(point: Point): Value | undefined;
  has(point: Point): boolean;
  keys(): IterableIterator<Point>;
  values(): IterableIterator<Value>;
  entries(): IterableIterator<[Point, Value]>;
  /** Entries from a place in that order on, without walking those before; all of our own learners have it. */
  entriesFrom?(start: number): IterableIterator<[Point, Value]>;
}

/** A function that is learned. Written as a method so that any learner is a `Learner` of unknown points. */
export type LearnedFunction<Point, Value> = {
  call(point: Point): Value | Promise<Value>;
}["call"];

/**
 * Chooses which point of an expensive function to evaluate next.
 *
 * Users may write learners of their own against this interface: a runner needs no more.
 * `Point` and `Value` are what the function takes and returns.
 */
export interface Learner<Point = unknown, Value = unknown> {
  /** The function that is learned; may return a promise. */
  readonly function: LearnedFunction<Point, Value>;
  /** Points with a value. */
  readonly npoints: number;
  /** Points asked for and not told yet. */
  readonly pendingPoints: Iterable<Point> & { readonly size: number };
  readonly data: LearnerData<Point, Value>;
  ask(n: number, options?: AskOptions): Asked<Point>;
  tell(point: Point, value: Value): void;
  tellMany(points: ArrayLike<Point>, values: ArrayLike<Value>): void;
  tellPending(point: Point): void;
  /** The loss; `real: false` counts pending points as interpolated. @defaultValue real: true */
  loss(options?: { readonly real?: boolean }): number;
  /** Forgets the pending points. */
  removeUnfinished(): void;
  /** An empty learner of the same function and options. */
  readonly new: () => Learner<Point, Value>;
  copyFrom(other: Learner<Point, Value>): void;
  /** Whether there is nothing left to ask for (sequence and integrator learners). */
  done?(): boolean;
}

/**
 * Under this symbol an object made by our own door says how to make it again: an export's path and the
 * arguments. Capture ships that instead of the object, and a worker resolves it in its own bundle.
 * On a function the property is a {@link DoorReference}; on a learner a method that returns one.
 */
export const DOOR_REFERENCE: unique symbol = Symbol.for("adaptive-scheduler.door-reference") as never;

/** How to make a value of our own door again: `intervalLoss.curvature` with `[options]`. */
export interface DoorReference {
  /** Dotted path of an export. */
  readonly path: string;
  /** How to use the export: as it is, call it, or construct it. */
  readonly use: "value" | "call" | "construct";
  /** Arguments; may hold user functions, which are captured in turn. */
  readonly args: readonly unknown[];
}
