import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { captureFunctions, writeFunctions, type CaptureOptions } from "../../src/capture/index.js";
import { openFunctions } from "../../src/capture/revive/index.js";

/** Makes a folder, and removes it when the work is done. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "capture-test-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Sends values through files and makes them again here, as a worker would. */
export async function travelAll<T>(roots: readonly T[], options: CaptureOptions = {}): Promise<T[]> {
  return inFolder(async (folder) => {
    await writeFunctions(folder, captureFunctions(roots, options));
    const functions = openFunctions(folder, { door: options.door });
    try {
      return roots.map((_, index) => functions.revive(index) as T);
    } finally {
      functions.close();
    }
  });
}

/** Sends one value through files. */
export async function travel<T>(value: T, options: CaptureOptions = {}): Promise<T> {
  return (await travelAll([value], options))[0]!;
}
