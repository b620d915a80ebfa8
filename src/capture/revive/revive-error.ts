import { AdaptiveSchedulerError } from "../../protocol/errors.js";

/** Says why captured functions cannot be made again. */
export class ReviveError extends AdaptiveSchedulerError {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super("revive", message, options);
  }
}
