import { AdaptiveSchedulerError } from "../protocol/errors.js";

/** Says what cannot travel to a worker, the path that leads to it, and what to do. */
export class CaptureError extends AdaptiveSchedulerError {
  constructor(message: string, options: { cause?: unknown; path?: string } = {}) {
    super("capture", options.path === undefined ? message : `${options.path}: ${message}`, {
      cause: options.cause,
      details: { path: options.path ?? null },
    });
  }
}
