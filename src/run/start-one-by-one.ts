import { AdaptiveSchedulerError, type Snapshot } from "../protocol/index.js";

/** What {@link startOneByOne} needs of a run manager. */
export interface Startable {
  readonly jobName: string;
  readonly finished: Promise<Snapshot>;
  start(): Promise<unknown>;
  snapshot(): Snapshot | null;
}

/** When the next run starts. */
export interface OneByOneOptions<Run> {
  /** Looked at every `interval`; the next run starts when it holds. @defaultValue the run before is over */
  readonly goal?: (run: Run) => boolean;
  /** Seconds between looks at the goal. @defaultValue 120 */
  readonly interval?: number;
}

/**
 * Starts runs after each other: the first now, each other one when the run before it is over or meets the goal.
 * Resolves when the last one is started.
 *
 * @throws AdaptiveSchedulerError when two runs have the same name, for they would share a folder
 */
export async function startOneByOne<Run extends Startable>(
  runs: readonly Run[],
  { goal, interval = 120 }: OneByOneOptions<Run> = {},
): Promise<void> {
  const names = runs.map((run) => run.jobName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new AdaptiveSchedulerError(
      "bad-input",
      `Two runs are named "${twice}": give each a jobName of its own.`,
    );
  }
  for (const [index, run] of runs.entries()) {
    const before = runs[index - 1];
    if (before !== undefined) await (goal ? meets(before, goal, interval) : before.finished);
    await run.start();
  }
}

async function meets<Run extends Startable>(
  run: Run,
  goal: (run: Run) => boolean,
  seconds: number,
): Promise<void> {
  const state = { isOver: false };
  const ended = run.finished.then(() => {
    state.isOver = true;
  });
  // A run that is over will not come nearer to its goal.
  while (!goal(run) && !state.isOver) await Promise.race([ended, wait(seconds * 1000)]);
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
