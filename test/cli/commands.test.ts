import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { until, withRun, isThere } from "../integration/rig.js";

const program = fileURLToPath(new URL("../../lib/cli/main.js", import.meta.url));

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a shell does. */
function command(...args: readonly string[]): Promise<Said> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

describe("the command line and a real run", () => {
  test("status, logs and cancel", async () => {
    await withRun({ learners: 3, goal: 100_000 }, async (rig) => {
      await rig.startKernel();
      await until(async () => (await command("logs", rig.runFolder)).stdout.includes("points"), "a log line");
      const logs = await command("logs", rig.runFolder, "--learner", "0");
      expect(logs.stdout).toMatch(/on \S+ {2}learner 0 running {2}\d+ points {2}loss /);
      const status = await command("status", rig.runFolder);
      expect(status.stdout).toContain("run: running (local)");
      expect(status.stdout).not.toContain("manager of this run is gone");
      const json = JSON.parse((await command("status", rig.runFolder, "--json")).stdout) as object;
      expect(json).toMatchObject({ jobName: "run", learners: { total: 3 } });
      expect(await command("cancel", rig.runFolder)).toMatchObject({
        code: 0,
        stdout: "The run is cancelled.\n",
      });
      expect(await rig.jobs()).toEqual(new Map());
      expect(await command("attach", rig.runFolder)).toMatchObject({ code: 1 });
    });
  });

  test("a run whose notebook and manager are gone is said, and attach brings it to its end", async () => {
    await withRun({ learners: 3, goal: 150 }, async (rig) => {
      const kernel = await rig.startKernel();
      await until(async () => (await rig.savedPoints(0)).length > 5, "some saved points");
      kernel.kill("SIGKILL");
      const { pid } = rig.endpoint()!;
      rig.killManager();
      await until(() => !isThere(pid), "the manager's end");
      const status = await command("status", rig.runFolder);
      expect(status.stdout).toContain(`adaptive-scheduler attach ${rig.runFolder}`);
      const attached = await command("attach", rig.runFolder);
      expect(attached.stderr).toBe("");
      expect(attached.code).toBe(0);
      expect(attached.stdout).toContain("3 done, 0 running, 0 failed, 0 waiting");
      await rig.checkData();
    });
  });

  test("a folder without a run is one sentence and exit code 1", async () => {
    for (const [name, sentence] of [
      ["status", "nowhere holds no run that has begun.\n"],
      ["logs", "nowhere holds no run.\n"],
      ["cancel", "nowhere holds no run.\n"],
      ["attach", "nowhere holds no run: there is no run.json in it.\n"],
    ] as const) {
      expect(await command(name, "nowhere")).toEqual({ code: 1, stdout: "", stderr: sentence });
    }
  });
});
