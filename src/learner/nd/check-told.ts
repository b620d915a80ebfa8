import { LearnerError, show } from "../errors.js";
import type { LearnerData } from "../learner.js";

/** What a learned function of several variables returns: a number or a vector of numbers. */
export type NdValue = number | readonly number[] | Float64Array | Float32Array;

/** Throws unless `point` is an array of `dim` finite numbers. */
export function checkPoint(owner: string, point: unknown, dim: number): void {
  const numbers = point as ArrayLike<unknown>;
  let isGood = typeof point === "object" && point !== null && numbers.length === dim;
  for (let c = 0; isGood && c < dim; c++)
    isGood = typeof numbers[c] === "number" && Number.isFinite(numbers[c]);
  if (isGood) return;
  throw new LearnerError("bad-point", `${owner} needs points of ${dim} finite numbers, not ${show(point)}.`);
}

/** Throws unless `value` is a number or a vector, of the same shape as the values told before. */
export function checkValue(owner: string, value: unknown, data: LearnerData<number[], unknown>): void {
  const length = lengthOf(value);
  if (length === undefined) {
    throw new LearnerError(
      "bad-value",
      `${owner} needs values that are numbers or arrays of numbers, not ${show(value)}.`,
    );
  }
  if (data.size === 0) return;
  const first = lengthOf(firstValue(data));
  if (first === length) return;
  const name = (n: number | undefined): string => (n === -1 ? "a number" : `a vector of ${n ?? 0}`);
  throw new LearnerError(
    "bad-value",
    `${owner} was told ${name(first)} first, and now ${name(length)}: ${show(value)}.`,
  );
}

function firstValue(data: LearnerData<number[], unknown>): unknown {
  if ("valueAt" in data) return (data as { valueAt(index: number): unknown }).valueAt(0);
  for (const value of data.values()) return value;
  return undefined;
}

/** -1 for a number, the length of a vector, undefined for anything else. */
function lengthOf(value: unknown): number | undefined {
  if (typeof value === "number") return -1;
  if (typeof value !== "object" || value === null) return undefined;
  const numbers = value as ArrayLike<unknown>;
  if (!(numbers.length > 0)) return undefined;
  for (let c = 0; c < numbers.length; c++) if (typeof numbers[c] !== "number") return undefined;
  return numbers.length;
}
