/**
 * Is the base of every error that this library throws on purpose.
 *
 * `code` is a stable word for programs; `message` says what happened, to what, and what to do.
 */
export class AdaptiveSchedulerError extends Error {
  readonly code: string;
  /** Facts for programs; crosses the wire as JSON. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** An error as it crosses ZeroMQ and stands in a journal: never an object with behaviour. */
export interface ErrorRecord {
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Turns anything thrown into what may cross the wire. */
export function toErrorRecord(error: unknown): ErrorRecord {
  if (error instanceof AdaptiveSchedulerError) {
    return { code: error.code, message: error.message, details: error.details };
  }
  return { code: "internal", message: error instanceof Error ? error.message : String(error) };
}

/** Throws an option error that names the unknown keys of `options` and lists the valid ones. */
export function refuseUnknownOptions(owner: string, options: object, valid: readonly string[]): void {
  const unknown = Object.keys(options).filter((key) => !valid.includes(key));
  if (unknown.length === 0) return;
  throw new AdaptiveSchedulerError(
    "unknown-option",
    `${owner} has no option ${unknown.map((key) => `"${key}"`).join(", ")}. Valid options: ${valid.join(", ")}.`,
    { details: { unknown, valid } },
  );
}

/** Ends a switch over a closed union: fails to compile when a case is missing. */
export function assertNever(value: never): never {
  throw new AdaptiveSchedulerError("internal", `unexpected value ${JSON.stringify(value)}`);
}
