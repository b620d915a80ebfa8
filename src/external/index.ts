export { command, type CommandFunctionOptions, type CommandOutput } from "./command.js";
export { PythonError } from "./interpreter.js";
export { python, type PythonOptions } from "./python.js";
export { fillTemplate } from "./template.js";
export { sharedMemoryCache, type SharedMemoryCacheOptions } from "./shared-memory-cache.js";
