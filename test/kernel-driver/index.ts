export {
  runCells,
  startKernel,
  type CellResult,
  type Kernel,
  type KernelMessage,
  type KernelOptions,
} from "./kernel.js";
export { repository, testPython } from "./python.js";
