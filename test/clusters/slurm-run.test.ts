// What a user does first, on a real Slurm without faults; what it costs the scheduler is counted.
import { execFile } from "node:child_process";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadLearner, Learner1D } from "../../lib/index.js";
import { testPython } from "../kernel-driver/python.js";
import { canStartSlurm, startSlurm, type SlurmCluster } from "./slurm.js";
import { SlurmRig, withSlurmRun } from "./slurm-rig.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const exec = promisify(execFile);

describe.runIf(canStartSlurm)("a run on a real Slurm", { timeout: 180_000 }, () => {
  let cluster: SlurmCluster;
  beforeAll(async () => {
    cluster = await startSlurm(2);
  });
  afterAll(() => cluster.stop());

  it("of 200 learners takes one submission, few questions and few files", async () => {
    const plan = {
      learners: 200,
      goal: 100,
      pointMs: 0,
      options: { jobManagerInterval: 60, logInterval: 300 },
    };
    await withSlurmRun(await SlurmRig.on(cluster, plan, { pollInterval: 60 }), async (rig) => {
      await rig.startKernel();
      const last = await rig.end(["cancelled", "finished"]);
      expect(await rig.repeated()).toBe(0);
      expect(await rig.calls("sbatch")).toEqual(["ok"]);
      const calls = await rig.commands.calls();
      expect(calls.length).toBeLessThanOrEqual(20);
      expect(Object.values(last.commands).reduce((sum, count) => sum + count, 0)).toBe(calls.length);
      expect(await rig.files()).toBeLessThanOrEqual(420);
    });
  });

  it("is what the README's example becomes with another scheduler", async () =>
    withSlurmRun(await SlurmRig.on(cluster), async (rig) => {
      const readme = await readFile(join(root, "README.md"), "utf8");
      const example = /## The example\n+```ts\n(.*?)```/s.exec(readme)![1]!;
      const onSlurm = example
        .replace(/new Local\(.*?\)/, "new SLURM({ cores: 2 })")
        .replace(" Local,", " SLURM,");
      expect(onSlurm).not.toContain("Local(");
      const { code } = await transform(`${onSlurm}\nawait runManager.finished;\nprocess.exit(0);`, {
        loader: "ts",
        format: "esm",
      });
      await mkdir(join(rig.folder, "node_modules"));
      await symlink(root, join(rig.folder, "node_modules/adaptive-scheduler"));
      await writeFile(join(rig.folder, "example.mjs"), code);
      await exec(process.execPath, ["example.mjs"], { cwd: rig.folder, env: rig.env });
      expect(await rig.calls("sbatch")).toEqual(["ok"]);
      for (const fname of ["a_0.1__pow_0", "a_0.5__pow_3"]) {
        const learner = new Learner1D((x: number) => x, { bounds: [-1, 1] });
        await loadLearner(learner, join(rig.folder, "data", `${fname}.arrow`));
        expect(learner.npoints).toBe(201);
      }
    }));

  it("is the second half of the quickstart", async () =>
    withSlurmRun(await SlurmRig.on(cluster), async (rig) => {
      const program = join(root, "scripts/run-notebook.py");
      const executed = join(rig.folder, "executed.ipynb");
      const notebook = join(root, "examples/quickstart.ipynb");
      // A cell finds the package from a folder inside the project.
      const work = join(root, ".cache/quickstart-on-slurm");
      await rm(work, { recursive: true, force: true });
      await mkdir(work, { recursive: true });
      await exec(testPython(), [program, notebook, executed, work], { env: rig.env });
      const { cells } = JSON.parse(await readFile(executed, "utf8")) as {
        cells: { outputs?: { text?: string[] }[] }[];
      };
      const said = cells.flatMap(({ outputs }) => outputs ?? []).flatMap(({ text }) => text ?? []);
      expect(said.join("")).toContain("finished: 20 jobs, submitted by 1 sbatch\n");
      expect(said.at(-1)).toBe(`${Array(20).fill(201).join(" ")}\n`);
      expect(await rig.calls("sbatch")).toEqual(["ok"]);
    }));
});
