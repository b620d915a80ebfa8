import { PointIndex } from "../collections/point-index.js";
import { GridPoint } from "./grid-point.js";
import { completeDepth, Interval, type ErrorListener } from "./interval.js";
import { OpenIntervals } from "./open-intervals.js";
import { FIRST, LAST, MAX_DEPTH, MIDDLE, MIN_SEPARATION, PENULTIMATE, POINTS, SECOND } from "./rule.js";

/** Intervals that are worked on; above this number the one with the smallest error is given up. */
const MAX_OPEN = 1000;

/** One widening of the tree: what it did, so that it can be taken back, and the points that its intervals need. */
export interface Growth {
  readonly kind: "dropped" | "refined" | "split";
  readonly interval: Interval;
  readonly wasForced: boolean;
  readonly points: readonly GridPoint[];
  evicted?: Interval;
}

/**
 * The binary tree of intervals of an integral: grows where the error is largest, and takes values.
 *
 * Growing chooses points but needs no values, so that any number of points can be had at once.
 */
export class IntervalTree implements ErrorListener {
  readonly root: Interval;
  /** Points of the first interval, to be evaluated before all others. */
  readonly firstPoints: readonly GridPoint[];
  /** Whether a chain of intervals was found in which the mean keeps growing. */
  diverges = false;
  readonly open = new OpenIntervals();
  readonly #index = new PointIndex();
  /** Points by their number in the index; undefined for one that is not needed any more. */
  readonly #points: (GridPoint | undefined)[] = [];
  readonly #forced: Interval[] = [];
  #made = 0;
  /** The interval whose rule was just completed. */
  #completed: Interval;

  constructor(a: number, b: number) {
    this.root = this.#make(a, b, undefined);
    this.#completed = this.root;
    const points: GridPoint[] = [];
    this.#register(this.root, 0, points);
    this.firstPoints = points.sort((p, q) => p.x - q.x);
  }

  /** Returns the point at `x` when some interval needs one there. */
  pointAt(x: number): GridPoint | undefined {
    const id = this.#index.find(x);
    return id < 0 ? undefined : this.#points[id];
  }

  /** Returns the intervals whose integrals make up the estimate, from left to right. */
  leaves(from: Interval = this.root): Interval[] {
    const { left, right } = from;
    if (!from.exact && left?.hasEstimate === true && right?.hasEstimate === true)
      return [...this.leaves(left), ...this.leaves(right)];
    return from.hasEstimate ? [from] : [];
  }

  /** Gives a value to a point, and completes every rule that only missed it. */
  place(point: GridPoint, value: number): void {
    point.value = value;
    point.isKnown = true;
    this.#placeIn(point.interval, point.node, value);
    if (point.others === undefined) return;
    for (const { interval, node } of point.others) this.#placeIn(interval, node, value);
  }

  /** Refines or splits the interval that needs it most; undefined when none is left. */
  grow(): Growth | undefined {
    const forced = this.#takeForced();
    const interval = forced ?? this.open.worst();
    if (interval === undefined) return undefined;
    const growth = this.growAt(interval, forced !== undefined);
    if (this.open.size > MAX_OPEN) {
      growth.evicted = this.open.best()!;
      this.open.delete(growth.evicted);
    }
    return growth;
  }

  /** Refines an open interval, or splits it when it is fully refined or `split` is set. */
  growAt(interval: Interval, split: boolean): Growth {
    const points: GridPoint[] = [];
    if (isNarrow(interval)) {
      this.open.delete(interval);
      return { kind: "dropped", interval, wasForced: split, points, evicted: undefined };
    }
    if (interval.depth < MAX_DEPTH && !split) {
      interval.depth++;
      interval.makeRoom();
      this.#register(interval, POINTS[interval.depth - 1]!, points);
      return { kind: "refined", interval, wasForced: split, points, evicted: undefined };
    }
    this.open.delete(interval);
    const middle = interval.pointAt(MIDDLE);
    interval.left = this.#make(interval.a, middle, interval);
    interval.right = this.#make(middle, interval.b, interval);
    this.#register(interval.left, 0, points);
    this.#register(interval.right, 0, points);
    return { kind: "split", interval, wasForced: split, points, evicted: undefined };
  }

  /** Takes the last growth back; nothing may have been placed since. */
  undo(growth: Growth): void {
    const { interval } = growth;
    if (growth.evicted) this.open.set(growth.evicted);
    if (growth.kind === "refined") {
      this.#unregister(interval, POINTS[interval.depth - 1]!);
      interval.depth--;
    } else if (growth.kind === "split") {
      for (const child of [interval.left!, interval.right!]) {
        this.#unregister(child, 0);
        this.open.delete(child);
        this.#made--;
      }
      interval.left = undefined;
      interval.right = undefined;
    }
    this.open.set(interval);
    if (growth.wasForced) this.#forced.push(interval);
  }

  #make(a: number, b: number, parent: Interval | undefined): Interval {
    const interval = new Interval(this.#made++, a, b, parent);
    this.open.set(interval);
    return interval;
  }

  #takeForced(): Interval | undefined {
    for (let interval = this.#forced.pop(); interval; interval = this.#forced.pop()) {
      // With many points out at once it may have been split or closed in the meantime.
      if (interval.left === undefined && this.open.has(interval)) return interval;
    }
    return undefined;
  }

  /** Enters the nodes of `interval` from number `from` on, and adds their points to `points`. */
  #register(interval: Interval, from: number, points: GridPoint[]): void {
    const to = POINTS[interval.depth]!;
    for (let node = from; node < to; node++) {
      const x = interval.pointAt(node);
      let id = this.#index.find(x);
      if (id < 0) id = this.#index.add(x);
      let point = this.#points[id];
      if (point === undefined) {
        point = new GridPoint(x, interval, node);
        this.#points[id] = point;
      } else {
        point.add(interval, node);
      }
      points.push(point);
    }
  }

  #unregister(interval: Interval, from: number): void {
    const to = POINTS[interval.depth]!;
    for (let node = from; node < to; node++) {
      const id = this.#index.find(interval.pointAt(node));
      if (!this.#points[id]!.remove(interval, node)) this.#points[id] = undefined;
    }
  }

  #placeIn(interval: Interval, node: number, value: number): void {
    if (!interval.setValue(node, value)) return;
    const first =
      interval.depthComplete < 0 && interval.parent === undefined ? 2 : interval.depthComplete + 1;
    for (let depth = first; depth <= interval.depth && interval.isComplete(depth); depth++) {
      this.#complete(interval, depth);
    }
  }

  #complete(interval: Interval, depth: number): void {
    this.#completed = interval;
    const { forceSplit, exact, diverges } = completeDepth(interval, depth, this);
    this.diverges ||= diverges;
    interval.exact = exact;
    if (exact) this.#remove(interval);
    else if (forceSplit && interval.left === undefined && this.open.has(interval))
      this.#forced.push(interval);
    sumUpFrom(interval);
  }

  /** Keeps the order of the open intervals and the sums above one whose error changed. */
  onError(interval: Interval): void {
    if (this.open.has(interval)) this.open.set(interval);
    if (interval !== this.#completed) sumUpFrom(interval);
  }

  #remove(interval: Interval): void {
    interval.removed = true;
    this.open.delete(interval);
    if (interval.left !== undefined) this.#remove(interval.left);
    if (interval.right !== undefined) this.#remove(interval.right);
    interval.sumUp();
  }
}

function sumUpFrom(interval: Interval): void {
  for (let at: Interval | undefined = interval; at !== undefined; at = at.parent) {
    at.sumUp();
    const { parent } = at;
    // A sum takes both halves or none.
    if (!(parent?.left?.hasEstimate === true && parent.right?.hasEstimate === true)) return;
  }
}

/** Whether the points are as close as rounding allows: refining would give the same points again. */
function isNarrow(interval: Interval): boolean {
  const first = interval.pointAt(FIRST);
  const start = interval.pointAt(SECOND[interval.depth]!) - first;
  if (start <= 0 || start < Math.abs(first) * MIN_SEPARATION) return true;
  const penultimate = interval.pointAt(PENULTIMATE[interval.depth]!);
  return interval.pointAt(LAST) - penultimate < Math.abs(penultimate) * MIN_SEPARATION;
}
