import { AdaptiveSchedulerError } from "../protocol/index.js";

/** Tells that jobs could not be submitted, or that it is not known whether they were. */
export class SubmitError extends AdaptiveSchedulerError {
  constructor(message: string, options: { cause?: unknown; details?: Record<string, unknown> } = {}) {
    super("submit-failed", message, options);
  }
}

/** Tells that the scheduler gave no whole answer. It decides nothing: ask again later. */
export class QueueError extends AdaptiveSchedulerError {
  constructor(message: string, options: { cause?: unknown; details?: Record<string, unknown> } = {}) {
    super("queue-failed", message, options);
  }
}

/** Tells that text of a scheduler's command is not what it should be, with the line. */
export class ParseError extends AdaptiveSchedulerError {
  constructor(message: string, line: string) {
    super("parse-failed", `${message}: ${JSON.stringify(line.slice(0, 200))}`, { details: { line } });
  }
}

/** Tells that a resource option has a value that no job can have. */
export class ResourceError extends AdaptiveSchedulerError {
  constructor(message: string, details: Record<string, unknown> = {}) {
    super("bad-resource", message, { details });
  }
}
