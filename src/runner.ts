import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { captureFunctions, writeFunctions } from "./capture/index.js";
import { door } from "./door.js";
import { showOutput } from "./kernel/index.js";
import type { Learner } from "./learner/index.js";
import { drawLearner } from "./plot-learner.js";
import {
  Runner as PortedRunner,
  runnerInfo,
  type LivePlotOptions,
  type RunnerDisplay,
  type RunnerOptions,
  type RunnerPorts,
  type RunnerView,
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

/** Shows something again and again until the runner has ended, or until something else of that name is shown. */
function keepShown(
  runner: RunnerView,
  seconds: number,
  draw: () => Record<string, string>,
  name?: string,
): void {
  const output = showOutput(draw());
  if (output === null) {
    console.log(draw()["text/plain"]);
    return;
  }
  const timer = setInterval(() => output.update(draw()), seconds * 1000);
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    output.update(draw());
  };
  if (name !== undefined) {
    named.get(name)?.();
    named.set(name, end);
  }
  runner.finished.then(end, end);
}

const display: RunnerDisplay = {
  info: (runner, { updateInterval }) =>
    keepShown(runner, updateInterval, () => ({ "text/plain": runnerInfo(runner) })),
  livePlot: (runner, { plotter = drawLearner, updateInterval = 2, name }: LivePlotOptions) =>
    keepShown(
      runner,
      updateInterval,
      () => ({
        "text/plain": `${runner.learner.npoints} points`,
        "text/html": String(plotter(runner.learner as never)),
      }),
      name,
    ),
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
