import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../manager/index.js";
import { AdaptiveSchedulerError, RUN_FOLDER, type RunFile } from "../protocol/index.js";

/** Makes the run folder, for the owner's eyes only; says plainly when it cannot be written. */
export async function makeRunFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of [RUN_FOLDER.jobs, RUN_FOLDER.logs])
      await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new AdaptiveSchedulerError(
      "unwritable",
      `The run folder ${folder} cannot be written: ${(error as Error).message}. Choose another with runsFolder.`,
      { cause: error },
    );
  }
}

/** Writes `run.json`: last, since it is what makes the folder a run. */
export async function writeRunFile(folder: string, run: RunFile): Promise<void> {
  await replaceFile(join(folder, RUN_FOLDER.run), JSON.stringify(run));
}
