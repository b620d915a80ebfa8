export { startManager, type ManagerOptions, type RunningManager } from "./manager.js";
export { isAlive } from "../scheduler/index.js";
export { readEndpoint, readRunFile, readStatus, requireRunFile } from "./run-files.js";
export { readRows } from "./read-rows.js";
export { replaceFile, syncFolder } from "./replace-file.js";
