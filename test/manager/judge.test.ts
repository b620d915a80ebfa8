import { describe, expect, it } from "vitest";
import { judgeJobs, noteMissing, type Missing } from "../../src/manager/judge.js";
import type { JobRecord, QueueRow } from "../../src/protocol/index.js";

const job = (jobId: string, heardAt: number | null): JobRecord => ({
  jobId,
  token: "t",
  resourceClass: 0,
  submittedAt: 0,
  status: "running",
  node: null,
  startedAt: 0,
  heardAt,
  endedAt: null,
  cause: null,
  detail: "",
  index: null,
});
const row = (jobId: string): QueueRow => ({
  jobId,
  name: "",
  state: "running",
  reason: "",
  nodes: "",
  startedAt: null,
});
const silenceMs = 100;

describe("judgeJobs", () => {
  it("believes a scheduler that says how a job ended", () => {
    const ended = [{ jobId: "1", cause: "walltime" as const, detail: "TIMEOUT" }];
    expect(judgeJobs([job("1", 5)], { ended, missing: new Map() }, { now: 6, silenceMs })).toEqual(ended);
  });

  it("does not take one empty answer for a death", () => {
    const jobs = [job("1", 0)];
    const missing = noteMissing(new Map(), jobs, { at: 0, rows: [] });
    expect(judgeJobs(jobs, { ended: [], missing }, { now: 1e9, silenceMs })).toEqual([]);
  });

  it("keeps a job that is still heard of", () => {
    const jobs = [job("1", 990)];
    let missing: Missing = new Map();
    for (const at of [0, 500, 1000]) missing = noteMissing(missing, jobs, { at, rows: [] });
    expect(judgeJobs(jobs, { ended: [], missing }, { now: 1000, silenceMs })).toEqual([]);
  });

  it("gives a job up that two answers leave out and that is silent", () => {
    const jobs = [job("1", 10), job("2", 10)];
    let missing: Missing = new Map();
    for (const at of [20, 40]) missing = noteMissing(missing, jobs, { at, rows: [row("2")] });
    const over = judgeJobs(jobs, { ended: [], missing }, { now: 200, silenceMs });
    expect(over.map((ended) => ended.jobId)).toEqual(["1"]);
  });

  it("starts over when a job shows up again", () => {
    const jobs = [job("1", 0)];
    let missing = noteMissing(new Map(), jobs, { at: 0, rows: [] });
    missing = noteMissing(missing, jobs, { at: 1, rows: [row("1")] });
    missing = noteMissing(missing, jobs, { at: 2, rows: [] });
    expect(judgeJobs(jobs, { ended: [], missing }, { now: 1e9, silenceMs })).toEqual([]);
  });
});
