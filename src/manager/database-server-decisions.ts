import { heldBy, type DatabaseView } from "../database/index.js";
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

const OK: ReportReply = { status: "ok" };

/**
 * Decides on a worker's request from the state alone: no clock, no files. `at` is the time, milliseconds since 1970.
 *
 * Every verb may be repeated: the second decision has no events and the same reply.
 * Throws with code `bad-request` for a learner or a class that the run has not.
 */
export function decideRequest(view: DatabaseView, request: WorkerRequest, at: number): Decision {
  switch (request.verb) {
    case "start":
      return decideStart(view, request, at);
    case "progress":
    case "finish":
    case "fail":
    case "release":
      return decideReport(view, request, at);
    case "leave":
      return decideLeave(view, request, at);
    default:
      return assertNever(request);
  }
}

function decideStart(view: DatabaseView, request: Verb<"start">, at: number): Decision {
  const { worker } = request;
  const job = view.jobs.get(worker.jobId);
  const held = heldBy(view, worker.jobId);
  if (held !== undefined && job?.instance === worker.instance) {
    return { events: [], reply: handOut(held, held.epoch) };
  }
  if (job?.status === "ended" && job.instance != null && job.instance === worker.instance) {
    // The scheduler gave it up (a partition, say), and its learner went to another job.
    return {
      events: [],
      reply: { status: "stop", reason: `Job ${worker.jobId} counts as ended: ${job.detail}.` },
    };
  }
  const events: JournalEvent[] = [];
  // Another process under the same job id: the batch system has requeued the job, and the former one is dead.
  if (held !== undefined) events.push(released(held, "node", at));
  if (view.runEnd !== null)
    return { events, reply: { status: "stop", reason: `The run is over: ${view.runEnd}.` } };
  const resourceClass = job?.token ? job.resourceClass : request.resourceClass;
  if (resourceClass >= view.entries.classes)
    throw badRequest(`The run has no resource class ${resourceClass}.`);
  // What a requeued job held waits longest of all, so it is the next that goes out.
  const index = held?.index ?? view.entries.nextReady(resourceClass);
  if (index === undefined) return { events, reply: noneReady(view, resourceClass) };
  const entry = view.entries.entry(index);
  const epoch = entry.epoch + 1;
  const { jobId, node, instance } = worker;
  events.push({ at, type: "assigned", index, epoch, jobId, node, instance, resourceClass });
  return { events, reply: handOut(entry, epoch) };
}

function handOut({ index, functions }: Entry, epoch: number): StartReply {
  return { status: "learner", index, epoch, ...(functions === undefined ? {} : { functions }) };
}

function noneReady(view: DatabaseView, resourceClass: number): StartReply {
  if (view.entries.countsOfClass(resourceClass).waiting === 0) {
    return { status: "stop", reason: "No learner of this job's resource class is left to do." };
  }
  // The more jobs wait for others' learners, the less often each asks: at most about 100 requests a second in all.
  const seconds = Math.min(60, 1 + Math.floor(view.jobs.counts().running / 100));
  return { status: "wait", seconds };
}

function decideReport(view: DatabaseView, request: Report, at: number): Decision {
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
        events: [{ at, type: "finished", index, epoch, npoints, loss, progress }],
        reply: OK,
      };
    }
    case "fail":
      return { events: [released(entry, "code", at, request)], reply: OK };
    case "release":
      return { events: [released(entry, request.cause, at, request)], reply: OK };
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

function decideLeave(view: DatabaseView, { worker }: Verb<"leave">, at: number): Decision {
  const job = view.jobs.get(worker.jobId);
  if (job === undefined || job.status === "ended") return { events: [], reply: OK };
  // A former process of a requeued job says nothing about the one that runs now.
  if (job.instance != null && job.instance !== worker.instance) return { events: [], reply: OK };
  const held = heldBy(view, worker.jobId);
  const end: JournalEvent = {
    at,
    type: "jobEnded",
    jobId: worker.jobId,
    cause: "finished",
    detail: "",
  };
  return { events: held === undefined ? [end] : [released(held, "cancelled", at), end], reply: OK };
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

function badRequest(message: string): AdaptiveSchedulerError {
  return new AdaptiveSchedulerError("bad-request", message);
}
