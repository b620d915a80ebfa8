/** Keeps one number per slot and knows the largest; a change costs O(log n) at most, O(1) on average. */
export class MaximumTree {
  /** Numbers of the slots in the second half, the larger of two above each pair; the largest is at 1. */
  #tree = new Float64Array(32).fill(-Infinity);

  /** The largest number, or -Infinity when there is none. */
  get max(): number {
    return this.#tree[1]!;
  }

  /** Returns the number of a slot, or -Infinity. */
  get(slot: number): number {
    const at = slot + (this.#tree.length >> 1);
    return at < this.#tree.length ? this.#tree[at]! : -Infinity;
  }

  set(slot: number, value: number): void {
    while (slot >= this.#tree.length >> 1) this.#grow();
    const tree = this.#tree;
    let at = slot + (tree.length >> 1);
    tree[at] = value;
    while (at > 1) {
      const larger = Math.max(tree[at]!, tree[at ^ 1]!);
      at >>= 1;
      if (tree[at] === larger) return;
      tree[at] = larger;
    }
  }

  #grow(): void {
    const half = this.#tree.length >> 1;
    const tree = new Float64Array(4 * half).fill(-Infinity);
    tree.set(this.#tree.subarray(half), 2 * half);
    for (let at = 2 * half - 1; at >= 1; at--) tree[at] = Math.max(tree[2 * at]!, tree[2 * at + 1]!);
    this.#tree = tree;
  }
}
