import { readRunFile, readStatus } from "../manager/index.js";
import { isOver, type Snapshot } from "../protocol/index.js";
import { openRunClient } from "./client.js";
import { startManagerProcess } from "./manager-process.js";
import { isRunAlive } from "./run-alive.js";
import { waitForGoodbye } from "./wait-for-goodbye.js";
import { watchRun } from "./watch.js";

/**
 * Cancels the jobs of the run in a folder and resolves when it is over. A run whose manager is gone gets one for it:
 * only the journal knows which jobs are ours. Does nothing when there is no run, or when it is over.
 */
export async function cancelRun(runFolder: string): Promise<Snapshot | null> {
  if (readRunFile(runFolder) === null) return null;
  await waitForGoodbye(runFolder);
  const status = readStatus(runFolder);
  const alive = isRunAlive(runFolder);
  if (!alive && status !== null && isOver(status.status)) return status;
  if (!alive) await startManagerProcess(runFolder);
  const client = await openRunClient(runFolder);
  try {
    await client.request({ verb: "cancel" });
    const lost = (): Promise<void> => startManagerProcess(runFolder).then(() => undefined);
    const listener = { onSnapshot: () => undefined, onManagerLost: lost };
    const last = await watchRun(runFolder, client, listener, {
      signal: new AbortController().signal,
      keepsAlive: true,
    });
    // What is done with the folder next must not meet a manager that still writes there.
    await waitForGoodbye(runFolder);
    return last;
  } finally {
    client.close();
  }
}
