import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sayGoodbye, type GoodbyeContext } from "../../src/manager/goodbye.js";
import type { EndedJob } from "../../src/protocol/index.js";
import { createRig, type Rig } from "./database-server/rig.js";

let rig: Rig;
let now = 0;
let orders: string[][];
let refusals = 0;
let ended: EndedJob[];
/** What happens in each pause, in turn. */
let pauses: (() => Promise<unknown>)[];

beforeEach(async () => {
  rig = await createRig(4);
  [now, refusals, orders, ended, pauses] = [10_000, 0, [], [], []];
  await rig.append({ at: 1, type: "submitting", token: "abc", resourceClass: 0, count: 4 });
  await rig.append({ at: 1, type: "submitted", token: "abc", jobIds: ["7_0", "7_1", "7_2", "7_3"] });
});
afterEach(() => rig.close());

function context(): GoodbyeContext {
  return {
    run: { jobName: "run" },
    runFolder: "/runs/run",
    scheduler: {
      cancel: async (jobs) => {
        orders.push([...jobs]);
        if (refusals-- > 0) throw new Error("Unable to contact slurm controller");
      },
      ended: async (jobIds) => ended.filter((job) => jobIds.includes(job.jobId)),
    },
    database: rig.database,
    now: () => now,
    append: (events) => rig.append(...events),
    onError: () => undefined,
    signal: new AbortController().signal,
    pause: async (ms) => {
      now += ms;
      await pauses.shift()?.();
    },
  };
}

describe("the end of a run", () => {
  it("takes back at once what waits in the queue, and lets a job that asked say goodbye", async () => {
    await rig.ask("7_0", "start");
    await rig.ask("7_0", "finish", { index: 0, epoch: 1 });
    pauses = [async () => {}, () => rig.ask("7_0", "leave")];
    await sayGoodbye(context(), false);
    expect(orders).toEqual([["7_1", "7_2", "7_3"]]);
    expect(now).toBe(10_400);
    expect(rig.database.jobs.causes()).toEqual({ cancelled: 3, finished: 1 });
    expect(rig.database.jobs.counts()).toMatchObject({ pending: 0, submitted: 0, running: 0, ended: 4 });
  });

  it("waits for cancelled jobs until they have given back their learners", async () => {
    await rig.ask("7_0", "start");
    await rig.ask("7_1", "start");
    pauses = [
      () => rig.ask("7_0", "release", { index: 0, epoch: 1, cause: "preempted" }),
      async () => (ended = [{ jobId: "7_1", cause: "node", detail: "" }]),
    ];
    await sayGoodbye(context(), true);
    expect(orders).toEqual([["7_0", "7_1", "7_2", "7_3"]]);
    expect(now).toBe(10_400);
    expect(rig.database.jobs.causes()).toEqual({ cancelled: 3, node: 1 });
  });

  it("does not wait for jobs that stop by themselves", async () => {
    await rig.ask("7_0", "start");
    await rig.ask("7_0", "release", { index: 0, epoch: 1, cause: "walltime" });
    await sayGoodbye(context(), false);
    expect(now).toBe(10_000);
    expect(rig.database.jobs.causes()).toEqual({ cancelled: 3, walltime: 1 });
  });

  it("cancels a job that takes too long", async () => {
    await rig.ask("7_0", "start");
    await sayGoodbye(context(), false);
    expect(orders).toEqual([["7_1", "7_2", "7_3"], ["7_0"]]);
    expect(now - 10_000).toBeGreaterThan(10_000);
  });

  it("asks a scheduler that takes no orders again, until it takes them", async () => {
    refusals = 5;
    await sayGoodbye(context(), true);
    expect(orders).toHaveLength(6);
    expect(rig.database.jobs.causes()).toEqual({ cancelled: 4 });
  });

  it("cancels a submission whose answer was lost by the name of its jobs", async () => {
    await rig.append({ at: 2, type: "submitting", token: "lost", resourceClass: 0, count: 4 });
    await sayGoodbye(context(), true);
    expect(orders[0]).toEqual(["7_0", "7_1", "7_2", "7_3", "run-lost"]);
  });
});
