export {
  DatabaseManager,
  type DatabaseManagerOptions,
  type DatabaseRow,
  type WorkOptions,
} from "./database-manager.js";
export { JobManager, type JobManagerArguments, type JobManagerOptions } from "./job-manager.js";
export { KillManager, type KillManagerOptions } from "./kill-manager.js";
export type { ManagingStatus } from "./managing.js";
export { parseLogFiles, type LogFileRow } from "./parse-log-files.js";
