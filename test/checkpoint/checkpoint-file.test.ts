import {
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  truncate,
  writeFile,
  appendFile,
  rename,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openCheckpoint, readCheckpoint, type Checkpoint } from "../../src/checkpoint/index.js";

let folder: string;
let fname: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "checkpoint-"));
  fname = join(folder, "learner");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (epoch = 1, kind = "Learner1D"): Promise<Checkpoint> =>
  openCheckpoint({ fname, kind, epoch, runId: "r" });
const range = (n: number, from = 0): number[] => Array.from({ length: n }, (_, i) => from + i);

async function saved(points: unknown[], values: unknown[], kind = "Learner1D"): Promise<Checkpoint> {
  const checkpoint = await open(1, kind);
  expect(checkpoint.append(points, values)).toEqual([]);
  await checkpoint.save();
  return checkpoint;
}

describe("a checkpoint", () => {
  it("holds what was saved, in the order told", async () => {
    const checkpoint = await saved([0.5, -1, 3], [1, NaN, -0]);
    checkpoint.append([7], [Infinity]);
    expect(await checkpoint.save()).toMatchObject({ npoints: 4, added: 1 });
    checkpoint.append([8], [1]);
    expect(checkpoint.unsaved).toBe(1);
    await checkpoint.abandon();
    const { metadata, points, values } = await readCheckpoint(fname);
    expect(points).toStrictEqual([0.5, -1, 3, 7]);
    expect(values).toStrictEqual([1, NaN, -0, Infinity]);
    expect(metadata).toMatchObject({ version: 1, kind: "Learner1D", runId: "r", epoch: 1 });
  });

  it.each<[string, string, unknown[], unknown[]]>([
    [
      "vectors",
      "Learner1D",
      [0, 1],
      [
        [1, 2, -0],
        [NaN, 4, 5],
      ],
    ],
    ["typed vectors", "Learner1D", [0, 1], [new Float64Array([1, 2]), new Float64Array([3, 4])]],
    [
      "points in 2D",
      "Learner2D",
      [
        [0, 1],
        [2, 3.5],
      ],
      [1, 2],
    ],
    [
      "points in 5D",
      "LearnerND",
      [
        [0, 1, 2, 3, 4],
        [5, 6, 7, 8, 9],
      ],
      [1, 2],
    ],
    ["points in 40D", "LearnerND", [range(40), range(40, 1)], [1, 2]],
    [
      "a sequence",
      "SequenceLearner",
      [
        [0, { a: 1 }],
        [1, { a: "x" }],
      ],
      [1, 2],
    ],
    [
      "a sequence of pairs",
      "SequenceLearner",
      [
        [0, [1, 2]],
        [1, [3, 4]],
      ],
      [1, 2],
    ],
    ["seeds", "AverageLearner", [0, 1], [1, 2]],
    [
      "seeds in 1D",
      "AverageLearner1D",
      [
        [0, 0.5],
        [1, 0.5],
      ],
      [1, 2],
    ],
    [
      "children",
      "BalancingLearner(Learner2D)",
      [
        [0, [0.5, 1]],
        [3, [1, 2]],
      ],
      [1, 2],
    ],
    [
      "any values",
      "DataSaver(Learner1D)",
      [0, 1],
      [
        { y: 1, big: 2n },
        { y: NaN, at: new Date(0) },
      ],
    ],
  ])("keeps %s, running and finished", async (_name, kind, points, values) => {
    const checkpoint = await saved(points, values, kind);
    expect(await readCheckpoint(fname)).toMatchObject({ points, values });
    await checkpoint.finish();
    const { points: p, values: v } = await readCheckpoint(fname);
    expect(p).toStrictEqual(points);
    expect(v).toStrictEqual(values);
  });

  it.each<[string, unknown[]]>([
    ["a number by a vector", [1, [2, 3]]],
    ["vectors by another length", [[1, 2], [3]]],
    ["a vector by a typed one", [[1, 2], new Float64Array([1, 2])]],
    ["a number by text and text by null", [1, "two", null]],
  ])("widens %s", async (_name, values) => {
    const checkpoint = await open();
    for (const [index, value] of values.entries()) {
      checkpoint.append([index], [value]);
      await checkpoint.save();
    }
    expect((await readCheckpoint(fname)).values).toStrictEqual(values);
    expect(await checkpoint.isStillMine()).toBe(true);
    await checkpoint.abandon();
    expect(await readdir(folder)).toEqual(["learner"]);
  });

  it("gives back a point whose value cannot be kept, and keeps the others", async () => {
    const checkpoint = await open();
    const refused = checkpoint.append([1, 2, 3], [1, () => 1, 3]);
    expect(refused).toEqual([{ point: 2, message: expect.stringContaining("function") }]);
    await checkpoint.save();
    await checkpoint.abandon();
    expect((await readCheckpoint(fname)).points).toEqual([1, 3]);
  });

  it("goes on from a finished file", async () => {
    await (await saved([1, 2], [1, 2])).finish();
    const again = await open(2);
    expect(again.npoints).toBe(2);
    again.append([3], [3]);
    await again.save();
    await again.finish();
    expect((await readCheckpoint(fname)).points).toEqual([1, 2, 3]);
  });

  it("writes only the new points", async () => {
    const checkpoint = await saved(range(100_000), range(100_000));
    const before = (await stat(fname)).size;
    checkpoint.append(range(100, 100_000), range(100));
    await checkpoint.save();
    const added = (await stat(fname)).size - before;
    expect(added).toBeLessThan(100 * 16 + 600);
    await checkpoint.abandon();
  });
});

describe("what a killed writer leaves", () => {
  it("is read up to the last whole batch, wherever the tail is cut", async () => {
    const checkpoint = await saved([1, 2], [1, 2]);
    const good = (await stat(fname)).size;
    checkpoint.append([3], [3]);
    await checkpoint.save();
    await checkpoint.abandon();
    const whole = await readFile(fname);
    for (let length = good; length < whole.length; length++) {
      await writeFile(fname, whole.subarray(0, length));
      expect((await readCheckpoint(fname)).points).toEqual([1, 2]);
    }
    await writeFile(fname, whole);
    await truncate(fname, whole.length - 5);
    const next = await open(2);
    expect(next.npoints).toBe(2);
    expect(next.keptAside).toEqual([]);
    next.append([4], [4]);
    await next.save();
    await next.abandon();
    expect((await readCheckpoint(fname)).points).toEqual([1, 2, 4]);
  });

  it("may end in zeros after a power cut", async () => {
    await (await saved([1, 2], [1, 2])).abandon();
    const whole = await readFile(fname);
    await writeFile(fname, Buffer.concat([whole, Buffer.alloc(4096)]));
    expect((await readCheckpoint(fname)).points).toEqual([1, 2]);
    const zeroed = Buffer.from(whole);
    zeroed.fill(0, whole.length - 16);
    await writeFile(fname, zeroed);
    expect((await readCheckpoint(fname)).points).toEqual([]);
  });

  it("includes temporary files, which the next epoch removes", async () => {
    await (await saved([1], [1])).abandon();
    for (const epoch of [1, 2, 3]) await writeFile(`${fname}.${epoch}.tmp`, "half");
    await (await open(3)).abandon();
    expect(await readdir(folder)).toEqual(["learner"]);
  });
});

describe("two writers", () => {
  it("never write the same file: the older one is told", async () => {
    const old = await saved([1], [1]);
    const young = await open(2);
    old.append([2], [2]);
    expect(await old.isStillMine()).toBe(false);
    await expect(old.save()).rejects.toMatchObject({ code: "checkpoint-lost" });
    await expect(old.finish()).rejects.toMatchObject({ code: "checkpoint-lost" });
    young.append([3], [3]);
    await young.save();
    await young.abandon();
    await old.abandon();
    expect((await readCheckpoint(fname)).points).toEqual([1, 3]);
    await expect(open(1)).rejects.toMatchObject({ code: "checkpoint-stale" });
  });

  it("are told when the file was taken away", async () => {
    const checkpoint = await saved([1], [1]);
    await rename(fname, `${fname}.moved`);
    checkpoint.append([2], [2]);
    await expect(checkpoint.save()).rejects.toThrow(/was removed or renamed/);
    await checkpoint.abandon();
    expect((await readCheckpoint(`${fname}.moved`)).points).toEqual([1]);
  });
});

describe("a file that cannot be used", () => {
  it("is kept aside when nothing of it can be read", async () => {
    for (const [n, text] of ["garbage of some length", "other garbage"].entries()) {
      await writeFile(fname, text);
      const checkpoint = await open(n + 1);
      expect(checkpoint.npoints).toBe(0);
      await checkpoint.abandon();
    }
    expect(await readFile(`${fname}.corrupt`, "utf8")).toBe("garbage of some length");
    expect(await readFile(`${fname}.corrupt.1`, "utf8")).toBe("other garbage");
  });

  it("is kept aside when its middle is broken, and its beginning is used", async () => {
    const checkpoint = await saved([1, 2], [1, 2]);
    const good = (await stat(fname)).size;
    for (const point of [3, 4]) {
      checkpoint.append([point], [point]);
      await checkpoint.save();
    }
    await checkpoint.abandon();
    const bytes = await readFile(fname);
    const size = (bytes.length - good) / 2;
    bytes[good + size - 3]! ^= 0xff;
    await writeFile(fname, bytes);
    const next = await open(2);
    expect(next.npoints).toBe(2);
    expect(next.keptAside).toEqual([`${fname}.corrupt`]);
    await next.abandon();
    expect(await readFile(`${fname}.corrupt`)).toEqual(bytes);
  });

  it("is refused when it is of another kind of learner, and left alone", async () => {
    await (await saved([1], [1])).abandon();
    const before = await readFile(fname);
    await expect(open(2, "Learner2D")).rejects.toThrow(
      /holds points of a Learner1D, this learner is a Learner2D/,
    );
    expect(await readFile(fname)).toEqual(before);
    expect(await readdir(folder)).toEqual(["learner"]);
  });

  it("may be empty", async () => {
    await appendFile(fname, "");
    const checkpoint = await open();
    expect(checkpoint.npoints).toBe(0);
    await checkpoint.abandon();
    expect(await readdir(folder)).toEqual(["learner"]);
  });
});

describe("children of a balancing learner", () => {
  it("have a file each", async () => {
    const names = [join(folder, "a"), join(folder, "b")];
    const checkpoint = await openCheckpoint({
      fname: names,
      kind: "BalancingLearner(Learner1D)",
      epoch: 1,
      runId: "r",
    });
    expect(
      checkpoint.append(
        [
          [0, 0.5],
          [1, 1.5],
          [0, 2.5],
          [7, 0],
        ],
        [1, 2, 3, 4],
      ),
    ).toHaveLength(1);
    expect(await checkpoint.finish()).toMatchObject({ npoints: 3, added: 3 });
    expect((await readCheckpoint(names[0]!)).points).toEqual([0.5, 2.5]);
    expect((await readCheckpoint(names[1]!)).values).toEqual([2]);
  });
});
