import { afterEach, describe, expect, it } from "vitest";
import { createDatabaseServer } from "../../src/manager/database-server.js";
import { paced, secondsBetweenReports, silenceOf } from "../../src/manager/report-pace.js";
import type { StartReply, WorkerRequest } from "../../src/protocol/index.js";
import { createRig, progressOf, type Rig } from "./database-server/rig.js";

const runOf = (learners: number, maxSimultaneousJobs: number, logInterval = 300) => ({
  fnames: { length: learners },
  runner: { logInterval },
  manager: { maxSimultaneousJobs },
});
const big = runOf(20_000, 10_000);
const handedOut = (index: number): StartReply => ({ status: "learner", index, epoch: 1 });

describe("the pace of reports", () => {
  it("is the log interval until all jobs together would report more than six times a second", () => {
    expect(secondsBetweenReports(big, 1800)).toBe(300);
    expect(secondsBetweenReports(big, 3600)).toBe(600);
    expect(paced({ status: "ok" }, big, 1800)).toEqual({ status: "ok" });
    expect(paced(handedOut(3), big, 1800)).toEqual(handedOut(3));
    expect(paced({ status: "ok" }, big, 3600)).toEqual({ status: "ok", reportIn: 600 });
  });

  it.each([
    [runOf(5000, 10_000), 5000 / 6],
    [runOf(20_000, 4000), 4000 / 6],
    [runOf(20_000, 100), 300],
  ])("is never longer than the run's jobs can make it, and no job is dead before (%#)", (run, longest) => {
    expect(secondsBetweenReports(run, 1e6)).toBe(longest);
    expect(silenceOf(run)).toBe(2000 * longest + 30_000);
  });

  it("says nothing with an answer that leaves nothing to report", () => {
    expect(paced({ status: "stale", reason: "" }, big, 1e4)).toEqual({ status: "stale", reason: "" });
    expect(paced({ status: "wait", seconds: 1 }, big, 1e4)).toEqual({ status: "wait", seconds: 1 });
  });

  it("spreads the first reports of 10,000 jobs that start together, wherever their learners begin", () => {
    for (const from of [0, 7777]) {
      const perSecond = new Map<number, number>();
      for (let k = from; k < from + 10_000; k++) {
        const { reportIn } = paced(handedOut(k), big, 10_000) as { reportIn: number };
        expect(reportIn).toBeLessThan(10_000 / 6);
        perSecond.set(Math.floor(reportIn), (perSecond.get(Math.floor(reportIn)) ?? 0) + 1);
      }
      expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(9);
    }
  });
});

describe("a database server", () => {
  let rig: Rig | undefined;
  afterEach(async () => {
    await rig?.close();
    rig = undefined;
  });

  it("says when it wants the next report, and follows what runs", async () => {
    rig = await createRig(12);
    const { database } = rig;
    const server = createDatabaseServer({ database, clock: () => 1, pacedRun: () => runOf(12, 12, 1) });
    const ask = (jobId: string, rest: object): Promise<unknown> => {
      const worker = { jobId, instance: "a", node: "n", pid: 1 };
      return server.handle({ worker, progress: progressOf(3), ...rest } as unknown as WorkerRequest);
    };
    const replies = [];
    for (let k = 0; k < 12; k++)
      replies.push(await ask(`${k}`, { verb: "start", resourceClass: 0, secondsLeft: null }));
    expect(replies[0]).toEqual({ status: "learner", index: 0, epoch: 1 });
    expect(replies[11]).toMatchObject({ index: 11, reportIn: expect.any(Number) as number });
    expect(await ask("0", { verb: "progress", index: 0, epoch: 1 })).toEqual({ status: "ok", reportIn: 2 });
    const finish = (k: number): Promise<unknown> => ask(`${k}`, { verb: "finish", index: k, epoch: 1 });
    for (let k = 6; k < 12; k++) expect(await finish(k)).toEqual({ status: "ok" });
    expect(await ask("0", { verb: "progress", index: 0, epoch: 1 })).toEqual({ status: "ok" });
  });
});
