import { AdaptiveSchedulerError } from "./errors.js";
import type { OwnerRequest, RequestMessage, Verb, WorkerRequest } from "./messages.js";
import { PROTOCOL_VERSION } from "./version.js";

/** What one field of a message must be; `null` among the kinds means that null is allowed. */
type Check = (value: unknown) => boolean;
type Shape = Readonly<Record<string, Check>>;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText: Check = (value) => typeof value === "string";
const isName: Check = (value) => typeof value === "string" && value.length > 0 && value.length <= 1000;
const isNumber: Check = (value) => typeof value === "number" && Number.isFinite(value);
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const orAbsent =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.includes(value as string);
const shaped =
  (shape: Shape): Check =>
  (value) =>
    isObject(value) && Object.entries(shape).every(([key, check]) => check(value[key]));

const worker = shaped({ jobId: isName, instance: isName, node: isText, pid: isCount });
const error = shaped({ message: isText, stack: isText });
const progress = shaped({
  npoints: isCount,
  newPoints: isCount,
  // A loss that is infinite or NaN arrives as null, as JSON writes it.
  loss: orNull(isNumber),
  pending: isCount,
  at: isNumber,
  cpu: isNumber,
  memory: isNumber,
  overhead: isNumber,
  dataSize: isCount,
  rate: isNumber,
  retried: isCount,
});
const report: Shape = { worker, index: isCount, epoch: isCount };

const workerShapes: Readonly<Record<WorkerRequest["verb"], Shape>> = {
  start: { worker, resourceClass: isCount, secondsLeft: orNull(isNumber) },
  progress: { ...report, progress },
  finish: { ...report, progress },
  fail: { ...report, progress: orNull(progress), error },
  release: { ...report, progress: orNull(progress), cause: oneOf("preempted", "walltime", "cancelled") },
  leave: { worker },
};

/** A name that leads nowhere else. */
const isFunctionsFolder: Check = (value) => typeof value === "string" && /^replaced\/[\w-]+$/.test(value);

const ownerShapes: Readonly<Record<OwnerRequest["verb"], Shape>> = {
  snapshot: { since: orAbsent(orNull(isCount)) },
  rows: {
    table: oneOf("learners", "jobs"),
    offset: isCount,
    limit: isCount,
    status: orAbsent(orNull(isText)),
  },
  cancel: {},
  trigger: {},
  replaceLearner: { index: isCount, functions: isFunctionsFolder },
  shutdown: {},
};

const shapes = new Map<string, Shape>([...Object.entries(workerShapes), ...Object.entries(ownerShapes)]);

const show = (value: unknown): string =>
  value === undefined ? "(none)" : JSON.stringify(value).slice(0, 100);

/** The verbs that a job may use; all others are the owner's. */
export const WORKER_VERBS: ReadonlySet<Verb> = new Set(Object.keys(workerShapes) as WorkerRequest["verb"][]);

/** Tells a job's request from an owner's. */
export function isWorkerRequest(request: WorkerRequest | OwnerRequest): request is WorkerRequest {
  return WORKER_VERBS.has(request.verb);
}

/**
 * Checks a parsed request: version, id, verb, and the type of every field that the verb needs.
 * Unknown fields are kept, so that a newer peer may add some.
 *
 * Throws an {@link AdaptiveSchedulerError} with code `bad-request`, `protocol-version` or `unknown-verb`.
 */
export function assertRequestMessage(value: unknown): asserts value is RequestMessage {
  if (!isObject(value)) throw new AdaptiveSchedulerError("bad-request", "A request must be a JSON object.");
  const { protocol, id, verb } = value;
  if (protocol !== PROTOCOL_VERSION) {
    throw new AdaptiveSchedulerError(
      "protocol-version",
      `The request speaks protocol ${show(protocol)}, this manager speaks ${PROTOCOL_VERSION}: use one version of adaptive-scheduler for the run and its jobs.`,
    );
  }
  if (!isName(id))
    throw new AdaptiveSchedulerError("bad-request", "A request needs an id, a text of 1 to 1000 characters.");
  const shape = typeof verb === "string" ? shapes.get(verb) : undefined;
  if (shape === undefined) {
    throw new AdaptiveSchedulerError(
      "unknown-verb",
      `The verb ${show(verb)} is unknown. Valid verbs: ${[...shapes.keys()].join(", ")}.`,
    );
  }
  for (const [field, check] of Object.entries(shape)) {
    if (!check(value[field])) {
      throw new AdaptiveSchedulerError(
        "bad-request",
        `The field "${field}" of the request "${String(verb)}" is missing or of a wrong type.`,
      );
    }
  }
}
