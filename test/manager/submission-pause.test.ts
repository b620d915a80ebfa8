import { expect, test } from "vitest";
import {
  describePause,
  maySubmit,
  pauseAfter,
  pauseSeconds,
  type SubmissionPause,
} from "../../src/manager/submission-pause.js";
import { adviceFor } from "../../src/manager/problems.js";

test("pauses double up to a limit", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 50].map(pauseSeconds)).toEqual([20, 40, 80, 160, 320, 640, 640, 640]);
});

test("nothing is tried before the pause is over", () => {
  let pause: SubmissionPause | null = null;
  expect(maySubmit(pause, 0)).toBe(true);
  pause = pauseAfter(pause, 1000, "no");
  expect([20_999, 21_000].map((now) => maySubmit(pause, now))).toEqual([false, true]);
  pause = pauseAfter(pause, 21_000, "no");
  expect([60_999, 61_000].map((now) => maySubmit(pause, now))).toEqual([false, true]);
});

test("a user is told why, when it is tried again, and what to do", () => {
  const once = pauseAfter(null, 0, "sbatch failed (exit code 1): Invalid partition.");
  expect(describePause(once)).toBe(
    "Submitting jobs failed: sbatch failed (exit code 1): Invalid partition. It is tried again after 20 s.",
  );
  expect(describePause(pauseAfter(once, 0, "Same."))).toMatch(/failed 2 times in a row: Same\..*after 40 s/);
  expect(adviceFor(describePause(once))).toMatch(/by hand/);
});
