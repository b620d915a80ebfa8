export { startManager, type ManagerOptions, type RunningManager } from "./manager.js";
export { isAlive, processStart } from "./process-identity.js";
export { replaceFile, syncFolder } from "./replace-file.js";
