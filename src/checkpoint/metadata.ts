import { CheckpointError } from "./errors.js";
import { columnNames } from "./kind.js";
import type { ColumnField } from "./ipc-write.js";
import { leavesOf, type Layout } from "./layout.js";

/** The version of the file's format; raised when older readers could not read it. */
export const CHECKPOINT_VERSION = 1;

/** What a file says about itself, in its schema. */
export interface CheckpointMetadata {
  readonly version: number;
  /** Learner kind: `Learner1D`, `DataSaver(Learner2D)`. */
  readonly kind: string;
  /** Run and epoch of the last writer; epoch 0 outside a run. */
  readonly runId: string;
  readonly epoch: number;
  /** The learner's bounds, where it has some. */
  readonly bounds?: unknown;
  readonly point: Layout;
  readonly value: Layout;
}

/** Names and layouts of the columns that a file has. */
export function fieldsOf(metadata: Pick<CheckpointMetadata, "kind" | "point" | "value">): ColumnField[] {
  const names = columnNames(metadata.kind, metadata.point);
  const points = leavesOf(metadata.point).map((layout, index) => ({ name: names.points[index]!, layout }));
  return [...points, ...leavesOf(metadata.value).map((layout) => ({ name: names.value, layout }))];
}

/** Reads the metadata of `fname`; throws for a file of another program or a newer version. */
export function parseMetadata(fname: string, text: string | null): CheckpointMetadata {
  let parsed: CheckpointMetadata | null;
  try {
    parsed = text === null ? null : (JSON.parse(text) as CheckpointMetadata);
  } catch {
    parsed = null;
  }
  if (parsed === null) {
    throw new CheckpointError(
      "checkpoint-kind",
      `${fname} is an Arrow file, but not one of a learner. It was left alone.`,
    );
  }
  if (parsed.version > CHECKPOINT_VERSION) {
    throw new CheckpointError(
      "checkpoint-kind",
      `${fname} was written by a newer version (format ${parsed.version}; this one reads ${CHECKPOINT_VERSION}). It was left alone.`,
    );
  }
  return parsed;
}
