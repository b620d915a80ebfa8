import { expect, it } from "vitest";
import { jobManagerDatabase } from "../../src/manager/job-database.js";
import { JobManager } from "../../src/manager/job-manager.js";
import type { SubmitContext } from "../../src/manager/submit.js";
import type { RunFile } from "../../src/protocol/index.js";
import type { Scheduler } from "../../src/scheduler/index.js";
import { createRig } from "./database-server/rig.js";

it("submits another job for a learner whose job stops, before the queue shows the end of that", async () => {
  const rig = await createRig(2);
  const counts: number[] = [];
  const scheduler = {
    slots: null,
    queue: async () => [...rig.database.jobs.active()].map(({ jobId }) => ({ jobId, state: "running" })),
    ended: async () => [],
    cancel: async () => undefined,
    submit: async ({ count }: { count: number }) => {
      counts.push(count);
      return { jobIds: Array.from({ length: count }, (_, k) => `${counts.length}_${k}`) };
    },
  } as unknown as Scheduler;
  const context: SubmitContext = {
    run: { jobName: "run", resourceClasses: [{}] } as unknown as RunFile,
    runFolder: "/runs/run",
    scheduler,
    workerProgram: "worker.cjs",
    append: (events) => rig.append(...events),
    now: () => 1,
    newToken: () => `t${counts.length}`,
  };
  const limits = { maxSimultaneousJobs: 10, silenceMs: 1000, mostBarrenJobs: 5 };
  const manager = new JobManager(context, jobManagerDatabase(rig.database), limits);
  const turn = (): Promise<void> => manager.turn(new AbortController().signal);
  await turn();
  await rig.ask("1_0", "start");
  await rig.ask("1_1", "start");
  await turn();
  expect(counts).toEqual([2]);
  await rig.ask("1_1", "release", { index: 1, epoch: 1, cause: "preempted" });
  await turn();
  await turn();
  expect(counts).toEqual([2, 1]);
  await rig.close();
});
