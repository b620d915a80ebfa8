import type { GridPoint } from "./grid-point.js";

/** The points that are to be given out, in order, and those that were and have no value yet. */
export class PointQueue {
  #waiting: GridPoint[];
  /** Points of `#waiting` before it are given out. */
  #head = 0;
  /** In the order given out; a point stays in it for a while after it got its value. */
  #out: GridPoint[] = [];
  #outCount = 0;
  /** Pending points that no interval has. */
  readonly #strays = new Set<number>();

  constructor(first: readonly GridPoint[]) {
    this.#waiting = [...first];
  }

  /** Pending points in the order given out. */
  get pending(): Iterable<number> & { readonly size: number } {
    const [out, strays] = [this.#out, this.#strays];
    return {
      size: this.#outCount + strays.size,
      *[Symbol.iterator]() {
        for (const point of out) if (point.isPending) yield point.x;
        yield* strays;
      },
    };
  }

  /** Whether there is nothing to give out. */
  get isEmpty(): boolean {
    this.#skip();
    return this.#head === this.#waiting.length;
  }

  /** Puts a point at the end unless it is pending. */
  add(point: GridPoint): void {
    if (point.isPending) return;
    if (this.#strays.size > 0 && this.#strays.delete(point.x)) this.setPending(point);
    else this.#waiting.push(point);
  }

  /** Takes the first point out and makes it pending. */
  next(): GridPoint | undefined {
    this.#skip();
    const point = this.#waiting[this.#head];
    if (point === undefined) return undefined;
    this.#head++;
    this.setPending(point);
    return point;
  }

  /** Lists up to `n` points that `next` would give. */
  peek(n: number): Set<GridPoint> {
    const listed = new Set<GridPoint>();
    for (let i = this.#head; i < this.#waiting.length && listed.size < n; i++) {
      const point = this.#waiting[i]!;
      if (isWanted(point)) listed.add(point);
    }
    return listed;
  }

  isPending(point: GridPoint): boolean {
    return point.isPending || this.#strays.has(point.x);
  }

  setPending(point: GridPoint): void {
    if (point.isPending) return;
    point.isPending = true;
    this.#outCount++;
    this.#out.push(point);
  }

  setPendingStray(x: number): void {
    this.#strays.add(x);
  }

  /** Forgets a point that got its value. */
  drop(point: GridPoint): void {
    this.#strays.delete(point.x);
    if (!point.isPending) return;
    point.isPending = false;
    this.#outCount--;
    if (this.#out.length > 2 * this.#outCount + 32) this.#out = this.#out.filter((other) => other.isPending);
  }

  dropStray(x: number): void {
    this.#strays.delete(x);
  }

  /** Puts the pending points back to the front. */
  removeUnfinished(): void {
    const again = this.#out.filter((point) => point.isPending);
    for (const point of again) point.isPending = false;
    this.#waiting = [...again, ...this.#waiting.slice(this.#head)];
    this.#head = 0;
    this.#out = [];
    this.#outCount = 0;
    this.#strays.clear();
  }

  /** Moves over points that are known by now, or not needed any more. */
  #skip(): void {
    while (this.#head < this.#waiting.length && !isWanted(this.#waiting[this.#head]!)) this.#head++;
    if (this.#head < 64 || this.#head < this.#waiting.length) return;
    this.#waiting = [];
    this.#head = 0;
  }
}

/** Not given out, without a value, and of an interval that is worked on: it may have turned out exact meanwhile. */
function isWanted(point: GridPoint): boolean {
  return !point.isKnown && !point.isPending && point.isNeeded;
}
