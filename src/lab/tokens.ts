import { Token } from "@lumino/coreutils";
import type { ISignal } from "@lumino/signaling";
import type { ListedRun } from "../ui/index.js";

/** The runs of all kernels of this server, as they change. */
export interface IRuns {
  /** Runs that are known now, also of kernels that have gone since. */
  readonly runs: readonly ListedRun[];
  /** Whether the kernels are still being looked for. */
  readonly isLoading: boolean;
  /** Emitted at each change of `runs` or `isLoading`. */
  readonly changed: ISignal<IRuns, void>;
  /** Emitted once for each run that ends while this page watches. */
  readonly ended: ISignal<IRuns, ListedRun>;
  /** Cancels all jobs of a run. Rejects with the kernel's reason. */
  cancel(run: ListedRun): Promise<void>;
}

/** The token of {@link IRuns}. */
export const IRuns = new Token<IRuns>(
  "adaptive-scheduler:IRuns",
  "The runs of adaptive-scheduler in all running tslab kernels.",
);

/** Ids of commands. */
export const COMMANDS = {
  openPanel: "adaptive-scheduler:open-panel",
} as const;
