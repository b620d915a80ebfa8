export { captureFunctions, type Captured, type CaptureOptions, type Progress } from "./capture.js";
export { CaptureError } from "./capture-error.js";
export { ref, task, type TaskOptions } from "./explicit.js";
export { writeFunctions } from "./write.js";
