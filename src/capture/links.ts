/** Which node needs which: pairs of numbers, because a list for each of many nodes would cost more than they do. */
export class Links {
  #from: Int32Array = new Int32Array(1024);
  #to: Int32Array = new Int32Array(1024);
  #count = 0;

  add(from: number, to: number): void {
    if (this.#count === this.#from.length) {
      this.#from = doubled(this.#from);
      this.#to = doubled(this.#to);
    }
    this.#from[this.#count] = from;
    this.#to[this.#count++] = to;
  }

  /** Sorts the pairs by the node that needs; `nodes` is how many there are. */
  sorted(nodes: number): SortedLinks {
    const starts = new Int32Array(nodes + 1);
    for (let at = 0; at < this.#count; at++) starts[this.#from[at]! + 1]! += 1;
    for (let node = 0; node < nodes; node++) starts[node + 1]! += starts[node]!;
    const next = starts.slice();
    const targets = new Int32Array(this.#count);
    for (let at = 0; at < this.#count; at++) targets[next[this.#from[at]!]!++] = this.#to[at]!;
    return { starts, targets };
  }
}

/** Node `n` needs `targets` from `starts[n]` up to `starts[n + 1]`. */
export interface SortedLinks {
  readonly starts: Int32Array;
  readonly targets: Int32Array;
}

function doubled(values: Int32Array): Int32Array {
  const larger = new Int32Array(values.length * 2);
  larger.set(values);
  return larger;
}
