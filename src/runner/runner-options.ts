import { availableParallelism } from "node:os";
import { hasEnd, toGoalRecord, type Goal } from "../goal/index.js";
import type { Learner } from "../learner/index.js";
import { AdaptiveSchedulerError, refuseUnknownOptions, type GoalRecord } from "../protocol/index.js";
import type { Attempt } from "./attempts.js";
import type { Executor } from "./executor.js";

/** The executors that a runner makes itself. */
export type RunnerExecutor = "sequential" | "threads" | "processes";

/** How a runner runs. One of the goals at most may be given. */
export interface RunnerOptions<L extends Learner = Learner> {
  /** When to stop; for a balancing learner when every child is so far. @defaultValue until the learner is done, or for ever */
  readonly goal?: Goal<L>;
  /** Stop at a loss of at most this. */
  readonly lossGoal?: number;
  /** Stop at so many points. */
  readonly npointsGoal?: number;
  /** Stop at this time. */
  readonly endTimeGoal?: Date | number;
  /** Stop after so many seconds. */
  readonly durationGoal?: number;
  /**
   * Where points are evaluated: in this thread, in a pool of threads or processes, or by an executor of your own.
   * @defaultValue this thread for an async function and `command`, else processes
   */
  readonly executor?: RunnerExecutor | Executor<Attempt>;
  /** Threads or processes of the pool; for an async function in this thread, points in flight. @defaultValue all cores */
  readonly cores?: number;
  /**
   * Points evaluated at once. With the default, points that take well under a millisecond travel in batches, so that up
   * to an eighth of the known points are in flight; a number given here is never exceeded.
   * @defaultValue the executor's cores
   */
  readonly ntasks?: number | null;
  /** Keep a record of all calls of the learner, for `replayLog`. @defaultValue false */
  readonly log?: boolean;
  /** Close an executor of your own at the end. @defaultValue false */
  readonly shutdownExecutor?: boolean;
  /** How often a failing point is tried again. @defaultValue 0 */
  readonly retries?: number;
  /** End with the error of a point that failed more often; else go on without it. @defaultValue true */
  readonly raiseIfRetriesExceeded?: boolean;
  /** Whether a runner without a goal may run. @defaultValue true */
  readonly allowRunningForever?: boolean;
}

export const RUNNER_OPTIONS = [
  "goal", "lossGoal", "npointsGoal", "endTimeGoal", "durationGoal", "executor", "cores", "ntasks", "log",
  "shutdownExecutor", "retries", "raiseIfRetriesExceeded", "allowRunningForever",
] as const satisfies readonly (keyof RunnerOptions)[]; // prettier-ignore

/** Options with nothing left open. */
export interface NormalRunnerOptions {
  readonly goal: GoalRecord;
  readonly predicate: ((learner: never) => boolean) | undefined;
  readonly executor: RunnerExecutor | Executor<Attempt> | null;
  readonly cores: number;
  readonly ntasks: number | null;
  readonly log: boolean;
  readonly shutdownExecutor: boolean;
  readonly retries: number;
  readonly raiseIfRetriesExceeded: boolean;
}

/** Checks a runner's options and fills in the defaults. @throws AdaptiveSchedulerError */
export function normalizeRunnerOptions<L extends Learner>(
  options: RunnerOptions<L>,
  learner: L,
): NormalRunnerOptions {
  refuseUnknownOptions("Runner", options, RUNNER_OPTIONS);
  const goal = oneGoal(options);
  const record = toGoalRecord(goal);
  if (record.kind === "none" && options.allowRunningForever === false && !hasEnd(learner)) {
    throw new AdaptiveSchedulerError(
      "bad-goal",
      "Without a goal this learner would go on for ever: give a goal.",
    );
  }
  const { executor = null } = options;
  if (typeof executor === "string" && !["sequential", "threads", "processes"].includes(executor)) {
    throw new AdaptiveSchedulerError(
      "bad-option",
      `executor is ${JSON.stringify(executor)} instead of "sequential", "threads", "processes" or an executor`,
    );
  }
  return {
    goal: record,
    predicate: typeof goal === "function" ? goal : undefined,
    executor,
    cores: wholeNumber("cores", options.cores ?? availableParallelism(), 1),
    ntasks: options.ntasks == null ? null : wholeNumber("ntasks", options.ntasks, 1),
    log: options.log ?? false,
    shutdownExecutor: options.shutdownExecutor ?? false,
    retries: wholeNumber("retries", options.retries ?? 0, 0),
    raiseIfRetriesExceeded: options.raiseIfRetriesExceeded ?? true,
  };
}

/** Takes the one goal that was given in whatever way. @throws AdaptiveSchedulerError `bad-goal` when there are several */
export function oneGoal<L extends Learner>(options: RunnerOptions<L>): Goal<L> {
  const given: Goal<L>[] = [];
  if (options.goal != null) given.push(options.goal);
  if (options.lossGoal != null) given.push({ loss: options.lossGoal });
  if (options.npointsGoal != null) given.push({ npoints: options.npointsGoal });
  if (options.endTimeGoal != null) given.push({ endTime: options.endTimeGoal });
  if (options.durationGoal != null) given.push({ duration: options.durationGoal });
  if (given.length < 2) return given[0] ?? null;
  throw new AdaptiveSchedulerError(
    "bad-goal",
    "Either goal, lossGoal, npointsGoal, endTimeGoal or durationGoal can be given, not several.",
  );
}

function wholeNumber(name: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new AdaptiveSchedulerError(
    "bad-option",
    `${name} is ${value} instead of a whole number from ${least} up`,
  );
}
