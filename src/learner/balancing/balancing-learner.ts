import { checkCount, checkSameLength, LearnerError, refuseUnknownKeys, show } from "../errors.js";
import { DOOR_REFERENCE, type AskOptions, type Asked, type DoorReference, type Learner } from "../learner.js";
import { combinations, normalizeCdims, type Cdims, type Labels } from "./cdims.js";
import { ChildData, type ChildPoint } from "./child-data.js";
import { Children } from "./children.js";
import { withArguments } from "./with-arguments.js";

/**
 * How a balancing learner chooses the child of the next point: the one that promises most, the one with the highest
 * expected loss, the one with the fewest points, or one after the other.
 */
export type BalancingStrategy = "lossImprovements" | "loss" | "npoints" | "cycle";

/** Options of {@link BalancingLearner}. */
export interface BalancingLearnerOptions {
  /** How the next child is chosen. @defaultValue "lossImprovements" */
  readonly strategy?: BalancingStrategy;
  /** Labels of the children, for plots and tables: a record each, or `[names, values of each]`. */
  readonly cdims?: Cdims;
}

/** A class whose learners learn functions of these points and values. */
type ChildClass<Point, Value> = new (
  fn: (point: Point) => Value | Promise<Value>,
  options: never,
) => Learner<Point, Value>;

interface Chosen<Point> {
  readonly point: ChildPoint<Point>;
  readonly lossImprovement: number;
}

const STRATEGIES: readonly BalancingStrategy[] = ["lossImprovements", "loss", "npoints", "cycle"];

/**
 * Learns with many learners of one kind at once, and gives the next point to the one that needs it most.
 *
 * A point is `[index, point]`: which child, and a point of it. The loss is the highest of a child. A step takes a
 * time logarithmic in the number of children. Follows adaptive's `BalancingLearner`; a child that has no more
 * points is passed over, and `ask` gives fewer points when none has any.
 *
 * Tell the children through this learner; one that was told directly is noticed after a while, or with `refresh()`.
 *
 * The strategies that look at losses need children whose losses can be compared.
 * (https://adaptive.readthedocs.io/en/latest/reference/adaptive.learner.balancing_learner.html)
 *
 * @throws LearnerError for no learners, learners of several kinds, a strategy that is not there, cdims that do not fit
 *
 * @example
 * ```ts
 * const wave = (x: number, { a, b }: { a: number; b: number }) => a * Math.sin(b * x);
 * const learner = BalancingLearner.fromProduct(wave, Learner1D, { bounds: [-1, 1] }, { a: [1, 2], b: [5, 10, 20] });
 * simple(learner, { goal: 10 }); // ten points of each child at least
 * learner.cdims![1]; // { a: 1, b: 10 }
 * ```
 */
export class BalancingLearner<Point = unknown, Value = unknown> implements Learner<ChildPoint<Point>, Value> {
  readonly function: (point: ChildPoint<Point>) => Value | Promise<Value>;
  readonly learners: readonly Learner<Point, Value>[];
  /** The labels of each child; undefined when none were given. */
  readonly cdims: readonly Labels[] | undefined;
  readonly data: ChildData<Point, Value>;
  readonly #children: Children;
  #strategy: BalancingStrategy;
  /** Child that is next in turn, for the strategy "cycle". */
  #turn = 0;

  constructor(learners: readonly Learner<Point, Value>[], options: BalancingLearnerOptions = {}) {
    refuseUnknownKeys("BalancingLearner", options, ["strategy", "cdims"]);
    checkLearners(learners);
    this.learners = [...learners];
    this.cdims = normalizeCdims(options.cdims, learners.length);
    this.#strategy = checkStrategy(options.strategy ?? "lossImprovements");
    this.function = ([index, point]) => this.learners[index]!.function(point);
    this.data = new ChildData(this.learners);
    this.#children = new Children(this.learners);
  }

  /**
   * Makes a learner of every combination of named values, with the combinations as `cdims`.
   *
   * @param fn takes a point and a combination, `{ a: 1, b: 5 }`
   * @param LearnerType class of the children: one of ours, of the user, or of `makeDataSaver`
   * @param options options of each child
   * @param values the values of each name
   */
  static fromProduct<
    Point,
    Value,
    Values extends Readonly<Record<string, readonly unknown[]>>,
    LearnerType extends ChildClass<Point, Value>,
  >(
    fn: (point: Point, combination: { [K in keyof Values]: Values[K][number] }) => Value | Promise<Value>,
    LearnerType: LearnerType,
    options: ConstructorParameters<LearnerType>[1],
    values: Values,
  ): BalancingLearner<Point, Value> {
    const cdims = combinations(values);
    const learners = cdims.map((combination) => new LearnerType(withArguments(fn, combination), options));
    return new BalancingLearner(learners, { cdims });
  }

  /** How the next child is chosen; may be set at any time. */
  get strategy(): BalancingStrategy {
    return this.#strategy;
  }

  set strategy(strategy: BalancingStrategy) {
    this.#strategy = checkStrategy(strategy);
    this.#turn = 0;
  }

  get npoints(): number {
    return this.#children.npoints;
  }

  /** Samples of all children together, where they count samples; undefined else. */
  get nsamples(): number | undefined {
    const counts = this.learners.map((learner) => (learner as { nsamples?: number }).nsamples);
    return counts.reduce((sum, n) => (sum === undefined || n === undefined ? undefined : sum + n));
  }

  get pendingPoints(): Iterable<ChildPoint<Point>> & { readonly size: number } {
    const { learners } = this;
    return {
      size: learners.reduce((sum, { pendingPoints }) => sum + pendingPoints.size, 0),
      *[Symbol.iterator]() {
        for (let i = 0; i < learners.length; i++) {
          for (const point of learners[i]!.pendingPoints) yield [i, point] as const;
        }
      },
    };
  }

  ask(n: number, { tellPending = true }: AskOptions = {}): Asked<ChildPoint<Point>> {
    checkCount("BalancingLearner", n);
    this.#children.patrol();
    if (tellPending) return this.#choose(n);
    const turn = this.#turn;
    const asked = n === 1 ? this.#peek() : this.#chooseAndUndo(n);
    this.#turn = turn;
    return asked;
  }

  tell(point: ChildPoint<Point>, value: Value): void {
    this.#checkPoint(point);
    this.learners[point[0]]!.tell(point[1], value);
    this.#told(point[0]);
  }

  /** Tells each child its part; where one refuses its part, those before it have taken theirs. */
  tellMany(points: ArrayLike<ChildPoint<Point>>, values: ArrayLike<Value>): void {
    checkSameLength("BalancingLearner", points, values);
    const ofChild = new Map<number, { points: Point[]; values: Value[] }>();
    for (let i = 0; i < points.length; i++) {
      const [index, point] = this.#checkPoint(points[i]!);
      let part = ofChild.get(index);
      if (part === undefined) ofChild.set(index, (part = { points: [], values: [] }));
      part.points.push(point);
      part.values.push(values[i]!);
    }
    for (const [index, part] of ofChild) {
      this.learners[index]!.tellMany(part.points, part.values);
      this.#told(index);
    }
  }

  tellPending(point: ChildPoint<Point>): void {
    this.#checkPoint(point);
    this.learners[point[0]]!.tellPending(point[1]);
    this.#children.pended(point[0]);
  }

  loss({ real = true }: { readonly real?: boolean } = {}): number {
    return this.#children.highestLoss(real);
  }

  removeUnfinished(): void {
    for (const learner of this.learners) learner.removeUnfinished();
    this.refresh();
  }

  /** Looks at all children anew, after they were told without this learner. */
  refresh(): void {
    for (let i = 0; i < this.learners.length; i++) this.data.list(i);
    this.#children.refresh();
  }

  /** Whether every child is done; false for children that never are. */
  done(): boolean {
    return this.learners.every((learner) => learner.done?.() ?? false);
  }

  new(): BalancingLearner<Point, Value> {
    return new BalancingLearner(
      this.learners.map((learner) => learner.new()),
      this.#options(),
    );
  }

  copyFrom(other: Learner<ChildPoint<Point>, Value>): void {
    if (other instanceof BalancingLearner && other.learners.length === this.learners.length) {
      const from = other as BalancingLearner<Point, Value>;
      this.learners.forEach((learner, i) => learner.copyFrom(from.learners[i]!));
      this.data.listAs(from.data);
      this.refresh();
    } else {
      this.tellMany([...other.data.keys()], [...other.data.values()]);
    }
  }

  [DOOR_REFERENCE](): DoorReference {
    return { path: "BalancingLearner", use: "construct", args: [this.learners, this.#options()] };
  }

  #options(): BalancingLearnerOptions {
    return { strategy: this.#strategy, ...(this.cdims && { cdims: this.cdims }) };
  }

  #told(index: number): void {
    this.data.list(index);
    this.#children.told(index);
  }

  /** Chooses `n` points and makes them pending; notes in `pendingBefore` what was pending in the children concerned. */
  #choose(n: number, pendingBefore?: Map<number, Point[]>): Asked<ChildPoint<Point>> {
    const first = n > 0 ? this.#chooseOne(pendingBefore) : undefined;
    if (first === undefined) return { points: [], lossImprovements: [] };
    // Literals are made at their size, arrays that are pushed to at many times that.
    const asked = { points: [first.point], lossImprovements: [first.lossImprovement] };
    while (asked.points.length < n) {
      const chosen = this.#chooseOne(pendingBefore);
      if (chosen === undefined) break;
      asked.points.push(chosen.point);
      asked.lossImprovements.push(chosen.lossImprovement);
    }
    return asked;
  }

  #chooseOne(pendingBefore: Map<number, Point[]> | undefined): Chosen<Point> | undefined {
    for (let index = this.#nextChild(); index >= 0; index = this.#nextChild()) {
      if (pendingBefore?.has(index) === false)
        pendingBefore.set(index, [...this.learners[index]!.pendingPoints]);
      const chosen = this.#take(index);
      if (chosen !== undefined) {
        this.#children.pended(index);
        return chosen;
      }
      this.#children.exhaust(index);
    }
    return undefined;
  }

  /** Makes the next point of a child pending: the one on offer if there is one, else a new one. */
  #take(index: number): Chosen<Point> | undefined {
    const learner = this.learners[index]!;
    if (this.#strategy === "lossImprovements") {
      const offer = this.#children.offer(index);
      if (offer === undefined) return undefined;
      learner.tellPending(offer.point as Point);
      return { point: [index, offer.point as Point], lossImprovement: offer.lossImprovement };
    }
    const { points, lossImprovements } = learner.ask(1);
    if (points.length === 0) return undefined;
    return { point: [index, points[0]!], lossImprovement: lossImprovements[0]! };
  }

  /** The child of the next point; -1 when none has any. */
  #nextChild(): number {
    switch (this.#strategy) {
      case "lossImprovements":
        return this.#children.bestOffer();
      case "loss":
        return this.#children.highestPendingLoss();
      case "npoints":
        return this.#children.fewestPoints();
      case "cycle":
        return this.#nextTurn();
    }
  }

  #nextTurn(): number {
    const { length } = this.learners;
    for (let tries = 0; tries < length; tries++) {
      const index = this.#turn;
      this.#turn = (index + 1) % length;
      if (!this.#children.isExhausted(index)) return index;
    }
    return -1;
  }

  #peek(): Asked<ChildPoint<Point>> {
    for (let index = this.#nextChild(); index >= 0; index = this.#nextChild()) {
      const offer = this.#children.offer(index);
      if (offer)
        return { points: [[index, offer.point as Point]], lossImprovements: [offer.lossImprovement] };
      this.#children.exhaust(index);
    }
    return { points: [], lossImprovements: [] };
  }

  /** Chooses in earnest, then gives each child back the pending points that it had. */
  #chooseAndUndo(n: number): Asked<ChildPoint<Point>> {
    const pending = new Map<number, Point[]>();
    const asked = this.#choose(n, pending);
    for (const [index, points] of pending) {
      const learner = this.learners[index]!;
      learner.removeUnfinished();
      for (const point of points) learner.tellPending(point);
      this.#children.told(index);
    }
    return asked;
  }

  #checkPoint(point: unknown): ChildPoint<Point> {
    const { length } = this.learners;
    const index: unknown = Array.isArray(point) && point.length === 2 ? point[0] : undefined;
    if (Number.isInteger(index) && (index as number) >= 0 && (index as number) < length) {
      return point as ChildPoint<Point>;
    }
    throw new LearnerError(
      "bad-point",
      `A point of this BalancingLearner is [index, point] with an index from 0 to ${length - 1}, not ${show(point)}.`,
    );
  }
}

function checkStrategy(strategy: unknown): BalancingStrategy {
  if (STRATEGIES.includes(strategy as BalancingStrategy)) return strategy as BalancingStrategy;
  const names = STRATEGIES.map((name) => `"${name}"`).join(", ");
  throw new LearnerError(
    "bad-option",
    `BalancingLearner has the strategies ${names}, not ${show(strategy)}.`,
  );
}

function checkLearners(learners: unknown): void {
  if (!Array.isArray(learners) || learners.length === 0) {
    throw new LearnerError(
      "bad-option",
      `BalancingLearner needs an array of at least one learner, not ${show(learners)}.`,
    );
  }
  const kinds = new Set(learners.map((learner: object) => learner.constructor));
  if (kinds.size === 1) return;
  const names = [...kinds].map(({ name }) => name).join(" and ");
  throw new LearnerError("bad-learner", `BalancingLearner compares learners of one kind only, not ${names}.`);
}
