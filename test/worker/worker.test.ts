import { afterEach, describe, expect, it } from "vitest";
import { readCheckpoint } from "../../src/checkpoint/index.js";
import { Learner1D } from "../../src/learner/index.js";
import { startJob, useWorkerBundle } from "./job.js";
import { startRun, type TestRun } from "./manager.js";

useWorkerBundle();

let run: TestRun | undefined;
afterEach(async () => {
  await run?.close();
  run = undefined;
});

describe("worker", () => {
  it("computes learner after learner until there is none", async () => {
    const learners = [1, 2, 3].map((a) => new Learner1D((x: number) => a * x * x, { bounds: [-1, 1] }));
    run = await startRun(learners.map((learner) => ({ learner })));
    const job = startJob(run, "job-1");
    expect(await job.ended, job.output()).toBe(0);
    expect(job.output()).toBe("");
    expect(run.requests.map(({ verb }) => verb)).toEqual([
      "start",
      "finish",
      "start",
      "finish",
      "start",
      "finish",
      "start",
      "leave",
    ]);
    for (const index of [0, 1, 2]) expect((await readCheckpoint(run.fname(index))).points).toHaveLength(100);
  });
});
