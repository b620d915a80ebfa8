import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadLearner, saveLearner } from "../../src/checkpoint/index.js";
import { BalancingLearner, Learner1D } from "../../src/learner/index.js";
import { prepareFiles } from "../../src/run/prepare-run.js";
import { simple } from "../../src/runner/index.js";

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "prepare-run-"));
});
afterAll(() => rm(cwd, { recursive: true }));

const line = (npoints: number): Learner1D => {
  const learner = new Learner1D((x: number) => x ** 2, { bounds: [-1, 1] });
  if (npoints > 0) simple(learner, { goal: npoints });
  return learner;
};

it("keeps the points that learners hold before a run, those of the children of a balancing learner too", async () => {
  const single = line(7);
  const balancing = new BalancingLearner([line(5), line(0), line(9)]);
  const fnames = ["single.arrow", ["a/0.arrow", "a/1.arrow", "a/2.arrow"]];
  await saveLearner(line(30), join(cwd, "a/2.arrow"));
  await prepareFiles({ learners: [single, balancing], fnames, cwd });
  const sizeOf = async (fname: string): Promise<number> => {
    const learner = line(0);
    await loadLearner(learner, join(cwd, fname));
    return learner.npoints;
  };
  expect(await sizeOf("single.arrow")).toBe(7);
  expect(await sizeOf("a/0.arrow")).toBe(5);
  expect(existsSync(join(cwd, "a/1.arrow"))).toBe(false);
  // A file that is there already is not written over.
  expect(await sizeOf("a/2.arrow")).toBe(30);
});
