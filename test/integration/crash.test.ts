// A function that takes its whole process down: the learner's error names the signal and the point, the others go on.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RunManager } from "../../lib/index.js";
import { withRun } from "./rig.js";

test.each([
  ["SIGSEGV", "sequential"],
  ["SIGABRT", "sequential"],
  ["SIGSEGV", "threads"],
  ["SIGSEGV", "processes"],
] as const)("%s in a function of the executor %s", { timeout: 90_000 }, (crash, executor) =>
  withRun(
    { learners: 3, crash, scheduler: { kind: "local", options: { cores: 2, executor } } },
    async (rig) => {
      await rig.startKernel();
      const run = await RunManager.attach(rig.runFolder);
      const last = await run.finished;
      expect(last.learners).toMatchObject({ done: 2, failed: 1 });
      const [row] = await run.getDatabase();
      await run.close();
      expect(row).toMatchObject({ status: "failed", fails: 3, error: { point: 0.5 } });
      expect(row!.error!.message).toContain(crash);
      expect(last.problems[0]!.advice).toMatch(/crashed at the point shown/);
      const notes = (await readdir(join(rig.runFolder, "jobs"))).filter((name) => name.endsWith(".point"));
      expect(notes, "notes left behind").toEqual([]);
    },
  ),
);
