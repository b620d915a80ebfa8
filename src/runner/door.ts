import { command, python } from "../external/index.js";
import * as learners from "../learner/index.js";

/** What a door reference may name in a worker: our own exports, as captured learners and functions refer to them. */
export const door: Readonly<Record<string, unknown>> = { ...learners, command, python };
