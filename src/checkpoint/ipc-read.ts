import { crc32 } from "node:zlib";
import { ByteBuffer } from "flatbuffers";
import { Message } from "apache-arrow/fb/message";
import { MessageHeader } from "apache-arrow/fb/message-header";
import { RecordBatch } from "apache-arrow/fb/record-batch";
import { Schema } from "apache-arrow/fb/schema";
import type { Column } from "./columns.js";
import { CRC_KEY, METADATA_KEY, type ColumnField } from "./ipc-write.js";

/** A record batch inside a file: bytes `start` to `end`, its body from `bodyStart`. */
export interface BatchFrame {
  readonly start: number;
  readonly bodyStart: number;
  readonly end: number;
  readonly rows: number;
}

/** What a scan of a file finds. */
export interface Scan {
  /** Text under our key of the schema; null when there is none. */
  readonly metadata: string | null;
  /** Where the batches begin. */
  readonly bodyStart: number;
  readonly batches: readonly BatchFrame[];
  /** Where the last good batch ends. */
  readonly validEnd: number;
  /**
   * `whole`: to the last byte; `torn`: the last batch is incomplete, as a killed writer leaves it;
   * `corrupt`: something else is wrong behind `validEnd`.
   */
  readonly state: "whole" | "torn" | "corrupt";
  /** Whether it is a finished Arrow file, not a stream. */
  readonly isFile: boolean;
}

interface Frame {
  readonly message: Message;
  readonly bodyStart: number;
  readonly end: number;
}

type Next = Frame | "end" | "torn" | "bad";

function nextFrame(bytes: Buffer, at: number): Next {
  if (at === bytes.length) return "end";
  if (at + 8 > bytes.length) return "torn";
  if (bytes.readUInt32LE(at) !== 0xffffffff) return "bad";
  const length = bytes.readInt32LE(at + 4);
  if (length === 0) return "end";
  if (length < 0) return "bad";
  const bodyStart = at + 8 + length;
  if (bodyStart > bytes.length) return "torn";
  try {
    const message = Message.getRootAsMessage(new ByteBuffer(bytes.subarray(at + 8, bodyStart)));
    const bodyLength = Number(message.bodyLength());
    if (bodyLength < 0 || bodyLength % 8 !== 0) return "bad";
    const end = bodyStart + bodyLength;
    return end > bytes.length ? "torn" : { message, bodyStart, end };
  } catch {
    return "bad";
  }
}

function crcOf(message: Message): number | null {
  for (let i = 0; i < message.customMetadataLength(); i++) {
    const entry = message.customMetadata(i);
    if (entry?.key() === CRC_KEY) return Number(entry.value());
  }
  return null;
}

function batchRows(bytes: Buffer, frame: Frame): number | null {
  try {
    if (frame.message.headerType() !== MessageHeader.RecordBatch) return null;
    const crc = crcOf(frame.message);
    if (crc !== null && crc !== crc32(bytes.subarray(frame.bodyStart, frame.end))) return null;
    return Number((frame.message.header(new RecordBatch()) as RecordBatch).length());
  } catch {
    return null;
  }
}

function metadataOf(message: Message): string | null {
  const schema = message.header(new Schema()) as Schema;
  for (let i = 0; i < schema.customMetadataLength(); i++) {
    const entry = schema.customMetadata(i);
    if (entry?.key() === METADATA_KEY) return entry.value();
  }
  return null;
}

const isZero = (bytes: Buffer, at: number): boolean => bytes.subarray(at).every((byte) => byte === 0);

/**
 * Walks the messages of a file without decoding a value. Returns null when it does not even begin like Arrow.
 *
 * A batch whose body does not have its CRC-32 counts as torn when it is the last (a machine that lost power
 * leaves zeros), as corrupt before that.
 */
export function scanFile(bytes: Buffer): Scan | null {
  const isFile = bytes.subarray(0, 6).toString("latin1") === "ARROW1";
  const first = nextFrame(bytes, isFile ? 8 : 0);
  if (typeof first === "string") return null;
  let metadata: string | null;
  try {
    if (first.message.headerType() !== MessageHeader.Schema) return null;
    metadata = metadataOf(first.message);
  } catch {
    return null;
  }
  const batches: BatchFrame[] = [];
  let at = first.end;
  let state: Scan["state"] = "whole";
  for (;;) {
    const next = nextFrame(bytes, at);
    if (next === "end") break;
    const rows = typeof next === "string" ? null : batchRows(bytes, next);
    if (typeof next === "string" || rows === null) {
      const isLast =
        next === "torn" ||
        (next === "bad" ? isZero(bytes, at) : next.end === bytes.length || isZero(bytes, next.end));
      state = isLast ? "torn" : "corrupt";
      break;
    }
    batches.push({ start: at, bodyStart: next.bodyStart, end: next.end, rows });
    at = next.end;
  }
  return { metadata, bodyStart: first.end, batches, validEnd: at, state, isFile };
}

/** Reads the buffers of one batch one after the other, as the writer laid them. */
class Cursor {
  #index = 0;

  constructor(
    readonly bytes: Buffer,
    readonly bodyStart: number,
    readonly batch: RecordBatch,
  ) {}

  next(): Uint8Array {
    const buffer = this.batch.buffers(this.#index++);
    if (!buffer) throw new RangeError("a column is missing");
    const start = this.bodyStart + Number(buffer.offset());
    const end = start + Number(buffer.length());
    // A copy, so that the memory is aligned and the file's bytes can be freed.
    return new Uint8Array(this.bytes.subarray(start, end));
  }
}

function readColumn(cursor: Cursor, layout: ColumnField["layout"]): Column {
  cursor.next();
  switch (layout.type) {
    case "number":
      return { type: "number", data: new Float64Array(cursor.next().buffer) };
    case "integer":
      return { type: "integer", data: new Int32Array(cursor.next().buffer) };
    case "vector":
      cursor.next();
      return { type: "vector", length: layout.length, data: new Float64Array(cursor.next().buffer) };
    case "json":
      return { type: "json", offsets: new Int32Array(cursor.next().buffer), data: cursor.next() };
  }
}

/** Reads the columns of one batch. */
export function readBatch(
  bytes: Buffer,
  frame: BatchFrame,
  layouts: readonly ColumnField["layout"][],
): Column[] {
  const message = Message.getRootAsMessage(new ByteBuffer(bytes.subarray(frame.start + 8, frame.bodyStart)));
  const batch = message.header(new RecordBatch()) as RecordBatch;
  const cursor = new Cursor(bytes, frame.bodyStart, batch);
  return layouts.map((layout) => readColumn(cursor, layout));
}
