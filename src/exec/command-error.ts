import { AdaptiveSchedulerError } from "../protocol/index.js";

/** Why a program gave no exit code of its own. */
export type CommandFailure =
  "command-not-started" | "command-timeout" | "command-cancelled" | "command-output";

/**
 * Tells that a program could not be started, or was ended by us: by its time limit, by a signal of the
 * caller, or because it wrote more than allowed. What it had written until then is kept.
 */
export class CommandError extends AdaptiveSchedulerError {
  readonly argv: readonly string[];
  readonly stdout: string;
  readonly stderr: string;

  constructor(
    code: CommandFailure,
    message: string,
    facts: {
      readonly argv: readonly string[];
      readonly stdout?: string;
      readonly stderr?: string;
      readonly cause?: unknown;
    },
  ) {
    super(code, message, { cause: facts.cause, details: { argv: [...facts.argv] } });
    this.argv = facts.argv;
    this.stdout = facts.stdout ?? "";
    this.stderr = facts.stderr ?? "";
  }
}
