// A learner whose jobs run out of memory again and again is given up when it gets no further.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase, type Database } from "../../src/database/index.js";
import { adviceFor } from "../../src/manager/problems.js";
import type { EndCause, Entry, Progress } from "../../src/protocol/index.js";
import { rulesOf } from "./rules.js";

let folder: string;
let database: Database;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "memory-"));
  await open();
});
afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

async function open(): Promise<void> {
  const runFile = rulesOf(2, { dependencies: { 1: [0] } });
  database = await openDatabase({ folder, runFile, clock: () => 2000 });
}

const entry = (index = 0): Entry => database.entries.entry(index);

/** Hands learner 0 to a job that says how far it is (or nothing) and ends. */
async function runJob(cause: EndCause, npoints: number | null): Promise<Entry> {
  const epoch = entry().epoch + 1;
  const jobId = `${epoch}`;
  const holder = { index: 0, epoch, jobId, node: "n1", instance: "a", resourceClass: 0 };
  await database.append([
    { type: "submitting", at: 2000, token: jobId, resourceClass: 0, count: 1 },
    { type: "submitted", at: 2000, token: jobId, jobIds: [jobId] },
    { type: "assigned", at: 2001, ...holder },
  ]);
  if (npoints !== null) database.noteProgress(0, { npoints, dataSize: 0 } as Progress);
  await database.append([{ type: "jobEnded", at: 2002, jobId, cause, detail: "OUT_OF_MEMORY", points: [7] }]);
  return entry();
}

async function runJobs(cause: EndCause, npoints: readonly (number | null)[]): Promise<Entry["status"][]> {
  const statuses: Entry["status"][] = [];
  for (const n of npoints) statuses.push((await runJob(cause, n)).status);
  return statuses;
}

const MESSAGE = "The job ran out of memory three times without getting further";

test("three times with the same points is the end, with the point and what to do", async () => {
  expect(await runJobs("memory", [20, 20, 20])).toEqual(["waiting", "waiting", "failed"]);
  expect(entry()).toMatchObject({ fails: 0, lastError: { message: MESSAGE, point: 7 } });
  expect(adviceFor(MESSAGE)).toMatch(/Ask for more with `memory`/);
  // Those that depend on it go with it.
  expect(entry(1).status).toBe("failed");
});

test("three times before any progress is the end", async () => {
  expect(await runJobs("memory", [null, null, null])).toEqual(["waiting", "waiting", "failed"]);
});

test("a learner that gets further each time goes on, and ends when it no longer does", async () => {
  const climbing = Array.from({ length: 20 }, (_, k) => 10 * (k + 1));
  expect(new Set(await runJobs("memory", climbing))).toEqual(new Set(["waiting"]));
  // Fewer points than before: some had not been saved.
  expect(await runJobs("memory", [190, 195])).toEqual(["waiting", "failed"]);
});

test("an end for another cause between begins the count anew", async () => {
  await runJobs("memory", [20, 20]);
  expect((await runJob("walltime", 20)).memoryEnds).toBeUndefined();
  expect(await runJobs("memory", [20, 20, 20])).toEqual(["waiting", "waiting", "failed"]);
});

test("other causes that do not count are never the end", async () => {
  for (const cause of ["walltime", "preempted", "node"] as const)
    expect(new Set(await runJobs(cause, [5, 5, 5, 5]))).toEqual(new Set(["waiting"]));
});

test("a reset learner has all its tries again", async () => {
  await runJobs("memory", [20, 20, 20]);
  await database.append([{ type: "reset", at: 2003, index: 0 }]);
  expect(entry().memoryEnds).toBeUndefined();
  expect(await runJobs("memory", [20, 20, 20])).toEqual(["waiting", "waiting", "failed"]);
});

test("the count is the same after the manager was started anew", async () => {
  await runJobs("memory", [20, 20]);
  const before = entry();
  await database.close();
  await open();
  expect(entry().memoryEnds).toEqual(before.memoryEnds);
  // Again, from the compacted journal.
  await database.close();
  await open();
  expect(entry().memoryEnds).toEqual({ count: 2, npoints: 20 });
  expect(await runJobs("memory", [20])).toEqual(["failed"]);
});

test("ends in a journal of before, which does not say how far the learner was, are not held against it", async () => {
  await runJobs("memory", [20, 20]);
  await database.close();
  const path = join(folder, "journal.1.jsonl");
  const text = await readFile(path, "utf8");
  expect(text.match(/,"npoints":20/g)).toHaveLength(2);
  await writeFile(path, text.replaceAll(/,"npoints":20/g, ""));
  await open();
  expect(entry()).toMatchObject({ status: "waiting", epoch: 2 });
  expect(entry().memoryEnds).toBeUndefined();
  expect(await runJobs("memory", [20, 20, 20])).toEqual(["waiting", "waiting", "failed"]);
});
