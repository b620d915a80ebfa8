/**
 * Is thrown by every learner when it is used in a way that has no meaning.
 *
 * `code` is a stable word for programs, `message` a sentence for people. A learner that throws it is
 * unchanged: arguments are checked before anything is written (of a balancing learner, each child is).
 */
export class LearnerError extends Error {
  readonly code: LearnerErrorCode;

  constructor(code: LearnerErrorCode, message: string) {
    super(message);
    this.name = "LearnerError";
    this.code = code;
  }
}

/** What was wrong with the arguments that a learner was given. */
export type LearnerErrorCode =
  | "unknown-option"
  | "bad-option"
  | "bad-bounds"
  | "bad-count"
  | "bad-point"
  | "bad-value"
  | "bad-learner"
  | "not-done";

/** Throws an error that names the unknown keys of `options` and lists the valid ones, or says that it is no object. */
export function refuseUnknownKeys(owner: string, options: unknown, valid: readonly string[]): void {
  if (typeof options !== "object" || options === null) {
    throw new LearnerError(
      "bad-option",
      `${owner} needs options {${valid.join(", ")}}, not ${show(options)}.`,
    );
  }
  const unknown = Object.keys(options).filter((key) => !valid.includes(key));
  if (unknown.length === 0) return;
  const names = unknown.map((key) => `"${key}"`).join(", ");
  throw new LearnerError(
    "unknown-option",
    `${owner} has no option ${names}. Valid options: ${valid.join(", ")}.`,
  );
}

/** Returns the function that is to be learned; throws when it is not one. */
export function checkFunction<F>(owner: string, candidate: F): F {
  if (typeof candidate === "function") return candidate;
  throw new LearnerError(
    "bad-option",
    `${owner} needs a function as its first argument, not ${show(candidate)}.`,
  );
}

/** Returns `n`, a number of points to ask for; throws when it is negative or not an integer. */
export function checkCount(owner: string, n: number): number {
  if (Number.isInteger(n) && n >= 0) return n;
  throw new LearnerError(
    "bad-count",
    `${owner}.ask needs a whole number of points from 0 up, not ${show(n)}.`,
  );
}

/** Returns finite bounds with the lower end below the upper; throws for anything else. */
export function checkBounds(owner: string, bounds: unknown): readonly [number, number] {
  if (Array.isArray(bounds) && bounds.length === 2) {
    const [lower, upper] = bounds as [unknown, unknown];
    if (
      typeof lower === "number" &&
      typeof upper === "number" &&
      isFinite(lower) &&
      isFinite(upper) &&
      lower < upper
    ) {
      return [lower, upper];
    }
  }
  throw new LearnerError(
    "bad-bounds",
    `${owner} needs bounds [lower, upper], two finite numbers with lower < upper, not ${show(bounds)}.`,
  );
}

/** Throws unless there are as many values as points. */
export function checkSameLength(owner: string, points: ArrayLike<unknown>, values: ArrayLike<unknown>): void {
  if (points.length === values.length) return;
  throw new LearnerError(
    "bad-value",
    `${owner}.tellMany was given ${points.length} points and ${values.length} values; each point needs one value.`,
  );
}

/** Writes any value into an error message, shortly. */
export function show(value: unknown): string {
  if (typeof value === "bigint") return `${value.toString()}n`;
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) {
    return typeof value === "string" ? JSON.stringify(value) : String(value);
  }
  const text = ArrayBuffer.isView(value) ? `[${(value as unknown as number[]).toString()}]` : jsonOf(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** JSON of what has some: a value that is complained about may hold itself, or a bigint. */
function jsonOf(value: object): string {
  try {
    const text = JSON.stringify(value, (_key, item: unknown) =>
      typeof item === "bigint" || (typeof item === "number" && !Number.isFinite(item)) ? String(item) : item,
    ) as string | undefined;
    return text ?? "an object";
  } catch {
    return "an object";
  }
}
