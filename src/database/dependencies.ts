/** Which learners wait for which. */
export interface Dependencies {
  /** How many learners `index` still waits for. */
  unmet(index: number): number;
  /** Learners that wait for `index`. */
  dependents(index: number): readonly number[];
  /** Notes that `index` is done; gives those that wait for nothing any more. */
  meet(index: number): readonly number[];
  /** Notes that `index` is not done any more; gives those that wait again. */
  unmeet(index: number): readonly number[];
}

/** Reads the dependencies of a run file; costs nothing for learners without any. */
export function createDependencies(record: Readonly<Record<string, readonly number[]>>): Dependencies {
  const unmet = new Map<number, number>();
  const dependents = new Map<number, number[]>();
  for (const [key, needed] of Object.entries(record)) {
    const distinct = new Set(needed);
    if (distinct.size > 0) unmet.set(Number(key), distinct.size);
    for (const other of distinct) {
      const list = dependents.get(other);
      if (list === undefined) dependents.set(other, [Number(key)]);
      else list.push(Number(key));
    }
  }
  const change = (index: number, by: number, becomes: number): readonly number[] =>
    (dependents.get(index) ?? []).filter((dependent) => {
      const count = unmet.get(dependent)! + by;
      unmet.set(dependent, count);
      return count === becomes;
    });
  return {
    unmet: (index) => unmet.get(index) ?? 0,
    dependents: (index) => dependents.get(index) ?? [],
    meet: (index) => change(index, -1, 0),
    unmeet: (index) => change(index, 1, 1),
  };
}
