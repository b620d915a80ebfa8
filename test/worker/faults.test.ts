import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { readCheckpoint } from "../../src/checkpoint/index.js";
import { Learner1D, type Learner } from "../../src/learner/index.js";
import { startJob, useWorkerBundle } from "./job.js";
import { handOut, startRun, type TestRun } from "./manager.js";

useWorkerBundle();

let run: TestRun | undefined;
afterEach(async () => {
  await run?.close();
  run = undefined;
});

const runner = { retries: 0, raiseIfRetriesExceeded: true, ntasks: null, logInterval: 30, saveInterval: 300 };
const learn = (fn: (x: number) => unknown): Learner =>
  new Learner1D(fn as (x: number) => number, { bounds: [-1, 1] }) as never;
const epoch = (n: number) => {
  const first = handOut(1);
  return (request: Parameters<typeof first>[0]): unknown => {
    const reply = first(request) as { status: string };
    return reply.status === "learner" ? { ...reply, epoch: n } : reply;
  };
};
async function pointsOf(index = 0): Promise<number[]> {
  return (await readCheckpoint(run!.fname(index))).points as number[];
}
/** Whether a process is there, and not only its entry for a parent that has not asked yet. */
const isRunning = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));

describe("a worker that is told to stop", () => {
  it.each([
    ["SIGTERM", "preempted"],
    ["SIGUSR2", "preempted"],
    ["SIGINT", "cancelled"],
  ] as const)(
    "gives the learner back at %s while a point never ends, with all that was told",
    async (signal, cause) => {
      let calls = 0;
      run = await startRun([{ learner: learn((x) => {
        if (++calls === 8) {
          process.stderr.write("stuck\n");
          for (;;);
        }
        return x;
      }) }]); // prettier-ignore
      const job = startJob(run, "1");
      await job.wrote("stuck");
      const startedAt = Date.now();
      job.child.kill(signal);
      expect(await job.ended).toBe(0);
      expect(Date.now() - startedAt).toBeLessThan(5000);
      expect(run.requests.at(-1)).toMatchObject({ verb: "release", index: 0, epoch: 1, cause });
      expect(await pointsOf()).toHaveLength(7);
    },
  );

  it("ends though the function is blocked in a system call", async () => {
    run = await startRun([{ learner: learn((x) => {
      process.stderr.write("stuck\n");
      (process.getBuiltinModule("node:child_process")).spawnSync("sleep", ["60"]);
      return x;
    }) }]); // prettier-ignore
    const job = startJob(run, "1");
    await job.wrote("stuck");
    const startedAt = Date.now();
    job.child.kill("SIGTERM");
    expect(await job.ended).toBe(0);
    expect(Date.now() - startedAt).toBeLessThan(5000);
    expect(run.requests.at(-1)).toMatchObject({ verb: "release", cause: "preempted" });
  });

  it("tells points that come in soon enough", async () => {
    // The point ends when the job has been told to stop.
    run = await startRun([{ learner: learn(async (x) => {
      const fs = process.getBuiltinModule("node:fs");
      process.stderr.write("begun\n");
      while (!fs.existsSync("told")) await new Promise((resolve) => setTimeout(resolve, 5));
      return x;
    }) }]); // prettier-ignore
    const job = startJob(run, "1");
    await job.wrote("begun");
    job.child.kill("SIGTERM");
    writeFileSync(join(run.folder, "told"), "");
    expect(await job.ended).toBe(0);
    expect(await pointsOf()).toHaveLength(1);
  });

  it("stops before its wall time is over", async () => {
    run = await startRun([{ learner: learn((x) => x) }], {
      run: { goal: { kind: "npoints", npoints: 1e9 } },
    });
    const job = startJob(run, "1", { ADAPTIVE_SCHEDULER_TIME_LIMIT: "10" });
    expect(await job.ended).toBe(0);
    const { secondsLeft } = run.requests[0] as { secondsLeft: number };
    expect(secondsLeft).toBeGreaterThan(0);
    expect(secondsLeft).toBeLessThanOrEqual(5);
    expect(run.requests.at(-1)).toMatchObject({ verb: "release", cause: "walltime" });
    expect((await pointsOf()).length).toBeGreaterThan(0);
  });

  it("stops while it waits for a learner", async () => {
    run = await startRun([]);
    run.answer(() => ({ status: "wait", seconds: 1000 }));
    const job = startJob(run, "1");
    await run.heard(({ verb }) => verb === "start");
    job.child.kill("SIGTERM");
    expect(await job.ended).toBe(0);
  });

  it.each(["threads", "processes"] as const)("ends a pool of %s whose points never end", async (executor) => {
    run = await startRun(
      [{ learner: learn(() => {
        process.stderr.write(`stuck ${process.pid}\n`);
        for (;;);
      }) }], // prettier-ignore
      { resources: { executor, cores: 2 } },
    );
    const job = startJob(run, "1");
    await job.wrote("stuck");
    const startedAt = Date.now();
    job.child.kill("SIGTERM");
    expect(await job.ended).toBe(0);
    expect(Date.now() - startedAt).toBeLessThan(5000);
    // A killed process may outlive the killer by a moment.
    for (const [, pid] of job.output().matchAll(/stuck (\d+)/g))
      await expect.poll(() => isRunning(Number(pid)), { timeout: 5000 }).toBe(false);
  });
});

describe("a worker that is killed", () => {
  it("in evaluation: the next one goes on from the last save, and no point is there twice", async () => {
    const slow = learn(async (x) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return x;
    });
    run = await startRun([{ learner: slow }], {
      run: { runner: { ...runner, saveInterval: 0.05 }, goal: { kind: "npoints", npoints: 60 } },
    });
    const first = startJob(run, "1");
    await run.logged("1", ({ event, npoints }) => event === "saved" && (npoints as number) >= 10);
    first.child.kill("SIGKILL");
    await first.ended;
    const saved = await pointsOf();
    run.answer(epoch(2));
    const second = startJob(run, "2");
    expect(await second.ended, second.output()).toBe(0);
    const points = await pointsOf();
    expect(points.slice(0, saved.length)).toEqual(saved);
    expect(points).toHaveLength(60);
    expect(new Set(points).size).toBe(60);
    const finish = run.requests.find(({ verb }) => verb === "finish");
    expect(finish).toMatchObject({ progress: { npoints: 60, newPoints: 60 - saved.length } });
  });

  it("at any moment of its saves: what a line of the log calls saved is there", async () => {
    const seed = Number(process.env["FAULTS_SEED"] ?? 229);
    process.stdout.write(`seed ${seed}\n`);
    run = await startRun([{ learner: learn((x) => x) }], {
      run: { runner: { ...runner, saveInterval: 0.001 }, goal: { kind: "npoints", npoints: 1e9 } },
    });
    let atLeast = 0;
    for (let round = 0; round < 4; round++) {
      run.answer(epoch(round + 1));
      const jobId = String(round + 1);
      const job = startJob(run, jobId);
      await run.logged(jobId, ({ event, npoints }) => event === "saved" && (npoints as number) > atLeast);
      // Some microseconds to milliseconds later, wherever that is in a save.
      const delay = ((seed + 7 * round) % 5) / 2;
      const until = performance.now() + delay;
      while (performance.now() < until);
      job.child.kill("SIGKILL");
      await job.ended;
      const lines = await run.logLines(jobId);
      atLeast = Math.max(
        ...lines.filter(({ event }) => event === "saved").map(({ npoints }) => npoints as number),
      );
      const points = await pointsOf();
      expect(points.length).toBeGreaterThanOrEqual(atLeast);
      expect(new Set(points).size).toBe(points.length);
    }
    run.answer(epoch(9));
    const last = startJob(run, "9");
    await run.logged("9", ({ event }) => event === "learner");
    last.child.kill("SIGTERM");
    expect(await last.ended).toBe(0);
    expect((await readdir(join(run.folder, "data"))).filter((name) => name !== "0.arrow")).toEqual([]);
  });

  it("between the last save and its report: the next one finds the goal met", async () => {
    run = await startRun([{ learner: learn((x) => x) }]);
    const first = epoch(1);
    let job = startJob(run, "1");
    run.answer((request) => {
      if (request.verb === "finish") job.child.kill("SIGKILL");
      return first(request);
    });
    expect(await job.ended).toBe("SIGKILL");
    run.answer(epoch(2));
    job = startJob(run, "2");
    expect(await job.ended).toBe(0);
    const finish = run.requests.filter(({ verb }) => verb === "finish").at(-1);
    expect(finish).toMatchObject({ epoch: 2, progress: { npoints: 100, newPoints: 0 } });
    expect(await pointsOf()).toHaveLength(100);
  });
});

describe("a worker whose learner is another job's now", () => {
  it("stops at once, writes nothing more and asks for another learner", async () => {
    run = await startRun([{ learner: learn(() => new Promise(() => undefined)) }], {
      run: { runner: { ...runner, logInterval: 0.1 } },
    });
    const next = handOut(1);
    run.answer((request) =>
      request.verb === "progress" ? { status: "stale", reason: "epoch 2 has it" } : next(request),
    );
    const job = startJob(run, "1");
    expect(await job.ended).toBe(0);
    expect(run.requests.map(({ verb }) => verb)).toEqual(["start", "progress", "start", "leave"]);
    expect(await run.logLines("1")).toContainEqual(
      expect.objectContaining({ event: "released", cause: "stale: epoch 2 has it" }),
    );
  });

  it("notices by its file", async () => {
    run = await startRun([{ learner: learn((x) => x) }], {
      run: { runner: { ...runner, saveInterval: 0.05 }, goal: { kind: "npoints", npoints: 1e9 } },
    });
    const first = startJob(run, "1");
    await run.logged("1", ({ event }) => event === "saved");
    run.answer(epoch(2));
    const second = startJob(run, "2");
    await run.logged("2", ({ event }) => event === "saved");
    run.answer(() => ({ status: "stop", reason: "done" }));
    expect(await first.ended).toBe(0);
    expect(await run.logLines("1")).toContainEqual(
      expect.objectContaining({ event: "released", cause: expect.stringContaining("another job") as string }),
    );
    second.child.kill("SIGTERM");
    expect(await second.ended).toBe(0);
    const points = await pointsOf();
    expect(new Set(points).size).toBe(points.length);
  });
});

describe("a worker whose manager says when it wants reports", () => {
  const endless = { kind: "npoints", npoints: 1e9 } as const;
  const lines = async (count: number): Promise<unknown> => {
    const moments = new Set<number>();
    return run!.logged("1", ({ event, progress }) => {
      if (event === "progress") moments.add((progress as { at: number }).at);
      return moments.size >= count;
    });
  };

  it("logs as before, and does not report until then; its release does not wait", async () => {
    run = await startRun([{ learner: learn((x) => x) }], {
      run: { runner: { ...runner, logInterval: 0.05 }, goal: endless },
    });
    const next = handOut(1);
    run.answer((request) =>
      request.verb === "start" ? { ...(next(request) as object), reportIn: 1000 } : next(request),
    );
    const job = startJob(run, "1");
    await lines(10);
    job.child.kill("SIGTERM");
    expect(await job.ended, job.output()).toBe(0);
    expect(run.requests.map(({ verb }) => verb).slice(0, 2)).toEqual(["start", "release"]);
  });

  it("reports sooner than it logs where it is told to, and goes on until it is told otherwise", async () => {
    run = await startRun([{ learner: learn((x) => x) }], {
      run: { runner: { ...runner, logInterval: 1000 }, goal: endless },
    });
    const next = handOut(1);
    run.answer((request) => ({ ...(next(request) as object), reportIn: 0.4 }));
    const job = startJob(run, "1");
    await run.heard(() => run!.requests.filter(({ verb }) => verb === "progress").length === 3);
    job.child.kill("SIGTERM");
    expect(await job.ended, job.output()).toBe(0);
    const moments = run.requests.flatMap((request) =>
      request.verb === "progress" ? [request.progress.at] : [],
    );
    expect(moments[1]! - moments[0]!).toBeGreaterThanOrEqual(390);
  });
});

describe("a worker whose manager is gone", () => {
  it("computes on, and reports to the next manager at its new address", async () => {
    const gate = "open.txt";
    run = await startRun([{ learner: learn(async (x) => {
      const fs = process.getBuiltinModule("node:fs");
      while (!fs.existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 10));
      return x;
    }) }]); // prettier-ignore
    const job = startJob(run, "1");
    await run.logged("1", ({ event }) => event === "learner");
    run.stopListening();
    writeFileSync(join(run.folder, gate), "");
    await run.logged("1", ({ event }) => event === "done");
    await run.listen();
    expect(await job.ended, job.output()).toBe(0);
    expect(run.requests.map(({ verb }) => verb)).toEqual(["start", "finish", "start", "leave"]);
  });

  it("ends at once, with a sentence, when the run folder was removed", async () => {
    run = await startRun([]);
    run.answer(() => ({ status: "wait", seconds: 0.01 }));
    const job = startJob(run, "1");
    await run.heard(({ verb }) => verb === "start");
    run.stopListening();
    const elsewhere = `${run.folder}-moved`;
    await rename(run.folder, elsewhere);
    expect(await job.ended).toBe(0);
    await rename(elsewhere, run.folder);
    expect(job.output()).toContain("the run folder");
    const lines = await run.logLines("1");
    expect(lines.at(-1)).toMatchObject({ event: "ended", cause: "cancelled" });
    expect(lines.at(-2)).toMatchObject({ text: expect.stringMatching(/run-gone: .* was removed/) as string });
  });

  it("ends at once when it begins after the end of the run", async () => {
    run = await startRun([]);
    run.stopListening();
    writeFileSync(join(run.folder, "status.json"), JSON.stringify({ status: "cancelled" }));
    await run.publish({ isClosed: true });
    const job = startJob(run, "1");
    expect(await job.ended).toBe(0);
    expect(job.output()).toMatch(/the run in .* is over/);
  });

  it.each([
    ["the folder holds another run", { runId: "run-2" }, /holds another run by now/],
    ["its key is not let in", { allowedKeys: ["0123456789abcdef"] }, /refuses this worker key/],
  ])("ends at once, and saves, when %s", async (_what, changes, sentence) => {
    run = await startRun([{ learner: learn((x) => x) }], {
      run: { runner: { ...runner, logInterval: 0.1 }, goal: { kind: "npoints", npoints: 1e9 } },
    });
    const job = startJob(run, "1");
    await run.heard(({ verb }) => verb === "progress");
    run.stopListening();
    await run.publish(changes);
    expect(await job.ended, job.output()).toBe(0);
    expect(job.output()).toMatch(sentence);
    expect((await run.logLines("1")).at(-1)).toMatchObject({ event: "ended", cause: "cancelled" });
    expect((await pointsOf()).length).toBeGreaterThan(2);
  });

  it("ends by itself when nobody answers for long", async () => {
    run = await startRun([]);
    run.stopListening();
    const job = startJob(run, "1", { ADAPTIVE_SCHEDULER_PATIENCE: "0.3" });
    expect(await job.ended).toBe(0);
    expect((await run.logLines("1")).at(-1)).toMatchObject({
      event: "ended",
      cause: "the manager did not answer",
    });
  });
});

it("says that there is no such run", async () => {
  run = await startRun([]);
  const job = startJob({ folder: join(run.folder, "nowhere") } as TestRun, "1");
  expect(await job.ended).toBe(1);
  expect(job.output()).toContain("nowhere");
});
