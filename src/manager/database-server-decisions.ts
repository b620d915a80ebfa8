import { transitionEntry, type DatabaseView } from "../database/index.js";
import { AdaptiveSchedulerError, assertNever } from "../protocol/index.js";
import type {
  Entry,
  JournalEvent,
  PointError,
  Progress,
  ReportReply,
  StartReply,
  WorkerRequest,
} from "../protocol/index.js";

/** A learner that fails so often in a row with the same error is given up. */
export const SAME_ERROR_LIMIT = 3;

/** When and under which limits to decide. */
export interface DecisionRules {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Counted ends of jobs after which a learner is given up. */
  readonly maxFailsPerJob: number;
}

/** What a request leads to. */
export interface Decision {
  /** To be applied, and durable before the reply. */
  readonly events: readonly JournalEvent[];
  readonly reply: StartReply | ReportReply;
  /** To be remembered of a running learner. */
  readonly progress?: { readonly index: number; readonly progress: Progress };
}

type Verb<V extends WorkerRequest["verb"]> = Extract<WorkerRequest, { readonly verb: V }>;
type Report = Verb<"progress" | "finish" | "fail" | "release">;
type Running = Extract<Entry, { readonly status: "running" }>;

const OK: ReportReply = { status: "ok" };

/**
 * Decides on a worker's request from the state alone: no clock, no files.
 *
 * Every verb may be repeated: the second decision has no events and the same reply.
 * Throws with code `bad-request` for a learner or a class that the run has not.
 */
export function decideRequest(view: DatabaseView, request: WorkerRequest, rules: DecisionRules): Decision {
  switch (request.verb) {
    case "start":
      return decideStart(view, request, rules);
    case "progress":
    case "finish":
    case "fail":
    case "release":
      return decideReport(view, request, rules);
    case "leave":
      return decideLeave(view, request, rules);
    default:
      return assertNever(request);
  }
}

function decideStart(view: DatabaseView, request: Verb<"start">, rules: DecisionRules): Decision {
  const { worker } = request;
  const job = view.jobs.get(worker.jobId);
  const held = heldBy(view, worker.jobId);
  if (held !== undefined && job?.instance === worker.instance) {
    return { events: [], reply: { status: "learner", index: held.index, epoch: held.epoch } };
  }
  const events: JournalEvent[] = [];
  // Another process under the same job id: the batch system has requeued the job, and the former one is dead.
  if (held !== undefined) events.push(released(held, "node", rules.at));
  if (view.runEnd !== null)
    return { events, reply: { status: "stop", reason: `The run is over: ${view.runEnd}.` } };
  const resourceClass = job?.token ? job.resourceClass : request.resourceClass;
  if (resourceClass >= view.entries.classes)
    throw badRequest(`The run has no resource class ${resourceClass}.`);
  // What a requeued job held waits longest of all, so it is the next that goes out.
  const index = held?.index ?? view.entries.nextReady(resourceClass);
  if (index === undefined) return { events, reply: noneReady(view, resourceClass) };
  const epoch = view.entries.entry(index).epoch + 1;
  const { jobId, node, instance } = worker;
  events.push({ at: rules.at, type: "assigned", index, epoch, jobId, node, instance, resourceClass });
  return { events, reply: { status: "learner", index, epoch } };
}

function noneReady(view: DatabaseView, resourceClass: number): StartReply {
  if (view.entries.countsOfClass(resourceClass).waiting === 0) {
    return { status: "stop", reason: "No learner of this job's resource class is left to do." };
  }
  // The more jobs wait for others' learners, the less often each asks: at most about 100 requests a second in all.
  const seconds = Math.min(60, 1 + Math.floor(view.jobs.counts().running / 100));
  return { status: "wait", seconds };
}

function decideReport(view: DatabaseView, request: Report, rules: DecisionRules): Decision {
  const { index, epoch, worker } = request;
  if (index >= view.entries.size) throw badRequest(`The run has no learner ${index}.`);
  const entry = view.entries.entry(index);
  if (entry.status !== "running" || entry.epoch !== epoch || entry.jobId !== worker.jobId) {
    return { events: [], reply: isRepeated(entry, request) ? OK : stale(entry, epoch) };
  }
  switch (request.verb) {
    case "progress":
      return { events: [], reply: OK, progress: request };
    case "finish": {
      const { progress } = request;
      const { npoints, loss } = progress;
      return {
        events: [{ at: rules.at, type: "finished", index, epoch, npoints, loss, progress }],
        reply: OK,
      };
    }
    case "fail":
      return { events: endLearner(view, entry, { ...request, cause: "code" }, rules), reply: OK };
    case "release":
      return { events: [released(entry, request.cause, rules.at, request)], reply: OK };
    default:
      return assertNever(request);
  }
}

/** Whether the learner is where this report wanted it, and nobody has had it since. */
function isRepeated(entry: Entry, { verb, epoch }: Report): boolean {
  if (entry.epoch !== epoch) return false;
  if (verb === "finish") return entry.status === "done";
  return (verb === "fail" || verb === "release") && entry.status !== "running";
}

function stale(entry: Entry, epoch: number): ReportReply {
  const now = entry.status === "running" ? `computed by job ${entry.jobId}` : entry.status;
  return {
    status: "stale",
    reason: `Learner ${entry.index} was taken back from epoch ${epoch}; it is ${now} in epoch ${entry.epoch}. Do not write its file.`,
  };
}

function decideLeave(view: DatabaseView, { worker }: Verb<"leave">, rules: DecisionRules): Decision {
  const job = view.jobs.get(worker.jobId);
  if (job === undefined || job.status === "ended") return { events: [], reply: OK };
  // A former process of a requeued job says nothing about the one that runs now.
  if (job.instance != null && job.instance !== worker.instance) return { events: [], reply: OK };
  const held = heldBy(view, worker.jobId);
  const end: JournalEvent = {
    at: rules.at,
    type: "jobEnded",
    jobId: worker.jobId,
    cause: "finished",
    detail: "",
  };
  return { events: held === undefined ? [end] : [released(held, "cancelled", rules.at), end], reply: OK };
}

/**
 * Completes events that others decided on: a job's end gives its learner back (and may be the failure too many), and
 * a learner that is given up takes those with it that depend on it.
 */
export function completeEvents(
  view: DatabaseView,
  events: readonly JournalEvent[],
  rules: DecisionRules,
): JournalEvent[] {
  return events.flatMap((event): JournalEvent[] => {
    if (event.type === "failed") return [event, ...failDependents(view, event.index, rules.at)];
    const held = event.type === "jobEnded" ? heldBy(view, event.jobId) : undefined;
    if (event.type !== "jobEnded" || held === undefined) return [event];
    // A job that has a learner has not finished, whatever its exit code.
    const cause = event.cause === "finished" ? "unknown" : event.cause;
    const error = { message: `The job ended: ${event.detail || cause}`, stack: "" };
    return [...endLearner(view, held, { cause, error }, rules), { ...event, cause }];
  });
}

/** The events by which a learner comes back from its job, given up when that was once too often. */
function endLearner(
  view: DatabaseView,
  entry: Running,
  end: { readonly cause: Released["cause"]; readonly error: PointError; readonly progress?: Progress | null },
  { at, maxFailsPerJob }: DecisionRules,
): JournalEvent[] {
  const event = released(entry, end.cause, at, end);
  const { fails, sameFails = 0, lastError } = transitionEntry(entry, event);
  const isCounted = fails > entry.fails;
  if (!isCounted || (sameFails < SAME_ERROR_LIMIT && fails < Math.max(1, maxFailsPerJob))) return [event];
  return [
    event,
    { at, type: "failed", index: entry.index, error: lastError },
    ...failDependents(view, entry.index, at),
  ];
}

/** Gives up all that waits for a learner that will never be done, directly or through others. */
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

type Released = Extract<JournalEvent, { readonly type: "released" }>;

function released(
  { index, epoch }: Entry,
  cause: Released["cause"],
  at: number,
  said: { readonly error?: PointError; readonly progress?: Progress | null } = {},
): Released {
  const { error, progress } = said;
  return {
    at,
    type: "released",
    index,
    epoch,
    cause,
    ...(error && { error }),
    ...(progress && { progress }),
  };
}

function heldBy(view: DatabaseView, jobId: string): Running | undefined {
  const index = view.jobs.get(jobId)?.index;
  if (index == null) return undefined;
  const entry = view.entries.entry(index);
  return entry.status === "running" && entry.jobId === jobId ? entry : undefined;
}

function badRequest(message: string): AdaptiveSchedulerError {
  return new AdaptiveSchedulerError("bad-request", message);
}
