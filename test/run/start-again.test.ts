// A run that is over is started again: it goes on, ends, and submits no job that has nothing to do.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Learner1D, Local, RunManager } from "../../lib/index.js";

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

/** Starts a run as soon as the manager of the one before has gone: it stays a moment, for those who ask how it ended. */
function startAgain(goal: (learner: { npoints: number }) => boolean): Promise<RunManager> {
  return vi.waitFor(() => makeRun(goal).start(), { timeout: 20_000, interval: 100 });
}

test("after its end, with a goal that only a job can tell", async () => {
  await (
    await makeRun((learner) => learner.npoints >= 20).start()
  ).finished;
  const again = await startAgain((learner) => learner.npoints >= 30);
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
  const again = await startAgain((learner) => learner.npoints >= 10);
  const last = await again.finished;
  expect(last.status).toBe("finished");
  expect(last.learners).toMatchObject({ done: 4, waiting: 0 });
});
