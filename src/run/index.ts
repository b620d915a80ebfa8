export * from "./shape/index.js";
export { RunManager, type StartOptions } from "./run-manager.js";
export type { JobRunnerOptions, RunManagerOptions } from "./options.js";
export type { Fname } from "./check-input.js";
export type { LogRow } from "./parse-logs.js";
export type { RunPorts } from "./ports.js";
export { cancelRun } from "./cancel-run.js";
export { parseLogs } from "./parse-logs.js";
export { readStatus } from "./run-folder.js";
