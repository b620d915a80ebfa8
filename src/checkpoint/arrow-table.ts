import { createRequire } from "node:module";
import type * as ArrowModule from "apache-arrow";
import type { DataType, Table, Vector } from "apache-arrow";
import type { Learner } from "../learner/index.js";
import { CheckpointError } from "./errors.js";
import { frameOf, type FrameColumn } from "./frame.js";
import { decodeJson } from "./json-value.js";
import { columnNames } from "./kind.js";
import { leavesOf, type Layout } from "./layout.js";
import { encodeLearner } from "./learner-file.js";
import { learnerKind } from "./learner-kind.js";
import { METADATA_KEY } from "./ipc-write.js";
import { parseMetadata } from "./metadata.js";
import { readCheckpoint } from "./read.js";

type Arrow = typeof ArrowModule;
let arrow: Arrow | null = null;

/** Loads apache-arrow when a table is first wanted: a notebook that makes none does not pay for it. */
function loadArrow(): Arrow {
  arrow ??= createRequire(import.meta.url)("apache-arrow") as Arrow;
  return arrow;
}

/** Makes an Arrow table of all that a learner was told, in that order; the columns are those of its file. */
export function toTable(learner: Learner): Table {
  return loadArrow().tableFromIPC(encodeLearner(learner));
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

/**
 * Tells a learner the rows of an Arrow table: one of {@link toTable}, or any with columns of the names that
 * adaptive's data frames have (`x`, `y`; `i`, `x`, `y` for a sequence; ...). Returns the learner.
 */
export function fromTable<L extends Learner>(learner: L, table: Table): L {
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

function tableLayouts(table: Table, kind: string): { point: Layout; value: Layout } {
  const isScalar = /^(DataSaver\()*(Learner1D|AverageLearner|IntegratorLearner)\b(?!1D)/.test(kind);
  return isScalar ? { point: { type: "number" }, value: { type: "number" } } : guessLayouts(table, kind);
}

/** Options of {@link loadDataframes}. */
export interface LoadDataframesOptions {
  /** One table of all rows, or one a file. @defaultValue true */
  readonly concat?: boolean;
}

interface NamedFrame {
  readonly fname: string;
  readonly columns: readonly FrameColumn[];
  readonly rows: number;
}

async function readFrames(fnames: readonly (string | readonly string[])[]): Promise<NamedFrame[]> {
  const frames: NamedFrame[] = [];
  for (const fname of fnames.flat()) {
    const data = await readCheckpoint(fname).catch((error: unknown) => {
      if (error instanceof CheckpointError && error.code === "checkpoint-missing") return null;
      throw error;
    });
    if (data) frames.push({ fname, columns: frameOf(data.metadata.kind, data), rows: data.points.length });
  }
  return frames;
}

function joinFrames(frames: readonly NamedFrame[]): Table {
  const {
    tableFromArrays,
    vectorFromArray,
    makeData,
    Dictionary,
    Int32,
    Utf8,
    Vector,
    Float64,
    List,
    Field,
  } = loadArrow();
  const types = new Map<string, Set<FrameColumn["type"]>>();
  for (const { columns } of frames) {
    for (const { name, type } of columns) types.set(name, (types.get(name) ?? new Set()).add(type));
  }
  const total = frames.reduce((sum, { rows }) => sum + rows, 0);
  const vectors: Record<string, Vector> = {};
  for (const [name, found] of types) {
    const parts = frames.map(
      ({ columns, rows }) =>
        columns.find((column) => column.name === name)?.values ?? Array<null>(rows).fill(null),
    );
    const values = ([] as unknown[]).concat(...parts);
    const isNumeric = !found.has("json") && !found.has("vector");
    if (isNumeric && !values.includes(null))
      vectors[name] = vectorFromArray(Float64Array.from(values as number[]));
    else if (isNumeric) vectors[name] = vectorFromArray(values, new Float64());
    else if (found.size === 1 && found.has("vector")) {
      vectors[name] = vectorFromArray(
        values.map((value) => value && Array.from(value as number[])),
        new List(new Field("item", new Float64(), false)),
      );
    } else
      vectors[name] = vectorFromArray(
        values.map((value) => (value === null || typeof value === "string" ? value : JSON.stringify(value))),
        new Utf8(),
      );
  }
  const indices = new Int32Array(total);
  let at = 0;
  frames.forEach(({ rows }, index) => indices.fill(index, at, (at += rows)));
  const dictionary = vectorFromArray(
    frames.map(({ fname }) => fname),
    new Utf8(),
  );
  const type = new Dictionary(new Utf8(), new Int32());
  vectors["fname"] = new Vector([makeData({ type, data: indices, dictionary })]);
  return tableFromArrays(vectors as never) as unknown as Table;
}

/**
 * Reads the checkpoints of many learners into one Arrow table with a column `fname`, or into one table each.
 * Missing files are left out. Columns are those of adaptive's data frames; a column that a file does not have is null.
 */
export async function loadDataframes(
  fnames: readonly (string | readonly string[])[],
  options?: LoadDataframesOptions & { readonly concat?: true },
): Promise<Table>;
export async function loadDataframes(
  fnames: readonly (string | readonly string[])[],
  options: LoadDataframesOptions & { readonly concat: false },
): Promise<Table[]>;
export async function loadDataframes(
  fnames: readonly (string | readonly string[])[],
  { concat = true }: LoadDataframesOptions = {},
): Promise<Table | Table[]> {
  const frames = await readFrames(fnames);
  return concat ? joinFrames(frames) : frames.map((frame) => joinFrames([frame]));
}
