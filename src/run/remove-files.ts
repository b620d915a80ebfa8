import { mkdir, readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { AdaptiveSchedulerError, RUN_FOLDER } from "../protocol/index.js";
import type { Fname } from "./check-input.js";

/** Removes files, or moves them to a folder; files that are not there are passed over. Returns how many there were. */
export async function removeOrMove(paths: readonly string[], moveTo: string | null): Promise<number> {
  if (moveTo !== null) await mkdir(moveTo, { recursive: true });
  let count = 0;
  for (const path of paths) {
    try {
      if (moveTo === null) await rm(path);
      else await rename(path, join(moveTo, basename(path)));
      count++;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return count;
}

/** Removes the learners' data files, or moves them to a folder. */
export function removeData(fnames: readonly Fname[], cwd: string, moveTo: string | null): Promise<number> {
  return removeOrMove(
    fnames.flat().map((fname) => resolve(cwd, fname)),
    moveTo === null ? null : resolve(cwd, moveTo),
  );
}

/** Removes job scripts of a run and removes or moves its logs. Data stays. */
export async function cleanupRun(runFolder: string, moveLogsTo: string | null): Promise<number> {
  const filesIn = async (name: string): Promise<string[]> => {
    try {
      const entries = await readdir(join(runFolder, name), { withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => join(runFolder, name, entry.name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  };
  const scripts = await removeOrMove(await filesIn(RUN_FOLDER.jobs), null);
  return scripts + (await removeOrMove(await filesIn(RUN_FOLDER.logs), moveLogsTo));
}

/** Removes the logs in a folder of old logs, and the folder with the last of them; what else is there stays. */
export async function removeOldLogs(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const logs = names.filter((name) => name.endsWith(".jsonl")).map((name) => join(folder, name));
  const count = await removeOrMove(logs, null);
  if (names.length === logs.length) await rmdir(folder).catch(() => undefined);
  return count;
}

/** Removes the folder of a run that is over. Throws unless the folder looks like one of ours. */
export async function removeRunFolder(runFolder: string): Promise<void> {
  const names: string[] = await readdir(runFolder).catch(() => []);
  if (names.length > 0 && !names.includes(RUN_FOLDER.run)) {
    throw new AdaptiveSchedulerError(
      "not-a-run",
      `${runFolder} does not look like a run folder: it has no ${RUN_FOLDER.run}. It was left alone.`,
    );
  }
  await rm(runFolder, { recursive: true, force: true });
}

/** Forgets the job database of a run that is over, so that the next start hands out all learners anew. Data and logs stay. */
export async function forgetRun(runFolder: string): Promise<void> {
  const names = await readdir(runFolder).catch(() => []);
  const files: readonly string[] = [RUN_FOLDER.status, RUN_FOLDER.endpoint, RUN_FOLDER.run];
  for (const name of names)
    if (files.includes(name) || /^journal\.\d+\.jsonl$/.test(name)) await rm(join(runFolder, name));
}
