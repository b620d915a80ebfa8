import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { Local } from "./local/local.js";
import type { ResourceOptions } from "./resources.js";
import type { Scheduler } from "./scheduler.js";
import { SLURM } from "./slurm/slurm.js";

/** Whether a program is on the PATH. */
function hasProgram(name: string, path: string): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Makes the scheduler of this machine: {@link SLURM} where `sbatch` and `squeue` are, else {@link Local} with as many
 * cores as this process may use. `cores` is those of one job in both.
 */
export function defaultScheduler(
  options: ResourceOptions = {},
  env: NodeJS.ProcessEnv = process.env,
): Scheduler {
  const path = env["PATH"] ?? "";
  if (hasProgram("sbatch", path) && hasProgram("squeue", path)) return new SLURM(options);
  const { cores, executor, numThreads, time, extraEnvVars, extraScript, nodeExecutable } = options;
  return new Local({
    coresPerJob: cores,
    executor,
    numThreads,
    time,
    extraEnvVars,
    extraScript,
    nodeExecutable,
  });
}
