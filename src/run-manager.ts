import type { Learner } from "./learner/index.js";
import { door } from "./door.js";
import { describeChosen } from "./plot/index.js";
import { announceRun, displayRun } from "./kernel/index.js";
import { placesText, snapshotText, type RunView, type Snapshot } from "./protocol/index.js";
import { RunManager as ManagedRun, type Fname, type RunManagerOptions, type RunPorts } from "./run/index.js";
import { showProgress } from "./show-progress.js";
import type { Scheduler } from "./scheduler/index.js";

/** Whether this process is a tslab kernel, which lives as long as its notebook wants. */
const isKernel = "__tslab__" in globalThis;

function show(view: RunView, format: "widget" | "text" | "data"): unknown {
  const snapshot = view.snapshot();
  if (format === "data") return snapshot;
  if (format === "text") return snapshot === null ? "The run has not started." : snapshotText(snapshot);
  displayRun(view);
  return undefined;
}

/** Says at the end of a failed run what failed: nobody should have to look for it. */
function tellFailure(last: Snapshot): void {
  if (last.status !== "failed") return;
  const lines = last.problems.map(({ message, count, advice, examples }) => {
    const which = placesText({ examples });
    return `  ${count} learner${count === 1 ? "" : "s"} (${which}${count > examples.length ? ", ..." : ""}): ${message}\n    ${advice}`;
  });
  console.error(`The run "${last.jobName}" failed:\n${lines.join("\n")}`);
}

const ports: RunPorts = {
  door,
  keepsAlive: !isKernel,
  warn: (sentence) => console.warn(`adaptive-scheduler: ${sentence}`),
  progress: showProgress,
  announce: (view) => {
    if (isKernel) announceRun(view);
  },
  ended: tellFailure,
  show,
  describePlot: describeChosen,
};

/**
 * Runs learners as jobs of a batch system; see the README for the way of a run.
 *
 * @param scheduler where jobs go: `SLURM`, `PBS`, `SGE`, `Local` or `defaultScheduler()`
 * @param learners one learner a file
 * @param fnames where each learner's points are saved; relative to the working folder
 * @throws for an unknown option, or a value that cannot be meant; `start()` rejects for learners and files that do not fit
 *
 * @example
 * ```ts
 * const runManager = new RunManager(new Local({ cores: 2 }), learners, fnames, { goal: 200 });
 * await runManager.start();
 * runManager.info();
 * ```
 */
export class RunManager<L extends Learner = Learner> extends ManagedRun {
  declare readonly learners: readonly L[];

  constructor(
    scheduler: Scheduler,
    learners: readonly L[],
    fnames: readonly Fname[],
    options: RunManagerOptions<L> = {},
  ) {
    super(scheduler, learners, fnames, options as RunManagerOptions, ports);
  }

  /**
   * Gets a run back from its folder, from any notebook or script: the manager is asked, or started again when it is gone.
   * The learners are made again from the captured functions; `loadLearners()` brings their points.
   */
  static attach(runFolder: string): Promise<RunManager> {
    return ManagedRun.attachWith(
      (run) => new RunManager(run.scheduler, run.learners, run.fnames, run.options),
      runFolder,
      ports,
    );
  }
}
