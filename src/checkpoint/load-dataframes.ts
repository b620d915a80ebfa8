import type { Table, Vector } from "apache-arrow";
import { loadArrow } from "./arrow-table.js";
import { CheckpointError } from "./errors.js";
import { frameOf, type FrameColumn } from "./frame.js";
import { readCheckpoint } from "./read.js";

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
 *
 * @example
 * ```ts
 * const learner = new Learner1D((x: number) => x ** 2, { bounds: [-1, 1] });
 * simple(learner, { goal: 20 });
 * await saveLearner(learner, "data/a.arrow");
 * const table = await loadDataframes(["data/a.arrow", "data/not-there.arrow"]);
 * [table.numRows, table.schema.names]; // [20, ["x", "y", "fname"]]
 * ```
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
