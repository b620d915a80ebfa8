/** One combination: a value of each list under the list's name. */
export type Combo<Lists extends Readonly<Record<string, readonly unknown[]>>> = {
  -readonly [Name in keyof Lists]: Lists[Name][number];
};

/**
 * Makes all combinations of the named lists; the last list varies fastest. An empty list gives no combination.
 *
 * @example
 * ```ts
 * namedProduct({ pow: [1, 2], a: [0.1] }); // [{ pow: 1, a: 0.1 }, { pow: 2, a: 0.1 }]
 * ```
 */
export function namedProduct<const Lists extends Readonly<Record<string, readonly unknown[]>>>(
  lists: Lists,
): Combo<Widened<Lists>>[] {
  let combos: Record<string, unknown>[] = [{}];
  for (const [name, values] of Object.entries(lists)) {
    combos = combos.flatMap((combo) => values.map((value) => ({ ...combo, [name]: value })));
  }
  return combos as Combo<Widened<Lists>>[];
}

/** Numbers and booleans are meant as such: `pow: [1, 2]` gives a number, not `1 | 2`. */
type Widened<Lists> = {
  [Name in keyof Lists]: Lists[Name] extends readonly (infer Value)[] ? readonly Wide<Value>[] : never;
};
type Wide<Value> = Value extends number
  ? number
  : Value extends boolean
    ? boolean
    : Value extends bigint
      ? bigint
      : Value;
