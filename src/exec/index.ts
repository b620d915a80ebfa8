export * from "./command-error.js";
export * from "./run-command.js";
export * from "./start-program.js";
