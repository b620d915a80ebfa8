import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openCheckpoint, readCheckpoint } from "../../src/checkpoint/index.js";
import { canMount } from "./small-disk.js";

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe.runIf(canMount())("a disk that is full (a small tmpfs)", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "full-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "none", folder]);
  });
  afterEach(() => {
    execFileSync("umount", ["-l", folder]);
    rmSync(folder, { recursive: true });
  });

  it("fails a save, keeps the last good file, and saves when there is space again", async () => {
    const fname = join(folder, "learner");
    const checkpoint = await openCheckpoint({ fname, kind: "Learner1D", epoch: 1, runId: "r" });
    checkpoint.append(range(500), range(500));
    await checkpoint.save();
    const { size } = statSync(fname);
    const ballast = join(folder, "ballast");
    writeFileSync(ballast, Buffer.alloc(40 * 1024));
    checkpoint.append(range(2000), range(2000));
    await expect(checkpoint.save()).rejects.toMatchObject({ code: "checkpoint-full" });
    expect((await readCheckpoint(fname)).points).toHaveLength(500);
    expect(checkpoint.unsaved).toBe(2000);
    // A value of another kind needs a rewrite: also refused, nothing left behind.
    checkpoint.append([-1], ["text"]);
    await expect(checkpoint.finish()).rejects.toMatchObject({ code: "checkpoint-full" });
    expect(readdirSync(folder).sort()).toEqual(["ballast", "learner"]);
    expect((await readCheckpoint(fname)).points).toHaveLength(500);
    expect(statSync(fname).size).toBe(size);
    rmSync(ballast);
    execFileSync("mount", ["-o", "remount,size=4m", folder]);
    expect(await checkpoint.save()).toMatchObject({ npoints: 2501, added: 2001 });
    await checkpoint.finish();
    expect((await readCheckpoint(fname)).values.at(-1)).toBe("text");
  });

  it("leaves the file when a new epoch cannot copy it", async () => {
    const fname = join(folder, "learner");
    const checkpoint = await openCheckpoint({ fname, kind: "Learner1D", epoch: 1, runId: "r" });
    checkpoint.append(range(2000), range(2000));
    await checkpoint.save();
    await checkpoint.abandon();
    writeFileSync(join(folder, "ballast"), Buffer.alloc(16 * 1024));
    await expect(openCheckpoint({ fname, kind: "Learner1D", epoch: 2, runId: "r" })).rejects.toMatchObject({
      code: "checkpoint-full",
    });
    expect(readdirSync(folder).sort()).toEqual(["ballast", "learner"]);
    expect((await readCheckpoint(fname)).points).toHaveLength(2000);
  });
});
