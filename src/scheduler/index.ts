export type { Scheduler, SubmitRequest } from "./scheduler.js";
export { createScheduler } from "./create-scheduler.js";
export { ParseError, QueueError, ResourceError, SubmitError } from "./errors.js";
export { Local, type LocalOptions } from "./local/local.js";
export { parseTime, resolveResources, type PerLearner, type ResourceOptions } from "./resources.js";
