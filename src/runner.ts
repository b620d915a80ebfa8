import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { captureFunctions, writeFunctions } from "./capture/index.js";
import { door } from "./door.js";
import { displayPlot, factsHtml, keepShown } from "./kernel/index.js";
import type { Learner } from "./learner/index.js";
import { describeChosen } from "./plot/index.js";
import { drawLearner } from "./plot-learner.js";
import {
  Runner as PortedRunner,
  runnerFacts,
  runnerInfo,
  type LivePlotOptions,
  type RunnerDisplay,
  type RunnerOptions,
  type RunnerPorts,
  type ShippedToPool,
} from "./runner/index.js";

/** Captures a learner for the threads or processes of a runner, in a folder that goes with it. */
async function shipFunction(learner: Learner): Promise<ShippedToPool> {
  const captured = captureFunctions([{ learner }], { door });
  const parent = await mkdtemp(join(tmpdir(), "adaptive-runner-"));
  const folder = join(parent, "functions");
  await writeFunctions(folder, captured);
  return { folder, index: 0, dispose: () => rm(parent, { recursive: true, force: true }) };
}

/** What ends the updates of each plot that has a name. */
const named = new Map<string, () => void>();

/** Notes what ends a plot, and ends the one before of its name. */
function replaceNamed(name: string | undefined, end: () => void): void {
  if (name === undefined) return;
  named.get(name)?.();
  named.set(name, end);
}

const display: RunnerDisplay = {
  info: (runner, { updateInterval }) => {
    const draw = () => ({ "text/plain": runnerInfo(runner), "text/html": factsHtml(runnerFacts(runner)) });
    if (keepShown(draw, runner.finished, updateInterval * 1000) === null) console.log(runnerInfo(runner));
  },
  livePlot: (runner, { plotter, updateInterval = 2, name }: LivePlotOptions) => {
    const { learner, finished } = runner;
    const words = (): string => `${learner.npoints} points`;
    const end = plotter
      ? keepShown(
          () => ({ "text/plain": words(), "text/html": String(plotter(learner as never)) }),
          finished,
          updateInterval * 1000,
        )
      : displayPlot(
          {
            describe: (choice) => describeChosen(learner, choice),
            version: () => learner.npoints,
            finished,
            draw: () => drawLearner(learner).svg,
          },
          updateInterval * 1000,
        );
    if (end === null) console.log(words());
    else replaceNamed(name, end);
  },
};

const ports: RunnerPorts = {
  display,
  shipFunction,
  workerFile: fileURLToPath(new URL("./worker/worker.cjs", import.meta.url)),
};

/**
 * Evaluates the points of one learner here, without a run folder: asks, evaluates, tells, until the goal is reached.
 *
 * @example
 * ```ts
 * const runner = new Runner(new Learner1D(Math.sin, { bounds: [0, 1] }), { goal: 100, executor: "sequential" });
 * await runner.finished;
 * ```
 */
export class Runner<P = unknown, V = unknown, L extends Learner<P, V> = Learner<P, V>> extends PortedRunner<
  P,
  V,
  L
> {
  constructor(learner: L & Learner<P, V>, options: RunnerOptions<L> = {}) {
    super(learner, options, ports);
  }
}
