import { afterEach, expect, test } from "vitest";
import { createRig } from "./rig.js";
import type { Rig } from "./rig.js";

let rig: Rig;
afterEach(() => rig.close());

const learner = (index: number, epoch: number): object => ({ status: "learner", index, epoch });
const error = (message: string): object => ({ error: { message, stack: "at cell:1" } });

test("learners go out in order, and a repeated start gives the same one until it is reported", async () => {
  rig = await createRig(3);
  expect(await rig.ask("a", "start")).toEqual(learner(0, 1));
  expect(await rig.ask("b", "start")).toEqual(learner(1, 1));
  expect(await rig.ask("a", "start")).toEqual(learner(0, 1));
  await rig.restart();
  expect(await rig.ask("a", "start")).toEqual(learner(0, 1));
  const report = { index: 0, epoch: 1 };
  expect(await rig.ask("a", "finish", report)).toEqual({ status: "ok" });
  expect(await rig.ask("a", "finish", report)).toEqual({ status: "ok" });
  expect(await rig.ask("a", "start")).toEqual(learner(2, 1));
  expect(await rig.ask("c", "start")).toMatchObject({ status: "stop" });
  expect(rig.database.entries.entry(0)).toMatchObject({
    status: "done",
    progress: { npoints: 3, dataSize: 48 },
  });
  expect(rig.database.entries.totals()).toEqual({ points: 3, dataSize: 48, empty: 2 });
});

test("a requeued job loses its old process's learner and epoch, and goes on with it under a new one", async () => {
  rig = await createRig(3);
  await rig.ask("a/old", "start");
  expect(await rig.ask("a/new", "start")).toEqual(learner(0, 2));
  expect(await rig.ask("a/new", "start")).toEqual(learner(0, 2));
  expect(await rig.ask("a/old", "progress", { index: 0, epoch: 1 })).toMatchObject({ status: "stale" });
  expect(await rig.ask("a/old", "leave")).toEqual({ status: "ok" });
  expect(await rig.ask("a/new", "progress", { index: 0, epoch: 2 })).toEqual({ status: "ok" });
  expect(rig.database.entries.entry(0)).toMatchObject({ fails: 0, progress: { npoints: 3 } });
});

test("a worker that comes back after its learner went to another job is stale, whatever it reports", async () => {
  rig = await createRig(1);
  await rig.ask("a", "start");
  await rig.append({ type: "jobEnded", at: 1, jobId: "a", cause: "node", detail: "NODE_FAIL" });
  for (const verb of ["progress", "finish"] as const) {
    expect(await rig.ask("a", verb, { index: 0, epoch: 1 })).toMatchObject({ status: "stale" });
  }
  expect(await rig.ask("b", "start")).toEqual(learner(0, 2));
  for (const [verb, more] of Object.entries({
    progress: {},
    finish: {},
    fail: error("x"),
    release: { cause: "walltime" },
  })) {
    expect(await rig.ask("a", verb as "fail", { index: 0, epoch: 1, ...more })).toMatchObject({
      status: "stale",
    });
  }
  expect(rig.database.entries.entry(0)).toMatchObject({ status: "running", jobId: "b", fails: 0 });
  expect(rig.database.jobs.get("a")).toMatchObject({ status: "ended", cause: "node" });
  // Its job counts as ended, so it may stop; a requeued process of the job may work.
  await rig.ask("b", "release", { index: 0, epoch: 2, cause: "walltime" });
  expect(await rig.ask("a", "start")).toMatchObject({ status: "stop" });
  expect(rig.database.jobs.get("a")).toMatchObject({ status: "ended" });
  expect(await rig.ask("a/requeued", "start")).toEqual(learner(0, 3));
  expect(rig.database.jobs.get("a")).toMatchObject({ status: "running", cause: null, index: 0 });
});

test("those whose job died go first, those whose function failed go last", async () => {
  rig = await createRig(5);
  for (const job of ["a", "b", "c"]) await rig.ask(job, "start");
  await rig.ask("a", "fail", { index: 0, epoch: 1, ...error("boom") });
  await rig.ask("c", "release", { index: 2, epoch: 1, cause: "preempted" });
  await rig.append({ type: "jobEnded", at: 1, jobId: "b", cause: "walltime", detail: "" });
  const order: unknown[] = [];
  for (const job of ["d", "e", "f", "g", "h"])
    order.push(((await rig.ask(job, "start")) as { index?: number }).index);
  expect(order).toEqual([2, 1, 3, 4, 0]);
});

test("three equal errors in a row give a learner up; a different one starts the count again", async () => {
  rig = await createRig(1);
  for (const message of ["x", "x", "y", "x", "x", "x"]) {
    expect(rig.database.entries.entry(0).status).toBe("waiting");
    const given = await rig.ask("a", "start");
    await rig.ask("a", "fail", { ...given, ...error(message) });
    // A repeated report counts once.
    expect(await rig.ask("a", "fail", { ...given, ...error(message) })).toEqual({ status: "ok" });
  }
  expect(rig.database.entries.entry(0)).toMatchObject({
    status: "failed",
    fails: 6,
    lastError: { message: "x", stack: "at cell:1" },
  });
  expect(await rig.ask("a", "start")).toMatchObject({ status: "stop" });
});

test("preemption, wall time, memory, node and cancel never count; code and unknown do, up to maxFailsPerJob", async () => {
  rig = await createRig(1, {}, 4);
  const causes = [
    "preempted",
    "walltime",
    "memory",
    "node",
    "cancelled",
    "code",
    "unknown",
    "finished",
  ] as const;
  for (const cause of [...causes, "code"] as const) {
    const { epoch } = (await rig.ask(`job-${cause}-${rig.database.serial}`, "start")) as { epoch: number };
    const { jobId } = [...rig.database.entries.running()][0]!;
    await rig.append({ type: "jobEnded", at: 1, jobId, cause, detail: `${cause} ${epoch}` });
  }
  expect(rig.database.entries.entry(0)).toMatchObject({
    status: "failed",
    epoch: 9,
    fails: 4,
    lastError: { message: "The job ended: code 9" },
  });
});

test("jobs get learners of their class only", async () => {
  rig = await createRig(4, { classOf: [0, 1, 0, 1], resourceClasses: [{}, {}] as never });
  expect(await rig.ask("a", "start", { resourceClass: 1 })).toEqual(learner(1, 1));
  await rig.append(
    { type: "submitting", at: 1, token: "t", resourceClass: 1, count: 1 },
    { type: "submitted", at: 1, token: "t", jobIds: ["b"] },
  );
  // What a job was submitted for counts, whatever it says.
  expect(await rig.ask("b", "start", { resourceClass: 0 })).toEqual(learner(3, 1));
  expect(await rig.ask("c", "start", { resourceClass: 1 })).toMatchObject({ status: "stop" });
  expect(await rig.ask("d", "start", { resourceClass: 0 })).toEqual(learner(0, 1));
  await expect(rig.ask("e", "start", { resourceClass: 2 })).rejects.toMatchObject({ code: "bad-request" });
  await expect(rig.ask("e", "finish", { index: 4, epoch: 1 })).rejects.toMatchObject({ code: "bad-request" });
});

test("a learner waits for those that it depends on, and fails with them", async () => {
  rig = await createRig(4, { dependencies: { "0": [2], "1": [2, 3] } });
  expect(rig.database.entries.counts()).toMatchObject({ waiting: 4, ready: 2 });
  expect(await rig.ask("a", "start")).toEqual(learner(2, 1));
  expect(await rig.ask("b", "start")).toEqual(learner(3, 1));
  expect(await rig.ask("c", "start")).toEqual({ status: "wait", seconds: 1 });
  await rig.ask("a", "finish", { index: 2, epoch: 1 });
  expect(await rig.ask("c", "start")).toEqual(learner(0, 1));
  expect(await rig.ask("d", "start")).toMatchObject({ status: "wait" });
  await rig.append({ type: "failed", at: 1, index: 3, error: null });
  expect(rig.database.entries.entry(1)).toMatchObject({
    status: "failed",
    lastError: { message: "Learner 3, on which this one depends, failed." },
  });
  expect(await rig.ask("d", "start")).toMatchObject({ status: "stop" });
  await rig.append({ type: "reset", at: 1, index: 3 }, { type: "reset", at: 1, index: 1 });
  expect(await rig.ask("d", "start")).toEqual(learner(3, 2));
});

test("nothing is handed out once the run is over, and a job that leaves gives back what it holds", async () => {
  rig = await createRig(2);
  await rig.ask("a", "start");
  expect(await rig.ask("a", "leave")).toEqual({ status: "ok" });
  expect(await rig.ask("a", "leave")).toEqual({ status: "ok" });
  expect(await rig.ask("stranger", "leave")).toEqual({ status: "ok" });
  expect(rig.database.entries.counts()).toMatchObject({ waiting: 2, ready: 2 });
  expect(rig.database.jobs.counts()).toEqual({ submitted: 0, pending: 0, running: 0, ended: 1 });
  await rig.append({ type: "runEnded", at: 1, status: "cancelled" });
  expect(await rig.ask("b", "start")).toEqual({ status: "stop", reason: "The run is over: cancelled." });
  await rig.restart();
  expect(rig.database.runEnd).toBe("cancelled");
});

test("learners that were done in the notebook are done from the start", async () => {
  rig = await createRig(3, { doneAtStart: [0, 2], dependencies: { "1": [0] } });
  expect(rig.database.entries.counts()).toMatchObject({ waiting: 1, done: 2, ready: 1 });
  expect(await rig.ask("a", "start")).toEqual(learner(1, 1));
  await rig.restart();
  expect(rig.database.entries.counts()).toMatchObject({ running: 1, done: 2 });
});

test("a job that stops is told by its worker's cause, unless the batch system knows better", async () => {
  rig = await createRig(4);
  for (const [job, verb, more] of [
    ["a", "release", { cause: "walltime" }],
    ["b", "release", { cause: "preempted" }],
    ["c", "fail", error("x")],
  ] as const) {
    const reply = await rig.ask(job, "start");
    expect(await rig.ask(job, verb, { ...reply, ...more })).toEqual({ status: "ok" });
  }
  const end = { type: "jobEnded", at: 1, detail: "" } as const;
  await rig.restart();
  await rig.append(
    { ...end, jobId: "a", cause: "finished" },
    { ...end, jobId: "b", cause: "cancelled" },
    { ...end, jobId: "c", cause: "finished" },
  );
  expect(["a", "b", "c"].map((job) => rig.database.jobs.get(job)!.cause)).toEqual([
    "walltime",
    "cancelled",
    "finished",
  ]);
});
