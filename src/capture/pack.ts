import { randomUUID } from "node:crypto";
import { serialize } from "node:v8";
import { SHARED } from "./cells.js";
import type { Code } from "./finish.js";
import {
  checksum,
  FORMAT_VERSION,
  RECORDS_MAGIC,
  type CodeEntry,
  type RecordsHeader,
} from "./revive/format.js";
import { Reference, type LiveNode, type LiveValue, type Part } from "./walk.js";

/** All that the roots reach. */
export interface Graph {
  readonly roots: readonly LiveValue[];
  readonly nodes: readonly (LiveNode | undefined)[];
  readonly values: readonly unknown[];
  /** Buffers of which only a part is needed. */
  readonly parts: ReadonlyMap<object, Part>;
  /** For each node the root that reaches it, or that several do. */
  readonly owners: Int32Array;
  readonly codes: readonly Code[];
}

/** The content of a `functions/` folder. */
export interface Packed {
  readonly code: string;
  /** The records file, in pieces of many records. */
  readonly records: readonly Uint8Array[];
  /** The arrays file, piece by piece, with its padding. */
  readonly arrays: readonly Uint8Array[];
}

/** Buffers up to this size stand in the records; larger ones in the arrays file. */
const INLINE_BYTES = 4096;
/** Where a buffer may begin in the arrays file. */
const ALIGNMENT = 64;

/** Bytes that are joined to one piece. */
const PIECE_BYTES = 65536;

/**
 * Puts what was captured into the form of its files. Copies small array buffers and leaves the large ones.
 *
 * @param onProgress told how many roots are done, at each piece and at the end.
 */
export function packFunctions(captured: Graph, onProgress: (done: number) => void): Packed {
  const id = randomUUID();
  const arrays = new ArrayPacker();
  const encoder = new Encoder(captured, arrays);
  const bytes = new Joiner();
  bytes.add(prelude());
  const index: { offset: number; sum: number }[] = [];
  for (const piece of encoder.pieces()) {
    index.push({ offset: bytes.length, sum: checksum(piece) });
    if (bytes.add(piece)) onProgress(Math.max(0, index.length - encoder.shared.length));
  }
  const { length: offset } = bytes;
  const { text, entries } = packCode(captured, id);
  const header: RecordsHeader = {
    id,
    shared: encoder.shared.length,
    records: captured.roots.length,
    indexOffset: offset,
    codeBytes: Buffer.byteLength(text),
    importFolder: captured.codes.some((code) => code.usesImport) ? process.cwd() : null,
    codes: entries,
    arrays: arrays.places,
  };
  bytes.add(packIndex(index));
  bytes.add(packTail(header, offset, index.length));
  onProgress(captured.roots.length);
  return { code: text, records: bytes.take(), arrays: arrays.pieces };
}

function prelude(): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.write(RECORDS_MAGIC, "latin1");
  bytes.writeUInt32LE(FORMAT_VERSION, 4);
  return bytes;
}

function packIndex(index: readonly { offset: number; sum: number }[]): Buffer {
  const bytes = Buffer.alloc(index.length * 12);
  index.forEach(({ offset, sum }, at) => {
    bytes.writeDoubleLE(offset, at * 12);
    bytes.writeUInt32LE(sum, at * 12 + 8);
  });
  return bytes;
}

/** The header stands at the end, then where it begins, its checksum and the magic again: a cut file has none. */
function packTail(header: RecordsHeader, indexOffset: number, count: number): Buffer {
  const body = serialize(header);
  const end = Buffer.alloc(16);
  end.writeDoubleLE(indexOffset + count * 12, 0);
  end.writeUInt32LE(checksum(body), 8);
  end.write(RECORDS_MAGIC, 12, "latin1");
  return Buffer.concat([body, end]);
}

function packCode(captured: Graph, id: string): { text: string; entries: CodeEntry[] } {
  let text = `// Functions captured by adaptive-scheduler, ${id}\n`;
  let line = 2;
  const entries: CodeEntry[] = [];
  captured.codes.forEach((code, index) => {
    const before = `$f[${String(index)}]=`;
    const { name, lines, members, origin } = code;
    entries.push({
      line,
      column: before.length + code.lead,
      lines,
      name,
      ...(members.length > 0 ? { members } : {}),
      ...(origin === undefined ? {} : { file: origin.file, fileLines: packLines(origin.lines) }),
    });
    text += `${before}${code.text};\n`;
    line += code.text.split("\n").length;
  });
  return { text, entries };
}

/** Mostly the lines of a function follow each other: then the first says them all. */
function packLines(lines: readonly number[]): number | readonly number[] {
  return lines.every((line, index) => line === lines[0]! + index) ? lines[0]! : lines;
}

/** Gives shared nodes the numbers from 0 up, a root's own from -1 down, and writes references as numbers. */
class Encoder {
  readonly shared: number[] = [];
  readonly #own: number[][];
  readonly #numbers: Int32Array;

  constructor(
    readonly captured: Graph,
    readonly arrays: ArrayPacker,
  ) {
    const { owners, roots, nodes } = captured;
    this.#own = roots.map(() => []);
    this.#numbers = new Int32Array(nodes.length);
    owners.forEach((owner, id) => {
      if (owner === SHARED) this.#numbers[id] = this.shared.push(id) - 1;
      else if (owner >= 0) this.#numbers[id] = -this.#own[owner]!.push(id);
    });
  }

  /** Shared nodes, then one record for each root. */
  *pieces(): Iterable<Uint8Array> {
    for (const id of this.shared) yield serialize(this.#node(id));
    for (const [index, root] of this.captured.roots.entries()) {
      yield serialize([this.#encode(root), this.#own[index]!.map((id) => this.#node(id))]);
    }
  }

  #node(id: number): unknown {
    const node = this.captured.nodes[id]!;
    switch (node[0]) {
      case "raw":
        return node;
      case "bytes":
        return ["bytes", this.arrays.add(this.#bytes(id)), node[2]];
      case "view": {
        const [, type, buffer, offset, length] = node;
        const start = this.#bytes(buffer.id).byteOffset;
        return this.#encode(["view", type, buffer, offset - start, length]);
      }
      default:
        return this.#encode(node);
    }
  }

  /** The part of a buffer that travels; begins where every typed array may. */
  #bytes(id: number): Uint8Array {
    const buffer = this.captured.values[id] as ArrayBufferLike;
    const part = this.captured.parts.get(buffer);
    if (part === undefined) return new Uint8Array(buffer);
    const start = part.start - (part.start % 8);
    return new Uint8Array(buffer, start, part.end - start);
  }

  #encode(value: unknown): unknown {
    if (value instanceof Reference) return [this.#numbers[value.id]!];
    if (Array.isArray(value)) return value.map((item) => this.#encode(item));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#encode(item)]));
  }
}

/** Lays large buffers one after the other. */
class ArrayPacker {
  readonly places: [offset: number, length: number][] = [];
  readonly pieces: Uint8Array[] = [];
  #offset = 0;

  add(bytes: Uint8Array): number | Uint8Array {
    if (bytes.byteLength <= INLINE_BYTES) return bytes.slice();
    this.places.push([this.#offset, bytes.byteLength]);
    const padding = (ALIGNMENT - (bytes.byteLength % ALIGNMENT)) % ALIGNMENT;
    this.pieces.push(bytes, new Uint8Array(padding));
    this.#offset += bytes.byteLength + padding;
    return this.places.length - 1;
  }
}

/** Joins many small buffers to few large ones. */
class Joiner {
  readonly #joined: Uint8Array[] = [];
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  length = 0;

  /** Tells whether a piece has become full. */
  add(bytes: Uint8Array): boolean {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.byteLength;
    this.length += bytes.byteLength;
    if (this.#waitingBytes < PIECE_BYTES) return false;
    this.#join();
    return true;
  }

  take(): Uint8Array[] {
    this.#join();
    return this.#joined;
  }

  #join(): void {
    this.#joined.push(Buffer.concat(this.#waiting));
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}
