import { GridPoint } from "./grid-point.js";
import { completeDepth, Interval } from "./interval.js";
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
export class IntervalTree {
  readonly root: Interval;
  /** Points of the first interval, to be evaluated before all others. */
  readonly firstPoints: readonly GridPoint[];
  /** Whether a chain of intervals was found in which the mean keeps growing. */
  diverges = false;
  readonly open = new OpenIntervals();
  readonly #points = new Map<number, GridPoint>();
  readonly #forced: Interval[] = [];
  #made = 0;

  constructor(a: number, b: number) {
    this.root = this.#make(a, b, undefined);
    const points: GridPoint[] = [];
    this.#register(this.root, 0, points);
    this.firstPoints = points.sort((p, q) => p.x - q.x);
  }

  /** Returns the point at `x` when some interval needs one there. */
  pointAt(x: number): GridPoint | undefined {
    return this.#points.get(x);
  }

  /** Returns the intervals whose integrals make up the estimate, from left to right. */
  leaves(from: Interval = this.root): Interval[] {
    const [left, right] = from.exact ? [] : (from.children ?? []);
    if (left?.hasEstimate === true && right?.hasEstimate === true)
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
    interval.children = [this.#make(interval.a, middle, interval), this.#make(middle, interval.b, interval)];
    this.#register(interval.children[0], 0, points);
    this.#register(interval.children[1], 0, points);
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
      for (const child of interval.children!) {
        this.#unregister(child, 0);
        this.open.delete(child);
        this.#made--;
      }
      interval.children = undefined;
    }
    this.open.set(interval);
    if (growth.wasForced) this.#forced.push(interval);
  }

  #make(a: number, b: number, parent: Interval | undefined): Interval {
    const interval = new Interval(this.#made++, a, b, (parent?.level ?? 0) + 1, parent);
    this.open.set(interval);
    return interval;
  }

  #takeForced(): Interval | undefined {
    for (let interval = this.#forced.pop(); interval; interval = this.#forced.pop()) {
      // With many points out at once it may have been split or closed in the meantime.
      if (!interval.children && this.open.has(interval)) return interval;
    }
    return undefined;
  }

  /** Enters the nodes of `interval` from number `from` on, and adds their points to `points`. */
  #register(interval: Interval, from: number, points: GridPoint[]): void {
    const to = POINTS[interval.depth]!;
    for (let node = from; node < to; node++) {
      const x = interval.pointAt(node);
      let point = this.#points.get(x);
      if (point === undefined) {
        point = new GridPoint(x, interval, node);
        this.#points.set(x, point);
      } else {
        point.add(interval, node);
      }
      points.push(point);
    }
  }

  #unregister(interval: Interval, from: number): void {
    const to = POINTS[interval.depth]!;
    for (let node = from; node < to; node++) {
      const x = interval.pointAt(node);
      if (this.#points.get(x)!.remove(interval, node)) continue;
      this.#points.delete(x);
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
    const { forceSplit, exact, diverges } = completeDepth(interval, depth, (other) => {
      if (this.open.has(other)) this.open.set(other);
      if (other !== interval) sumUpFrom(other);
    });
    this.diverges ||= diverges;
    interval.exact = exact;
    if (exact) this.#remove(interval);
    else if (forceSplit && !interval.children && this.open.has(interval)) this.#forced.push(interval);
    sumUpFrom(interval);
  }

  #remove(interval: Interval): void {
    interval.removed = true;
    this.open.delete(interval);
    for (const child of interval.children ?? []) this.#remove(child);
    interval.sumUp();
  }
}

function sumUpFrom(interval: Interval): void {
  for (let at: Interval | undefined = interval; at; at = at.parent) {
    at.sumUp();
    const siblings: readonly Interval[] | undefined = at.parent?.children;
    if (!siblings?.[0]!.hasEstimate || !siblings[1]!.hasEstimate) return;
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
