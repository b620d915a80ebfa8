import { command, python, sharedMemoryCache } from "../external/index.js";
import * as learners from "../learner/index.js";
import { simple } from "./simple.js";
import { stopAfter } from "./stop-after.js";

/**
 * What a captured learner or function may refer to by name instead of taking it along: our own exports, as the worker
 * has them in its bundle. Capture and revival are to be given this same table.
 */
export const door: Readonly<Record<string, unknown>> = {
  ...learners,
  command,
  python,
  sharedMemoryCache,
  simple,
  stopAfter,
};
