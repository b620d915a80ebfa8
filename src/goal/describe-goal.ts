import { assertNever, type GoalRecord } from "../protocol/index.js";

/** Returns a goal in words, for screens and logs: `npoints >= 200`. */
export function describeGoal(record: GoalRecord): string {
  switch (record.kind) {
    case "npoints":
      return `npoints >= ${record.npoints}`;
    case "loss":
      return `loss <= ${record.loss}`;
    case "duration":
      return `${record.seconds} s after the start`;
    case "endTime":
      return `at ${new Date(record.at).toISOString()}`;
    case "function":
      return "a function of the learner";
    case "none":
      return "until the learner is done";
    default:
      return assertNever(record);
  }
}
