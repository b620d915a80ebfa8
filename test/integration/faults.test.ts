// Faults, with real processes: each promise of the README that a crash could break. See docs in rig.ts.
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { RunManager } from "../../lib/index.js";
import { isThere, someSaved, until, withRun } from "./rig.js";

test(
  "a worker killed in the middle of an evaluation loses only what was not saved",
  { timeout: 90_000 },
  () =>
    withRun({}, async (rig) => {
      await rig.startKernel();
      const saved = await someSaved(rig);
      await rig.killOneJob();
      const last = await rig.finished();
      expect(last.jobs.failed).toBeGreaterThan(0);
      await rig.checkData(saved);
    }),
);

test(
  "a killed kernel stops nothing: learners are handed out, dead jobs replaced, a new one attaches",
  { timeout: 90_000 },
  () =>
    withRun({}, async (rig) => {
      const kernel = await rig.startKernel();
      const saved = await someSaved(rig);
      kernel.kill("SIGKILL");
      await rig.killOneJob();
      const run = await RunManager.attach(rig.runFolder);
      expect((await run.finished).status).toBe("finished");
      expect(run.learners).toHaveLength(4);
      expect(await run.loadLearners()).toEqual({ loaded: 4, missing: 0 });
      expect(run.learners.every((learner) => learner.npoints >= rig.plan.goal)).toBe(true);
      await run.close();
      await rig.checkData(saved);
    }),
);

test("a killed manager: jobs go on, and the kernel starts another", { timeout: 90_000 }, () =>
  withRun({}, async (rig) => {
    await rig.startKernel();
    const saved = await someSaved(rig);
    const before = rig.endpoint()!;
    const jobs = await rig.jobs();
    rig.killManager();
    // What a manager leaves that is killed while it writes.
    await writeFile(join(rig.runFolder, `status.json.${before.pid}.tmp`), "{");
    await until(() => rig.endpoint()!.generation > before.generation, "a manager of the next generation");
    for (const pid of jobs.values()) expect(isThere(pid)).toBe(true);
    await rig.finished();
    await rig.checkData(saved);
  }),
);

test("manager and kernel killed at once: jobs go on, attach brings the run back", { timeout: 90_000 }, () =>
  withRun({ goal: 200, pointMs: 15 }, async (rig) => {
    const kernel = await rig.startKernel();
    await someSaved(rig);
    kernel.kill("SIGKILL");
    rig.killManager();
    // The jobs that have a learner go on with it while nobody manages.
    const before = await rig.allSaved();
    await until(async () => (await rig.allSaved()).flat().length > before.flat().length, "more points");
    const saved = await rig.allSaved();
    const run = await RunManager.attach(rig.runFolder);
    expect((await run.finished).status).toBe("finished");
    await run.close();
    await rig.checkData(saved);
  }),
);

test("a kernel that is blocked by a busy cell delays nobody", { timeout: 90_000 }, () =>
  withRun({ busy: true }, async (rig) => {
    const kernel = await rig.startKernel();
    const blocked = new Promise<number>((resolve) =>
      kernel.on(
        "message",
        (message: { blockedMs?: number }) => message.blockedMs !== undefined && resolve(message.blockedMs),
      ),
    );
    await rig.killOneJob();
    await rig.finished();
    expect(await blocked).toBeLessThan(60_000);
    await rig.checkData();
  }),
);

test("two managers started at the same moment: one owns the run", { timeout: 90_000 }, () =>
  withRun({}, async (rig) => {
    const kernel = await rig.startKernel();
    kernel.kill("SIGKILL");
    rig.killManager();
    const program = fileURLToPath(new URL("../../lib/manager/manager.cjs", import.meta.url));
    const start = (): Promise<number | null> =>
      new Promise((resolve) =>
        spawn(process.execPath, [program, rig.runFolder], { stdio: "ignore" }).on("exit", (code) =>
          resolve(code),
        ),
      );
    const codes = Promise.all([start(), start(), start()]);
    await rig.finished();
    // Those that lost end at once; a manager that was overtaken ends as soon as it notices.
    expect((await codes).filter((code) => code === 0).length).toBeGreaterThanOrEqual(1);
    await rig.checkData();
  }),
);

test(
  "a partitioned worker that comes back after its learner went to another job writes nothing more",
  { timeout: 90_000 },
  () =>
    withRun({ learners: 2, goal: 120 }, async (rig) => {
      await rig.startKernel();
      const saved = await someSaved(rig);
      const [jobId, pid] = [...(await rig.jobs())][0]!;
      process.kill(-pid, "SIGSTOP");
      // To the scheduler the job is over, as a node that lost its network is.
      await writeFile(join(rig.runFolder, "jobs", "local", `${jobId}.exit`), "1\n");
      await until(
        async () =>
          (await rig.jobs()).size > 1 ||
          rig.status()?.status === "finished" ||
          (await rig.journal()).includes('"epoch":2'),
        "the learner with another job",
      );
      process.kill(-pid, "SIGCONT");
      await rig.finished();
      await until(() => !isThere(pid), "the stale worker to end");
      await rig.checkData(saved);
    }),
);
