import { toErrorRecord, type JobResources, type JournalEvent, type RunFile } from "../protocol/index.js";
import type { Scheduler, SubmitRequest } from "../scheduler/index.js";

/** What submitting needs. */
export interface SubmitContext {
  readonly run: RunFile;
  readonly runFolder: string;
  readonly scheduler: Scheduler;
  /** Path of the bundled worker. */
  readonly workerProgram: string;
  readonly append: (events: readonly JournalEvent[]) => Promise<void>;
  readonly now: () => number;
  /** Makes a token that no other submission has. */
  readonly newToken: () => string;
}

/** A submission that is in the journal. */
export interface Intent {
  readonly token: string;
  readonly resourceClass: number;
  readonly count: number;
  /** In front of the token in the jobs' name. @defaultValue the run's */
  readonly jobName?: string;
}

/** Says what the scheduler is to submit for an intent. */
export function requestFor(
  context: SubmitContext,
  { token, resourceClass, count, jobName }: Intent,
): SubmitRequest {
  const { run, runFolder, workerProgram } = context;
  const resources: JobResources = run.resourceClasses[resourceClass]!;
  return {
    token,
    jobName: jobName ?? run.jobName,
    count,
    resources,
    runFolder,
    command: [run.nodeExecutable, workerProgram, runFolder, String(resourceClass)],
    cwd: run.cwd,
  };
}

/** What became of a submission: nobody can say yet when it is in doubt. */
export type IntentOutcome = "submitted" | "failed" | "in doubt";

/**
 * Submits jobs just once: the intent with its token is in the journal before the scheduler is asked, and after an error
 * the scheduler is asked for the token before anybody tries again. Throws when the submission failed or is in doubt; one
 * whose answer was lost and that is in the queue is as good as any.
 */
export async function submitOnce(context: SubmitContext, load: Omit<Intent, "token">): Promise<void> {
  const intent = { token: context.newToken(), ...load };
  await context.append([{ at: context.now(), type: "submitting", ...intent }]);
  try {
    const { jobIds } = await context.scheduler.submit(requestFor(context, intent));
    await context.append([{ at: context.now(), type: "submitted", token: intent.token, jobIds }]);
  } catch (error) {
    if ((await settleIntent(context, intent, toErrorRecord(error).message)) !== "submitted") throw error;
  }
}

/** Finds out what became of a submission whose answer was lost. Leaves it in doubt when the scheduler cannot say now. */
export async function settleIntent(
  context: SubmitContext,
  intent: Intent,
  reason: string,
): Promise<IntentOutcome> {
  const found = await context.scheduler.find(requestFor(context, intent)).catch(() => null);
  if (found === null) return "in doubt";
  const at = context.now();
  const event: JournalEvent =
    found.length > 0
      ? { at, type: "submitted", token: intent.token, jobIds: found }
      : { at, type: "submitFailed", token: intent.token, reason };
  await context.append([event]);
  return found.length > 0 ? "submitted" : "failed";
}
