import { AdaptiveSchedulerError } from "../../protocol/index.js";

/** Options of {@link shuffle}. */
export interface ShuffleOptions {
  /** The same seed gives the same order; null for a new one each time. @defaultValue 0 */
  readonly seed?: number | null;
}

/** Small generator of random numbers in [0, 1) (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function permutation(length: number, seed: number | null): number[] {
  const random = seed === null ? Math.random : randomNumbers(seed);
  const order = Array.from({ length }, (_, index) => index);
  for (let i = length - 1; i > 0; i--) {
    const k = Math.floor(random() * (i + 1));
    [order[i], order[k]] = [order[k]!, order[i]!];
  }
  return order;
}

type Shuffled<Lists extends readonly (readonly unknown[])[]> = {
  -readonly [K in keyof Lists]: Lists[K] extends readonly (infer T)[] ? T[] : never;
};

/**
 * Shuffles lists of one length in the same order, into new lists: learners and their file names.
 *
 * @example
 * ```ts
 * const [letters, numbers] = shuffle([["a", "b", "c"], [1, 2, 3]], { seed: 1 });
 * letters.map((letter, i) => letter === "abc"[numbers[i] - 1]); // [true, true, true]
 * ```
 */
export function shuffle<const Lists extends readonly (readonly unknown[])[]>(
  lists: Lists,
  { seed = 0 }: ShuffleOptions = {},
): Shuffled<Lists> {
  const lengths = new Set(lists.map((list) => list.length));
  if (lengths.size > 1) {
    throw new AdaptiveSchedulerError(
      "bad-input",
      `lists of different lengths cannot be shuffled together: ${[...lengths].join(", ")}.`,
    );
  }
  const order = permutation(lists[0]?.length ?? 0, seed);
  return lists.map((list) => order.map((index) => list[index])) as Shuffled<Lists>;
}
