import { constants, promises as fs } from "node:fs";
import { dirname } from "node:path";

/** A file that stays open under its name: which file it is, beyond the name. */
export interface Identity {
  readonly dev: bigint;
  readonly ino: bigint;
}

/** Tells which file a path names now; null when it names none. */
export async function identityOf(path: string): Promise<Identity | null> {
  try {
    const { dev, ino } = await fs.stat(path, { bigint: true });
    return { dev, ino };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

const isSame = (a: Identity | null, b: Identity): boolean => a !== null && a.dev === b.dev && a.ino === b.ino;

/** Whether `path` still names the open file. */
export async function isStillFile(path: string, handle: fs.FileHandle): Promise<boolean> {
  const { dev, ino } = await handle.stat({ bigint: true });
  return isSame(await identityOf(path), { dev, ino });
}

/** Makes a rename in a folder last; folders cannot be synced everywhere, which is no error. */
async function syncFolder(path: string): Promise<void> {
  const folder = await fs.open(dirname(path), constants.O_RDONLY).catch(() => null);
  if (folder === null) return;
  await folder.sync().catch(() => undefined);
  await folder.close();
}

/** Writes all of `bytes` at `position`. */
export async function writeFully(handle: fs.FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** How {@link replaceFile} writes. */
export interface ReplaceOptions {
  /** Asked right before the rename; a rejection leaves the old file. */
  readonly check?: () => Promise<void>;
}

/**
 * Puts `bytes` under `path`: temporary file, fsync, rename, fsync of the folder. The temporary file is
 * removed when anything fails. Resolves to the new file, still open for reading and writing.
 */
export async function replaceFile(
  path: string,
  temporary: string,
  bytes: readonly Uint8Array[],
  { check }: ReplaceOptions = {},
): Promise<fs.FileHandle> {
  await fs.rm(temporary, { force: true });
  const handle = await fs.open(temporary, "wx+");
  try {
    let position = 0;
    for (const part of bytes) {
      await writeFully(handle, part, position);
      position += part.length;
    }
    await handle.sync();
    await check?.();
    // Whoever removed or replaced the temporary file is the owner now: its file must not be renamed.
    if (!(await isStillFile(temporary, handle))) throw new Error(`${temporary} was taken away`);
    await fs.rename(temporary, path);
    await syncFolder(path);
    return handle;
  } catch (error) {
    const isOurs = await isStillFile(temporary, handle).catch(() => false);
    await handle.close();
    if (isOurs) await fs.rm(temporary, { force: true });
    throw error;
  }
}

/** Keeps a copy of a file that cannot be used: `<path>.corrupt`, or `.corrupt.1` ... when that exists. */
export async function keepAside(path: string): Promise<string> {
  for (let n = 0; ; n++) {
    const aside = n === 0 ? `${path}.corrupt` : `${path}.corrupt.${n}`;
    try {
      await fs.link(path, aside).catch(async (error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") throw error;
        // A file system without hard links.
        await fs.copyFile(path, aside, constants.COPYFILE_EXCL);
      });
      return aside;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
}
