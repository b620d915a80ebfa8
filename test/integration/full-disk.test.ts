// A full disk under the learners' files, during a whole run: it costs time, and no point.
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RunManager } from "../../lib/index.js";
import { canMount, fillDisk } from "../checkpoint/small-disk.js";
import { someSaved, until, withRun, type Rig } from "./rig.js";

/** Waits until the run says that so many learners wait for room, and gives what it says. */
async function waitingForRoom(rig: Rig, learners: number): Promise<{ message: string; advice: string }> {
  const run = await RunManager.attach(rig.runFolder);
  const problem = await until(
    () =>
      run.snapshot()?.problems.find(({ message, count }) => /no space/.test(message) && count >= learners),
    "the problem in the snapshot",
  );
  await run.close();
  return problem;
}

const countOf = async (rig: Rig): Promise<number> =>
  (await rig.evaluations()).reduce((sum, counts) => sum + counts.size, 0);

describe.runIf(canMount())("a disk that is full (a small tmpfs)", () => {
  test(
    "holds the jobs with their points in memory, says so, and lets them go on when there is room",
    { timeout: 90_000 },
    () =>
      withRun({ learners: 2, goal: 250, disk: "256k" }, async (rig) => {
        await rig.startKernel();
        const saved = await someSaved(rig);
        const free = fillDisk(join(rig.folder, "data"));
        const problem = await waitingForRoom(rig, 2);
        expect(problem.message).toContain(join(rig.folder, "data"));
        expect(problem.advice).toMatch(/free room/i);
        // The last good files stand, and nobody computes what nobody can keep.
        for (const [index, points] of (await rig.allSaved()).entries())
          expect(points.slice(0, saved[index]!.length)).toEqual(saved[index]);
        await rig.allLogged(({ event }) => event === "progress");
        const before = await countOf(rig);
        await rig.allLogged(({ event }) => event === "progress");
        expect(await countOf(rig)).toBe(before);
        free();
        const last = await rig.finished();
        expect(last.problems).toEqual([]);
        expect(last.jobs.causes).toEqual({ finished: 2 });
        await rig.checkData(saved);
        // What waited in memory was not computed again.
        for (const counts of await rig.evaluations()) expect(Math.max(...counts.values())).toBe(1);
      }),
  );

  test("from the start: no learner is given up, and all begin when there is room", { timeout: 90_000 }, () =>
    withRun({ disk: "256k", options: { checkGoalOnStart: false }, gated: true }, async (rig) => {
      await rig.startKernel();
      const free = fillDisk(join(rig.folder, "data"));
      await rig.openGate();
      await waitingForRoom(rig, 2);
      free();
      const last = await rig.finished();
      expect(last.learners).toMatchObject({ done: 4, failed: 0 });
      await rig.checkData();
    }),
  );

  test("and the job is killed as well: the next one has all that was saved", { timeout: 90_000 }, () =>
    withRun({ learners: 2, goal: 250, disk: "256k" }, async (rig) => {
      await rig.startKernel();
      await someSaved(rig);
      const free = fillDisk(join(rig.folder, "data"));
      await waitingForRoom(rig, 2);
      const saved = await rig.allSaved();
      await rig.killOneJob();
      free();
      await rig.finished();
      await rig.checkData(saved);
    }),
  );
});
