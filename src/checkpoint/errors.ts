import { AdaptiveSchedulerError } from "../protocol/index.js";

/** Why a checkpoint could not be opened, read or written. */
export type CheckpointErrorCode =
  /** The disk or the quota is full; the last good file stands and the save can be tried again. */
  | "checkpoint-full"
  /** Any other failed write; the last good file stands and the save can be tried again. */
  | "checkpoint-write"
  /** The path is no longer this owner's file: another job has the learner. Stop. */
  | "checkpoint-lost"
  /** The file is of another kind of learner, or not a checkpoint of ours; it was left alone. */
  | "checkpoint-kind"
  /** Nothing of the file can be read. */
  | "checkpoint-corrupt"
  /** A later epoch has opened the file. */
  | "checkpoint-stale"
  /** There is no such file. */
  | "checkpoint-missing"
  /** Used after `finish` or `abandon`. */
  | "checkpoint-closed"
  /** The learner is made in a way that cannot be saved or loaded like this. */
  | "checkpoint-learner"
  /** A value that no file can keep. */
  | "value-unkeepable";

/** Says what happened to which checkpoint, and what to do. */
export class CheckpointError extends AdaptiveSchedulerError {
  declare readonly code: CheckpointErrorCode;

  constructor(
    code: CheckpointErrorCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(code, message, options);
  }
}

const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** Turns a failed write of `fname` into an error that says whether the disk is full. */
export function writeError(fname: string, cause: unknown): CheckpointError {
  if (cause instanceof CheckpointError) return cause;
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? "";
  if (FULL.has(code)) {
    return new CheckpointError(
      "checkpoint-full",
      `${fname}: no space left (${code}). What was saved before is intact; free some space and it saves again.`,
      { cause, details: { fname } },
    );
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CheckpointError("checkpoint-write", `${fname} could not be written: ${reason}`, {
    cause,
    details: { fname },
  });
}
