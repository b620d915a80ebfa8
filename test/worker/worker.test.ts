import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readCheckpoint } from "../../src/checkpoint/index.js";
import { command } from "../../src/external/index.js";
import { BalancingLearner, Learner1D, SequenceLearner } from "../../src/learner/index.js";
import { startJob, useWorkerBundle } from "./job.js";
import { handOut, startRun, type TestRun } from "./manager.js";

useWorkerBundle();

let run: TestRun | undefined;
afterEach(async () => {
  await run?.close();
  run = undefined;
});

describe("worker", () => {
  it("computes learner after learner until there is none", async () => {
    const learners = [1, 2, 3].map((a) => new Learner1D((x: number) => a * x * x, { bounds: [-1, 1] }));
    run = await startRun(learners.map((learner) => ({ learner })));
    const job = startJob(run, "job-1");
    expect(await job.ended, job.output()).toBe(0);
    expect(job.output()).toBe("");
    expect(run.requests.map(({ verb }) => verb)).toEqual([
      "start",
      "finish",
      "start",
      "finish",
      "start",
      "finish",
      "start",
      "leave",
    ]);
    for (const index of [0, 1, 2]) expect((await readCheckpoint(run.fname(index))).points).toHaveLength(100);
  });

  it.each(["threads", "processes"] as const)(
    "computes with %s, one pool for all learners",
    async (executor) => {
      const learners = [1, 2].map((a) => new Learner1D((x: number) => a * x, { bounds: [-1, 1] }));
      run = await startRun(
        learners.map((learner) => ({ learner })),
        { resources: { executor, cores: 2 } },
      );
      const job = startJob(run, "1");
      expect(await job.ended, job.output()).toBe(0);
      for (const index of [0, 1]) {
        const { points, values } = await readCheckpoint(run.fname(index));
        expect(points).toHaveLength(100);
        expect(values).toEqual((points as number[]).map((x) => (index + 1) * x));
      }
    },
  );

  it("runs programs, initializers, and goals that are functions", async () => {
    const learner = new Learner1D(command({ argv: ["printf", "{}"] }), { bounds: [-1, 1] });
    const initializer = (): void => process.getBuiltinModule("node:fs").writeFileSync("initialized", "");
    run = await startRun(
      [{ learner: learner as never, initializer, goal: (one: Learner1D) => one.npoints >= 5 }],
      {
        run: { goal: { kind: "function" } },
      },
    );
    const job = startJob(run, "1");
    expect(await job.ended, job.output()).toBe(0);
    const { points, values } = await readCheckpoint(run.fname(0));
    expect(values).toEqual(points);
    expect(points).toHaveLength(5);
    expect(existsSync(join(run.folder, "initialized"))).toBe(true);
  });

  it("keeps a balancing learner in a file for each child, goes on from them, and writes the table", async () => {
    const children = [1, 2].map((a) => new Learner1D((x: number) => a * x, { bounds: [-1, 1] }));
    const fnames = [["data/a.arrow", "data/b.arrow"]];
    const root = { learner: new BalancingLearner(children as never) as never };
    const more = { fnames, dataframe: { format: "csv" } } as const;
    run = await startRun([root], { run: { ...more, goal: { kind: "npoints", npoints: 15 } } });
    expect(await startJob(run, "1").ended).toBe(0);
    const sizes = await Promise.all(
      fnames[0]!.map(async (name) => (await readCheckpoint(join(run!.folder, name))).points.length),
    );
    // The goal is one of each child, and is looked at after each point.
    expect(Math.min(...sizes)).toBe(15);
    const total = sizes[0]! + sizes[1]!;
    run.answer(handOut(1, 2));
    const again = startJob(run, "2");
    expect(await again.ended, again.output()).toBe(0);
    expect(run.requests.filter(({ verb }) => verb === "finish").at(-1)).toMatchObject({
      progress: { npoints: total, newPoints: 0 },
    });
    const table = readFileSync(join(run.folder, "data/dataframe.a.csv"), "utf8").trim().split("\n");
    expect(table).toHaveLength(total + 1);
  });

  it("passes values of every size and shape to the file", async () => {
    const values = (x: number): unknown =>
      x < 0 ? new Float64Array(70_000).fill(x) : { x, when: new Date(0), text: "y".repeat(800_000) };
    const learner = new SequenceLearner(values, { sequence: [-1, 1, -2, 2] });
    run = await startRun([{ learner: learner as never }], {
      run: { kinds: ["SequenceLearner"], goal: { kind: "none" } },
    });
    const job = startJob(run, "1");
    expect(await job.ended, job.output()).toBe(0);
    const data = await readCheckpoint(run.fname(0));
    expect(data.values).toEqual([-1, 1, -2, 2].map(values));
  });
});
