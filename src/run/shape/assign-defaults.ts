import type { Table } from "apache-arrow";
import {
  checkPrefix,
  columnOf,
  FUNCTION_PREFIX,
  parametersOf,
  withColumns,
  type Parameters,
} from "../../checkpoint/index.js";
import { AdaptiveSchedulerError } from "../../protocol/index.js";
import { checkTable, rowsOf, type Row, type TableLike } from "./table-rows.js";

/**
 * Adds the parameters of a function to a table of its points, as columns that have one value: `function.a`. Rows and
 * tables are not changed; the same kind with more columns is returned.
 *
 * The parameters are those bound to the function by `BalancingLearner.fromProduct`, `withArguments` or
 * {@link partialFunctionFromDataframe}, and defaults that are written out in its source, `(x, { a = 1 } = {})`; a
 * computed default cannot be seen in JavaScript: name it in `defaults`, which goes before all others.
 * Follows adaptive's `assign_defaults`, whose functions tell their defaults by themselves.
 *
 * @param table rows as objects, or an Arrow table, in which objects and arrays are kept as JSON text
 * @param defaults values of parameters by name
 * @param functionPrefix what stands before the names; not empty
 *
 * @example
 * ```ts
 * const wave = (x: number, { a = 1 }: { a?: number } = {}) => Math.sin(a * x);
 * assignDefaults(wave, [{ x: 0, y: 0 }]); // [{ x: 0, y: 0, "function.a": 1 }]
 * assignDefaults(wave, [{ x: 0, y: 0 }], { a: 2 }); // [{ x: 0, y: 0, "function.a": 2 }]
 * ```
 */
export function assignDefaults<T extends readonly Row[] | TableLike>(
  fn: (...args: never[]) => unknown,
  table: T,
  defaults: Parameters = {},
  functionPrefix: string = FUNCTION_PREFIX,
): T extends readonly Row[] ? Record<string, unknown>[] : T {
  const prefix = checkPrefix(functionPrefix);
  const given: unknown = defaults;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new AdaptiveSchedulerError(
      "bad-option",
      `assignDefaults takes a record of defaults, { a: 1 }, as its third argument, not ${JSON.stringify(given)}; the prefix is the fourth.`,
    );
  }
  const parameters = Object.entries({ ...parametersOf(fn), ...defaults });
  const added = (Array.isArray(table) ? addToRows : addToTable)(
    table as never,
    parameters.map(([name, value]) => [prefix + name, value]),
  );
  return added as never;
}

function addToRows(rows: readonly Row[], parameters: readonly (readonly [string, unknown])[]): Row[] {
  const added = Object.fromEntries(parameters);
  return rowsOf(rows).map((row) => ({ ...row, ...added }));
}

function addToTable(table: Table, parameters: readonly (readonly [string, unknown])[]): Table {
  checkTable(table);
  return withColumns(
    table,
    parameters.map(([name, value]) => columnOf(name, new Array<unknown>(table.numRows).fill(value))),
  );
}
