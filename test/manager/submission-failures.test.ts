import { expect, test } from "vitest";
import { JobManager, type JobManagerDatabase } from "../../src/manager/job-manager.js";
import type { Intent, SubmitContext } from "../../src/manager/submit.js";
import type { JournalEvent, RunFile } from "../../src/protocol/index.js";
import { SubmitError, type Scheduler } from "../../src/scheduler/index.js";

/** A job manager with one learner to do, whose scheduler does as the test says; the clock is the test's. */
function rig(find: () => readonly string[] | null = () => []) {
  const clock = { now: 0 };
  const site = { isRefusing: true, submissions: 0 };
  const events: JournalEvent[] = [];
  const open: Intent[] = [];
  const scheduler = {
    slots: null,
    queue: () => Promise.resolve([]),
    ended: () => Promise.resolve([]),
    cancel: () => Promise.resolve(),
    find: () => Promise.resolve(find()),
    submit: () => {
      site.submissions++;
      if (site.isRefusing) return Promise.reject(new SubmitError("sbatch of run failed: no such partition."));
      return Promise.resolve({ jobIds: ["7"] });
    },
  } as unknown as Scheduler;
  const database: JobManagerDatabase = {
    activeJobs: () => [],
    openSubmissions: () => open,
    classCounts: () => ({ ready: 1, unfinished: 1 }),
    noteQueue: () => undefined,
  };
  const context: SubmitContext = {
    run: { resourceClasses: [{}], jobName: "run", cwd: "/", nodeExecutable: "node" } as unknown as RunFile,
    runFolder: "/run",
    scheduler,
    workerProgram: "worker.cjs",
    append: (added) => {
      events.push(...added);
      for (const event of added) {
        if (event.type === "submitting") open.push(event);
        if (event.type === "submitted" || event.type === "submitFailed") open.length = 0;
      }
      return Promise.resolve();
    },
    now: () => clock.now,
    newToken: () => `t${site.submissions}`,
  };
  const limits = { maxSimultaneousJobs: 10, silenceMs: 1e9, mostBarrenJobs: 5 };
  const manager = new JobManager(context, database, limits);
  const turnAt = async (seconds: number): Promise<number> => {
    clock.now = 1000 * seconds;
    await manager.turn(new AbortController().signal);
    return site.submissions;
  };
  return { manager, site, events, turnAt };
}

test("a refused submission is tried again after growing pauses, and said", async () => {
  const { manager, site, turnAt } = rig();
  expect(await turnAt(0)).toBe(1);
  expect(manager.troubles).toEqual([expect.stringMatching(/no such partition.*after 20 s/)]);
  expect(await turnAt(19)).toBe(1);
  expect(await turnAt(20)).toBe(2);
  expect(await turnAt(59)).toBe(2);
  expect(manager.pauseMs).toBe(1000);
  site.isRefusing = false;
  expect(await turnAt(60)).toBe(3);
  expect(manager.troubles).toEqual([]);
});

test("an owner's trigger ends the pause", async () => {
  const { manager, turnAt } = rig();
  await turnAt(0);
  expect(await turnAt(1)).toBe(1);
  manager.tryNow();
  expect(await turnAt(1)).toBe(2);
  // It counts as a failure like the one before.
  expect(manager.troubles[0]).toMatch(/failed 2 times/);
});

test("a submission whose answer was lost and that is in the queue is no failure", async () => {
  const { manager, events, turnAt } = rig(() => ["9"]);
  await turnAt(0);
  expect(manager.troubles).toEqual([]);
  expect(events.at(-1)).toMatchObject({ type: "submitted", jobIds: ["9"] });
});

test("while it is in doubt whether a submission happened, nothing is submitted in its place", async () => {
  let found: readonly string[] | null = null;
  const { site, manager, turnAt } = rig(() => found);
  await turnAt(0);
  site.isRefusing = false;
  expect(await turnAt(1000)).toBe(1);
  found = ["9"];
  await turnAt(2000);
  expect(manager.troubles).toEqual([]);
});
