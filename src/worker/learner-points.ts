import {
  exportCheckpoint,
  fnameToDataframe,
  readCheckpoint,
  type Checkpoint,
  type CheckpointMetadata,
  type TableFormat,
} from "../checkpoint/index.js";
import type { ToldPoints } from "./told-ring.js";

interface LearnerPoints extends ToldPoints {
  /** Of the file, or of the first of several. */
  readonly metadata: CheckpointMetadata | null;
}

/** Reads what an opened checkpoint holds, as the learner is told it: a child's points as `[child, point]`. */
export async function readPoints({
  fname,
  npoints,
}: Pick<Checkpoint, "fname" | "npoints">): Promise<ToldPoints> {
  if (npoints === 0) return { points: [], values: [] };
  const { points, values } = await readFiles(fname);
  return { points, values };
}

async function readFiles(fname: string | readonly string[]): Promise<LearnerPoints> {
  if (typeof fname === "string") return readCheckpoint(fname);
  const all: { points: unknown[]; values: unknown[]; metadata: CheckpointMetadata | null } = {
    points: [],
    values: [],
    metadata: null,
  };
  for (const [child, name] of fname.entries()) {
    const data = await readCheckpoint(name);
    all.metadata ??= data.metadata;
    data.points.forEach((point, i) => {
      all.points.push([child, point]);
      all.values.push(data.values[i]);
    });
  }
  return all;
}

/** Writes a finished learner's points as a table beside its (first) file. */
export async function exportTable(
  fname: string | readonly string[],
  kind: string,
  format: TableFormat,
): Promise<void> {
  const { points, values, metadata } = await readFiles(fname);
  if (metadata === null) return;
  await exportCheckpoint(
    { metadata: { ...metadata, kind }, points, values },
    fnameToDataframe(fname, format),
    { format },
  );
}
