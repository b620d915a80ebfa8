export * from "./command-error.js";
export * from "./run-command.js";
