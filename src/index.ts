// The public door of the library: named re-exports, and the wiring of ports to adapters.
export {
  AverageLearner,
  AverageLearner1D,
  BalancingLearner,
  DataSaver,
  DivergentIntegralError,
  IntegratorLearner,
  Learner1D,
  Learner2D,
  LearnerError,
  LearnerND,
  SequenceLearner,
  ValueMap,
  ValueSet,
  deviation,
  intervalLoss,
  makeDataSaver,
  simplexLoss,
  triangleLoss,
  usesNthNeighbors,
} from "./learner/index.js";
export type * from "./learner/index.js";
export * from "./run/shape/index.js";
export { describeGoal, type Goal } from "./goal/index.js";
export {
  CheckpointError,
  fromTable,
  loadDataframes,
  loadLearner,
  saveDataframe,
  saveLearner,
  toTable,
  type DataframeOptions,
  type FrameOptions,
  type FromTableOptions,
  type LearnerFname,
  type Parameters,
} from "./checkpoint/index.js";
export { CaptureError, ref, task, type TaskOptions } from "./capture/index.js";
export {
  command,
  python,
  sharedMemoryCache,
  type CommandFunctionOptions,
  type PythonOptions,
} from "./external/index.js";
export { plot, type Picture } from "./plot-learner.js";
export { describePlot, type PlotDescription, type PlotOptions } from "./plot/index.js";
export { RunManager } from "./run-manager.js";
export { DatabaseManager } from "./database-manager.js";
export { JobManager, KillManager, parseLogFiles } from "./run/index.js";
export type {
  DatabaseManagerOptions,
  DatabaseRow,
  JobManagerOptions,
  KillManagerOptions,
  LogFileRow,
  ManagingStatus,
  WorkOptions,
} from "./run/index.js";
export { MultiRunManager, SlurmTask, type AddRunOptions, type TaskId } from "./run/index.js";
export { SlurmExecutor, type SlurmExecutorOptions } from "./slurm-executor.js";
export { slurmRun, type SlurmRunOptions } from "./slurm-run.js";
export { getAllowedUrl, startOneByOne, type OneByOneOptions } from "./run/index.js";
export { Runner } from "./runner.js";
export { replayLog, simple, stopAfter, type RunnerOptions, type SimpleOptions } from "./runner/index.js";
export type { Fname, JobRunnerOptions, LogRow, RunManagerOptions, StartOptions } from "./run/index.js";
export {
  Local,
  SLURM,
  createScheduler,
  defaultScheduler,
  type LocalOptions,
  type Scheduler,
  type SlurmOptions,
} from "./scheduler/index.js";
export { AdaptiveSchedulerError, type Snapshot } from "./protocol/index.js";
