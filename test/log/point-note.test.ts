import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createPointNote, PointNote, pointNotePath, readPointNote } from "../../src/log/index.js";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "note-"))));
afterEach(() => rmSync(folder, { recursive: true }));

test("a note says which points were begun last, in all slots, whatever points are", async () => {
  const path = pointNotePath(folder, "1[4].server");
  const file = createPointNote(path, 3);
  expect(await readPointNote(path)).toEqual([]);
  const notes = [0, 1, 2].map((slot) => new PointNote(file, slot));
  notes[0]!.begin(0.5);
  notes[1]!.begin([1, [2, 3]]);
  expect(await readPointNote(path)).toEqual([0.5, [1, [2, 3]]]);
  notes[0]!.end(0.5);
  notes[0]!.begin(NaN);
  notes[1]!.clear();
  const long = { x: "ü".repeat(1000) };
  notes[2]!.begin(long);
  const [first, cut, ...rest] = await readPointNote(path);
  expect(first).toBeNaN();
  expect(cut).toMatch(/^\[\{"x":"ü{240,}/);
  expect(rest).toEqual([]);
  notes[2]!.end(long);
  const loop: unknown[] = [];
  loop.push(loop);
  notes[2]!.begin(loop);
  expect((await readPointNote(path))[1]).toBe("a point that JSON cannot say");
});

test("points that are in flight together are all named, until they end", async () => {
  const path = pointNotePath(folder, "7");
  const note = new PointNote(createPointNote(path, 1), 0);
  for (const x of [1, 2, 3]) note.begin(x);
  expect(await readPointNote(path)).toEqual([1, 2, 3]);
  note.end(2);
  note.rest();
  expect(await readPointNote(path)).toEqual([1, 3]);
  note.end(1);
  note.end(3);
  note.rest();
  expect(await readPointNote(path)).toEqual([]);
});

test("a job without a note had begun nothing", async () => {
  expect(await readPointNote(pointNotePath(folder, "7"))).toEqual([]);
});

test("a note is there when the process dies of the next call", async () => {
  const path = pointNotePath(folder, "7");
  const module = pathToFileURL(join(import.meta.dirname, "../../lib/log/index.js")).href;
  const program = `
    const { createPointNote, PointNote } = await import(${JSON.stringify(module)});
    const note = new PointNote(createPointNote(${JSON.stringify(path)}, 1), 0);
    for (let i = 0; ; i++) {
      note.begin(i);
      if (i === 12345) process.kill(process.pid, "SIGSEGV");
      note.end(i);
    }`;
  const { signal } = spawnSync(process.execPath, ["--input-type=module", "-e", program]);
  expect(signal).toBe("SIGSEGV");
  expect(await readPointNote(path)).toEqual([12345]);
});
