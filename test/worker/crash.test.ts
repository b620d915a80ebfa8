import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { Learner1D, type Learner } from "../../src/learner/index.js";
import { pointNotePath, readPointNote } from "../../src/log/index.js";
import { startJob, useWorkerBundle } from "./job.js";
import { startRun, type TestRun } from "./manager.js";

useWorkerBundle();

let run: TestRun | undefined;
afterEach(async () => {
  await run?.close();
  run = undefined;
});

const runner = { retries: 0, raiseIfRetriesExceeded: true, ntasks: null, logInterval: 30, saveInterval: 300 };
const note = (): string => pointNotePath(join(run!.folder, "jobs"), "1");
const learn = (fn: (x: number) => number): { readonly learner: Learner } => ({
  learner: new Learner1D(fn, { bounds: [-1, 1] }) as never,
});

describe("a job whose function takes the process down", () => {
  it("leaves the point in its note", async () => {
    run = await startRun([
      learn((x) => {
        // The signal goes to the process, and may take its time; a fault of its own ends a thread where it is.
        if (x === 0.5) for (process.kill(process.pid, "SIGABRT"); ;);
        return x;
      }),
    ]);
    expect(await startJob(run, "1").ended).toBe("SIGABRT");
    expect(await readPointNote(note())).toEqual([0.5]);
  });

  it("leaves the points of all its threads", async () => {
    // Both threads are at a point; one dies when the other is there.
    run = await startRun(
      [
        learn((x) => {
          const fs = process.getBuiltinModule("node:fs");
          if (Math.abs(x) !== 0.5) return x;
          fs.writeFileSync(`at${x}`, "");
          while (!fs.existsSync(`at${-x}`));
          if (x === 0.5) process.kill(process.pid, "SIGSEGV");
          for (;;);
        }),
      ],
      { resources: { executor: "threads", cores: 2 }, run: { runner: { ...runner, ntasks: 2 } } },
    );
    expect(await startJob(run, "1").ended).toBe("SIGSEGV");
    expect((await readPointNote(note())).sort()).toEqual([-0.5, 0.5]);
  });

  it("leaves all points that were in flight of an async function", async () => {
    run = await startRun(
      [
        learn((x) => {
          if (x === 0.5) setTimeout(() => process.kill(process.pid, "SIGSEGV"), 1);
          return (Math.abs(x) === 0.5 ? new Promise(() => undefined) : Promise.resolve(x)) as never;
        }),
      ],
      { run: { runner: { ...runner, ntasks: 2 } } },
    );
    expect(await startJob(run, "1").ended).toBe("SIGSEGV");
    expect((await readPointNote(note())).sort()).toEqual([-0.5, 0.5]);
  });

  it("leaves no point while it waits, and no note when it ends well", async () => {
    run = await startRun([learn((x) => x)]);
    run.answer(() => ({ status: "wait", seconds: 0.01 }));
    const job = startJob(run, "1");
    await run.heard(({ verb }) => verb === "start");
    expect(existsSync(note())).toBe(true);
    expect(await readPointNote(note())).toEqual([]);
    job.child.kill("SIGTERM");
    expect(await job.ended).toBe(0);
    expect(existsSync(note())).toBe(false);
  });
});
