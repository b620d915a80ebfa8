// Options and methods of a RunManager, each in a run of real jobs.
import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Learner1D, Local, RunManager, SequenceLearner, type RunManagerOptions } from "../../lib/index.js";
import type { JobRecord } from "../../lib/protocol/index.js";
import { until } from "./rig.js";

let folder: string;
const runs: RunManager[] = [];
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "adaptive-options-"))));
afterEach(async () => {
  for (const run of runs.splice(0)) {
    if (run.status() === "running") await run.cancel();
    await run.close();
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Learners that append a line to `evaluations` for each point. */
function learnersOf(count: number): Learner1D[] {
  const trace = join(folder, "evaluations");
  return Array.from({ length: count }, (_, index) => {
    const evaluate = (x: number): number => {
      process.getBuiltinModule("node:fs").appendFileSync(trace, `${index}\n`);
      return x * index;
    };
    return new Learner1D(evaluate, { bounds: [0, 1] });
  });
}

function runOf(
  learners: readonly Learner1D[],
  options: RunManagerOptions = {},
  scheduler = new Local({ cores: 2 }),
): RunManager {
  const { jobName = "run" } = options;
  const fnames = learners.map((_, index) => join(folder, "data", `${jobName}-${index}.arrow`));
  const run = new RunManager(scheduler, learners, fnames, {
    goal: 10,
    runsFolder: join(folder, "runs"),
    jobName: "run",
    logInterval: 0.3,
    quiet: true,
    moveOldLogsTo: join(folder, "old_logs"),
    ...options,
  });
  runs.push(run);
  return run;
}

/** In which order learners' first points were computed. */
async function order(): Promise<number[]> {
  const lines = (await readFile(join(folder, "evaluations"), "utf8")).trim().split("\n");
  return [...new Set(lines.map(Number))];
}

const limit = { timeout: 60_000 };

/** A learner that says something bad and hangs in its first job, and is well in the next. */
function hangsOnce(): Learner1D {
  const mark = join(folder, "mark");
  const evaluate = async (x: number): Promise<number> => {
    const { existsSync, writeFileSync } = process.getBuiltinModule("node:fs");
    if (!existsSync(mark)) {
      writeFileSync(mark, "");
      console.error("the device is lost");
      await new Promise(() => undefined);
    }
    return x;
  };
  return new Learner1D(evaluate, { bounds: [0, 1] });
}

describe.each(["process", "kernel"] as const)("killOnError with the manager in a %s", (host) => {
  test(
    "a predicate over the lines of a log has the job cancelled and its learner run again",
    limit,
    async () => {
      const words = ["device", "lost"];
      const run = await runOf([hangsOnce()], {
        host,
        killOnError: (lines) => words.every((word) => lines.some((line) => line.includes(word))),
        killInterval: 0.2,
      }).start();
      expect((await run.finished).jobs.causes.cancelled).toBe(1);
      const [log] = await readdir(join(folder, "old_logs"));
      expect(await readFile(join(folder, "old_logs", log!), "utf8")).toMatch(/the device is lost/);
    },
  );
});

test("a pattern does the same, and the log is deleted when old logs are not wanted", limit, async () => {
  const run = await runOf([hangsOnce()], {
    killOnError: "/DEVICE .* lost/i",
    killInterval: 0.2,
    moveOldLogsTo: null,
  }).start();
  expect((await run.finished).jobs.causes.cancelled).toBe(1);
  expect(existsSync(join(folder, "old_logs"))).toBe(false);
  const logs = await Promise.all(
    (await readdir(join(run.runFolder, "logs"))).map((name) =>
      readFile(join(run.runFolder, "logs", name), "utf8"),
    ),
  );
  expect(logs.some((text) => text.includes("the device is lost"))).toBe(false);
});

test("a predicate that throws is said, with what it threw, and stops nothing else", limit, async () => {
  const run = await runOf(learnersOf(1), {
    goal: 1_000_000,
    killOnError: () => {
      throw new TypeError("no such thing");
    },
    killInterval: 0.2,
  }).start();
  const problem = await until(() => run.snapshot()?.problems[0], "a problem");
  expect(problem.message).toMatch(/killOnError failed: .*no such thing/);
  expect(run.status()).toBe("running");
});

describe("replaceLearner", () => {
  const slow = (value: number): Learner1D => {
    const evaluate = async (): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return value;
    };
    return new Learner1D(evaluate, { bounds: [0, 1] });
  };
  /** Never holds for the first learner. */
  const goal = ((learner: Learner1D): boolean => {
    let fresh = 0;
    for (const [, value] of learner.data) if (value !== 1) fresh++;
    return fresh >= 20;
  }) as RunManagerOptions["goal"] & object;
  /** Waits for points of learner 0, and gives its epoch. */
  const points = (run: RunManager): Promise<number> =>
    until(async () => {
      const [row] = await run.getDatabase();
      return row!.npoints >= 10 ? row!.epoch : null;
    }, "points");

  test("ships the new function to the job, and keeps the points of the old one", limit, async () => {
    const run = await runOf([slow(1)], { goal, saveInterval: 0.2 }).start();
    const epoch = await points(run);
    await run.replaceLearner(0, slow(2));
    await run.finished;
    const [row] = await run.getDatabase();
    expect(row!.epoch).toBeGreaterThan(epoch);
    expect(await run.loadLearners()).toEqual({ loaded: 1, missing: 0 });
    const values = [...run.learners[0]!.data].map(([, value]) => value);
    expect([values[0], values.filter((value) => value === 2).length, values.at(-1)]).toEqual([1, 20, 2]);
    await expect(run.replaceLearner(0, slow(3))).rejects.toThrow(/is over/);
  });

  test("works from another notebook too, with the goal that travelled", limit, async () => {
    const run = await runOf([slow(1)], { goal, saveInterval: 0.2 }).start();
    await points(run);
    const other = await RunManager.attach(run.runFolder);
    runs.push(other);
    await other.replaceLearner(0, slow(3));
    await run.finished;
    await run.loadLearners();
    const values = [...run.learners[0]!.data].map(([, value]) => value);
    expect([values.filter((value) => value === 3).length, values.at(-1)]).toEqual([20, 3]);
  });

  test("refuses what does not fit, and changes nothing", limit, async () => {
    const run = await runOf([slow(1)], { goal: 1_000_000 }).start();
    await expect(run.replaceLearner(3, slow(2))).rejects.toThrow(/There is no learner 3: the run has 1/);
    const other = new SequenceLearner((x: number) => x, { sequence: [1, 2] });
    await expect(run.replaceLearner(0, other as never)).rejects.toThrow(
      /is a Learner1D, .* a SequenceLearner needs/,
    );
    expect(existsSync(join(run.runFolder, "functions", "replaced"))).toBe(false);
  });
});

test("dependencies: a learner starts when those that it needs are done", limit, async () => {
  const run = await runOf(learnersOf(3), { dependencies: { 0: [1], 1: [2] } }).start();
  expect((await run.finished).status).toBe("finished");
  expect(await order()).toEqual([2, 1, 0]);
});

test("initializers are called in the job, one a learner, before its first point", limit, async () => {
  const trace = join(folder, "evaluations");
  const initializers = [10, 11].map((word) => () => {
    process.getBuiltinModule("node:fs").appendFileSync(trace, `${word}\n`);
  });
  const run = await runOf(learnersOf(2), { initializers, maxSimultaneousJobs: 1 }).start();
  await run.finished;
  expect(await order()).toEqual([10, 0, 11, 1]);
});

test("maxSimultaneousJobs bounds the jobs", limit, async () => {
  // Both cores would be used otherwise: a job for each, submitted in the first turn.
  const run = await runOf(learnersOf(4), { maxSimultaneousJobs: 1 }).start();
  await run.finished;
  const { rows } = await run.view.rows("jobs", 0, 100, null);
  const jobs = (rows as JobRecord[]).sort((a, b) => a.submittedAt - b.submittedAt);
  expect(jobs.length).toBeGreaterThan(0);
  jobs.slice(1).forEach((job, k) => expect(job.submittedAt).toBeGreaterThanOrEqual(jobs[k]!.endedAt!));
});

test(
  "a learner that fails too often is given up; the others go on, and the run says which failed",
  limit,
  async () => {
    const bad = new Learner1D(
      (x: number) => {
        throw new Error(`broken at ${x > 2}`);
      },
      { bounds: [0, 1] },
    );
    const run = await runOf([...learnersOf(1), bad], { maxFailsPerJob: 2, goal: 5 }).start();
    const last = await run.finished;
    expect([last.status, last.learners.done, last.learners.failed]).toEqual(["failed", 1, 1]);
    const [, row] = await run.getDatabase();
    expect([row!.status, row!.fails, row!.error!.message]).toEqual(["failed", 2, "Error: broken at false"]);
  },
);

test("resources: a list or a function of the index, one job class each", limit, async () => {
  const variables = (index: number): string[] => [`LEARNER=${index}`];
  const scheduler = new Local({
    cores: 2,
    coresPerJob: [1, 2],
    extraEnvVars: variables,
    numThreads: () => 3,
  });
  const learners = [0, 1].map(
    () =>
      new SequenceLearner(() => [process.env["LEARNER"], process.env["OMP_NUM_THREADS"]], { sequence: [0] }),
  );
  const fnames = [0, 1].map((index) => join(folder, "data", `${index}.arrow`));
  const run = new RunManager(scheduler, learners, fnames, { runsFolder: join(folder, "runs"), quiet: true });
  runs.push(run);
  await run.start();
  await run.finished;
  await run.loadLearners();
  expect(learners.map((learner) => learner.result())).toEqual([[["0", "3"]], [["1", "3"]]]);
});

test("start({ waitFor }) begins when the other run is over", limit, async () => {
  const first = runOf(learnersOf(1), { jobName: "first" });
  const second = runOf(learnersOf(2).slice(1), { jobName: "second" });
  const started = second.start({ waitFor: first });
  expect(existsSync(second.runFolder)).toBe(false);
  await first.start();
  await started;
  expect(first.status()).toBe("finished");
  await second.finished;
  expect(await order()).toEqual([0, 1]);
});

test("a run tells how it does", limit, async () => {
  const run = runOf(learnersOf(2), { saveDataframe: true, dataframeFormat: "csv" });
  expect([run.status(), run.taskStatus(), run.elapsedTime(), run.isOver]).toEqual([
    "not yet started",
    "no manager yet",
    0,
    false,
  ]);
  await run.start();
  await run.finished;
  expect([run.status(), run.isOver]).toEqual(["finished", true]);
  expect(run.taskStatus()).toMatch(/^manager \d+ on .*, generation 1: finished, .*% of a core, \d+ MB$/);
  expect(run.elapsedTime()).toBeGreaterThan(0);
  expect((await run.jobStartingTimes()).every((seconds) => seconds >= 0)).toBe(true);
  const rows = await run.parseLogFiles();
  expect(rows.map((row) => [row.index, row.isDone]).sort()).toEqual([
    [0, true],
    [1, true],
  ]);
  const table = await run.loadDataframes();
  expect(table.numRows).toBe(20);
  expect(new Set(table.getChild("fname")!).size).toBe(2);
  const csv = (await readdir(join(folder, "data"))).filter((name) => name.endsWith(".csv"));
  expect(csv).toHaveLength(2);
});

test(
  "cleanup moves logs, and removes old ones when asked; data stays until it is removed",
  limit,
  async () => {
    const run = await runOf(learnersOf(1), { goal: 1_000_000 }).start();
    await until(async () => (await run.getDatabase())[0]!.npoints > 0, "points");
    await expect(run.removeExistingData()).rejects.toThrow(
      /can be removed when it is over, or with force: true/,
    );
    await run.cancel();
    expect(await run.cleanup()).toBeGreaterThan(0);
    const moved = await readdir(join(folder, "old_logs"));
    expect(moved.length).toBeGreaterThan(0);
    await writeFile(join(folder, "old_logs", "mine.txt"), "");
    expect(await run.cleanup({ removeOldLogsFolder: true })).toBe(moved.length);
    expect(await readdir(join(folder, "old_logs"))).toEqual(["mine.txt"]);
    expect(await run.removeExistingData({ moveTo: join(folder, "old_data") })).toBe(1);
    expect(await readdir(join(folder, "old_data"))).toEqual(["run-0.arrow"]);
  },
);

test("cleanupFirst removes the earlier run and leaves its data", limit, async () => {
  const run = await runOf(learnersOf(1)).start();
  const first = (await run.finished).runId;
  const again = await runOf(learnersOf(2), { cleanupFirst: true }).start();
  const last = await again.finished;
  expect([last.runId === first, last.learners.done, last.generation]).toEqual([false, 2, 1]);
  expect((await again.getDatabase())[0]!.npoints).toBe(10);
});

test("overwriteDb hands out all learners again, which go on from their data", limit, async () => {
  await (
    await runOf(learnersOf(1)).start()
  ).finished;
  const again = await runOf(learnersOf(1), { overwriteDb: true }).start();
  const last = await again.finished;
  expect([last.generation, (await again.getDatabase())[0]!.epoch]).toEqual([1, 1]);
  expect((await readFile(join(folder, "evaluations"), "utf8")).trim().split("\n")).toHaveLength(10);
});

test("checkGoalOnStart leaves out what is done already", limit, async () => {
  const learners = learnersOf(2);
  for (let i = 0; i < 10; i++) learners[1]!.tell(i / 9, 0);
  const run = await runOf(learners).start();
  await run.finished;
  expect(await order()).toEqual([0]);
  expect((await run.getDatabase()).map((row) => row.epoch)).toEqual([1, 0]);
});

test("attach has the options back, with the functions among them", limit, async () => {
  const word = "broken";
  const run = await runOf(learnersOf(2), {
    goal: (learner) => learner.npoints >= 12,
    killOnError: (lines) => lines.includes(word),
    initializers: [() => 1, () => 2],
    killManagerOptions: { maxCancelTries: 3 },
    maxFailsPerJob: 7,
  }).start();
  await run.finished;
  const again = await RunManager.attach(run.runFolder);
  runs.push(again);
  const { goal, killOnError, initializers, ...rest } = again.options;
  expect((goal as (learner: object) => boolean)({ npoints: 12 })).toBe(true);
  expect((killOnError as (lines: string[]) => boolean)(["broken"])).toBe(true);
  expect(initializers!.map((initializer) => initializer())).toEqual([1, 2]);
  expect(rest).toMatchObject({
    killManagerOptions: { maxCancelTries: 3 },
    maxFailsPerJob: 7,
    moveOldLogsTo: join(folder, "old_logs"),
    logInterval: 0.3,
  });
});

test("unknown options and values that cannot be meant are refused before anything happens", () => {
  const refused = (options: object, words: RegExp): void =>
    expect(() => runOf(learnersOf(1), options as never)).toThrow(words);
  refused({ gaol: 1 }, /no option "gaol".*Valid options: goal, checkGoalOnStart/);
  refused({ killOnError: 3 }, /killOnError must be a text, a function of a log's lines, or null; it is 3/);
  refused({ killManagerOptions: { tries: 1 } }, /no option "tries".*maxCancelTries/);
  refused({ killManagerOptions: { maxCancelTries: 0 } }, /maxCancelTries must be an integer above 0/);
  refused({ saveInterval: 0 }, /saveInterval must be a number of seconds above 0/);
  expect(existsSync(join(folder, "runs"))).toBe(false);
});
