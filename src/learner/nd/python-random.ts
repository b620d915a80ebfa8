const LENGTH = 624;

/**
 * Is the random generator of Python's `random.Random(seed)`: MT19937 (Matsumoto and Nishimura 1998), seeded by
 * an array of one word, with 53 random bits a number. LearnerND draws from it, as adaptive does, when all
 * bounds are pending and nothing is known yet.
 */
export class PythonRandom {
  readonly #state = new Uint32Array(LENGTH);
  #index = LENGTH;

  /** `seed` is a whole number below 2^32. */
  constructor(seed: number) {
    const state = this.#state;
    state[0] = 19650218;
    for (let i = 1; i < LENGTH; i++) state[i] = Math.imul(1812433253, mix(state, i)) + i;
    let i = 1;
    for (let k = 0; k < LENGTH; k++) {
      state[i] = (state[i]! ^ Math.imul(mix(state, i), 1664525)) + seed;
      i = this.#next(i);
    }
    for (let k = 1; k < LENGTH; k++) {
      state[i] = (state[i]! ^ Math.imul(mix(state, i), 1566083941)) - i;
      i = this.#next(i);
    }
    state[0] = 0x80000000;
  }

  /** Returns a number from 0 up to, not including, 1. */
  random(): number {
    const high = this.#word() >>> 5;
    const low = this.#word() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** Goes on from where `other` is. */
  copyFrom(other: PythonRandom): void {
    this.#state.set(other.#state);
    this.#index = other.#index;
  }

  #next(i: number): number {
    if (i + 1 < LENGTH) return i + 1;
    this.#state[0] = this.#state[LENGTH - 1]!;
    return 1;
  }

  #word(): number {
    if (this.#index === LENGTH) this.#twist();
    let y = this.#state[this.#index++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  #twist(): void {
    const state = this.#state;
    for (let k = 0; k < LENGTH; k++) {
      const y = (state[k]! & 0x80000000) | (state[(k + 1) % LENGTH]! & 0x7fffffff);
      state[k] = state[(k + 397) % LENGTH]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#index = 0;
  }
}

/** The word before place `i`, mixed with its own high bits. */
function mix(state: Uint32Array, i: number): number {
  return state[i - 1]! ^ (state[i - 1]! >>> 30);
}
