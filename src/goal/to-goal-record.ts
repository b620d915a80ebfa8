import type { Learner } from "../learner/index.js";
import { AdaptiveSchedulerError, type GoalRecord } from "../protocol/index.js";
import type { Goal } from "./goal.js";

const KEYS = ["npoints", "loss", "duration", "endTime"];

/**
 * Turns a user's goal into the record that a run file keeps; a function stands there as `function` only.
 *
 * @throws AdaptiveSchedulerError with code `bad-goal` that says what is wrong and what a goal may be.
 */
export function toGoalRecord<L extends Learner>(goal: Goal<L>): GoalRecord;
export function toGoalRecord(goal: unknown): GoalRecord {
  if (goal === null) return { kind: "none" };
  if (typeof goal === "function") return { kind: "function" };
  if (typeof goal === "number") {
    return Number.isInteger(goal) ? npointsRecord(goal) : lossRecord(goal);
  }
  if (typeof goal !== "object" || Array.isArray(goal)) throw badGoal(`it is ${describe(goal)}`);
  const entries = Object.entries(goal);
  if (entries.length !== 1) throw badGoal(`it has ${entries.length} keys instead of one`);
  return objectRecord(...entries[0]!);
}

function objectRecord(key: string, value: unknown): GoalRecord {
  switch (key) {
    case "npoints":
      return npointsRecord(value);
    case "loss":
      return lossRecord(value);
    case "duration":
      if (!isNonNegative(value))
        throw badGoal(`its duration is ${describe(value)} instead of seconds from 0 up`);
      return { kind: "duration", seconds: value };
    case "endTime": {
      const at = value instanceof Date ? value.getTime() : value;
      if (typeof at !== "number" || !Number.isFinite(at)) throw badGoal(`its endTime is ${describe(value)}`);
      return { kind: "endTime", at };
    }
    default:
      throw badGoal(`"${key}" is not one of ${KEYS.join(", ")}`);
  }
}

function npointsRecord(npoints: unknown): GoalRecord {
  if (isNonNegative(npoints) && Number.isInteger(npoints)) return { kind: "npoints", npoints };
  throw badGoal(`its npoints is ${describe(npoints)} instead of a whole number from 0 up`);
}

function lossRecord(loss: unknown): GoalRecord {
  if (isNonNegative(loss)) return { kind: "loss", loss };
  throw badGoal(`its loss is ${describe(loss)} instead of a number from 0 up`);
}

function isNonNegative(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

function badGoal(reason: string): AdaptiveSchedulerError {
  return new AdaptiveSchedulerError(
    "bad-goal",
    `The goal is not valid: ${reason}. A goal is a whole number of points, another number for a loss, ` +
      `{npoints}, {loss}, {duration} in seconds, {endTime} as a Date, a function of the learner, or null.`,
  );
}
