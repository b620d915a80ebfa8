import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { simplexLoss, type SimplexLoss } from "../../../src/learner/loss/simplex-loss.js";
import { LearnerND } from "../../../src/learner/nd/learner-nd.js";

// Recorded from adaptive 1.5.2 with its pure-Python triangulation; see fixtures/oracle/README.md.
const folder = new URL("../../fixtures/oracle/", import.meta.url);

interface Oracle {
  readonly function: string;
  readonly bounds: [number, number][];
  readonly loss: "default" | "uniform" | "std" | "triangle" | "curvature";
  readonly anisotropic?: boolean;
  readonly sequence: number[][];
  readonly loss_improvements_first500?: (number | "inf")[];
  readonly checkpoints?: Record<string, { readonly loss: number }>;
  readonly loss_at?: Record<string, number>;
}

function rring([x, y]: number[]): number {
  const u = (x! * x! + y! * y! - 0.5625) / 0.04;
  return 1 / (1 + u * u);
}

function rsphere([x, y, z]: number[]): number {
  const u = (x! * x! + y! * y! + z! * z! - 0.5625) / 0.04;
  return 1 / (1 + u * u);
}

function lossOf(oracle: Oracle): SimplexLoss {
  return oracle.loss === "curvature" ? simplexLoss.curvature() : simplexLoss[oracle.loss];
}

function makeLearner(oracle: Oracle): LearnerND {
  const fn = oracle.function === "rsphere" ? rsphere : rring;
  const { bounds, anisotropic } = oracle;
  return new LearnerND(fn, { bounds, lossPerSimplex: lossOf(oracle), anisotropic });
}

/** Index of the first point that is farther than 1e-9 from the recorded one, or -1. */
function firstDifference(asked: number[][], recorded: number[][]): number {
  return recorded.findIndex((point, i) => !point.every((x, c) => Math.abs(x - asked[i]![c]!) <= 1e-9));
}

const names = readdirSync(folder).filter((name) => name.startsWith("learnernd_"));

describe("LearnerND asks for the points that adaptive asks for", () => {
  for (const name of names) {
    const oracle = JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Oracle;
    if (oracle.loss_at !== undefined) continue;
    it(`${name}, all ${oracle.sequence.length} of them`, () => {
      const learner = makeLearner(oracle);
      const asked: number[][] = [];
      const gains: number[] = [];
      while (learner.npoints < oracle.sequence.length) {
        const { points, lossImprovements } = learner.ask(1);
        asked.push(points[0]!);
        gains.push(lossImprovements[0]!);
        learner.tell(points[0]!, learner.function(points[0]!) as number);
        const checkpoint = oracle.checkpoints?.[learner.npoints];
        if (checkpoint !== undefined)
          expect(Math.abs(learner.loss() / checkpoint.loss - 1)).toBeLessThan(1e-10);
      }
      expect(firstDifference(asked, oracle.sequence)).toBe(-1);
      oracle.loss_improvements_first500!.forEach((gain, i) => {
        if (gain === "inf") expect(gains[i]).toBe(Infinity);
        // adaptive's volumes from lengths of edges (Cayley-Menger) have this much rounding in the curvature loss.
        else expect(Math.abs(gains[i]! - gain)).toBeLessThan(1e-7);
      });
    });
  }

  it("learnernd_2d_default_pool4.json, with four points pending", () => {
    const oracle = JSON.parse(
      readFileSync(new URL("learnernd_2d_default_pool4.json", folder), "utf8"),
    ) as Oracle;
    const learner = makeLearner(oracle);
    const asked: number[][] = [];
    const pool: number[][] = [];
    while (learner.npoints < 500) {
      if (pool.length < 4) {
        const { points } = learner.ask(4 - pool.length);
        asked.push(...points);
        pool.push(...points);
      }
      const point = pool.shift()!;
      learner.tell(point, rring(point));
      const loss = oracle.loss_at![learner.npoints];
      if (loss !== undefined) expect(Math.abs(learner.loss() / loss - 1)).toBeLessThan(1e-10);
    }
    expect(firstDifference(asked, oracle.sequence)).toBe(-1);
  });
});
