import { door as workerDoor } from "./runner/index.js";

/**
 * The exports that user code may mention inside a function that travels. Capture ships them by name; the same object is
 * in the worker's bundle.
 */
export const door: Readonly<Record<string, unknown>> = workerDoor;
