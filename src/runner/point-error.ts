import { AdaptiveSchedulerError, type PointError } from "../protocol/index.js";

/** Rewrites a stack so that it shows the lines of the user's own source. */
export type MapStack = (stack: string) => string;

/** Describes anything thrown, at `point` (leave it out when no point was evaluated). */
export function describeError(
  thrown: unknown,
  mapStack: MapStack = (stack) => stack,
  point?: unknown,
): PointError {
  const message = messageOf(thrown);
  const stack =
    thrown instanceof Error && typeof thrown.stack === "string" ? mapStack(thrown.stack) : message;
  const causes =
    thrown instanceof Error && thrown.cause !== undefined
      ? `\n[cause] ${describeError(thrown.cause, mapStack).stack}`
      : "";
  return { message, stack: stack + causes, ...(point === undefined ? {} : { point: plainPoint(point) }) };
}

function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return `${thrown.name}: ${thrown.message}`;
  try {
    return `thrown: ${typeof thrown === "string" ? thrown : JSON.stringify(thrown)}`;
  } catch {
    return `thrown: ${String(thrown)}`;
  }
}

/** The point as JSON keeps it: NaN and infinities as text. */
export function plainPoint(point: unknown): unknown {
  try {
    return JSON.parse(
      JSON.stringify(point, (_key, value: unknown) =>
        typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
      ),
    );
  } catch {
    return String(point);
  }
}

/** A point failed more often than `retries` allows. */
export class PointFailedError extends AdaptiveSchedulerError {
  readonly pointError: PointError;

  constructor(pointError: PointError, thrown?: unknown) {
    super(
      "point-failed",
      `learner.function(${JSON.stringify(pointError.point)}) failed: ${pointError.message}\n${pointError.stack}`,
      { cause: thrown, details: { ...pointError } },
    );
    this.pointError = pointError;
  }
}
