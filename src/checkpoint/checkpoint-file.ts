import type { promises as fs } from "node:fs";
import type { Checkpoint, Refusal, Saved } from "./checkpoint.js";
import { identityOf, isStillFile, replaceFile, writeFully } from "./durable.js";
import { encodeNarrowest, encodeRows, layoutsFor, type Encoded } from "./encode.js";
import { CheckpointError, writeError } from "./errors.js";
import { arrowFile, batchMessage, schemaMessage } from "./ipc-write.js";
import { scanFile } from "./ipc-read.js";
import { unkeepable } from "./json-value.js";
import { fieldsOf, type CheckpointMetadata } from "./metadata.js";
import { decodeScan } from "./read.js";

/** Where an epoch writes a file before it takes the checkpoint's name. */
export const temporaryName = (fname: string, epoch: number): string => `${fname}.${epoch}.tmp`;

/** Whether a value needs no look: what stands in a column of numbers can be kept. */
const isPlain = (value: unknown): boolean => typeof value === "number" || value instanceof Float64Array;

/** One open file, as {@link openCheckpointFile} makes it. */
export class CheckpointFile implements Checkpoint {
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
    fname: string,
    metadata: CheckpointMetadata,
    handle: fs.FileHandle,
    state: { size: number; npoints: number; keptAside: readonly string[] },
  ) {
    this.fname = fname;
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
