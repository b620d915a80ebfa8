// The managers that are started by hand, with real jobs of the Local scheduler.
import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  DatabaseManager,
  JobManager,
  KillManager,
  Learner1D,
  Local,
  RunManager,
  getAllowedUrl,
  parseLogFiles,
  type DatabaseManagerOptions,
} from "../../../lib/index.js";
import { until } from "../../integration/rig.js";

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "adaptive-by-hand-"))));
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

const scheduler = (): Local => new Local({ cores: 2 });

/** A database manager of some learners; each evaluation takes `pointMs`. */
function database(
  local: Local,
  options: DatabaseManagerOptions & { count?: number; pointMs?: number } = {},
): DatabaseManager {
  const { count = 4, pointMs = 1, ...rest } = options;
  const learners = Array.from({ length: count }, (_, index) => {
    const evaluate = async (x: number): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, pointMs));
      return x ** 2 + index;
    };
    return new Learner1D(evaluate, { bounds: [-1, 1] });
  });
  const fnames = learners.map((_, index) => join(folder, "data", `${index}.arrow`));
  const url = getAllowedUrl("127.0.0.1");
  return new DatabaseManager(url, local, join(folder, "running.json"), learners, fnames, {
    saveInterval: 0.3,
    logInterval: 0.3,
    ...rest,
  });
}

test("the explicit way: database manager, then job manager, none awaited", { timeout: 60_000 }, async () => {
  const local = scheduler();
  const databaseManager = database(local);
  expect(databaseManager.status()).toBe("not yet started");
  expect(databaseManager.asRows()).toEqual([]);
  void databaseManager.start();
  const jobManager = new JobManager(databaseManager, local, {
    interval: 60,
    goal: (learner) => learner.npoints >= 30,
  });
  void jobManager.start();
  expect(await databaseManager.finished).toBe("finished");
  await jobManager.finished;
  expect([databaseManager.status(), jobManager.status()]).toEqual(["finished", "finished"]);
  expect(databaseManager.asRows().map((row) => [row.status, row.npoints >= 30])).toEqual(
    Array.from({ length: 4 }, () => ["done", true]),
  );
  expect([databaseManager.nDone(), databaseManager.nUnscheduled(), databaseManager.isDone()]).toEqual([
    4,
    0,
    true,
  ]);
  expect(jobManager.nStarted).toBeGreaterThan(0);
  const rows = await parseLogFiles(databaseManager, local);
  expect(new Set(rows.map((row) => row.index))).toEqual(new Set([0, 1, 2, 3]));
  expect(rows.every((row) => row.isDone && row.state === null)).toBe(true);
  // What is left is a run like any other.
  const run = await RunManager.attach(join(folder, "running"));
  expect(await run.loadLearners()).toEqual({ loaded: 4, missing: 0 });
  expect(run.learners[3]!.data.get(-1)).toBe(4);
  await run.close();
});

test("jobs have the names that they were given, and are cancelled by them", { timeout: 60_000 }, async () => {
  const local = scheduler();
  const databaseManager = database(local, { count: 3, pointMs: 20 });
  const jobNames = ["test-job-0", "test-job-1", "test-job-2"];
  void databaseManager.start();
  const jobManager = new JobManager(jobNames, databaseManager, local, { interval: 60 });
  await jobManager.start();
  expect(jobManager.jobNames).toEqual(jobNames);
  const running = await until(() => {
    const names = databaseManager.asRows().flatMap(({ jobName }) => jobName ?? []);
    return names.length === 2 ? names : null;
  }, "two jobs at work");
  expect(new Set(running.map((name) => name.replace(/-[0-9a-f]{12}$/, ""))).size).toBe(2);
  expect(running.every((name) => /^test-job-[012]-[0-9a-f]{12}$/.test(name))).toBe(true);
  await until(async () => {
    const rows = await parseLogFiles(databaseManager, local);
    const said = new Set(rows.filter(({ state }) => state === "running").map(({ jobName }) => jobName));
    return running.every((name) => said.has(name));
  }, "a log line of each job at work");
  await jobManager.cancel();
  await local.cancel(jobNames);
  expect(await local.queue()).toEqual([]);
  expect([jobManager.status(), databaseManager.status()]).toEqual(["cancelled", "running"]);
  await databaseManager.cancel();
  expect([databaseManager.status(), await databaseManager.finished]).toEqual(["cancelled", null]);
  // Points of the cancelled jobs were saved.
  expect(await readdir(join(folder, "data"))).toHaveLength(2);
});

test("a replaced learner goes on from the file with another function", { timeout: 60_000 }, async () => {
  const local = scheduler();
  const databaseManager = database(local, { count: 1, pointMs: 10, goal: { npoints: 100_000 } });
  await databaseManager.start();
  const jobManager = new JobManager(databaseManager, local, { interval: 60 });
  await jobManager.start();
  const before = await until(() => {
    const [row] = databaseManager.asRows();
    return row!.npoints > 10 ? row : null;
  }, "points of the first learner");
  await expect(
    databaseManager.replaceLearner(1, new Learner1D((x) => x, { bounds: [-1, 1] })),
  ).rejects.toThrow(/There is no learner 1: the run has 1/);
  const other = new Learner1D(() => 100, { bounds: [-1, 1] });
  await databaseManager.replaceLearner(0, other);
  expect(databaseManager.learners[0]).toBe(other);
  const after = await until(() => {
    const [row] = databaseManager.asRows();
    return row!.status === "running" && row!.npoints > before.npoints + 100 ? row : null;
  }, "points of the second learner");
  expect(after.epoch).toBeGreaterThan(before.epoch);
  await databaseManager.cancel();
  // A manager that comes after knows of it too.
  const run = await RunManager.attach(join(folder, "running"));
  expect((run.learners[0] as Learner1D).function(0)).toBe(100);
  await run.cancel();
  await run.loadLearners();
  const values = [...run.learners[0]!.data].map(([, value]) => value as number);
  expect(values.slice(0, 10).every((value) => value <= 1)).toBe(true);
  expect(values.at(-1)).toBe(100);
  await run.close();
});

test(
  "jobs with an error in their log are cancelled, and their learners run again",
  { timeout: 60_000 },
  async () => {
    const local = scheduler();
    // The first job of the learner says something bad, and would never end; the next one finds the mark and is well.
    const mark = join(folder, "mark");
    const learner = new Learner1D(
      async (x: number) => {
        const { existsSync, writeFileSync } = process.getBuiltinModule("node:fs");
        if (!existsSync(mark)) {
          writeFileSync(mark, "");
          console.error("srun: error: node failure");
          await new Promise(() => undefined);
        }
        return x;
      },
      { bounds: [0, 1] },
    );
    const databaseManager = new DatabaseManager(
      getAllowedUrl("127.0.0.1"),
      local,
      join(folder, "run"),
      [learner],
      [join(folder, "data", "x.arrow")],
      { goal: 20, logInterval: 1 },
    );
    void databaseManager.start();
    const jobManager = new JobManager(databaseManager, local, { interval: 1 });
    void jobManager.start();
    const seen: string[][] = [];
    const killManager = new KillManager(local, databaseManager, {
      error: (lines) => {
        seen.push(lines);
        return lines.some((line) => line.includes("node failure"));
      },
      interval: 0.2,
      moveTo: join(folder, "old"),
    });
    void killManager.start();
    expect(await databaseManager.finished).toBe("finished");
    expect(killManager.cancelled).toHaveLength(1);
    expect(killManager.deleted).toHaveLength(1);
    const [old] = await readdir(join(folder, "old"));
    expect(await readFile(join(folder, "old", old!), "utf8")).toMatch(/node failure/);
    expect(existsSync(killManager.deleted[0]!)).toBe(false);
    expect(seen.length).toBeGreaterThan(0);
    await killManager.finished;
  },
);

test("what cannot be meant is refused, with what can", async () => {
  const local = scheduler();
  const databaseManager = database(local);
  expect(() => database(local, { gaol: 3 } as never)).toThrow(
    /DatabaseManager has no option "gaol"\. Valid options: goal, .*dependencies/,
  );
  expect(() => new JobManager(databaseManager, local, { intervall: 3 } as never)).toThrow(
    /JobManager has no option "intervall"\. Valid options: interval, maxSimultaneousJobs/,
  );
  expect(() => new KillManager(local, databaseManager, { maxTries: 3 } as never)).toThrow(
    /KillManager has no option "maxTries"\. Valid options: error, interval, maxCancelTries, moveTo/,
  );
  expect(() => new JobManager(["a", "a"], databaseManager, local)).toThrow(/all different/);
  await expect(new JobManager(databaseManager, local).start()).rejects.toThrow(
    /The DatabaseManager is not started: call its start\(\) first/,
  );
});

test("a manager is started once", { timeout: 60_000 }, async () => {
  const databaseManager = database(scheduler(), { goal: null });
  await databaseManager.start();
  expect(() => databaseManager.start()).toThrow(/This DatabaseManager is started already/);
  await databaseManager.cancel();
});

test("a job database goes on, or begins anew when asked", { timeout: 60_000 }, async () => {
  const local = scheduler();
  const run = async (options: DatabaseManagerOptions): Promise<number> => {
    const databaseManager = database(local, { count: 2, goal: 10, ...options });
    void databaseManager.start();
    await new JobManager(databaseManager, local, { interval: 1 }).start();
    await databaseManager.finished;
    return databaseManager.asRows().reduce((sum, row) => sum + row.epoch, 0);
  };
  expect(await run({})).toBe(2);
  expect(await run({})).toBe(2);
  expect(await run({ overwriteDb: true })).toBe(2);
});
