import { promises as fs } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { identityOf, isStillFile, keepAside, replaceFile, writeFully } from "./durable.js";
import { encodeNarrowest, encodeRows, layoutsFor, type Encoded } from "./encode.js";
import { CheckpointError, writeError } from "./errors.js";
import { arrowFile, batchMessage, schemaMessage } from "./ipc-write.js";
import { scanFile, type Scan } from "./ipc-read.js";
import { unkeepable } from "./json-value.js";
import { CHECKPOINT_VERSION, fieldsOf, parseMetadata, type CheckpointMetadata } from "./metadata.js";
import { decodeScan } from "./read.js";

/** Whose checkpoint is opened, and by whom. */
export interface CheckpointOptions {
  readonly fname: string;
  /** The learner's kind; a file of another kind is refused. */
  readonly kind: string;
  /** The run, and the epoch under which it handed the learner out. A later epoch's file is refused. */
  readonly runId: string;
  readonly epoch: number;
  /** Goes into the file's metadata. */
  readonly bounds?: unknown;
}

/** A point that no file can keep, with the reason. */
export interface Refusal {
  readonly point: unknown;
  readonly message: string;
}

/** What a save has made of the file. */
export interface Saved {
  /** Size of the file. */
  readonly bytes: number;
  /** Points in the file. */
  readonly npoints: number;
  /** Points that this save added. */
  readonly added: number;
}

/** A learner's file, held open by the one worker that has the learner. */
export interface Checkpoint {
  readonly fname: string | readonly string[];
  /** Points in the file. */
  readonly npoints: number;
  /** Points appended and not saved yet. */
  readonly unsaved: number;
  /** Where a corrupt file was kept, if there was one. */
  readonly keptAside: readonly string[];
  /** Remembers new points for the next save; gives back those that cannot be kept. */
  append(points: readonly unknown[], values: readonly unknown[]): Refusal[];
  /**
   * Appends and syncs the new points. After an error the last good file stands and the points are kept for the
   * next call, unless the error is `checkpoint-lost`: then another job has the learner.
   */
  save(): Promise<Saved>;
  /** Saves, then rewrites the file as an Arrow file. Closes it. */
  finish(): Promise<Saved>;
  /** Closes the file without saving. */
  abandon(): Promise<void>;
  /** Whether the path still names the file that was opened. */
  isStillMine(): Promise<boolean>;
}

/** More epochs than this may have died without removing their temporary file: not looked for. */
const MAX_LEFTOVERS = 64;

const temporaryName = (fname: string, epoch: number): string => `${fname}.${epoch}.tmp`;

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
    return new CheckpointFile(options, metadata, handle, {
      size: head.length + body.length,
      npoints: scan ? scan.batches.reduce((sum, batch) => sum + batch.rows, 0) : 0,
      keptAside: previous.keptAside === null ? [] : [previous.keptAside],
    });
  } catch (error) {
    throw writeError(fname, error);
  }
}

/** Whether a value needs no look: what stands in a column of numbers can be kept. */
const isPlain = (value: unknown): boolean => typeof value === "number" || value instanceof Float64Array;

class CheckpointFile implements Checkpoint {
  readonly fname: string;
  readonly keptAside: readonly string[];
  #metadata: CheckpointMetadata;
  #handle: fs.FileHandle;
  #size: number;
  #npoints: number;
  #points: unknown[] = [];
  #values: unknown[] = [];
  #isClosed = false;
  #isDirty = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    options: CheckpointOptions,
    metadata: CheckpointMetadata,
    handle: fs.FileHandle,
    state: { size: number; npoints: number; keptAside: readonly string[] },
  ) {
    this.fname = options.fname;
    this.#metadata = metadata;
    this.#handle = handle;
    this.#size = state.size;
    this.#npoints = state.npoints;
    this.keptAside = state.keptAside;
  }

  get npoints(): number {
    return this.#npoints;
  }

  get unsaved(): number {
    return this.#points.length;
  }

  append(points: readonly unknown[], values: readonly unknown[]): Refusal[] {
    const refused: Refusal[] = [];
    for (let i = 0; i < points.length; i++) {
      const reason =
        (isPlain(points[i]) ? null : unkeepable(points[i])) ??
        (isPlain(values[i]) ? null : unkeepable(values[i]));
      if (reason === null) {
        this.#points.push(points[i]);
        this.#values.push(values[i]);
      } else refused.push({ point: points[i], message: reason });
    }
    return refused;
  }

  save(): Promise<Saved> {
    return this.#inTurn(() => this.#save());
  }

  finish(): Promise<Saved> {
    return this.#inTurn(async () => {
      const { added } = await this.#save();
      const { points, values } = await this.#readBack();
      const encoded = encodeNarrowest(this.#metadata.kind, points, values);
      const { point, value, columns, rows } = encoded;
      const metadata = { ...this.#metadata, point, value };
      const bytes = arrowFile(fieldsOf(metadata), JSON.stringify(metadata), columns, rows);
      await this.#replace([bytes]);
      await this.#close();
      return { bytes: bytes.length, npoints: rows, added };
    });
  }

  abandon(): Promise<void> {
    return this.#inTurn(() => this.#close()).catch(() => undefined);
  }

  async isStillMine(): Promise<boolean> {
    return !this.#isClosed && (await isStillFile(this.fname, this.#handle));
  }

  /** Saves are made one after the other, whoever asks for them. */
  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => {
      if (this.#isClosed) throw new CheckpointError("checkpoint-closed", `${this.fname} is closed.`);
      try {
        return await step();
      } catch (error) {
        throw writeError(this.fname, error);
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #close(): Promise<void> {
    this.#isClosed = true;
    await this.#handle.close();
  }

  async #assertMine(): Promise<void> {
    if (await isStillFile(this.fname, this.#handle)) return;
    const what = (await identityOf(this.fname)) === null ? "was removed or renamed" : "is another file now";
    throw new CheckpointError("checkpoint-lost", `${this.fname} ${what}: another job has this learner.`, {
      details: { fname: this.fname },
    });
  }

  async #save(): Promise<Saved> {
    await this.#assertMine();
    if (this.#isDirty) {
      // An earlier save failed half-way; nothing may follow what it left.
      await this.#handle.truncate(this.#size);
      this.#isDirty = false;
    }
    const added = this.#points.length;
    if (added > 0) {
      const points = this.#points.slice();
      const values = this.#values.slice();
      const encoded = encodeRows(this.#metadata, points, values);
      if (encoded) await this.#append(encoded);
      else await this.#widen(points, values);
      this.#points.splice(0, added);
      this.#values.splice(0, added);
      this.#npoints += added;
    }
    return { bytes: this.#size, npoints: this.#npoints, added };
  }

  async #append({ columns, rows }: Encoded): Promise<void> {
    const message = batchMessage(columns, rows);
    this.#isDirty = true;
    try {
      await writeFully(this.#handle, message, this.#size);
      await this.#handle.datasync();
    } catch (error) {
      // Gives back the space at once; if that fails too, the next save cuts it off.
      await this.#handle.truncate(this.#size).catch(() => undefined);
      throw error;
    }
    this.#isDirty = false;
    this.#size += message.length;
  }

  async #readBack(): Promise<{ points: unknown[]; values: unknown[] }> {
    const bytes = Buffer.alloc(this.#size);
    await this.#handle.read(bytes, 0, this.#size, 0);
    const scan = scanFile(bytes);
    if (scan?.state !== "whole") {
      throw new CheckpointError(
        "checkpoint-corrupt",
        `${this.fname} cannot be read back: its disk has changed it.`,
      );
    }
    return decodeScan(bytes, scan, this.#metadata);
  }

  /** Rewrites the file with columns that hold the new points too. */
  async #widen(points: readonly unknown[], values: readonly unknown[]): Promise<void> {
    const { kind } = this.#metadata;
    const isEmpty = this.#npoints === 0;
    const old = isEmpty ? { points: [], values: [] } : await this.#readBack();
    const layouts = layoutsFor(kind, points, values, isEmpty ? null : this.#metadata);
    const encoded = encodeRows(layouts, [...old.points, ...points], [...old.values, ...values]);
    if (encoded === null) throw new Error("widened columns do not hold the points");
    const metadata = { ...this.#metadata, ...layouts };
    const head = schemaMessage(fieldsOf(metadata), JSON.stringify(metadata));
    const body = batchMessage(encoded.columns, encoded.rows);
    await this.#replace([head, body]);
    this.#metadata = metadata;
    this.#size = head.length + body.length;
  }

  async #replace(parts: readonly Uint8Array[]): Promise<void> {
    const handle = await replaceFile(this.fname, temporaryName(this.fname, this.#metadata.epoch), parts, {
      check: () => this.#assertMine(),
    });
    await this.#handle.close();
    this.#handle = handle;
  }
}
