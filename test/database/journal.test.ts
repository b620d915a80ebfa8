import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openDatabase, readDatabase } from "../../src/database/index.js";
import type { Database } from "../../src/database/index.js";
import type { JournalEvent } from "../../src/protocol/index.js";
import { rulesOf } from "./rules.js";

let folder: string;
const open: Database[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "database-"));
});
afterEach(async () => {
  for (const database of open.splice(0)) await database.close();
  await rm(folder, { recursive: true });
});

const rules = rulesOf(5);
async function take(where = folder): Promise<Database> {
  const database = await openDatabase({ folder: where, runFile: rules, clock: () => 2000 });
  open.push(database);
  return database;
}
const assigned = (index: number, epoch: number, jobId: string): JournalEvent => ({
  type: "assigned",
  at: 2001,
  index,
  epoch,
  jobId,
  node: "n1",
  instance: "a",
  resourceClass: 0,
});
const entries = (database: Pick<Database, "entries">): unknown[] =>
  database.entries.page(0, 100, null).entries;

test("a database is what it was after it was closed and opened", async () => {
  const first = await take();
  await first.append([
    { type: "submitting", at: 2000, token: "t1", resourceClass: 0, count: 2 },
    { type: "submitted", at: 2001, token: "t1", jobIds: ["1_0", "1_1"] },
    { type: "submitting", at: 2001, token: "t2", resourceClass: 0, count: 3 },
    assigned(0, 1, "1_0"),
    assigned(1, 1, "1_1"),
    {
      type: "released",
      at: 2003,
      index: 0,
      epoch: 1,
      cause: "code",
      error: { message: "boom", stack: "at x" },
    },
    { type: "finished", at: 2004, index: 1, epoch: 1, npoints: 12, loss: 0.5 },
    { type: "failed", at: 2005, index: 3, error: null },
    { type: "jobEnded", at: 2006, jobId: "1_1", cause: "walltime", detail: "TIMEOUT" },
  ]);
  await first.close();
  for (let generation = 2; generation < 5; generation++) {
    const next = await take();
    expect(next.generation).toBe(generation);
    expect(entries(next)).toEqual(entries(first));
    expect(next.entries.counts()).toEqual({ waiting: 3, running: 0, done: 1, failed: 1, ready: 3 });
    expect(next.jobs.page(0, 10, null)).toEqual(first.jobs.page(0, 10, null));
    expect(next.jobs.submissions()).toEqual([{ token: "t2", resourceClass: 0, count: 3, at: 2001 }]);
    expect(next.jobs.activeOfClass(0)).toBe(4);
    expect(next.jobs.causes()).toEqual({ walltime: 1 });
    expect((await readdir(folder)).sort()).toEqual(
      [generation - 1, generation].map((g) => `journal.${g}.jsonl`),
    );
    await next.close();
  }
});

test("a journal cut at every byte of its last line loads without that line", async () => {
  const first = await take();
  await first.append([assigned(0, 1, "1")]);
  const before = entries(first);
  await first.append([
    { type: "released", at: 2003, index: 0, epoch: 1, cause: "code", error: { message: "é☃", stack: "" } },
  ]);
  await first.close();
  const bytes = await readFile(join(folder, "journal.1.jsonl"));
  const start = bytes.lastIndexOf(10, bytes.length - 2) + 1;
  for (let cut = start; cut < bytes.length; cut++) {
    await writeFile(join(folder, "journal.1.jsonl"), bytes.subarray(0, cut));
    expect(entries(await readDatabase(folder, rules))).toEqual(before);
  }
  const next = await take();
  expect(entries(next)).toEqual(before);
});

test("a take-over that was cut at any byte leaves the generation before it in force", async () => {
  const first = await take();
  await first.append([assigned(0, 1, "1"), assigned(1, 1, "2")]);
  await first.close();
  await (await take()).close();
  const second = await readFile(join(folder, "journal.2.jsonl"));
  for (let cut = 0; cut < second.length; cut += 7) {
    await writeFile(join(folder, "journal.2.jsonl"), second.subarray(0, cut));
    expect(entries(await readDatabase(folder, rules))).toEqual(entries(first));
  }
  const third = await take();
  expect(third.generation).toBe(3);
  expect(entries(third)).toEqual(entries(first));
});

describe("a journal that cannot be used is a clear error, and stays as it is", () => {
  const header = (change: object): string =>
    `${JSON.stringify({ type: "opened", at: 1, protocol: 1, runId: "run-1", generation: 1, learners: 5, ...change })}\n`;
  const whole = `${JSON.stringify({ type: "compacted", at: 1 })}\n`;
  const line = (event: JournalEvent): string => `${JSON.stringify(event)}\n`;
  test.each([
    [
      "no JSON in the middle",
      header({}) + whole + "{oops\n" + line(assigned(0, 1, "1")),
      "journal-corrupt",
      /journal\.1\.jsonl line 3/,
    ],
    ["no event", header({}) + whole + "[1]\n", "journal-corrupt", /line 3 .* no event/],
    [
      "an event that does not fit",
      header({}) + whole + line(assigned(0, 2, "1")),
      "journal-corrupt",
      /line 3 .*Learner 0 is waiting/,
    ],
    [
      "a learner that the run has not",
      header({}) + whole + line(assigned(9, 1, "1")),
      "journal-corrupt",
      /no learner 9/,
    ],
    [
      "an unknown event",
      header({}) + whole + '{"type":"danced","at":1}\n',
      "journal-corrupt",
      /line 3 .*unknown type/,
    ],
    ["no header", whole, "journal-corrupt", /line 1/],
    [
      "another version",
      header({ protocol: 99 }) + '{"type":"sang","at":1}\n',
      "journal-version",
      /protocol 99, this version reads 1/,
    ],
    ["another run", header({ runId: "other" }) + whole, "journal-mismatch", /other/],
    ["another number of learners", header({ learners: 6 }) + whole, "journal-mismatch", /6 learners/],
  ])("%s", async (_, text, code, message) => {
    await writeFile(join(folder, "journal.1.jsonl"), text);
    const error = await take().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code });
    expect((error as Error).message).toMatch(message);
    expect(await readdir(folder)).toEqual(["journal.1.jsonl"]);
    expect(await readFile(join(folder, "journal.1.jsonl"), "utf8")).toBe(text);
  });
});

test("an older manager that notices a newer one stops, and the newer has all that was confirmed", async () => {
  const old = await take();
  await old.append([assigned(0, 1, "1")]);
  const young = await take();
  expect(entries(young)).toEqual(entries(old));
  expect(await old.isOwner()).toBe(false);
  await expect(old.append([assigned(1, 1, "2")])).rejects.toMatchObject({ code: "not-owner" });
  await expect(old.append([])).rejects.toMatchObject({ code: "not-owner" });
  await young.append([assigned(1, 1, "3")]);
  // The generation that follows the oldest may be gone by the time that it looks.
  const youngest = await take();
  await take();
  expect(await young.isOwner()).toBe(false);
  expect(await youngest.isOwner()).toBe(false);
  expect(await old.isOwner()).toBe(false);
});

test("requests that wait together share one sync", async () => {
  const database = await take();
  let syncs = 0;
  const ends: number[] = [];
  const writes = Array.from({ length: 5 }, (_, i) =>
    database.append([assigned(i, 1, `${i}`)]).then(() => ends.push(i)),
  );
  const probe = database.append([]).then(() => syncs++);
  await Promise.all([...writes, probe]);
  expect(ends).toEqual([0, 1, 2, 3, 4]);
  expect(syncs).toBe(1);
  await database.close();
  await expect(database.append([])).rejects.toMatchObject({ code: "closed" });
  const lines = (await readFile(join(folder, "journal.1.jsonl"), "utf8")).trim().split("\n");
  expect(lines.slice(2).map((text) => (JSON.parse(text) as { index: number }).index)).toEqual([
    0, 1, 2, 3, 4,
  ]);
});

// Needs lib/: `npx tsc -b src/database`.
test("of managers that start at the same moment one owns the run", async () => {
  const script = `
    const { openDatabase } = await import(${JSON.stringify(new URL("../../lib/database/index.js", import.meta.url).href)});
    process.stdin.once("data", async () => {
      try {
        const database = await openDatabase({ folder: process.argv[1], runFile: ${JSON.stringify(rules)} });
        await database.append([{ type: "assigned", at: 1, index: 0, epoch: database.entries.entry(0).epoch + 1, jobId: String(process.pid), node: "n" },
          { type: "released", at: 1, index: 0, epoch: database.entries.entry(0).epoch + 1, cause: "node" }]);
        process.stdout.write("owner\\n");
      } catch (error) {
        process.stdout.write(error.code + "\\n");
      }
      process.exit(0);
    });
    process.stdout.write("ready\\n");`;
  for (let round = 0; round < 3; round++) {
    const where = join(folder, `${round}`);
    await mkdir(where);
    const managers = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ["--input-type=module", "-e", script, where], {
        stdio: ["pipe", "pipe", "inherit"],
      }),
    );
    const said = managers.map(() => "");
    const ends = managers.map((manager, i) => {
      manager.stdout.on("data", (chunk: Buffer) => (said[i] += chunk.toString()));
      return once(manager, "exit");
    });
    await Promise.all(managers.map((manager) => once(manager.stdout, "data")));
    for (const manager of managers) manager.stdin.end("go\n");
    await Promise.all(ends);
    const outcomes = said.map((text) => text.trim().split("\n").pop());
    // Each one that was told "durable" owned the run then, and nothing of it is lost.
    const owners = outcomes.filter((outcome) => outcome === "owner").length;
    expect(owners).toBeGreaterThan(0);
    expect(outcomes.filter((outcome) => outcome === "not-owner").length).toBe(4 - owners);
    const state = await readDatabase(where, rules);
    expect(state.entries.entry(0).epoch).toBeGreaterThanOrEqual(owners);
  }
});
