import { promises as fs } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Checkpoint, CheckpointOptions } from "./checkpoint.js";
import { CheckpointFile, temporaryName } from "./checkpoint-file.js";
import { keepAside, replaceFile } from "./durable.js";
import { layoutsFor } from "./encode.js";
import { CheckpointError, writeError } from "./errors.js";
import { scanFile, type Scan } from "./ipc-read.js";
import { schemaMessage } from "./ipc-write.js";
import { CHECKPOINT_VERSION, fieldsOf, parseMetadata, type CheckpointMetadata } from "./metadata.js";

/** More epochs than this may have died without removing their temporary file: not looked for. */
const MAX_LEFTOVERS = 64;

async function removeLeftovers(fname: string, from: number, to: number): Promise<void> {
  for (let epoch = Math.max(0, from, to - MAX_LEFTOVERS); epoch <= to; epoch++) {
    await fs.rm(temporaryName(fname, epoch), { force: true });
  }
}

interface Existing {
  readonly bytes: Buffer;
  readonly scan: Scan | null;
  readonly metadata: CheckpointMetadata | null;
  readonly keptAside: string | null;
}

/** Reads what is there, keeps it aside when it is corrupt, refuses it when it is another learner's. */
async function readExisting(options: CheckpointOptions): Promise<Existing> {
  const { fname, kind, runId, epoch } = options;
  const bytes = await fs.readFile(fname).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return Buffer.alloc(0);
    throw error;
  });
  if (bytes.length === 0) return { bytes, scan: null, metadata: null, keptAside: null };
  const scan = scanFile(bytes);
  if (scan === null) return { bytes, scan, metadata: null, keptAside: await keepAside(fname) };
  const metadata = parseMetadata(fname, scan.metadata);
  if (metadata.kind !== kind) {
    throw new CheckpointError(
      "checkpoint-kind",
      `${fname} holds points of a ${metadata.kind}, this learner is a ${kind}. Give it another fname, or move the file away; it was left alone.`,
      { details: { fname, found: metadata.kind, expected: kind } },
    );
  }
  if (metadata.runId === runId && metadata.epoch > epoch) {
    throw new CheckpointError(
      "checkpoint-stale",
      `${fname} belongs to epoch ${metadata.epoch} now, this is epoch ${epoch}.`,
      {
        details: { fname, epoch: metadata.epoch },
      },
    );
  }
  return { bytes, scan, metadata, keptAside: scan.state === "corrupt" ? await keepAside(fname) : null };
}

/**
 * Opens the checkpoint of a learner that this worker was given: copies the valid part of what is there to a file
 * of its own under the same name, so that whoever had it before writes into an unlinked file.
 *
 * A torn tail is cut off; a corrupt file is kept as `<fname>.corrupt` and its readable beginning used.
 * Rejects with `checkpoint-kind`, `checkpoint-stale`, `checkpoint-full` or `checkpoint-write`; the old file
 * stands then.
 */
export async function openCheckpointFile(options: CheckpointOptions): Promise<Checkpoint> {
  const { fname, kind, runId, epoch, bounds } = options;
  const previous = await readExisting(options).catch((error: unknown) => {
    throw writeError(fname, error);
  });
  const { scan } = previous;
  const known = previous.metadata;
  const layouts =
    known && scan && scan.batches.length > 0
      ? { point: known.point, value: known.value }
      : layoutsFor(kind, [], [], null);
  const metadata: CheckpointMetadata = {
    version: CHECKPOINT_VERSION,
    kind,
    runId,
    epoch,
    bounds: bounds ?? known?.bounds,
    ...layouts,
  };
  const head = schemaMessage(fieldsOf(metadata), JSON.stringify(metadata));
  const body = scan ? previous.bytes.subarray(scan.bodyStart, scan.validEnd) : Buffer.alloc(0);
  try {
    await mkdir(dirname(fname), { recursive: true });
    await removeLeftovers(fname, known?.runId === runId ? known.epoch : 0, epoch);
    const handle = await replaceFile(fname, temporaryName(fname, epoch), [head, body]);
    return new CheckpointFile(fname, metadata, handle, {
      size: head.length + body.length,
      npoints: scan ? scan.batches.reduce((sum, batch) => sum + batch.rows, 0) : 0,
      keptAside: previous.keptAside === null ? [] : [previous.keptAside],
    });
  } catch (error) {
    throw writeError(fname, error);
  }
}
