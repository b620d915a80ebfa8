import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Learner2D, triangleLoss, type TriangleLoss } from "../../../src/learner/index.js";
import { testLearnerContract } from "../../contract/learner.js";

const bounds = [[-1, 1], [-1, 1]] as const; // prettier-ignore

function rring([x, y]: number[]): number {
  const u = (x! * x! + y! * y! - 0.5625) / 0.04;
  return 1 / (1 + u * u);
}

/** Mean error of the linear interpolation on a grid of 101 by 101 points. */
function meanError(learner: Learner2D): number {
  const axis = Array.from({ length: 101 }, (_, i) => -0.99 + (1.98 * i) / 100);
  const grid = axis.flatMap((x) => axis.map((y) => [x, y]));
  const values = learner.interpolate(grid) as number[];
  return values.reduce((sum, value, i) => sum + Math.abs(value - rring(grid[i]!)), 0) / grid.length;
}

describe("Learner2D is as near to the function as adaptive's", () => {
  const losses: Record<string, TriangleLoss> = {
    default: triangleLoss.default,
    uniform: triangleLoss.uniform,
    minimize_triangle_surface: triangleLoss.minimizeTriangleSurface,
    "resolution_0.01_1": triangleLoss.resolution({ minDistance: 0.01, maxDistance: 1 }),
  };
  for (const [name, lossPerTriangle] of Object.entries(losses)) {
    it(`with the ${name} loss`, () => {
      const file = new URL(`../../fixtures/oracle/learner2d_${name}.json`, import.meta.url);
      const { checkpoints } = JSON.parse(readFileSync(file, "utf8")) as {
        checkpoints: Record<string, { loss: number; mean_abs_err: number }>;
      };
      const learner = new Learner2D(rring, { bounds, lossPerTriangle });
      for (const [n, recorded] of Object.entries(checkpoints)) {
        while (learner.npoints < Number(n)) {
          const point = learner.ask(1).points[0]!;
          learner.tell(point, rring(point));
        }
        expect(meanError(learner) / recorded.mean_abs_err).toBeLessThan(1.15);
        expect(learner.loss() / recorded.loss).toBeLessThan(1.5);
      }
    });
  }
});

describe("Learner2D", () => {
  it("takes batches with points pending", () => {
    const learner = new Learner2D(rring, { bounds });
    const pool = learner.ask(25).points;
    while (learner.npoints < 400) {
      const point = pool.shift()!;
      learner.tell(point, rring(point));
      if (pool.length < 15) pool.push(...learner.ask(10).points);
    }
    expect(new Set(pool.map(String)).size).toBe(pool.length);
    expect(learner.loss({ real: false })).toBeLessThan(Infinity);
    expect(meanError(learner)).toBeLessThan(0.05);
  });

  it("interpolates on a grid over the bounds", () => {
    const learner = new Learner2D(([x, y]: number[]) => [x! + 2 * y!, 1], { bounds: [[0, 2], [-1, 3]] }); // prettier-ignore
    for (let i = 0; i < 20; i++) {
      const point = learner.ask(1).points[0]!;
      learner.tell(point, learner.function(point) as number[]);
    }
    const { xs, ys, zs } = learner.interpolatedOnGrid(5);
    expect([xs[0], xs[4], ys[0], ys[4]].map((x) => Math.round(x! * 1e6) / 1e6)).toEqual([0, 2, -1, 3]);
    zs.forEach((row, i) =>
      row.forEach((z, j) => expect((z as number[])[0]).toBeCloseTo(xs[i]! + 2 * ys[j]!, 9)),
    );
    expect(learner.triangles().length).toBeGreaterThan(10);
  });

  it("refuses options that mean nothing", () => {
    for (const bad of [
      { bounds: [[0, 1]] },
      {
        bounds: [
          [1, 0],
          [0, 1],
        ],
      },
      { bounds, aspectRatio: 0 },
      { bounds, loss: 1 },
    ]) {
      // prettier-ignore
      expect(() => new Learner2D(rring, bad as never)).toThrowError();
    }
  });

  it("goes on among values that are not finite", () => {
    const learner = new Learner2D(([x, y]: number[]) => (x! > 0.5 ? NaN : y! > 0.5 ? Infinity : x!), {
      bounds,
    });
    for (let i = 0; i < 200; i++) {
      const point = learner.ask(1).points[0]!;
      learner.tell(point, learner.function(point) as number);
    }
    expect(learner.npoints).toBe(200);
    expect(learner.loss()).toBeLessThan(Infinity);
  });
});

testLearnerContract("Learner2D of a number", {
  make: () => new Learner2D(rring, { bounds }),
  value: rring,
  door: "Learner2D",
  settled: 40,
  badPoints: [0.5, [0.5], [0.5, NaN], [0.5, 0.5, 0.5], null, undefined],
  badValues: ["a", null, undefined, {}, [], [1, 2]],
  except: {
    order: "slopes and scales are kept up to date within a margin, so they remember the order of points",
    restored: "as in adaptive, candidates on the stack are used up by asking",
    copy: "candidates on the stack were chosen before the points that are copied",
    falling: "candidates chosen with points pending come after those that were on the stack",
  },
});
