import { promises as fs } from "node:fs";
import { unpackColumns } from "./columns.js";
import { CheckpointError } from "./errors.js";
import { readBatch, scanFile, type Scan } from "./ipc-read.js";
import { leavesOf } from "./layout.js";
import { parseMetadata, type CheckpointMetadata } from "./metadata.js";

/** The points of a learner as a file holds them, in the order told. */
export interface CheckpointData {
  readonly metadata: CheckpointMetadata;
  readonly points: unknown[];
  readonly values: unknown[];
}

/** Joins arrays; numbers stay unboxed, which pushing them one by one would not keep. */
function joined(parts: readonly unknown[][]): unknown[] {
  if (parts.length === 1) return parts[0]!;
  const joinedParts: unknown[][] = [];
  // Each call has a limit of arguments.
  for (let k = 0; k < parts.length; k += 10_000)
    joinedParts.push(([] as unknown[]).concat(...parts.slice(k, k + 10_000)));
  return joinedParts.length === 1 ? joinedParts[0]! : joinedParts.flat();
}

/** Takes points and values out of a scanned file. */
export function decodeScan(bytes: Buffer, scan: Scan, metadata: CheckpointMetadata): CheckpointData {
  const points: unknown[][] = [];
  const values: unknown[][] = [];
  const layouts = [...leavesOf(metadata.point), ...leavesOf(metadata.value)];
  for (const frame of scan.batches) {
    const columns = readBatch(bytes, frame, layouts);
    points.push(unpackColumns(metadata.point, columns));
    values.push(unpackColumns(metadata.value, columns));
  }
  return { metadata, points: joined(points), values: joined(values) };
}

/**
 * Reads a checkpoint, running or finished: all points up to a torn tail. The file is not changed.
 *
 * Rejects with `checkpoint-missing`, `checkpoint-corrupt` (nothing of it can be read) or `checkpoint-kind`
 * (not a checkpoint). An empty file is an error too: a learner's file never is.
 */
export async function readCheckpoint(fname: string): Promise<CheckpointData> {
  const bytes = await fs.readFile(fname).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
    throw new CheckpointError(
      "checkpoint-missing",
      `${fname} does not exist: nothing has been saved there yet.`,
      { cause },
    );
  });
  const scan = scanFile(bytes);
  if (scan === null) {
    throw new CheckpointError(
      "checkpoint-corrupt",
      `${fname} cannot be read: it does not begin like an Arrow file.`,
    );
  }
  const metadata = parseMetadata(fname, scan.metadata);
  try {
    return decodeScan(bytes, scan, metadata);
  } catch (cause) {
    throw new CheckpointError("checkpoint-corrupt", `${fname} cannot be read: ${String(cause)}`, { cause });
  }
}
