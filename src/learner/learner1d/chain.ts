import { grown, NO_IDS } from "../collections/point-index.js";

/** Is a doubly linked list of ids over a typed array: who stands left and right of a point; -1 for nobody. */
export class Chain {
  /** The next and the previous of each id, side by side because they are read together; for loops over many. */
  links: Int32Array = NO_IDS;
  first = -1;
  last = -1;
  size = 0;

  /** The id right of one, or -1. */
  nextOf(id: number): number {
    return this.links[2 * id]!;
  }

  /** The id left of one, or -1. */
  previousOf(id: number): number {
    return this.links[2 * id + 1]!;
  }

  /** Puts `id` right of `left`, or first when `left` is -1. */
  insertAfter(left: number, id: number): void {
    this.reserve(id + 1);
    const links = this.links;
    const right = left < 0 ? this.first : links[2 * left]!;
    links[2 * id] = right;
    links[2 * id + 1] = left;
    if (left < 0) this.first = id;
    else links[2 * left] = id;
    if (right < 0) this.last = id;
    else links[2 * right + 1] = id;
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
      this.links[2 * id + 1] = left;
      if (left >= 0) this.links[2 * left] = id;
      left = id;
    }
    this.last = left;
    if (left >= 0) this.links[2 * left] = -1;
  }

  copyFrom(other: Chain): void {
    this.links = other.links.slice();
    this.first = other.first;
    this.last = other.last;
    this.size = other.size;
  }

  /** All ids from left to right. */
  toIds(): Int32Array {
    const ids = new Int32Array(this.size);
    for (let i = 0, id = this.first; id >= 0; id = this.nextOf(id)) ids[i++] = id;
    return ids;
  }

  reserve(length: number): void {
    if (2 * length > this.links.length) this.links = grown(this.links, 2 * length);
  }
}
