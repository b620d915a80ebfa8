import type { EndCause, Entry, JournalEvent, PointError } from "../protocol/index.js";
import type { DatabaseView } from "./database.js";
import { transitionEntry } from "./transitions.js";

/** A learner that fails so often in a row with the same error is given up. */
export const SAME_ERROR_LIMIT = 3;

/** A learner whose jobs end so often in a row for want of memory, and that got no further meanwhile, is given up. */
export const MEMORY_LIMIT = 3;

type Released = Extract<JournalEvent, { readonly type: "released" }>;

/**
 * Gives an event with all that it brings about, in order:
 *
 * - the end of a job gives back the learner that it holds;
 * - a learner that comes back once too often with a failure is given up: for the third time in a row with the same
 *   error, or for the `maxFailsPerJob`-th time in all;
 * - a learner whose jobs ran out of memory three times in a row without getting further is given up;
 * - a learner that is given up takes those with it that depend on it, directly or through others.
 *
 * Pure; `view` is the state before the event.
 */
export function completeEvent(
  view: DatabaseView,
  event: JournalEvent,
  maxFailsPerJob: number,
): JournalEvent[] {
  if (event.type === "jobEnded") return completeJobEnd(view, event, maxFailsPerJob);
  if (event.type === "released") return completeRelease(view, event, maxFailsPerJob);
  if (event.type === "failed") return [event, ...failDependents(view, event.index, event.at)];
  return [event];
}

function completeJobEnd(
  view: DatabaseView,
  event: Extract<JournalEvent, { readonly type: "jobEnded" }>,
  maxFailsPerJob: number,
): JournalEvent[] {
  const held = heldBy(view, event.jobId);
  if (held === undefined) return [{ ...event, cause: causeOfEnd(view, event) }];
  const { index, epoch } = held;
  // A job that still has a learner has not finished, whatever its exit code.
  const cause: EndCause = event.cause === "finished" ? "unknown" : event.cause;
  const error = errorOfEnd(`The job ended: ${event.detail || cause}`, event.points ?? []);
  const release: Released = { at: event.at, type: "released", index, epoch, cause, error };
  return [...completeRelease(view, release, maxFailsPerJob), { ...event, cause }];
}

/** A worker that was told to stop ends well: the batch system may call that finished, the worker knows why it was. */
function causeOfEnd(
  view: DatabaseView,
  { jobId, cause }: Extract<JournalEvent, { readonly type: "jobEnded" }>,
): EndCause {
  return (cause === "finished" ? view.jobs.get(jobId)?.stopping : null) ?? cause;
}

/** The error of a job that died with a learner; it names the point that it had begun last, where there is one. */
function errorOfEnd(message: string, points: readonly unknown[]): PointError {
  const [point] = points;
  if (points.length === 0) return { message, stack: "" };
  const which = points.length === 1 ? "the point" : `one of ${points.length} points`;
  const stack = `${message}\n    while it evaluated ${which}: ${points.map((one) => JSON.stringify(one)).join(", ")}`;
  return { message, stack, ...(points.length === 1 && { point }) };
}

function completeRelease(view: DatabaseView, event: Released, maxFailsPerJob: number): JournalEvent[] {
  const { index, at } = event;
  const entry = view.entries.entry(index);
  const release = event.cause === "memory" ? withPoints(event, entry) : event;
  const after = transitionEntry(entry, release);
  const error = whyGivenUp(entry, after, release, maxFailsPerJob);
  if (error === undefined) return [release];
  return [release, { at, type: "failed", index, error }, ...failDependents(view, index, at)];
}

/** Progress is not part of the journal: how far the learner had got is written down with the end that it is asked for. */
function withPoints(event: Released, { progress }: Entry): Released {
  return { ...event, npoints: (event.progress ?? progress)?.npoints ?? 0 };
}

/** The error with which a learner that came back is given up; undefined while it may be tried again. */
function whyGivenUp(
  before: Entry,
  after: Entry,
  { error }: Released,
  maxFailsPerJob: number,
): PointError | null | undefined {
  if ((after.memoryEnds?.count ?? 0) >= MEMORY_LIMIT) {
    return { stack: "", ...error, message: "The job ran out of memory three times without getting further" };
  }
  const { fails, sameFails = 0, lastError } = after;
  const isTooOften = sameFails >= SAME_ERROR_LIMIT || fails >= Math.max(1, maxFailsPerJob);
  return fails > before.fails && isTooOften ? lastError : undefined;
}

function failDependents(view: DatabaseView, index: number, at: number): JournalEvent[] {
  const events: JournalEvent[] = [];
  const seen = new Set([index]);
  for (const cause of seen) {
    for (const dependent of view.entries.dependents(cause)) {
      if (seen.has(dependent) || view.entries.entry(dependent).status !== "waiting") continue;
      seen.add(dependent);
      const error = { message: `Learner ${index}, on which this one depends, failed.`, stack: "" };
      events.push({ at, type: "failed", index: dependent, error });
    }
  }
  return events;
}

/** The learner that a job computes now, as the database knows it. */
export function heldBy(
  view: DatabaseView,
  jobId: string,
): Extract<Entry, { readonly status: "running" }> | undefined {
  const index = view.jobs.get(jobId)?.index;
  if (index == null) return undefined;
  const entry = view.entries.entry(index);
  return entry.status === "running" && entry.jobId === jobId ? entry : undefined;
}
