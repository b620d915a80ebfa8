import { chmod, mkdir, open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { Captured } from "./capture.js";
import { packFunctions } from "./pack.js";
import { FUNCTION_FILES } from "./revive/format.js";

/**
 * Writes what was captured into a folder, for its owner's eyes only, and syncs it.
 * The records come last: a folder without them is not complete.
 */
export async function writeFunctions(folder: string, captured: Captured): Promise<void> {
  const packed = packFunctions(captured);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  await writeSynced(join(folder, FUNCTION_FILES.code), [Buffer.from(packed.code)]);
  if (packed.arrays.length > 0) await writeSynced(join(folder, FUNCTION_FILES.arrays), packed.arrays);
  await writeSynced(join(folder, FUNCTION_FILES.records), [packed.records]);
  const directory = await open(folder);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function writeSynced(file: string, pieces: readonly Uint8Array[]): Promise<void> {
  const handle = await open(file, "w", 0o600);
  try {
    await handle.chmod(0o600);
    for (const piece of pieces) await writeAll(handle, piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** One `write` takes at most 2 GB, and may take less. */
async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  const most = 2 ** 28;
  for (let at = 0; at < bytes.byteLength;) {
    const { bytesWritten } = await handle.write(bytes, at, Math.min(most, bytes.byteLength - at));
    at += bytesWritten;
  }
}
