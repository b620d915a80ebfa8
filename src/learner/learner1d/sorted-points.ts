import { grown, NO_IDS, NO_NUMBERS } from "../collections/point-index.js";

const BLOCK = 256;

/** A run of points in ascending order, with their ids. */
interface Block {
  xs: Float64Array;
  ids: Int32Array;
  length: number;
}

/**
 * Keeps points in ascending order, in blocks of at most 256, so that finding a place is two binary searches
 * and an insertion moves at most one block.
 */
export class SortedPoints {
  #blocks: Block[] = [];
  /** The first point of each block. */
  #firsts: number[] = [];

  /** Inserts a new point and returns the id of the one on its left, or -1. */
  insert(x: number, id: number): number {
    if (this.#blocks.length === 0) this.#addBlock(0);
    const at = this.#blockOf(x);
    const block = this.#blocks[at]!;
    const place = countBelow(block, x);
    if (block.length === block.xs.length) reserve(block, block.length + 1);
    block.xs.copyWithin(place + 1, place, block.length);
    block.ids.copyWithin(place + 1, place, block.length);
    block.xs[place] = x;
    block.ids[place] = id;
    block.length++;
    if (place === 0) this.#firsts[at] = x;
    const left = place > 0 ? block.ids[place - 1]! : -1;
    if (block.length === BLOCK) this.#split(at);
    return left;
  }

  /** Returns the id of the last point below `x`, or -1. */
  below(x: number): number {
    if (this.#blocks.length === 0) return -1;
    const at = this.#blockOf(x);
    const block = this.#blocks[at]!;
    const place = countBelow(block, x);
    if (place > 0) return block.ids[place - 1]!;
    const before = this.#blocks[at - 1];
    return before === undefined ? -1 : before.ids[before.length - 1]!;
  }

  /** Starts anew from points that are already in ascending order. */
  rebuild(ids: ArrayLike<number>, xs: Float64Array): void {
    this.#blocks = [];
    this.#firsts = [];
    for (let from = 0; from < ids.length; from += BLOCK / 2) {
      const block = this.#addBlock(this.#blocks.length);
      block.length = Math.min(BLOCK / 2, ids.length - from);
      reserve(block, block.length);
      for (let i = 0; i < block.length; i++) {
        block.ids[i] = ids[from + i]!;
        block.xs[i] = xs[ids[from + i]!]!;
      }
      this.#firsts[this.#firsts.length - 1] = block.xs[0]!;
    }
  }

  /** The block in which `x` belongs. */
  #blockOf(x: number): number {
    const firsts = this.#firsts;
    let low = 0;
    let high = firsts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (firsts[middle]! <= x) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #addBlock(at: number): Block {
    const block = { xs: NO_NUMBERS, ids: NO_IDS, length: 0 };
    this.#blocks.splice(at, 0, block);
    this.#firsts.splice(at, 0, 0);
    return block;
  }

  #split(at: number): void {
    const lower = this.#blocks[at]!;
    const upper = this.#addBlock(at + 1);
    const half = lower.length >>> 1;
    reserve(upper, BLOCK);
    upper.xs.set(lower.xs.subarray(half, lower.length));
    upper.ids.set(lower.ids.subarray(half, lower.length));
    upper.length = lower.length - half;
    lower.length = half;
    this.#firsts[at + 1] = upper.xs[0]!;
  }
}

/** Makes room for so many points in a block. */
function reserve(block: Block, length: number): void {
  if (length <= block.xs.length) return;
  block.xs = grown(block.xs, length);
  block.ids = grown(block.ids, length);
}

/** How many points of a block are below `x`. */
function countBelow({ xs, length }: Block, x: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (xs[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
