import { grown, NO_IDS } from "../collections/point-index.js";

/** Is a doubly linked list of ids over typed arrays: who stands left and right of a point; -1 for nobody. */
export class Chain {
  next: Int32Array = NO_IDS;
  previous: Int32Array = NO_IDS;
  first = -1;
  last = -1;
  size = 0;

  /** Puts `id` right of `left`, or first when `left` is -1. */
  insertAfter(left: number, id: number): void {
    this.reserve(id + 1);
    const right = left < 0 ? this.first : this.next[left]!;
    this.previous[id] = left;
    this.next[id] = right;
    if (left < 0) this.first = id;
    else this.next[left] = id;
    if (right < 0) this.last = id;
    else this.previous[right] = id;
    this.size++;
  }

  /** Becomes the chain of `ids`, given from left to right. */
  rebuild(ids: Int32Array): void {
    let left = -1;
    this.first = ids.length > 0 ? ids[0]! : -1;
    this.size = ids.length;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i]!;
      this.reserve(id + 1);
      this.previous[id] = left;
      if (left >= 0) this.next[left] = id;
      left = id;
    }
    this.last = left;
    if (left >= 0) this.next[left] = -1;
  }

  copyFrom(other: Chain): void {
    this.next = other.next.slice();
    this.previous = other.previous.slice();
    this.first = other.first;
    this.last = other.last;
    this.size = other.size;
  }

  /** All ids from left to right. */
  toIds(): Int32Array {
    const ids = new Int32Array(this.size);
    for (let i = 0, id = this.first; id >= 0; id = this.next[id]!) ids[i++] = id;
    return ids;
  }

  reserve(length: number): void {
    if (length <= this.next.length) return;
    this.next = grown(this.next, length);
    this.previous = grown(this.previous, length);
  }
}
