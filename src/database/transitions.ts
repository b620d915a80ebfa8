import { AdaptiveSchedulerError, assertNever } from "../protocol/index.js";
import type {
  EndCause,
  Entry,
  JobRecord,
  JournalEvent,
  MemoryEnds,
  PointError,
  Progress,
} from "../protocol/index.js";

/** Events that move one learner. */
export type EntryEvent = Extract<
  JournalEvent,
  { readonly type: "assigned" | "released" | "finished" | "failed" | "reset" | "replaced" }
>;

/** A learner that was never handed out. */
export function freshEntry(index: number): Entry {
  return { status: "waiting", index, epoch: 0, fails: 0, lastError: null, progress: null };
}

/** Whether a job's end counts towards the limits of failures. */
export function countsAsFail(cause: EndCause): boolean {
  return cause === "code" || cause === "unknown";
}

/**
 * Moves a learner: the only place where an entry changes its state.
 * Throws with code `bad-event` when the event does not fit, as none does that was decided on this state.
 */
export function transitionEntry(entry: Entry, event: EntryEvent): Entry {
  const { index, epoch, fails, sameFails, memoryEnds, lastError, progress, functions } = entry;
  const same = {
    index,
    epoch,
    fails,
    lastError,
    progress,
    ...(sameFails === undefined ? {} : { sameFails }),
    ...(memoryEnds === undefined ? {} : { memoryEnds }),
    ...(functions === undefined ? {} : { functions }),
  };
  switch (event.type) {
    case "assigned":
      if (entry.status !== "waiting" || event.epoch !== epoch + 1) throw badEvent(entry, event);
      return { ...same, status: "running", epoch: event.epoch, jobId: event.jobId, startedAt: event.at };
    case "released": {
      requireHolder(entry, event);
      const { memoryEnds: before, ...rest } = same;
      return {
        ...rest,
        status: "waiting",
        progress: event.progress ?? progress,
        ...failsAfter(entry, event),
        ...memoryEndsAfter(before, event),
      };
    }
    case "finished":
      requireHolder(entry, event);
      return {
        ...same,
        status: "done",
        ...(entry.status === "running" ? { startedAt: entry.startedAt } : {}),
        endedAt: event.at,
        progress: finalProgress(entry, event),
      };
    case "failed":
      if (entry.status === "done") throw badEvent(entry, event);
      return { ...same, status: "failed", endedAt: event.at, lastError: event.error ?? lastError };
    case "reset":
      if (entry.status === "running") throw badEvent(entry, event);
      return waiting(same);
    case "replaced":
      return replaced(entry, event);
    default:
      return assertNever(event);
  }
}

function waiting({ index, epoch, progress, functions }: Omit<Entry, "status">): Entry {
  const kept = { index, epoch, progress, ...(functions === undefined ? {} : { functions }) };
  return { ...kept, status: "waiting", fails: 0, lastError: null };
}

/** Another learner has failed nothing yet; one that a job computes has to be taken from it before. */
function replaced(entry: Entry, event: Extract<EntryEvent, { readonly type: "replaced" }>): Entry {
  const { functions: before, ...rest } = entry;
  if (event.functions === before) return entry;
  if (event.functions === null) return rest;
  if (entry.status === "running" || entry.status === "done") throw badEvent(entry, event);
  return waiting({ ...rest, functions: event.functions });
}

function requireHolder(entry: Entry, event: EntryEvent & { readonly epoch: number }): void {
  if (entry.status !== "running" || event.epoch !== entry.epoch) throw badEvent(entry, event);
}

function failsAfter(
  entry: Entry,
  event: { readonly cause: EndCause; readonly error?: PointError },
): Partial<Pick<Entry, "fails" | "sameFails" | "lastError">> {
  if (!countsAsFail(event.cause)) return {};
  const error = event.error ?? { message: "The job ended, and nobody said why.", stack: "" };
  const sameFails = error.message === entry.lastError?.message ? (entry.sameFails ?? 0) + 1 : 1;
  return { fails: entry.fails + 1, sameFails, lastError: error };
}

/** An end for another cause, or more points than before, begins the count anew. */
function memoryEndsAfter(
  before: MemoryEnds | undefined,
  { cause, npoints }: { readonly cause: EndCause; readonly npoints?: number },
): { readonly memoryEnds?: MemoryEnds } {
  // What an older journal does not say is not held against the learner.
  if (cause !== "memory" || npoints === undefined) return {};
  if (before === undefined || npoints > before.npoints) return { memoryEnds: { count: 1, npoints } };
  return { memoryEnds: { ...before, count: before.count + 1 } };
}

function finalProgress(
  entry: Entry,
  event: {
    readonly npoints: number;
    readonly loss: number | null;
    readonly at: number;
    readonly progress?: Progress;
  },
): Progress {
  const known = event.progress ?? entry.progress;
  const none = {
    newPoints: 0,
    pending: 0,
    at: event.at,
    cpu: 0,
    memory: 0,
    overhead: 0,
    dataSize: 0,
    rate: 0,
    retried: 0,
  };
  return { ...none, ...known, npoints: event.npoints, loss: event.loss };
}

function badEvent(entry: Entry, event: EntryEvent): AdaptiveSchedulerError {
  return new AdaptiveSchedulerError(
    "bad-event",
    `Learner ${entry.index} is ${entry.status} in epoch ${entry.epoch}: the event "${event.type}"${"epoch" in event ? ` of epoch ${event.epoch}` : ""} does not fit.`,
  );
}

/** A job as it was submitted; `token` is empty for one that was heard of before its submission was known. */
export function freshJob(
  jobId: string,
  token: string,
  resourceClass: number,
  submittedAt: number,
): JobRecord {
  return {
    jobId,
    token,
    resourceClass,
    submittedAt,
    status: "submitted",
    node: null,
    startedAt: null,
    heardAt: null,
    endedAt: null,
    cause: null,
    detail: "",
    index: null,
    instance: null,
  };
}
