import type { Learner } from "../learner.js";
import { Ranking } from "./ranking.js";

/** The next point of a child and what it promises; undefined when the child has none. */
export interface Offer {
  readonly point: unknown;
  readonly lossImprovement: number;
}

/**
 * Ranks the children of a balancing learner without looking at all of them: each ranking is a heap in which only
 * children that changed are moved, at the time that it is next asked for.
 */
export class Children {
  /** Points told and pending, by child, as far as seen. */
  readonly totals: Float64Array;
  /** Points told, all children together. */
  npoints = 0;
  readonly #learners: readonly Learner[];
  readonly #npoints: Float64Array;
  readonly #offers: (Offer | undefined)[];
  readonly #byOffer: Ranking;
  readonly #byTotal: Ranking;
  readonly #byLoss: Ranking;
  readonly #byPendingLoss: Ranking;
  readonly #isExhausted: Uint8Array;
  /** Child to look at next for changes from outside. */
  #patrol = 0;
  #steps = 0;

  constructor(learners: readonly Learner[]) {
    this.#learners = learners;
    const { length } = learners;
    this.totals = new Float64Array(length);
    this.#npoints = new Float64Array(length);
    this.#isExhausted = new Uint8Array(length);
    this.#offers = new Array<Offer | undefined>(length).fill(undefined);
    const totalOf = (i: number): number => this.totals[i]!;
    this.#byOffer = new Ranking(length, totalOf, (i) => {
      this.#offers[i] = offerOf(learners[i]!);
      return this.#offers[i]?.lossImprovement;
    });
    this.#byTotal = new Ranking(length, totalOf, () => 0);
    this.#byLoss = new Ranking(length, totalOf, (i) => learners[i]!.loss());
    this.#byPendingLoss = new Ranking(length, totalOf, (i) => learners[i]!.loss({ real: false }));
    this.refresh();
  }

  /** Takes note that a child was told a value. */
  told(i: number): void {
    this.#isExhausted[i] = 0;
    this.#count(i);
    this.#byOffer.touch(i);
    this.#byLoss.touch(i);
    this.#byPendingLoss.touch(i);
  }

  /** Takes note that a child got a pending point; its expected loss is looked at again when a value comes. */
  pended(i: number): void {
    this.#count(i);
    this.#byOffer.touch(i);
  }

  /** Takes note of whatever happened to all children. */
  refresh(): void {
    for (let i = 0; i < this.#learners.length; i++) this.told(i);
  }

  /** Looks at one child, another each time: children may be told without the balancing learner. */
  patrol(): void {
    // Children that nobody used lately are far from the processor: one step in a few is enough.
    if (++this.#steps % 16 !== 0) return;
    const i = this.#patrol;
    this.#patrol = (i + 1) % this.#learners.length;
    const { npoints, pendingPoints } = this.#learners[i]!;
    if (npoints !== this.#npoints[i] || npoints + pendingPoints.size !== this.totals[i]) this.told(i);
  }

  /** Returns the child whose next point promises most, the one with the fewest points where equal; -1 for none. */
  bestOffer(): number {
    return this.#byOffer.first();
  }

  /** Returns the child with the fewest points, told and pending. */
  fewestPoints(): number {
    return this.#byTotal.first();
  }

  /** Returns the child with the highest expected loss, the one with the fewest points where equal. */
  highestPendingLoss(): number {
    return this.#byPendingLoss.first();
  }

  /** Returns the highest loss of a child. */
  highestLoss(real: boolean): number {
    const i = (real ? this.#byLoss : this.#byPendingLoss).first();
    return i < 0 ? -Infinity : this.#learners[i]!.loss({ real });
  }

  /** Returns the next point of a child; undefined when it has no more. */
  offer(i: number): Offer | undefined {
    if (this.#byOffer.isTouched(i)) this.#byOffer.update(i);
    return this.#offers[i];
  }

  /** Leaves a child that has no more points out of the rankings until it changes. */
  exhaust(i: number): void {
    this.#isExhausted[i] = 1;
    this.#byTotal.drop(i);
    this.#byPendingLoss.drop(i);
    this.#byOffer.drop(i);
  }

  isExhausted(i: number): boolean {
    return this.#isExhausted[i] === 1;
  }

  #count(i: number): void {
    const { npoints, pendingPoints } = this.#learners[i]!;
    this.npoints += npoints - this.#npoints[i]!;
    this.#npoints[i] = npoints;
    this.totals[i] = npoints + pendingPoints.size;
    this.#byTotal.touch(i);
    this.#byPendingLoss.moved(i);
  }
}

function offerOf(learner: Learner): Offer | undefined {
  const { points, lossImprovements } = learner.ask(1, { tellPending: false });
  if (points.length === 0) return undefined;
  return { point: points[0], lossImprovement: lossImprovements[0]! };
}
