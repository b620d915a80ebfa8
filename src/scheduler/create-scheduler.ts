import { AdaptiveSchedulerError } from "../protocol/index.js";
import { Local } from "./local/local.js";
import { SLURM } from "./slurm/slurm.js";
import type { Scheduler } from "./scheduler.js";

type Make = (options: Readonly<Record<string, unknown>>) => Scheduler;

/** Every kind of scheduler, by the name in a run file. */
const KINDS: Readonly<Record<string, Make>> = {
  local: (options) => new Local(options),
  slurm: (options) => new SLURM(options),
};

/** Makes a scheduler again from its `kind` and plain `options`, as a run file holds them. */
export function createScheduler(kind: string, options: Readonly<Record<string, unknown>>): Scheduler {
  const make = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (make) return make(options);
  throw new AdaptiveSchedulerError(
    "unknown-scheduler",
    `there is no scheduler "${kind}" here. Known: ${Object.keys(KINDS).join(", ")}.`,
  );
}
