import type { Interval } from "./interval.js";

/** A point at which some interval needs a value. */
export class GridPoint {
  value = NaN;
  isKnown = false;
  isPending = false;
  /** Further intervals that have the point, coarse before fine. */
  others: { readonly interval: Interval; readonly node: number }[] | undefined = undefined;
  // A number from the beginning: the engine keeps it unboxed then.
  readonly x: number = NaN;
  /** The coarsest interval that has the point, and the number of the node there. */
  interval: Interval;
  node: number;

  constructor(x: number, interval: Interval, node: number) {
    this.x = x;
    this.interval = interval;
    this.node = node;
  }

  /** Enters one more interval. */
  add(interval: Interval, node: number): void {
    this.others ??= [];
    if (interval.level < this.interval.level) {
      this.others.unshift({ interval: this.interval, node: this.node });
      this.interval = interval;
      this.node = node;
      return;
    }
    let at = this.others.length;
    while (at > 0 && this.others[at - 1]!.interval.level > interval.level) at--;
    this.others.splice(at, 0, { interval, node });
  }

  /** Takes an interval out again; false if the point has no interval then. */
  remove(interval: Interval, node: number): boolean {
    if (this.interval !== interval || this.node !== node) {
      this.others = this.others?.filter((other) => other.interval !== interval || other.node !== node);
      return true;
    }
    const next = this.others?.shift();
    if (next === undefined) return false;
    this.interval = next.interval;
    this.node = next.node;
    return true;
  }

  /** Returns the largest error of the intervals that have the point. */
  get err(): number {
    let err = this.interval.err;
    if (this.others !== undefined) for (const other of this.others) err = Math.max(err, other.interval.err);
    return err;
  }

  /** Whether an interval that has the point is still worked on. */
  get isNeeded(): boolean {
    return !this.interval.removed || (this.others?.some((other) => !other.interval.removed) ?? false);
  }
}
