// The managers started by hand, and the executor, on a real Slurm.
import { execFile } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canStartSlurm, startSlurm, type SlurmCluster } from "./slurm.js";
import { SlurmRig, withSlurmRun } from "./slurm-rig.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const exec = promisify(execFile);

/** Runs a program as a user of the cluster; gives what it prints last, from JSON. */
async function runProgram(rig: SlurmRig, code: string): Promise<unknown> {
  await mkdir(join(rig.folder, "node_modules"), { recursive: true });
  await symlink(root, join(rig.folder, "node_modules/adaptive-scheduler"));
  await writeFile(join(rig.folder, "program.mjs"), code);
  const { stdout } = await exec(process.execPath, ["program.mjs"], { cwd: rig.folder, env: rig.env });
  return JSON.parse(stdout.trim().split("\n").at(-1)!);
}

const EXPLICIT = `
import { DatabaseManager, JobManager, KillManager, Learner1D, SLURM, getAllowedUrl, parseLogFiles } from "adaptive-scheduler";
const scheduler = new SLURM({ cores: 1, pollInterval: 1 });
const learners = [0, 1].map((i) => new Learner1D((x) => x + i, { bounds: [0, 1] }));
const endless = new Learner1D((x) => new Promise((resolve) => setTimeout(() => resolve(x), 50)), { bounds: [0, 1] });
const fnames = ["a.arrow", "b.arrow", "endless.arrow"];
const databaseManager = new DatabaseManager(getAllowedUrl(), scheduler, "running.json", [...learners, endless], fnames);
databaseManager.start();
const jobNames = ["by-hand-0", "by-hand-1", "by-hand-2"];
const goal = (learner) => learner.npoints >= 50 && learner.function(0) instanceof Promise === false;
const jobManager = new JobManager(jobNames, databaseManager, scheduler, { interval: 1, goal, logInterval: 0.5 });
jobManager.start();
new KillManager(scheduler, databaseManager, { interval: 1 }).start();
const until = async (look) => {
  while (!(await look())) await new Promise((resolve) => setTimeout(resolve, 200));
};
await until(() => databaseManager.nDone() === 2 && databaseManager.asRows()[2].npoints > 5);
const running = (await parseLogFiles(databaseManager, scheduler)).filter((row) => row.state === "running");
await jobManager.cancel();
await scheduler.cancel(jobNames);
await until(async () => (await scheduler.queue()).length === 0);
await databaseManager.cancel();
const names = running.map((row) => row.jobName.replace(/-[^-]*$/, ""));
console.log(JSON.stringify({ named: names.length > 0 && names.every((name) => jobNames.includes(name)), done: databaseManager.nDone() }));
process.exit(0);
`;

const EXECUTOR = `
import { SlurmExecutor } from "adaptive-scheduler";
const options = { cores: 1, pollInterval: 1, jobManagerInterval: 1, saveInterval: 0.5, folder: "executor", sizePerLearner: 2 };
const executor = new SlurmExecutor(options);
const tasks = executor.map((a, b) => [a * b, process.env.SLURM_JOB_ID !== undefined], [1, 2, 3], [10, 20, 30]);
executor.finalize();
console.log(JSON.stringify(await Promise.all(tasks)));
await executor.shutdown();
process.exit(0);
`;

describe.runIf(canStartSlurm)("by hand on a real Slurm", { timeout: 180_000 }, () => {
  let cluster: SlurmCluster;
  beforeAll(async () => {
    cluster = await startSlurm(4);
  });
  afterAll(() => cluster.stop());

  it("managers name their jobs as they are told, and the jobs are cancelled by these names", async () =>
    withSlurmRun(await SlurmRig.on(cluster), async (rig) => {
      expect(await runProgram(rig, EXPLICIT)).toEqual({ named: true, done: 2 });
    }));

  it("calls of functions are computed in jobs", async () =>
    withSlurmRun(await SlurmRig.on(cluster), async (rig) => {
      expect(await runProgram(rig, EXECUTOR)).toEqual([
        [10, true],
        [40, true],
        [90, true],
      ]);
    }));
});
