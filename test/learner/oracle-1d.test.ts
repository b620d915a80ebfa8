// Points of recorded runs of adaptive 1.5.2, value by value (test/fixtures/oracle/README.md).
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { intervalLoss, Learner1D, type IntervalLoss } from "../../src/learner/index.js";

interface Run {
  readonly sequence: number[];
  readonly loss_improvements_first500: Written[];
  readonly checkpoints: Record<string, { loss: Written; loss_pending: Written }>;
}
/** JSON has no infinity. */
type Written = number | "inf" | "nan";

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../fixtures/oracle/learner1d_${name}.json`, import.meta.url), "utf8"));
const numberOf = (written: Written | undefined): number =>
  written === "inf" ? Infinity : written === "nan" ? NaN : (written ?? NaN);

const peak = (x: number): number => x + 0.0001 / (0.0001 + x * x);
const peak3 = (x: number): number[] => {
  const p = 0.0001 / (0.0001 + x * x);
  return [x + p, x * x - p, 0.5 * x * x * x + 2.0 * p];
};
const learnerOf = <Value>(fn: (x: number) => Value, loss?: IntervalLoss): Learner1D<Value> =>
  new Learner1D(fn, { bounds: [-1, 1], lossPerInterval: loss });

function expectClose(actual: number, expected: number, tolerance: number): void {
  if (actual === expected) return;
  expect(Math.abs(actual - expected) / Math.abs(expected)).toBeLessThanOrEqual(tolerance);
}

const losses: Record<string, IntervalLoss> = {
  default: intervalLoss.default,
  curvature: intervalLoss.curvature(),
  uniform: intervalLoss.uniform,
  triangle: intervalLoss.triangle,
  abs_min_log: intervalLoss.absMinLog,
  "resolution_0.001_0.1": intervalLoss.resolution({ minLength: 0.001, maxLength: 0.1 }),
};

/** Asks for one point at a time; compares every point, and loss and gains where they were recorded. */
function follow<Value>(learner: Learner1D<Value>, run: Run, tolerance: number): void {
  const asked: number[] = [];
  for (let i = 0; i < run.sequence.length; i++) {
    const { points, lossImprovements } = learner.ask(1);
    asked.push(points[0]!);
    if (i < run.loss_improvements_first500.length) {
      expectClose(lossImprovements[0]!, numberOf(run.loss_improvements_first500[i]), tolerance);
    }
    learner.tell(points[0]!, learner.function(points[0]!) as Value);
    const check = run.checkpoints[String(learner.npoints)];
    if (check === undefined) continue;
    expectClose(learner.loss(), numberOf(check.loss), tolerance);
    expectClose(learner.loss({ real: false }), numberOf(check.loss_pending), tolerance);
  }
  expect(asked).toEqual(run.sequence);
}

describe("Learner1D asks for adaptive's points in adaptive's order", () => {
  it.each(Object.keys(losses))("%s loss, scalar", (name) => {
    follow(learnerOf(peak, losses[name]), read(name) as Run, 1e-12);
  });

  // adaptive takes triangle areas of vectors from a determinant whose last digits are rounding noise.
  it.each([
    ["default", 1e-12],
    ["curvature", 1e-6],
    ["triangle", 1e-6],
  ] as const)("%s loss, vector", (name, tolerance) => {
    follow(learnerOf(peak3, losses[name]), read(`vec3_${name}`) as Run, tolerance);
  });

  it.each([
    ["default", 7],
    ["default", 64],
    ["curvature", 7],
    ["curvature", 64],
  ] as const)("%s loss, batches of %i", (name, count) => {
    const run = read(`${name}_ask${count}_tellmany`) as {
      batches: [number[], Written[]][];
      loss_at: Record<string, Written>;
    };
    const learner = learnerOf(peak, losses[name]);
    for (const [points, gains] of run.batches) {
      const asked = learner.ask(count);
      expect(asked.points).toEqual(points);
      gains.forEach((gain, i) => expectClose(asked.lossImprovements[i]!, numberOf(gain), 1e-12));
      learner.tellMany(asked.points, asked.points.map(peak));
      expectClose(learner.loss(), numberOf(run.loss_at[learner.npoints]), 1e-12);
    }
  });

  it.each([
    ["default", 4],
    ["default", 32],
    ["curvature", 4],
    ["curvature", 32],
  ] as const)("%s loss, %i points pending", (name, size) => {
    const run = read(`${name}_pool${size}`) as {
      sequence: number[];
      loss_at: Record<string, [Written, Written]>;
    };
    const learner = learnerOf(peak, losses[name]);
    const [asked, pool]: [number[], number[]] = [[], []];
    while (learner.npoints < 1000) {
      const { points } = learner.ask(size - pool.length);
      asked.push(...points);
      pool.push(...points);
      const x = pool.shift()!;
      learner.tell(x, peak(x));
      const check = run.loss_at[learner.npoints];
      if (check === undefined) continue;
      expectClose(learner.loss(), numberOf(check[0]), 1e-12);
      expectClose(learner.loss({ real: false }), numberOf(check[1]), 1e-12);
    }
    expect(asked).toEqual(run.sequence);
  });

  it("after many values at once", () => {
    const run = read("bulk_then_ask") as { xs: number[]; asked: number[]; gains: Written[] } & Record<
      string,
      Written
    >;
    const learner = learnerOf(peak);
    learner.tellMany(run.xs, run.xs.map(peak));
    expectClose(learner.loss(), numberOf(run["loss_after_tell"]), 1e-12);
    const { points, lossImprovements } = learner.ask(40);
    expect(points).toEqual(run.asked);
    run.gains.forEach((gain, i) => expectClose(lossImprovements[i]!, numberOf(gain), 1e-12));
    expectClose(learner.loss({ real: false }), numberOf(run["loss_pending"]), 1e-12);
  });
});
