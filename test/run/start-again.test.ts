// A run that is over is started again, at once: it goes on, ends, and submits no job that has nothing to do.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Learner1D, Local, RunManager } from "../../lib/index.js";
import { startOf } from "../../src/scheduler/index.js";
import { waitForGoodbye } from "../../src/run/wait-for-goodbye.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "again-"));
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

function makeRun(goal: (learner: { npoints: number }) => boolean, pauseMs = 0): RunManager {
  const learners = Array.from(
    { length: 4 },
    () =>
      new Learner1D(
        async (x: number) => {
          if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
          return x * x;
        },
        { bounds: [-1, 1] },
      ),
  );
  const fnames = learners.map((_, k) => join(folder, `data/${k}`));
  return new RunManager(new Local({ cores: 2 }), learners, fnames, {
    jobName: "again",
    runsFolder: join(folder, "runs"),
    goal,
    logInterval: 0.5,
    saveInterval: 0.5,
  });
}

test("after its end, with a goal that only a job can tell", async () => {
  await (
    await makeRun((learner) => learner.npoints >= 20).start()
  ).finished;
  const again = await makeRun((learner) => learner.npoints >= 30).start();
  const last = await again.finished;
  expect(last.status).toBe("finished");
  expect(last.learners).toMatchObject({ done: 4, waiting: 0 });
  expect(last.points).toBe(120);
  // Two generations of at most one job a learner.
  expect(last.jobs.submitted).toBeLessThanOrEqual(8);
});

test("after it was cancelled", async () => {
  const first = await makeRun((learner) => learner.npoints >= 1000, 20).start();
  await first.cancel();
  const again = await makeRun((learner) => learner.npoints >= 10).start();
  const last = await again.finished;
  expect(last.status).toBe("finished");
  expect(last.learners).toMatchObject({ done: 4, waiting: 0 });
});

test("a manager that does not end is not waited for without end, one of a run that goes on not at all", async () => {
  const first = await makeRun((learner) => learner.npoints >= 20).start();
  const last = await first.finished;
  const { runFolder } = first;
  await waitForGoodbye(runFolder);
  const endpoint = join(runFolder, "endpoint.json");
  const { isClosed: _, ...open } = JSON.parse(await readFile(endpoint, "utf8")) as { isClosed?: boolean };
  // This process stands for a manager that hangs.
  await writeFile(
    endpoint,
    JSON.stringify({ ...open, pid: process.pid, processStart: startOf(process.pid) }),
  );
  let time = 0;
  const clock = { timeoutMs: 5000, now: () => time, pause: async (ms: number) => void (time += ms) };
  await waitForGoodbye(runFolder, clock);
  expect(time).toBe(5000);
  await writeFile(join(runFolder, "status.json"), JSON.stringify({ ...last, status: "running" }));
  await waitForGoodbye(runFolder, clock);
  expect(time).toBe(5000);
  await expect(makeRun((learner) => learner.npoints >= 30).start()).rejects.toMatchObject({
    code: "run-alive",
  });
});
