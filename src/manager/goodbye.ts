import type { Database } from "../database/index.js";
import type { JobRecord, JournalEvent, RunFile } from "../protocol/index.js";
import { jobEndedEvents } from "./last-points.js";
import { jobNameOf, type Scheduler } from "../scheduler/index.js";

/** What the end of a run works with. */
export interface GoodbyeContext {
  readonly run: Pick<RunFile, "jobName">;
  readonly runFolder: string;
  readonly scheduler: Pick<Scheduler, "cancel" | "ended">;
  readonly database: Pick<Database, "jobs">;
  readonly now: () => number;
  readonly append: (events: readonly JournalEvent[]) => Promise<void>;
  /** Told of a cancellation that failed; it is tried again. */
  readonly onError: (error: unknown) => void;
  readonly signal: AbortSignal;
  /** Waits so many milliseconds. @defaultValue by the clock of the system */
  readonly pause?: (ms: number) => Promise<void>;
}

/** How long jobs that have nothing left to do may take to end by themselves. */
const GOODBYE_MS = 10_000;
const TURN_MS = 200;
/** How long a scheduler that takes no orders is asked: jobs wait no longer for a manager either. */
const PATIENCE_MS = 600_000;
const RETRY_MS = 5000;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Takes back what waits in the queue, and waits until the other jobs have ended or have at least given back their
 * learners; those that take too long are cancelled. `isCancelled` cancels the jobs at work too.
 */
export async function sayGoodbye(context: GoodbyeContext, isCancelled: boolean): Promise<void> {
  const { database, scheduler, run, runFolder, now, signal, pause = sleep } = context;
  // A job that never asked has nothing to save, whether it waits still or has just begun.
  const isTaken = (job: JobRecord): boolean => isCancelled || job.heardAt === null;
  const idsOf = (jobs: readonly JobRecord[]): string[] => jobs.map((job) => job.jobId);
  // Submissions whose answer was lost have no job ids yet.
  const inDoubt = database.jobs
    .submissions()
    .map(({ jobName = run.jobName, token }) => jobNameOf({ jobName, token }));
  const taken = idsOf([...database.jobs.active()].filter(isTaken));
  await cancelAtLast(context, [...taken, ...inDoubt]);
  const deadline = now() + GOODBYE_MS;
  for (;;) {
    const active = [...database.jobs.active()];
    if (active.length === 0 || signal.aborted) return;
    const told = await scheduler.ended(idsOf(active), runFolder).catch(() => []);
    const ends = [...told, ...endsOfTaken(active, new Set(taken), new Set(told.map((job) => job.jobId)))];
    const at = now();
    if (ends.length > 0) await context.append(await jobEndedEvents(ends, { runFolder, at }));
    if (ends.length === active.length) return;
    if (at > deadline) return cancelAtLast(context, idsOf(active));
    await pause(TURN_MS);
  }
}

/** A job that was cancelled or stops, and holds no learner, changes nothing any more: the queue need not be asked for it. */
function endsOfTaken(active: readonly JobRecord[], taken: ReadonlySet<string>, told: ReadonlySet<string>) {
  return active
    .filter((job) => job.index === null && !told.has(job.jobId))
    .filter((job) => taken.has(job.jobId) || job.stopping)
    .map(({ jobId, heardAt, stopping }) => ({
      jobId,
      cause: taken.has(jobId) ? ("cancelled" as const) : stopping!,
      detail:
        heardAt === null
          ? "withdrawn at the end of the run"
          : taken.has(jobId)
            ? "cancelled with the run"
            : "had given back its learner",
    }));
}

/** Cancels jobs; a scheduler that does not take the order now is asked again and again. */
async function cancelAtLast(context: GoodbyeContext, jobs: readonly string[]): Promise<void> {
  const { scheduler, runFolder, now, signal, onError, pause = sleep } = context;
  if (jobs.length === 0) return;
  const deadline = now() + PATIENCE_MS;
  for (;;) {
    try {
      await scheduler.cancel(jobs, runFolder);
      return;
    } catch (error) {
      onError(error);
    }
    if (signal.aborted || now() > deadline) return;
    await pause(RETRY_MS);
  }
}
