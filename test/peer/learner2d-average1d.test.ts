// Learner2D and AverageLearner1D against the real adaptive, on functions of a seed, with other losses and options.
import { beforeAll, describe, expect, it } from "vitest";
import { AverageLearner1D, Learner2D, triangleLoss, type TriangleLoss } from "../../src/learner/index.js";
import { expectClose } from "../contract/learner.js";
import { seed } from "../contract/seed.js";
import { runPython } from "./python.js";

let state = (seed % 2147483646) + 1;
const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;

const losses: Readonly<Record<string, TriangleLoss>> = {
  default: triangleLoss.default,
  uniform: triangleLoss.uniform,
  minimizeTriangleSurface: triangleLoss.minimizeTriangleSurface,
  resolution: triangleLoss.resolution({ minDistance: 0.02, maxDistance: 0.4 }),
  thresholded: triangleLoss.thresholded({ lowerThreshold: 0.2, upperThreshold: 0.9, priorityFactor: 0.3 }),
};
const options: readonly Readonly<Record<string, number>>[] = [
  { min_samples: 5, delta: 0.3 },
  { min_samples: 4, max_samples: 12, alpha: 0.05 },
  { min_samples: 3, neighbor_sampling: 0.9, delta: 0.5 },
  { min_samples: 5, min_error: 0.15, alpha: 0.01 },
];
const cases = {
  surfaces: Object.keys(losses).map((loss) => ({
    loss,
    centre: [0.6 * random() - 0.3, 0.6 * random() - 0.3] as const,
    bounds: [[-1 - 0.3 * random(), 1], [-1, 1 + 0.3 * random()]] as [[number, number], [number, number]],
    n: 100,
  })), // prettier-ignore
  averages: options.map((one) => ({ options: one, n: 400 })),
};

interface Found {
  readonly surfaces: { readonly asked: number[][]; readonly loss: number }[];
  readonly averages: {
    readonly asked: [number, number][];
    readonly loss: number;
    readonly means: number[][];
  }[];
}

let found: Found;
beforeAll(() => {
  found = runPython("learner2d_average1d.py", cases) as Found;
}, 120_000);

describe("Learner2D does as the real adaptive does", () => {
  it.each(cases.surfaces.map(({ loss }, i) => [loss, i] as const))("finds its loss: %s", (name, i) => {
    const { centre, bounds } = cases.surfaces[i]!;
    const { asked, loss } = found.surfaces[i]!;
    const f = ([x, y]: number[]): number =>
      0.1 / (0.1 + (x! - centre[0]) * (x! - centre[0]) + (y! - centre[1]) * (y! - centre[1]));
    const learner = new Learner2D(f, { bounds, lossPerTriangle: losses[name]! });
    learner.tellMany(asked, asked.map(f));
    // Slopes are kept to 2 % of the range across a triangle, where adaptive computes them anew.
    expectClose(learner.loss(), loss, name === "uniform" || name === "minimizeTriangleSurface" ? 1e-9 : 0.04);
    const own = new Learner2D(f, { bounds, lossPerTriangle: losses[name]! });
    while (own.npoints < asked.length) for (const point of own.ask(1).points) own.tell(point, f(point));
    expectClose(own.loss(), loss, 0.35);
  });
});

describe("AverageLearner1D does as the real adaptive does", () => {
  it.each(options.map((one, i) => [JSON.stringify(one), i] as const))("with %s", (_, i) => {
    const given = options[i]!;
    const named = Object.fromEntries(
      Object.entries(given).map(([key, value]) => [
        key.replace(/_(.)/g, (_all, c: string) => c.toUpperCase()),
        value,
      ]),
    );
    const f = ([n, x]: readonly [number, number]): number => {
      const k = (n * 7919 + Math.trunc((x + 2) * 1048576) * 613) % 1000003;
      const noise = ((k * k) % 1000003) / 1000003 - 0.5;
      return x * x * x + 0.3 * noise;
    };
    const learner = new AverageLearner1D(f, { bounds: [-1, 1], ...named });
    const { asked, loss, means } = found.averages[i]!;
    for (const [step, expected] of asked.entries()) {
      const [point] = learner.ask(1).points as [readonly [number, number]];
      expect(point, `sample ${step}`).toEqual(expected);
      learner.tell(point, f(point));
    }
    expectClose(learner.loss(), loss, 1e-9);
    for (const [k, [x, mean, error]] of learner.toArray().entries()) {
      expect(x).toBe(means[k]![0]);
      expectClose(mean, means[k]![1]!, 1e-12);
      expectClose(error, means[k]![2]!, 1e-6);
    }
  });
});
