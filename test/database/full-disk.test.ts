import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Journal } from "../../src/database/journal.js";

test("on a full disk requests wait, half-written lines are overwritten, and nothing is lost", async () => {
  const folder = await mkdtemp(join(tmpdir(), "full-disk-"));
  const path = join(folder, "journal.1.jsonl");
  const file = await open(path, "wx");
  try {
    let failures = 0;
    const full = new Proxy(file, {
      get(target, name: keyof FileHandle) {
        if (name !== "write") return (target[name] as () => unknown).bind(target);
        return async (bytes: Buffer, from: number, length: number, position: number) => {
          if (failures >= 3) return target.write(bytes, from, length, position);
          failures++;
          // Half of it gets through, as far as there was room.
          await target.write(bytes, from, length >> 1, position);
          throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
        };
      },
    });
    const problems: (string | null)[] = [];
    const { ino } = await file.stat({ bigint: true });
    const journal = new Journal(folder, 1, full, ino, {
      retryMs: 1,
      onProblem: (problem) => problems.push(problem),
    });
    await Promise.all([
      journal.append("first line\n"),
      journal.append("second\n"),
      journal.append("third\n"),
    ]);
    await journal.append("");
    expect(await readFile(path, "utf8")).toBe("first line\nsecond\nthird\n");
    expect(problems).toEqual([
      expect.stringContaining("no space left"),
      expect.stringContaining("no space left"),
      expect.stringContaining("no space left"),
      null,
    ]);
    await journal.close();
    await journal.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});
