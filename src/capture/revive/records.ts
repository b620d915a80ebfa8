import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { deserialize } from "node:v8";
import {
  checksum,
  FORMAT_VERSION,
  FUNCTION_FILES,
  RECORDS_MAGIC,
  type Node,
  type RecordsHeader,
  type StoredReference,
  type Value,
} from "./format.js";
import { ReviveError } from "./revive-error.js";

/** A node in a file. */
export type StoredNode = Node<StoredReference>;
/** A value in a file. */
export type StoredValue = Value<StoredReference>;

/** First byte of a record in JSON; V8's form begins with 0xff. */
const JSON_START = "[".charCodeAt(0);
/** How much is read at once: most runs are smaller. */
const PAGE = 65536;

/** The records of one `functions/` folder; reads only what is asked for. */
export class Records {
  readonly header: RecordsHeader;
  readonly #file: number;
  readonly #size: number;
  readonly #pages = new Map<number, Buffer>();
  #arrays: number | undefined;

  /** @throws ReviveError when files are missing, damaged, or of another version. */
  constructor(readonly folder: string) {
    this.#file = openFile(folder, FUNCTION_FILES.records);
    this.#size = fstatSync(this.#file).size;
    try {
      this.header = this.#readHeader();
    } catch (error) {
      closeSync(this.#file);
      throw error;
    }
  }

  /** Reads a node that several records share. */
  shared(number: number): StoredNode {
    return this.#piece(number, "shared value") as StoredNode;
  }

  /** Reads a record: its root, and the nodes that only it has. */
  record(index: number): [root: StoredValue, nodes: StoredNode[]] {
    if (!Number.isInteger(index) || index < 0 || index >= this.header.records) {
      throw new ReviveError(`${this.folder} has no functions ${index}: there are ${this.header.records}.`);
    }
    return this.#piece(this.header.shared + index, "functions of learner") as [StoredValue, StoredNode[]];
  }

  /** Reads an array buffer. */
  array(number: number): ArrayBuffer {
    const [offset, length] = this.header.arrays[number]!;
    this.#arrays ??= openFile(this.folder, FUNCTION_FILES.arrays);
    const bytes = new Uint8Array(length);
    readFully(this.#arrays, bytes, offset, join(this.folder, FUNCTION_FILES.arrays));
    return bytes.buffer;
  }

  close(): void {
    closeSync(this.#file);
    if (this.#arrays !== undefined) closeSync(this.#arrays);
    this.#pages.clear();
  }

  #piece(number: number, what: string): unknown {
    const { shared, records, indexOffset } = this.header;
    const isLast = number === shared + records - 1;
    const entry = this.#read(indexOffset + number * 12, isLast ? 12 : 24);
    const start = entry.readDoubleLE(0);
    const bytes = this.#read(start, (isLast ? indexOffset : entry.readDoubleLE(12)) - start);
    if (checksum(bytes) !== entry.readUInt32LE(8))
      this.#damaged(`${what} ${number < shared ? number : number - shared}`);
    return bytes[0] === JSON_START ? JSON.parse(bytes.toString("utf8")) : deserialize(bytes);
  }

  #readHeader(): RecordsHeader {
    if (this.#size < 24) this.#damaged("its beginning");
    const start = this.#read(0, 8);
    if (start.toString("latin1", 0, 4) !== RECORDS_MAGIC) this.#damaged("its beginning");
    const version = start.readUInt32LE(4);
    if (version !== FORMAT_VERSION) {
      throw new ReviveError(
        `${this.#name} has format ${version}; this version of adaptive-scheduler reads format ${FORMAT_VERSION}. Use the version that started the run, or start the run anew.`,
      );
    }
    const end = this.#read(this.#size - 16, 16);
    const at = end.readDoubleLE(0);
    if (end.toString("latin1", 12, 16) !== RECORDS_MAGIC || !(at >= 8 && at < this.#size - 16))
      this.#damaged("its end");
    const body = this.#read(at, this.#size - 16 - at);
    if (checksum(body) !== end.readUInt32LE(8)) this.#damaged("its end");
    return deserialize(body) as RecordsHeader;
  }

  get #name(): string {
    return join(this.folder, FUNCTION_FILES.records);
  }

  #damaged(part: string): never {
    throw new ReviveError(
      `${this.#name} is damaged (${part}). Start the run anew, so that the functions are written again.`,
    );
  }

  #read(offset: number, length: number): Buffer {
    const first = Math.floor(offset / PAGE);
    const last = Math.floor((offset + Math.max(length, 1) - 1) / PAGE);
    if (length < 0 || offset + length > this.#size) this.#damaged("its index");
    if (first === last) return this.#page(first).subarray(offset % PAGE, (offset % PAGE) + length);
    const bytes = Buffer.alloc(length);
    readFully(this.#file, bytes, offset, this.#name);
    return bytes;
  }

  #page(number: number): Buffer {
    let page = this.#pages.get(number);
    if (page === undefined) {
      page = Buffer.alloc(Math.min(PAGE, this.#size - number * PAGE));
      readFully(this.#file, page, number * PAGE, this.#name);
      this.#pages.set(number, page);
    }
    return page;
  }
}

function openFile(folder: string, name: string): number {
  const file = join(folder, name);
  try {
    return openSync(file, "r");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ReviveError(`The captured functions cannot be read from ${file}: ${reason}.`, { cause });
  }
}

function readFully(file: number, bytes: Uint8Array, offset: number, name: string): void {
  for (let at = 0; at < bytes.byteLength;) {
    const count = readSync(file, bytes, at, Math.min(2 ** 28, bytes.byteLength - at), offset + at);
    if (count === 0)
      throw new ReviveError(
        `${name} is shorter than it should be. Start the run anew, so that it is written again.`,
      );
    at += count;
  }
}
