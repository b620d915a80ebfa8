// The public door of the library: named re-exports, and the wiring of ports to adapters.
export * from "./learner/index.js";
export { loadLearner, saveLearner } from "./checkpoint/index.js";
export { RunManager } from "./run-manager.js";
export type { Fname, JobRunnerOptions, LogRow, RunManagerOptions, StartOptions } from "./run/index.js";
export { comboToFname, namedProduct, type Combo, type ComboToFnameOptions } from "./run/index.js";
export { Local, createScheduler } from "./scheduler/index.js";
export { AdaptiveSchedulerError, type Snapshot } from "./protocol/index.js";
