import { chmod, mkdir, open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { Captured, Progress } from "./capture.js";
import { FUNCTION_FILES } from "./revive/format.js";

/** Options of {@link writeFunctions}. */
export interface WriteOptions {
  /** Told how many bytes are written, out of how many, after each piece. @defaultValue none */
  readonly onProgress?: Progress;
}

/**
 * Writes what was captured into a folder, for its owner's eyes only, and syncs it.
 * The records come last: a folder without them is not complete.
 */
export async function writeFunctions(
  folder: string,
  { packed }: Captured,
  { onProgress }: WriteOptions = {},
): Promise<void> {
  const files = [
    [FUNCTION_FILES.code, [Buffer.from(packed.code)]],
    [FUNCTION_FILES.arrays, packed.arrays],
    [FUNCTION_FILES.records, packed.records],
  ] as const;
  const total = files.flatMap(([, pieces]) => [...pieces]).reduce((sum, piece) => sum + piece.byteLength, 0);
  let done = 0;
  const count = (bytes: number): void => onProgress?.((done += bytes), total);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  for (const [name, pieces] of files) {
    if (pieces.length > 0) await writeSynced(join(folder, name), pieces, count);
  }
  const directory = await open(folder);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function writeSynced(
  file: string,
  pieces: readonly Uint8Array[],
  count: (bytes: number) => void,
): Promise<void> {
  const handle = await open(file, "w", 0o600);
  try {
    await handle.chmod(0o600);
    for (const piece of pieces) await writeAll(handle, piece, count);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** One `write` takes at most 2 GB, and may take less. */
async function writeAll(
  handle: FileHandle,
  bytes: Uint8Array,
  count: (bytes: number) => void,
): Promise<void> {
  const most = 2 ** 26;
  for (let at = 0; at < bytes.byteLength;) {
    const { bytesWritten } = await handle.write(bytes, at, Math.min(most, bytes.byteLength - at));
    at += bytesWritten;
    count(bytesWritten);
  }
}
