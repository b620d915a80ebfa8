import { createRequire } from "node:module";
import type * as ArrowModule from "apache-arrow";
import type { DataType, Table, Vector } from "apache-arrow";
import type { Learner } from "../learner/index.js";
import { CheckpointError } from "./errors.js";
import { refuseUnknownOptions } from "../protocol/index.js";
import { FRAME_OPTIONS, meanColumns, rename, type FrameOptions } from "./frame.js";
import { decodeJson } from "./json-value.js";
import { columnNames } from "./kind.js";
import { leavesOf, type Layout } from "./layout.js";
import { encodeLearner } from "./learner-file.js";
import { childrenOf, learnerKind } from "./learner-kind.js";
import { parameterColumns, type ParameterColumn } from "./parameter-columns.js";
import { METADATA_KEY } from "./ipc-write.js";
import { parseMetadata } from "./metadata.js";

type Arrow = typeof ArrowModule;
let arrow: Arrow | null = null;

/** Loads apache-arrow when a table is first wanted: a notebook that makes none does not pay for it. */
export function loadArrow(): Arrow {
  arrow ??= createRequire(import.meta.url)("apache-arrow") as Arrow;
  return arrow;
}

/**
 * Makes an Arrow table of all that a learner was told, in that order: the columns of its file, and after them those of
 * the parameters of its function (see {@link saveDataframe}).
 *
 * @example
 * ```ts
 * const learner = new Learner1D((x: number) => x ** 2, { bounds: [-1, 1] });
 * simple(learner, { goal: 20 });
 * toTable(learner, { parameters: { power: 2 } }).schema.names; // ["x", "y", "function.power"]
 * ```
 */
export function toTable(learner: Learner, options: FrameOptions = {}): Table {
  refuseUnknownOptions("toTable", options, FRAME_OPTIONS);
  const { tableFromArrays, tableFromIPC } = loadArrow();
  const table =
    options.mean === true
      ? (tableFromArrays(
          Object.fromEntries(
            meanColumns(learner).map(({ name, values }) => [name, Float64Array.from(values as number[])]),
          ),
        ) as unknown as Table)
      : tableFromIPC(encodeLearner(learner));
  const child = childrenOf(learner) && table.getChildAt(0);
  const parameters = parameterColumns(learner, table.numRows, options, (row) => Number(child?.get(row)));
  return withColumns(table, parameters, options.names);
}

/** Adds columns to a table, and renames its own; what the table says of itself stays. */
export function withColumns(
  table: Table,
  columns: readonly ParameterColumn[],
  names: Readonly<Record<string, string>> = {},
): Table {
  if (columns.length === 0 && Object.keys(names).length === 0) return table;
  const { Schema, Table: ArrowTable } = loadArrow();
  const own = rename(table.schema.fields, names);
  const vectors: Record<string, Vector> = {};
  own.forEach(({ name }, index) => (vectors[name] = table.getChildAt(index) as Vector<DataType>));
  for (const column of columns) vectors[column.name] = parameterVector(column);
  const plainTable = new ArrowTable(vectors);
  return new ArrowTable(new Schema(plainTable.schema.fields, table.schema.metadata), plainTable.batches);
}

function parameterVector({ type, values }: ParameterColumn): Vector {
  const { vectorFromArray, Float64, Bool, Utf8 } = loadArrow();
  if (type === "number") return vectorFromArray(values as number[], new Float64());
  return type === "boolean"
    ? vectorFromArray(values as boolean[], new Bool())
    : vectorFromArray(values as string[], new Utf8());
}

function plain(value: unknown, layout: Layout | null): unknown {
  if (layout?.type === "json") return decodeJson(String(value));
  if (typeof value === "bigint") return Number(value);
  const isVector = typeof value === "object" && value !== null && Symbol.iterator in value;
  if (!isVector) return value;
  const numbers = Array.from(value as Iterable<unknown>, (item) => plain(item, null));
  return layout?.type === "vector" && layout.typed ? Float64Array.from(numbers as number[]) : numbers;
}

function columnValues(table: Table, name: string, layout: Layout | null): unknown[] {
  const column = table.getChild(name) as Vector<DataType> | null;
  if (column === null) {
    const names = table.schema.fields.map((field) => field.name).join(", ");
    throw new CheckpointError("checkpoint-kind", `the table has no column "${name}"; it has ${names}.`);
  }
  return Array.from(column, (value: unknown) => plain(value, layout));
}

function rebuild(layout: Layout, columns: unknown[][]): unknown[] {
  if (layout.type !== "tuple") return columns.shift() ?? [];
  const items = layout.items.map((item) => rebuild(item, columns));
  return (items[0] ?? []).map((_, row) => items.map((item) => item[row]));
}

/** Columns of a table that is not ours: as many point columns as the learner's kind and the names give. */
function guessLayouts(table: Table, kind: string): { point: Layout; value: Layout } {
  const number: Layout = { type: "number" };
  const has = new Set(table.schema.fields.map((field) => field.name));
  for (let n = 16; n >= 1; n--) {
    const point: Layout = { type: "tuple", items: Array.from({ length: n }, () => number) };
    const names = columnNames(kind, point);
    if ([...names.points, names.value].every((name) => has.has(name))) return { point, value: number };
  }
  return { point: number, value: number };
}

/** Options of {@link fromTable}. */
export interface FromTableOptions {
  /** The names that the table's columns have instead of the usual ones: `{ x: "time" }`. @defaultValue none */
  readonly names?: Readonly<Record<string, string>>;
}

/**
 * Tells a learner the rows of an Arrow table: one of {@link toTable}, or any with columns of the names that
 * adaptive's data frames have (`x`, `y`; `i`, `x`, `y` for a sequence; ...). Returns the learner. Its function stays:
 * `partialFunctionFromDataframe` makes one with the parameters of the table.
 *
 * @throws CheckpointError when a column is missing, or the table is of another kind of learner
 *
 * @example
 * ```ts
 * const learner = new Learner1D((x: number) => x ** 2, { bounds: [-1, 1] });
 * simple(learner, { goal: 20 });
 * fromTable(learner.new(), toTable(learner)).npoints; // 20
 * ```
 */
export function fromTable<L extends Learner>(learner: L, given: Table, options: FromTableOptions = {}): L {
  refuseUnknownOptions("fromTable", options, ["names"]);
  const table = usualNames(given, options.names);
  const kind = learnerKind(learner);
  const text = table.schema.metadata.get(METADATA_KEY);
  const metadata = text === undefined ? null : parseMetadata("the table", text);
  if (metadata && metadata.kind !== kind) {
    throw new CheckpointError(
      "checkpoint-kind",
      `the table holds points of a ${metadata.kind}, the learner is a ${kind}.`,
    );
  }
  const { point, value } = metadata ?? tableLayouts(table, kind);
  const names = columnNames(kind, point);
  const leaves = leavesOf(point);
  const pointColumns = names.points.map((name, index) =>
    columnValues(table, name, metadata ? leaves[index]! : null),
  );
  const values = columnValues(table, names.value, metadata ? value : null);
  learner.tellMany(rebuild(point, pointColumns), values);
  return learner;
}

/** Gives columns the names that a learner's tables have. */
function usualNames(table: Table, names: Readonly<Record<string, string>> = {}): Table {
  const back = Object.fromEntries(Object.entries(names).map(([usual, name]) => [name, usual]));
  return withColumns(table, [], back);
}

function tableLayouts(table: Table, kind: string): { point: Layout; value: Layout } {
  const isScalar = /^(DataSaver\()*(Learner1D|AverageLearner|IntegratorLearner)\b(?!1D)/.test(kind);
  return isScalar ? { point: { type: "number" }, value: { type: "number" } } : guessLayouts(table, kind);
}
