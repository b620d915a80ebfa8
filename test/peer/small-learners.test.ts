// Average, integrator and balancing learners against the real adaptive, on functions of a seed.
import { beforeAll, describe, expect, it } from "vitest";
import {
  AverageLearner,
  BalancingLearner,
  IntegratorLearner,
  Learner1D,
  type BalancingStrategy,
} from "../../src/learner/index.js";
import { expectClose } from "../contract/learner.js";
import { seed } from "../contract/seed.js";
import { runPython } from "./python.js";

let state = (seed % 2147483646) + 1;
const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;

const strategies: readonly BalancingStrategy[] = ["lossImprovements", "loss", "npoints", "cycle"];
const cases = {
  balancing: strategies.flatMap((strategy) =>
    [1, 4].map((batch) => ({
      strategy,
      batch,
      steps: 60,
      offsets: Array.from({ length: 3 + Math.floor(5 * random()) }, () => 2 * random() - 1),
    })),
  ),
  integrator: Array.from({ length: 6 }, () => {
    const from = -1 - random();
    return {
      height: 1 + random(),
      centre: random() - 0.5,
      bounds: [from, 1 + random()],
      tol: 10 ** (-3 - 5 * random()),
    };
  }),
  average: [0.01, 0.001].map((rtol) => ({ rtol, n: 100 })),
};

interface Found {
  readonly balancing: { readonly asked: [number, number][]; readonly loss: number }[];
  readonly integrator: { readonly points: number[]; readonly igral: number; readonly err: number }[];
  readonly average: {
    readonly asked: number[];
    readonly mean: number;
    readonly std: number;
    readonly loss: number;
  }[];
}

describe("like adaptive", () => {
  let found: Found;
  beforeAll(() => {
    found = runPython("small_learners.py", cases) as Found;
  });

  it.each(cases.balancing.map((one, i) => [i, one.strategy, one.batch] as const))(
    "balances learners (%d) by %s, %d at a time",
    (i) => {
      const { offsets, strategy, batch, steps } = cases.balancing[i]!;
      const children = offsets.map(
        (o) => new Learner1D((x: number) => x + 0.001 / (0.001 + (x - o) * (x - o)), { bounds: [-1, 1] }),
      );
      const learner = new BalancingLearner(children, { strategy });
      const asked: [number, number][] = [];
      for (let step = 0; step < steps; step++) {
        const { points } = learner.ask(batch);
        for (const point of points) {
          asked.push([...point]);
          learner.tell(point, learner.function(point) as number);
        }
      }
      expect(asked).toEqual(found.balancing[i]!.asked);
      expectClose(learner.loss(), found.balancing[i]!.loss, 1e-12);
    },
  );

  it.each([...cases.integrator.keys()])("integrates at the same points (%d)", (i) => {
    const { height, centre, bounds, tol } = cases.integrator[i]!;
    const f = (x: number): number => height * x * x + 0.001 / (0.001 + (x - centre) * (x - centre));
    const learner = new IntegratorLearner(f, { bounds: bounds as [number, number], tol });
    while (!learner.done()) for (const x of learner.ask(1).points) learner.tell(x, f(x));
    expect([...learner.data.keys()].sort((a, b) => a - b)).toEqual(found.integrator[i]!.points);
    expectClose(learner.igral, found.integrator[i]!.igral, 1e-12);
    expectClose(learner.err, found.integrator[i]!.err, 1e-4);
  });

  it.each([0, 1])("averages (%d)", (i) => {
    const learner = new AverageLearner((n) => 1 + ((n * 7919) % 1009) / 1009, {
      rtol: cases.average[i]!.rtol,
    });
    const asked: number[] = [];
    for (let step = 0; step < 100; step++) {
      for (const n of learner.ask(3).points) {
        asked.push(n);
        learner.tell(n, learner.function(n) as number);
      }
    }
    const { asked: theirs, mean, std, loss } = found.average[i]!;
    expect(asked).toEqual(theirs);
    expectClose(learner.mean, mean, 1e-12);
    expectClose(learner.std, std, 1e-11);
    expectClose(learner.loss(), loss, 1e-11);
  });
});
