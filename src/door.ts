import * as external from "./external/index.js";
import * as learner from "./learner/index.js";

/**
 * The exports that user code may mention inside a function that travels. Capture ships them by name, and a worker has
 * them in its own bundle.
 */
export const door: Readonly<Record<string, unknown>> = { ...learner, ...external };
