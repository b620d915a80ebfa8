import { mkdir } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import type { Learner } from "../learner/index.js";
import { AdaptiveSchedulerError, refuseUnknownOptions } from "../protocol/index.js";
import { replaceFile } from "./durable.js";
import { writeError } from "./errors.js";
import { FRAME_OPTIONS, frameOf, learnerFrame, type FrameColumn, type FrameOptions } from "./frame.js";
import type { CheckpointData } from "./read.js";
import { encodeTable, type TableFormat } from "./write-table.js";

/** Options of {@link saveDataframe}. */
export interface DataframeOptions extends FrameOptions {
  /** @defaultValue "parquet" */
  readonly format?: TableFormat;
}

/** The name of the table that belongs to a checkpoint: `data/x.arrow` becomes `data/dataframe.x.parquet`. */
export function fnameToDataframe(fname: string | readonly string[], format: TableFormat = "parquet"): string {
  const first = typeof fname === "string" ? fname : (fname[0] ?? "");
  return join(dirname(first), `dataframe.${basename(first, extname(first))}.${format}`);
}

async function writeColumns(
  columnsOf: () => FrameColumn[],
  fname: string,
  options: DataframeOptions,
): Promise<void> {
  refuseUnknownOptions("saveDataframe", options, ["format", ...FRAME_OPTIONS]);
  const { format = "parquet" } = options;
  if (!["parquet", "csv"].includes(format)) {
    throw new AdaptiveSchedulerError(
      "bad-option",
      `format is ${JSON.stringify(format)}. Valid formats: parquet, csv.`,
    );
  }
  const bytes = await encodeTable(columnsOf(), format);
  try {
    await mkdir(dirname(fname), { recursive: true });
    await (await replaceFile(fname, `${fname}.tmp`, [bytes])).close();
  } catch (error) {
    throw writeError(fname, error);
  }
}

/**
 * Saves a learner's points as a Parquet or CSV table with the columns of adaptive's data frames, so that
 * `load_dataframe` of the same learner in Python takes it. Values that are neither numbers nor vectors are JSON text.
 *
 * Parameters of the function become constant columns, as there: those bound by `BalancingLearner.fromProduct`,
 * `withArguments` or `partialFunctionFromDataframe`, defaults that are written out in the source, `(x, { a = 1 } = {})`,
 * and those of the option `parameters`. {@link https://adaptive.readthedocs.io/en/latest/reference/adaptive.learner.base.html}
 *
 * @throws AdaptiveSchedulerError for unknown options; the error of the file system where the file cannot be written
 *
 * @example
 * ```ts
 * const wave = (x: number, { a = 1 }: { a?: number } = {}) => Math.sin(a * x);
 * const learner = new Learner1D(wave, { bounds: [-1, 1] });
 * simple(learner, { goal: 20 });
 * await saveDataframe(learner, "wave.parquet"); // columns x, y, function.a
 * ```
 */
export async function saveDataframe(
  learner: Learner,
  fname: string,
  options: DataframeOptions = {},
): Promise<void> {
  await writeColumns(() => learnerFrame(learner, options), fname, options);
}

/** As {@link saveDataframe}, from what a checkpoint holds. A data saver's whole results stand as its values. */
export async function exportCheckpoint(
  data: CheckpointData,
  fname: string,
  options: DataframeOptions = {},
): Promise<void> {
  await writeColumns(() => frameOf(data.metadata.kind, data), fname, options);
}
