// Each kill while the jobs of a run wait for their first learner: they began when nobody, or somebody else, managed.
import type { ChildProcess } from "node:child_process";
import { expect, test } from "vitest";
import { RunManager } from "../../lib/index.js";
import { until, withRun, type Rig } from "./rig.js";

/** The run to its end, as a notebook sees it that attaches now. */
async function attachAndFinish(rig: Rig): Promise<void> {
  const run = await RunManager.attach(rig.runFolder);
  expect((await run.finished).status).toBe("finished");
  await run.close();
}

const faults: Record<string, (rig: Rig, kernel: ChildProcess) => Promise<void>> = {
  "a job": async (rig) => {
    await rig.killOneJob();
    await rig.openGate();
  },
  "the kernel": async (rig, kernel) => {
    kernel.kill("SIGKILL");
    await rig.openGate();
    await attachAndFinish(rig);
  },
  "the manager": async (rig) => {
    rig.killManager();
    await rig.openGate();
  },
  "manager and kernel": async (rig, kernel) => {
    rig.killManager();
    kernel.kill("SIGKILL");
    await rig.openGate();
    // The jobs ask, and nobody is there.
    await until(
      async () =>
        (await Promise.all([...(await rig.jobs()).keys()].map((jobId) => rig.logLines(jobId)))).some(
          (lines) => lines.some(({ event }) => event === "started"),
        ),
      "a job that asks",
    );
    await attachAndFinish(rig);
  },
  "manager, kernel and a job": async (rig, kernel) => {
    rig.killManager();
    kernel.kill("SIGKILL");
    await rig.killOneJob();
    await rig.openGate();
    await attachAndFinish(rig);
  },
};

test.each(Object.keys(faults))(
  "%s killed while the jobs wait for their first learner",
  { timeout: 90_000 },
  (what) =>
    withRun({ gated: true }, async (rig) => {
      const kernel = await rig.startKernel();
      await until(async () => (await rig.jobs()).size === 2, "two jobs that have begun");
      await faults[what]!(rig, kernel);
      await rig.finished();
      await rig.checkData();
      // Nothing was saved, so nothing was lost: each point was computed once.
      for (const counts of await rig.evaluations()) expect(Math.max(...counts.values())).toBe(1);
    }),
);
