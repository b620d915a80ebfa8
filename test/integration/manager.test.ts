// What a manager does when its run is not as it was: with real processes, see rig.ts.
import { rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { RunManager } from "../../lib/index.js";
import { isThere, killIfThere, until, withRun } from "./rig.js";

test("a manager whose run folder was removed ends by itself", { timeout: 90_000 }, () =>
  withRun({ goal: 1_000_000 }, async (rig) => {
    const kernel = await rig.startKernel();
    kernel.kill("SIGKILL");
    const { pid } = rig.endpoint()!;
    const jobs = await until(async () => {
      const now = await rig.jobs();
      return now.size > 0 ? now : null;
    }, "a job");
    await rm(rig.runFolder, { recursive: true, maxRetries: 5 });
    try {
      await until(() => !isThere(pid), "the end of the manager");
    } finally {
      for (const group of jobs.values()) killIfThere(-group);
    }
  }),
);

test("the manager may live in the kernel", { timeout: 90_000 }, () =>
  withRun({ options: { host: "kernel" } }, async (rig) => {
    const kernel = await rig.startKernel();
    expect(rig.endpoint()!.pid).toBe(kernel.pid);
    await rig.finished();
    await rig.checkData();
    await until(() => kernel.exitCode !== null, "the end of the program");
    expect(kernel.exitCode).toBe(0);
  }),
);

test(
  "a kernel with the manager in it is killed: jobs go on, and attach has the run back",
  { timeout: 90_000 },
  () =>
    withRun({ options: { host: "kernel" }, goal: 150, pointMs: 10 }, async (rig) => {
      const kernel = await rig.startKernel();
      await until(async () => (await rig.allSaved()).some((points) => points.length > 10), "a save");
      kernel.kill("SIGKILL");
      await until(() => kernel.signalCode, "the kernel's death");
      const saved = await rig.allSaved();
      const run = await RunManager.attach(rig.runFolder);
      expect(rig.endpoint()!.pid).not.toBe(kernel.pid);
      expect((await run.finished).status).toBe("finished");
      await run.close();
      await rig.checkData(saved);
    }),
);
