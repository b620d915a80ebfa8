export type { Scheduler, SubmitRequest } from "./scheduler.js";
export { createScheduler } from "./create-scheduler.js";
export { ParseError, QueueError, ResourceError, SubmitError } from "./errors.js";
export { Local, type LocalOptions } from "./local/local.js";
export { SLURM, type SlurmOptions } from "./slurm/slurm.js";
export type { Partition } from "./slurm/parse.js";
export { defaultScheduler } from "./default-scheduler.js";
export { parseTime, resolveResources, type PerLearner, type ResourceOptions } from "./resources.js";
export { isAlive, startOf, type ProcessIdentity } from "./local/process.js";
