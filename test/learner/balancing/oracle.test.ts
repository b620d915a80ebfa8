import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BalancingLearner, type BalancingStrategy } from "../../../src/learner/balancing/index.js";
import { Learner1D } from "../../../src/learner/index.js";

interface Recorded {
  readonly offsets: number[];
  readonly sequence: [child: number, x: number, gain: number | "inf"][];
  readonly npoints_per_child: number[];
  readonly loss: number;
}

const strategies: readonly [BalancingStrategy, string][] = [
  ["lossImprovements", "loss_improvements"],
  ["loss", "loss"],
  ["npoints", "npoints"],
  ["cycle", "cycle"],
];
const cases = strategies.flatMap(([strategy, name]) => [1, 5].map((batch) => ({ strategy, name, batch })));

describe("BalancingLearner", () => {
  it.each(cases)(
    "agrees with the recorded run of adaptive: $strategy, $batch at a time",
    ({ strategy, name, batch }) => {
      const url = new URL(`../../fixtures/oracle/balancing_${name}_ask${batch}.json`, import.meta.url);
      const run = JSON.parse(readFileSync(url, "utf8")) as Recorded;
      const learners = run.offsets.map((offset) => {
        return new Learner1D((x: number) => x + 0.0001 / (0.0001 + (x - offset) * (x - offset)), {
          bounds: [-1, 1],
        });
      });
      const learner = new BalancingLearner(learners, { strategy });
      for (let i = 0; i < run.sequence.length; i += batch) {
        const { points, lossImprovements } = learner.ask(batch);
        points.forEach(([index, x], k) => {
          const [child, wanted, gain] = run.sequence[i + k]!;
          expect([index, x]).toEqual([child, wanted]);
          if (gain === "inf") expect(lossImprovements[k]).toBe(Infinity);
          else expect(Math.abs(lossImprovements[k]! - gain)).toBeLessThanOrEqual(1e-12 * gain);
        });
        for (const point of points) learner.tell(point, learner.function(point) as number);
      }
      expect(learners.map(({ npoints }) => npoints)).toEqual(run.npoints_per_child);
      expect(Math.abs(learner.loss() - run.loss)).toBeLessThanOrEqual(1e-12 * run.loss);
      expect(learner.npoints).toBe(run.sequence.length);
    },
  );
});
