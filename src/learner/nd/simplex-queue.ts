import type { SimplexStore } from "../triangulation/simplex-store.js";

/**
 * Returns the loss as a whole number of 1e-8, by which simplices are ranked.
 *
 * As in adaptive, losses that agree to eight decimals are equal, so that rounding in the last digits does not
 * decide which point comes next. A loss that is no number ranks as 0.
 */
export function rankOf(loss: number): number {
  const scaled = loss * 1e8;
  if (!(scaled < 2 ** 51)) return Number.isNaN(scaled) ? 0 : scaled;
  const rank = Math.round(scaled);
  // Only next to a half can the product have been rounded across it; there the decimals decide.
  if (Math.abs(Math.abs(scaled - rank) - 0.5) > 1e-15 * scaled + 1e-12) return rank;
  return Math.round(Number(loss.toFixed(8)) * 1e8);
}

/**
 * Ranks the simplices of a triangulation by loss, ties by their vertices: a tournament, in which every slot
 * plays its neighbour, the winners each other, and so on. The best is known at once; a change costs O(log n) at
 * most and O(1) on average, for it ends where the winner stays.
 */
export class SimplexQueue {
  readonly #store: SimplexStore;
  /** Loss by which each slot is in the queue. */
  losses: Float64Array = new Float64Array(16);
  #ranks = new Float64Array(16).fill(-Infinity);
  /** Winner of each match; the match of slots 2k and 2k + 1 is at capacity / 2 + k, the final at 1. */
  #winners = new Int32Array(16);

  constructor(store: SimplexStore) {
    this.#store = store;
    this.#replay();
  }

  /** Returns the slot with the greatest loss, or -1 when the queue is empty. */
  top(): number {
    const winner = this.#winners[1]!;
    return this.#ranks[winner] === -Infinity ? -1 : winner;
  }

  has(slot: number): boolean {
    return slot < this.#ranks.length && this.#ranks[slot] !== -Infinity;
  }

  /** Puts a slot into the queue, or moves it. */
  set(slot: number, loss: number): void {
    if (slot >= this.#ranks.length) this.#grow(slot);
    this.losses[slot] = loss;
    this.#ranks[slot] = rankOf(loss);
    this.#play(slot);
  }

  /** Puts a slot into the queue, or moves it up; a smaller loss than it has there changes nothing. */
  raise(slot: number, loss: number): void {
    if (!this.has(slot) || rankOf(loss) > this.#ranks[slot]!) this.set(slot, loss);
  }

  /** Takes a slot out; nothing happens when it is not there. */
  remove(slot: number): void {
    if (!this.has(slot)) return;
    this.#ranks[slot] = -Infinity;
    this.#play(slot);
  }

  #isBetter(a: number, b: number): boolean {
    const difference = this.#ranks[a]! - this.#ranks[b]!;
    if (difference > 0) return true;
    if (difference < 0 || this.#ranks[a] === -Infinity) return false;
    return this.#ranks[a] === this.#ranks[b]
      ? this.#store.comesBefore(a, b)
      : this.#ranks[a]! > this.#ranks[b]!;
  }

  #play(slot: number): void {
    const winners = this.#winners;
    const half = this.#ranks.length >> 1;
    let match = half + (slot >> 1);
    let winner = this.#isBetter(slot, slot ^ 1) ? slot : slot ^ 1;
    for (;;) {
      const before = winners[match]!;
      winners[match] = winner;
      if ((before === winner && winner !== slot) || match === 1) return;
      const rival = winners[match ^ 1]!;
      if (this.#isBetter(rival, winner)) winner = rival;
      match >>= 1;
    }
  }

  #grow(slot: number): void {
    let capacity = this.#ranks.length;
    while (capacity <= slot) capacity *= 2;
    const losses = new Float64Array(capacity);
    const ranks = new Float64Array(capacity).fill(-Infinity);
    losses.set(this.losses);
    ranks.set(this.#ranks);
    this.losses = losses;
    this.#ranks = ranks;
    this.#winners = new Int32Array(capacity);
    this.#replay();
  }

  #replay(): void {
    const half = this.#ranks.length >> 1;
    for (let match = 2 * half - 1; match >= 1; match--) {
      if (match >= half) {
        const slot = 2 * (match - half);
        this.#winners[match] = this.#isBetter(slot, slot + 1) ? slot : slot + 1;
      } else {
        const a = this.#winners[2 * match]!;
        const b = this.#winners[2 * match + 1]!;
        this.#winners[match] = this.#isBetter(a, b) ? a : b;
      }
    }
  }
}
