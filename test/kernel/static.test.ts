import { expect, test } from "vitest";
import { snapshotHtml } from "../../src/kernel/static/snapshot-html.js";
import { progressText, snapshotText } from "../../src/protocol/snapshot-text.js";
import { fakeProblem, fakeSnapshot } from "../fakes/run-view.mjs";

const failing = fakeSnapshot({ problems: [fakeProblem()], jobName: "<b>&run" });

test("the text names the run, its learners, every figure and every problem", () => {
  const text = snapshotText(failing);
  expect(text).toContain("<b>&run: running (SLURM)");
  expect(text).toContain("5 done, 8 running, 1 failed, 6 waiting");
  expect(text).toMatch(/points {2,}12,345/);
  expect(text).toMatch(/mean CPU {2,}93.4%/);
  expect(text).toMatch(/job start time {2,}12 s ± 4.2 s/);
  expect(text).toContain("3 learners: Error: singular matrix");
  expect(text).toContain("mend it");
});

test("the text names some learners with a problem, and the points where it happened", () => {
  const error = { message: "ended by SIGSEGV", stack: "" };
  const examples = [
    { index: 3, error: { ...error, point: [0.5, -1] } },
    { index: 7, error },
    { index: 8, error: null },
  ];
  const text = snapshotText(fakeSnapshot({ problems: [{ ...fakeProblem(), examples }] }));
  expect(text).toContain("such as learner 3 at [0.5, -1], 7, 8");
  expect(snapshotText(fakeSnapshot({ problems: [{ ...fakeProblem(), examples: [] }] }))).not.toContain(
    "such as",
  );
});

test("the bar is always as wide, however the learners divide", () => {
  for (const [done, running, failed, waiting] of [
    [0, 0, 0, 0],
    [1, 0, 0, 0],
    [1, 1, 1, 0],
    [3, 7, 13, 100_000],
  ] as const) {
    const total = done + running + failed + waiting;
    const line = progressText(
      fakeSnapshot({ learners: { total, done, running, failed, waiting, empty: 0 } }),
    );
    expect(line.indexOf("]")).toBe(41);
  }
});

test("the page escapes what users wrote and stands without script or style element", () => {
  const html = snapshotHtml(failing);
  expect(html).toContain("&lt;b&gt;&amp;run");
  expect(html).toContain("singular matrix &lt;at x = 0&gt;");
  expect(html).not.toMatch(/<script|<style|javascript:/);
  expect(html).toContain("at solve (cell 3:7:11)");
  expect(html.match(/<th/g)).toHaveLength(15);
});
