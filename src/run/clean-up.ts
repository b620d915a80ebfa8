import { resolve } from "node:path";
import { cancelRun } from "./cancel-run.js";
import { cleanupRun, forgetRun, removeOldLogs, removeRunFolder } from "./remove-files.js";

/** A run whose files are cleaned up. */
export interface CleanupPlace {
  readonly runFolder: string;
  /** Folder that `moveOldLogsTo` is relative to. */
  readonly cwd: string;
  /** Where logs are moved to; null removes them. */
  readonly moveOldLogsTo: string | null;
}

/** Clears the place for a run that starts anew: ends the run that is there, then removes or forgets it. Data files stay. */
export async function makeRoom(
  place: CleanupPlace,
  { cleanupFirst, overwriteDb }: { readonly cleanupFirst: boolean; readonly overwriteDb: boolean },
): Promise<void> {
  const { runFolder } = place;
  if (cleanupFirst) {
    await cancelRun(runFolder);
    await cleanupRun(runFolder, logsMoveTo(place));
    await removeRunFolder(runFolder);
  } else if (overwriteDb) {
    await cancelRun(runFolder);
    await forgetRun(runFolder);
  }
}

/** Removes job scripts and moves or removes logs, those moved before too when asked. Returns how many files that were. */
export async function cleanUp(place: CleanupPlace, removeOldLogsFolder: boolean): Promise<number> {
  const moveTo = logsMoveTo(place);
  if (!removeOldLogsFolder) return cleanupRun(place.runFolder, moveTo);
  const old = moveTo === null ? 0 : await removeOldLogs(moveTo);
  return old + (await cleanupRun(place.runFolder, null));
}

function logsMoveTo({ cwd, moveOldLogsTo }: CleanupPlace): string | null {
  return moveOldLogsTo === null ? null : resolve(cwd, moveOldLogsTo);
}
