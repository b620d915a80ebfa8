import { open, type FileHandle } from "node:fs/promises";

const CHUNK_BYTES = 64 * 1024;

/** Limits of {@link readTail}. */
export interface TailOptions {
  /** Lines to read. @defaultValue 500 */
  readonly maxLogLines?: number;
  /** Bytes to read at most, however long the lines are. @defaultValue 4 MiB */
  readonly maxBytes?: number;
}

/** The end of a file. */
export interface Tail {
  /** Whole lines, the oldest first. */
  readonly lines: string[];
  /** Where the last whole line ends: following goes on from here. */
  readonly end: number;
}

async function openOrNull(path: string): Promise<FileHandle | null> {
  return open(path, "r").catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  });
}

async function readAt(handle: FileHandle, start: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  const { bytesRead } = await handle.read(buffer, 0, length, start);
  return buffer.subarray(0, bytesRead);
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

/**
 * Reads the last lines of a file from its end, never the whole file. A last line without its newline is left
 * out: it is still being written. A missing file has no lines.
 */
export async function readTail(
  path: string,
  { maxLogLines = 500, maxBytes = 4 << 20 }: TailOptions = {},
): Promise<Tail> {
  const handle = await openOrNull(path);
  if (handle === null) return { lines: [], end: 0 };
  try {
    const { size } = await handle.stat();
    const chunks: Buffer[] = [];
    let start = size;
    let newlines = 0;
    while (start > 0 && newlines <= maxLogLines && size - start < maxBytes) {
      const length = Math.min(CHUNK_BYTES, start, maxBytes - (size - start));
      start -= length;
      const chunk = await readAt(handle, start, length);
      newlines += countLines(chunk);
      chunks.unshift(chunk);
    }
    const bytes = Buffer.concat(chunks);
    const last = bytes.lastIndexOf(10);
    if (last < 0) return { lines: [], end: start === 0 ? 0 : size };
    const lines = bytes.subarray(0, last).toString("utf8").split("\n");
    // Where the reading began inside a line, that line is not whole.
    if (start > 0) lines.shift();
    return { lines: maxLogLines > 0 ? lines.slice(-maxLogLines) : [], end: start + last + 1 };
  } finally {
    await handle.close();
  }
}

/** Reads the whole lines that were added behind `offset`, at most `maxBytes` of them at once. */
export async function readNewLines(path: string, offset: number, maxBytes = 1 << 20): Promise<Tail> {
  const handle = await openOrNull(path);
  if (handle === null) return { lines: [], end: 0 };
  try {
    const { size } = await handle.stat();
    // A shorter file is another one: begin again.
    const start = size < offset ? 0 : offset;
    const bytes = await readAt(handle, start, Math.min(size - start, maxBytes));
    const last = bytes.lastIndexOf(10);
    if (last < 0) {
      // A line longer than the limit is given in pieces, or it would never pass.
      const isFull = bytes.length === maxBytes;
      return isFull
        ? { lines: [bytes.toString("utf8")], end: start + bytes.length }
        : { lines: [], end: start };
    }
    return { lines: bytes.subarray(0, last).toString("utf8").split("\n"), end: start + last + 1 };
  } finally {
    await handle.close();
  }
}
