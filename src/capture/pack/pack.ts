import { randomUUID } from "node:crypto";
import { serialize } from "node:v8";
import {
  checksum,
  FORMAT_VERSION,
  RECORDS_MAGIC,
  type CodeEntry,
  type RecordsHeader,
} from "../revive/format.js";
import { ArrayPacker } from "./array-packer.js";
import { Encoder, type Graph } from "./encoder.js";
import { Joiner } from "./joiner.js";

/** The content of a `functions/` folder. */
export interface Packed {
  readonly code: string;
  /** The records file, in pieces of many records. */
  readonly records: readonly Uint8Array[];
  /** The arrays file, piece by piece, with its padding. */
  readonly arrays: readonly Uint8Array[];
}

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
  for (const piece of encoder.records()) {
    index.push({ offset: bytes.length, sum: checksum(piece) });
    const done = index.length - encoder.shared.length;
    if (bytes.add(piece) && done > 0 && done < captured.roots.length) onProgress(done);
  }
  const { length: offset } = bytes;
  const { text, entries } = packCode(captured, id);
  const header: RecordsHeader = {
    id,
    shared: encoder.shared.length,
    records: captured.roots.length,
    indexOffset: offset,
    codeBytes: Buffer.byteLength(text),
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
    const { name, lines, members, origin, importFolder } = code;
    entries.push({
      line,
      column: before.length + code.lead,
      lines,
      name,
      ...(members.length > 0 ? { members } : {}),
      ...(importFolder === undefined ? {} : { importFolder }),
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
