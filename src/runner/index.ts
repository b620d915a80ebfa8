export { door } from "./door.js";
export { Attempts, type Attempt, type FailedPoint } from "./attempts.js";
export type { Executor, Settled, Task } from "./executor.js";
export { describeError, PointFailedError, type MapStack } from "./point-error.js";
export { type PeriodicSavingOptions } from "./periodic-saving.js";
export { MEMBER_ENTRY, processMembers, threadMembers, type StartMember } from "./pool/member-handle.js";
export type { MemberPorts, RevivedFunction } from "./pool/member.js";
export type { ShippedFunction } from "./pool/messages.js";
export { PoolBrokenError, PoolExecutor, type PoolOptions } from "./pool/pool-executor.js";
export type {
  LivePlotOptions,
  RunnerDisplay,
  RunnerPorts,
  RunnerStatus,
  RunnerView,
  ShippedToPool,
} from "./ports.js";
export { runLoop, type LoopEnd, type RunLoop } from "./run-loop.js";
export { Runner } from "./runner.js";
export { runnerFacts, runnerInfo } from "./runner-info.js";
export { replayLog, type LogEntry } from "./runner-log.js";
export type { RunnerExecutor, RunnerOptions } from "./runner-options.js";
export { SequentialExecutor, type EvaluationWatch, type SequentialOptions } from "./sequential-executor.js";
export { simple, type SimpleOptions } from "./simple.js";
export { stopAfter } from "./stop-after.js";
export { goalPredicate } from "../goal/index.js";
export type { Learner } from "../learner/index.js";
