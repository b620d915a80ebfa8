/**
 * A set of small integers that knows its k-th smallest member: pages of a filtered table without a scan.
 *
 * A binary indexed tree (P. M. Fenwick, 1994): `add`, `delete` and `at` are O(log n), `grow` is amortised.
 */
export class RankIndex {
  #tree: Int32Array;
  #capacity: number;
  #size = 0;

  /** Makes a set for members below `capacity`; holding all of them when `isFull`. */
  constructor(capacity: number, isFull = false) {
    this.#capacity = Math.max(1, capacity);
    this.#tree = new Int32Array(this.#capacity + 1);
    if (!isFull) return;
    for (let i = 1; i <= capacity; i++) this.#tree[i] = i & -i;
    this.#size = capacity;
  }

  get size(): number {
    return this.#size;
  }

  /** Puts in a member that is not there. */
  add(member: number): void {
    if (member >= this.#capacity) this.#grow(member + 1);
    this.#change(member, 1);
  }

  /** Takes out a member that is there. */
  delete(member: number): void {
    this.#change(member, -1);
  }

  /** The member that `rank` others are smaller than; undefined past the end. */
  at(rank: number): number | undefined {
    if (rank < 0 || rank >= this.#size) return undefined;
    let position = 0;
    let rest = rank;
    for (let step = 1 << (31 - Math.clz32(this.#capacity)); step > 0; step >>= 1) {
      const next = position + step;
      if (next <= this.#capacity && this.#tree[next]! <= rest) {
        position = next;
        rest -= this.#tree[next]!;
      }
    }
    return position;
  }

  /** The members of a page. */
  page(offset: number, limit: number): number[] {
    const members: number[] = [];
    for (let rank = offset; rank < Math.min(this.#size, offset + limit); rank++) members.push(this.at(rank)!);
    return members;
  }

  #change(member: number, by: number): void {
    this.#size += by;
    for (let i = member + 1; i <= this.#capacity; i += i & -i) this.#tree[i]! += by;
  }

  #grow(needed: number): void {
    const members = this.page(0, this.#size);
    this.#capacity = Math.max(needed, this.#capacity * 2);
    this.#tree = new Int32Array(this.#capacity + 1);
    this.#size = 0;
    for (const member of members) this.#change(member, 1);
  }
}
