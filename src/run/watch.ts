import { AdaptiveSchedulerError, isOver, type Snapshot, type SnapshotReply } from "../protocol/index.js";
import type { Client } from "../transport/index.js";
import { managerAlive } from "./manager-process.js";
import { readEndpoint, readStatus } from "../manager/index.js";

/** What {@link watchRun} tells. */
export interface WatchListener {
  readonly onSnapshot: (snapshot: Snapshot) => void;
  /** The manager process is gone though the run is not over; resolves when there is a new one. */
  readonly onManagerLost: () => Promise<void>;
}

/** How {@link watchRun} waits. */
export interface WatchOptions {
  readonly signal: AbortSignal;
  /** A script stays until the run is over; a kernel has a life of its own and must be free to end. */
  readonly keepsAlive: boolean;
}

/** Time between looks, in milliseconds. */
const INTERVAL_MS = 250;

/**
 * Follows a run: asks the manager for what changed, and reads `status.json` once the manager has ended. Resolves with
 * the last snapshot when the run is over, or with null when the signal stops it.
 */
export async function watchRun(
  runFolder: string,
  client: Client,
  listener: WatchListener,
  { signal, keepsAlive }: WatchOptions,
): Promise<Snapshot | null> {
  let last: Snapshot | null = null;
  while (!signal.aborted) {
    const fresh = await look(runFolder, client, last, listener, signal);
    if (fresh !== null) {
      last = fresh;
      listener.onSnapshot(fresh);
      if (isOver(fresh.status)) return fresh;
    }
    await pause(INTERVAL_MS, signal, keepsAlive);
  }
  return null;
}

async function look(
  runFolder: string,
  client: Client,
  last: Snapshot | null,
  listener: WatchListener,
  signal: AbortSignal,
): Promise<Snapshot | null> {
  const endpoint = readEndpoint(runFolder);
  if (endpoint === null || managerAlive(endpoint) === false) {
    const status = readStatus(runFolder);
    if (status !== null && isOver(status.status)) return status;
    await listener.onManagerLost();
    return null;
  }
  try {
    const reply = await client.request<SnapshotReply>(
      { verb: "snapshot", since: last?.serial ?? null },
      { signal, retries: 0, timeoutMs: 3000 },
    );
    return reply.status === "snapshot" ? reply.snapshot : null;
  } catch (error) {
    if (error instanceof AdaptiveSchedulerError && error.code === "refused-key") throw error;
    // No answer now: the next look finds out whether the manager is gone.
    return null;
  }
}

function pause(ms: number, signal: AbortSignal, keepsAlive: boolean): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (!keepsAlive) timer.unref();
    signal.addEventListener("abort", end, { once: true });
  });
}
