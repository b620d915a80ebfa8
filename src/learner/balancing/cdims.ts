import { LearnerError, show } from "../errors.js";

/** What tells one child of a balancing learner from another: the values of named parameters. */
export type Labels = Readonly<Record<string, unknown>>;

/** Labels of all children: one record each, or the names and one list of values each. */
export type Cdims =
  readonly Labels[] | readonly [names: readonly string[], values: Iterable<readonly unknown[]>];

/** Returns one record of labels for each of `count` children; throws when there are not as many. */
export function normalizeCdims(cdims: Cdims | undefined, count: number): Labels[] | undefined {
  if (cdims === undefined) return undefined;
  const labels = isNamed(cdims) ? fromNames(...cdims) : [...cdims];
  if (labels.length === count) return labels;
  throw new LearnerError(
    "bad-option",
    `BalancingLearner needs as many cdims as learners: ${labels.length} were given for ${count} learners.`,
  );
}

function isNamed(cdims: Cdims): cdims is readonly [readonly string[], Iterable<readonly unknown[]>] {
  return Array.isArray(cdims[0]);
}

function fromNames(names: readonly string[], values: Iterable<readonly unknown[]>): Labels[] {
  return Array.from(values, (row) => {
    if (row.length === names.length) return Object.fromEntries(names.map((name, i) => [name, row[i]]));
    throw new LearnerError("bad-option", `The cdims ${show(row)} do not fit the names ${show(names)}.`);
  });
}

/** Returns all combinations of the named values, the last name changing fastest. */
export function combinations<T extends Readonly<Record<string, readonly unknown[]>>>(
  values: T,
): { [K in keyof T]: T[K][number] }[] {
  let all: Record<string, unknown>[] = [{}];
  for (const [name, options] of Object.entries(values)) {
    all = all.flatMap((labels) => options.map((option) => ({ ...labels, [name]: option })));
  }
  return all as { [K in keyof T]: T[K][number] }[];
}
