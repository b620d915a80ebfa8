import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  followLog,
  lineMatcher,
  LogSearch,
  LogWriter,
  logPath,
  parseLogLine,
  readLogRows,
  readNewLines,
  readTail,
  summariseLogs,
} from "../../src/log/index.js";
import type { Progress } from "../../src/protocol/index.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "log-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const progress = (npoints: number): Progress => ({
  npoints,
  newPoints: npoints,
  loss: 0.5,
  pending: 1,
  at: 0,
  cpu: 0.9,
  memory: 1e6,
  overhead: 0.1,
  dataSize: 10,
  rate: 2,
  retried: 0,
});

function writeJob(jobId: string, steps: number): string {
  const path = logPath(folder, jobId);
  let at = 1000;
  const log = new LogWriter({ path, jobId, node: "n1", now: () => (at += 1000) });
  log.write({ event: "started", pid: 1, version: "0" });
  log.write({ event: "learner", index: 3, epoch: 2, fname: "data/3", npoints: 0 });
  for (let i = 1; i <= steps; i++) log.write({ event: "progress", index: 3, progress: progress(i) });
  log.close();
  return path;
}

describe("a job's log", () => {
  it("is one JSON line a write", async () => {
    const path = writeJob("12_3", 2);
    const lines = (await readFile(path, "utf8")).trimEnd().split("\n").map(parseLogLine);
    expect(lines.map((line) => line.event)).toEqual(["started", "learner", "progress", "progress"]);
    expect(lines[1]).toMatchObject({ at: 3000, jobId: "12_3", node: "n1", index: 3 });
  });

  it("may have what the user's function prints among its lines", () => {
    for (const text of ["hello", "{not json", '{"event":"x"}', "[1]", ""]) {
      expect(parseLogLine(text)).toEqual({ event: "output", text });
    }
  });

  it("becomes rows, the newest of each learner or all", async () => {
    const path = writeJob("7", 5);
    writeJob("8", 1);
    const rows = await readLogRows(folder);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      jobId: "7",
      index: 3,
      epoch: 2,
      fname: "data/3",
      npoints: 5,
      elapsedSeconds: 5,
      logFile: path,
      cpu: 0.9,
      isDone: false,
    });
    expect(await readLogRows(folder, { jobIds: ["7"], onlyLast: false })).toHaveLength(5);
    expect(await readLogRows(join(folder, "missing"))).toEqual([]);
  });

  it("is summed up from its end", async () => {
    const path = writeJob("7", 2);
    const log = new LogWriter({ path, jobId: "7", node: "n1", now: () => 9000 });
    log.write({ event: "error", index: 3, error: { message: "Error: boom", stack: "at f", point: 1 } });
    log.write({ event: "ended", cause: "code" });
    log.close();
    await appendFile(path, "Segmentation fault\n");
    expect(await summariseLogs(folder)).toEqual([
      expect.objectContaining({
        jobId: "7",
        state: "ended",
        cause: "code",
        index: 3,
        npoints: 2,
        lastAt: 9000,
        errors: [expect.objectContaining({ message: "Error: boom" })],
        output: ["Segmentation fault"],
      }),
    ]);
  });
});

describe("the end of a file", () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i} ${"é".repeat(i % 30)}`);

  it("is read without reading the file", async () => {
    const path = join(folder, "big");
    await writeFile(path, `${lines.join("\n")}\nhalf a li`);
    for (const maxLogLines of [0, 1, 3, 5000]) {
      expect((await readTail(path, { maxLogLines })).lines).toEqual(lines.slice(lines.length - maxLogLines));
    }
    expect((await readTail(path, { maxLogLines: 1e9 })).lines).toEqual(lines);
    const bounded = await readTail(path, { maxLogLines: 1e9, maxBytes: 10_000 });
    expect(bounded.lines.join("\n").length).toBeLessThan(10_000);
    expect(lines.slice(-bounded.lines.length)).toEqual(bounded.lines);
  });

  it("goes on where it ended, once the line is whole", async () => {
    const path = join(folder, "f");
    await writeFile(path, "a\nb");
    const { lines: first, end } = await readTail(path);
    expect(first).toEqual(["a"]);
    expect(await readNewLines(path, end)).toEqual({ lines: [], end });
    await appendFile(path, "b\nc\n");
    expect((await readNewLines(path, end)).lines).toEqual(["bb", "c"]);
    await writeFile(path, "x\n");
    expect((await readNewLines(path, 1000)).lines).toEqual(["x"]);
  });

  it("passes a line longer than what is read at once in pieces", async () => {
    const path = join(folder, "f");
    await writeFile(path, `${"x".repeat(25)}\ny\n`);
    const read: string[] = [];
    for (let offset = 0; ;) {
      const { lines: more, end } = await readNewLines(path, offset, 10);
      if (more.length === 0) break;
      read.push(...more);
      offset = end;
    }
    expect(read.join("")).toBe(`${"x".repeat(25)}y`);
  });
});

describe("following", () => {
  it("gives the last lines, then what is added, and ends when told", async () => {
    const path = join(folder, "f");
    const stop = new AbortController();
    const seen: string[] = [];
    let written = 0;
    const write = (): Promise<void> => appendFile(path, `line ${written++}\n`);
    await write();
    await write();
    for await (const lines of followLog(path, { signal: stop.signal, intervalMs: 1, maxLogLines: 1 })) {
      seen.push(...lines);
      if (written < 5) await write();
      else stop.abort();
    }
    expect(seen).toEqual(["line 1", "line 2", "line 3", "line 4"]);
  });
});

describe("searching", () => {
  it("finds a text or a pattern once, in new lines only", async () => {
    const search = new LogSearch(folder, lineMatcher("/err(or)?:/i"));
    await writeFile(logPath(folder, "1"), "fine\n");
    await writeFile(logPath(folder, "2"), "ERROR: bad\n");
    expect(await search.scan(["1", "2", "3"])).toEqual(["2"]);
    expect(await search.scan(["1", "2"])).toEqual([]);
    await appendFile(logPath(folder, "1"), "some err: x\n");
    expect(await search.scan(["1", "2"])).toEqual(["1"]);
    expect(lineMatcher("a.b")(["axb"])).toBe(false);
    expect(lineMatcher("a.b")(["xa.bx"])).toBe(true);
  });
});
