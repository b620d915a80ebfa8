import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  AdaptiveSchedulerError,
  RUN_FOLDER,
  isOver,
  type EndpointFile,
  type Snapshot,
} from "../protocol/index.js";
import type { Endpoint } from "../transport/index.js";

/** What {@link createManagerFinder} looks for. */
export interface ManagerFinderOptions {
  readonly runFolder: string;
  /** The run that the worker was started for. */
  readonly runId: string;
  /** Milliseconds. @defaultValue Date.now */
  readonly now?: () => number;
}

/** How long a run folder may seem to be missing, in milliseconds: a network file system shows a change late. */
const GRACE_MS = 2500;

/**
 * Makes the function that says where a run's manager listens now.
 *
 * It rejects with `run-gone`, for good, when the run is over, when the folder holds another run by now, or was missing at
 * looks that lie longer apart than the grace time: there is nobody left to compute for. Any other rejection may pass.
 */
export function createManagerFinder({
  runFolder,
  runId,
  now = Date.now,
}: ManagerFinderOptions): () => Promise<Endpoint> {
  let missingSince: number | null = null;
  const runFile = join(runFolder, RUN_FOLDER.run);
  return async () => {
    const text = await readFile(join(runFolder, RUN_FOLDER.endpoint), "utf8").catch(
      async (error: unknown) => {
        if (!(await isMissing(runFile))) missingSince = null;
        else missingSince ??= now();
        if (missingSince === null || now() - missingSince < GRACE_MS) throw error;
        throw gone(`the run folder ${runFolder} was removed`);
      },
    );
    missingSince = null;
    const { urls, serverKey, allowedKeys, runId: found, isClosed } = JSON.parse(text) as EndpointFile;
    if (found !== runId) throw gone(`the run folder ${runFolder} holds another run by now`);
    if (isClosed === true && (await hasEnded(runFolder))) throw gone(`the run in ${runFolder} is over`);
    return { url: urls[0]!, serverKey, ...(allowedKeys && { allowedKeys }) };
  };
}

/** Whether the manager that signed off last has ended the run: a job that began late finds nobody any more. */
async function hasEnded(runFolder: string): Promise<boolean> {
  const text = await readFile(join(runFolder, RUN_FOLDER.status), "utf8").catch(() => "null");
  const last = JSON.parse(text) as Pick<Snapshot, "status"> | null;
  return last !== null && isOver(last.status);
}

function isMissing(path: string): Promise<boolean> {
  return access(path).then(
    () => false,
    (error: unknown) => (error as NodeJS.ErrnoException).code === "ENOENT",
  );
}

function gone(what: string): AdaptiveSchedulerError {
  return new AdaptiveSchedulerError("run-gone", `This job ends, for ${what}.`);
}
