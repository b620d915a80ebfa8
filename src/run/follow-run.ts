import { isOver, type Snapshot } from "../protocol/index.js";
import { readStatus, requireRunFile } from "../manager/index.js";
import { openRunClient } from "./client.js";
import { startManagerProcess } from "./manager-process.js";
import { isRunAlive } from "./run-alive.js";
import { watchRun } from "./watch.js";

/** How {@link followRun} goes along. */
export interface FollowOptions {
  /** Told of each new state. */
  readonly onSnapshot?: (snapshot: Snapshot) => void;
  /** Lets go of the run, which goes on. */
  readonly signal: AbortSignal;
}

/**
 * Follows the run in a folder until it is over, from any process and without its learners. A run that is not over and
 * has no manager gets one. Resolves with the last snapshot, or with null when the signal lets go.
 *
 * @throws AdaptiveSchedulerError with code `no-run` when the folder holds none
 */
export async function followRun(
  runFolder: string,
  { onSnapshot = () => undefined, signal }: FollowOptions,
): Promise<Snapshot | null> {
  requireRunFile(runFolder);
  const ended = endOf(runFolder);
  if (ended !== null) {
    onSnapshot(ended);
    return ended;
  }
  if (!isRunAlive(runFolder)) await startManagerProcess(runFolder);
  const client = await openRunClient(runFolder);
  try {
    const onManagerLost = (): Promise<void> => startManagerProcess(runFolder).then(() => undefined);
    return await watchRun(runFolder, client, { onSnapshot, onManagerLost }, { signal, keepsAlive: true });
  } finally {
    client.close();
  }
}

/** The last snapshot of a run that is over; null for one that goes on, or should. */
function endOf(runFolder: string): Snapshot | null {
  if (isRunAlive(runFolder)) return null;
  const last = readStatus(runFolder);
  return last !== null && isOver(last.status) ? last : null;
}
