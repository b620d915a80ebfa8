import {
  checkPrefix,
  decodeJson,
  encodeJson,
  FUNCTION_PREFIX,
  readParameters,
} from "../../checkpoint/index.js";
import { withArguments } from "../../learner/index.js";
import { AdaptiveSchedulerError } from "../../protocol/index.js";
import { rowsOf, type Row, type TableLike } from "./table-rows.js";

/**
 * Makes of a function of a point and a record of parameters a function of the point alone, with the parameters that a
 * table has in columns of one value: `function.a`. It can travel to a job when `fn` can, and its parameters become
 * columns of the tables of its learner again. Without such columns it returns `fn` itself.
 *
 * Follows adaptive's `partial_function_from_dataframe`; the parameters come as a record, since JavaScript has no
 * arguments by name.
 *
 * @param fn takes a point and a record: `(x, { a, b }) => ...`
 * @param table rows as objects, or an Arrow table, of which JSON text of objects and arrays is read
 * @param functionPrefix what stands before the names; not empty
 * @throws AdaptiveSchedulerError when a column has more than one value, or the function shows that it has no such parameter
 *
 * @example
 * ```ts
 * const wave = (x: number, { a = 1 }: { a?: number } = {}) => Math.sin(a * x);
 * const fast = partialFunctionFromDataframe(wave, [{ x: 0, y: 0, "function.a": 9 }]);
 * const learner = new Learner1D(fast, { bounds: [-1, 1] });
 * learner.function(0.5); // Math.sin(4.5)
 * ```
 */
export function partialFunctionFromDataframe<Point, Value>(
  fn: (point: Point, parameters: never) => Value,
  table: readonly Row[] | TableLike,
  functionPrefix: string = FUNCTION_PREFIX,
): (point: Point) => Value {
  const prefix = checkPrefix(functionPrefix);
  const parameters: Record<string, unknown> = {};
  const { names } = readParameters(fn);
  const rows = rowsOf(table);
  for (const column of new Set(rows.flatMap((row) => Object.keys(row)))) {
    if (!column.startsWith(prefix)) continue;
    const name = column.slice(prefix.length);
    if (names !== null && !names.has(name)) {
      throw new AdaptiveSchedulerError(
        "bad-input",
        `the table has the parameter "${name}", which the function does not take: it takes ${[...names].join(", ")}.`,
      );
    }
    parameters[name] = onlyValue(column, rows);
  }
  if (Object.keys(parameters).length === 0) return fn as (point: Point) => Value;
  return withArguments(
    fn as (point: Point, parameters: Readonly<Record<string, unknown>>) => Value,
    parameters,
  );
}

function onlyValue(column: string, rows: readonly Row[]): unknown {
  const values = new Map(rows.map((row) => [textOf(row[column]), row[column]]));
  const [value] = values.values();
  if (values.size === 1) return typeof value === "string" ? readText(value) : plain(value);
  throw new AdaptiveSchedulerError(
    "bad-input",
    `the column "${column}" has ${values.size} values; the parameter of one function has one.`,
  );
}

/** Tells values apart: those of equal text are equal. */
function textOf(value: unknown): string {
  return value === undefined ? "undefined" : encodeJson(plain(value));
}

/** Objects and arrays stand as JSON text in tables. */
function readText(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return decodeJson(text);
  } catch {
    return text;
  }
}

/** Integers of an Arrow table may be 64 bits wide. */
function plain(value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
