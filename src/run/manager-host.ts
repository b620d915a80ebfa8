import { startManager, type RunningManager } from "../manager/index.js";
import type { NormalizedOptions } from "./options.js";
import { startManagerProcess, type StartFlags } from "./manager-process.js";

/** Where the manager of a run lives. */
export interface ManagerHost {
  /** Starts it; resolves when it listens. */
  start(flags: StartFlags): Promise<void>;
  /** Ends a manager that lives in this process; one in a process of its own is left alone. */
  close(): Promise<void>;
}

/** The manager in a process of its own: outlives the notebook, and no busy cell holds it up. */
export function processHost(runFolder: string): ManagerHost {
  return {
    start: async (flags) => {
      await startManagerProcess(runFolder, flags);
    },
    close: () => Promise.resolve(),
  };
}

/** The same manager inside this process, for `host: "kernel"`; it asks a `killOnError` predicate here. */
export function kernelHost(
  runFolder: string,
  killOnError: NormalizedOptions["killOnError"] = null,
): ManagerHost {
  let running: RunningManager | null = null;
  return {
    start: async (flags) => {
      running = await startManager({
        runFolder,
        ...flags,
        ...(typeof killOnError === "function" && { killOnError }),
      });
    },
    close: async () => {
      await running?.close();
      running = null;
    },
  };
}
