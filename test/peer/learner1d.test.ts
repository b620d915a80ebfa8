// Random scenarios on ours and on the real adaptive, step by step: other functions, bounds, losses and orders
// of calls than those that were recorded.
import { describe, expect, it } from "vitest";
import { intervalLoss, Learner1D, type IntervalLoss } from "../../src/learner/index.js";
import { expectClose } from "../contract/learner.js";
import { seed } from "../contract/seed.js";
import { runPython } from "./python.js";

type Step = readonly [name: string, argument: number];
type Written = number | "inf" | "-inf" | "nan";
type Given = [Written[], Written[]] | [Written, Written];

interface Case {
  readonly bounds: readonly [number, number];
  readonly loss: string;
  readonly peaks: readonly (readonly [height: number, width: number, centre: number])[];
  readonly slope: number;
  /** Where the function has no finite value. */
  readonly hole: {
    readonly centre: number;
    readonly width: number;
    readonly value: "nan" | "inf" | "-inf";
  } | null;
  readonly vector: boolean;
  readonly steps: readonly Step[];
}

const losses: Record<string, IntervalLoss> = {
  default: intervalLoss.default,
  uniform: intervalLoss.uniform,
  triangle: intervalLoss.triangle,
  absMinLog: intervalLoss.absMinLog,
  curvature: intervalLoss.curvature({ areaFactor: 0.7, euclidFactor: 0.05, horizontalFactor: 0.01 }),
  resolution: intervalLoss.resolution({ minLength: 0.002, maxLength: 0.2 }),
};

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
function makeRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function makeCase(loss: string, vector: boolean, hasHole: boolean, random: () => number): Case {
  const lower = Math.round(random() * 20 - 15) / 3 + 0; // never -0, which JSON does not keep
  const bounds = [lower, lower + 0.5 + 8 * random()] as const;
  const inside = (): number => bounds[0] + (bounds[1] - bounds[0]) * random();
  const integer = (below: number): number => Math.floor(random() * below);
  const steps: Step[] = [];
  for (let i = 0; i < 220; i++) {
    const kind = random();
    if (kind < 0.3) steps.push(["ask", 1 + integer(random() < 0.1 ? 20 : 3)]);
    else if (kind < 0.4) steps.push(["peek", 1 + integer(12)]);
    else if (kind < 0.85) steps.push(["tell", integer(1000)]);
    // Told at once, a NaN spoils adaptive's scale for good; ours leaves it out, as both do one by one.
    else if (kind < 0.9) steps.push(["tellMany", integer(hasHole ? 3 : 12)]);
    else if (kind < 0.93) steps.push(["tellOther", inside()]);
    else if (kind < 0.95) steps.push(["tellPending", inside()]);
    else if (kind < 0.96) steps.push(["removeUnfinished", 0]);
    else steps.push(["loss", 0]);
  }
  for (let i = 0; i < 150; i++) steps.push(["ask", 1], ["tell", 0]);
  steps.push(["loss", 0]);
  // Never a straight line: there all triangles are flat, and adaptive halves the leftmost interval for ever.
  const peaks = Array.from(
    { length: 1 + integer(3) },
    () => [3 * random(), 0.01 * random(), inside()] as const,
  );
  const hole = hasHole
    ? { centre: inside(), width: 0.3 * random(), value: (["nan", "inf", "-inf"] as const)[integer(3)]! }
    : null;
  return { bounds, loss, peaks, slope: random() * 4 - 2, hole, vector, steps };
}

function makeFunction({ peaks, slope, hole, vector }: Case): (x: number) => number | number[] {
  const scalar = (x: number): number => {
    let y = slope * x;
    for (const [height, width, centre] of peaks)
      y += (height * width) / (width + (x - centre) * (x - centre));
    return hole !== null && Math.abs(x - hole.centre) < hole.width ? toNumber(hole.value) : y;
  };
  return vector ? (x) => [scalar(x), x * x * x, 1.0 - x] : scalar;
}

/** Does the steps of a case on our learner and compares what each gives with what adaptive gave. */
function follow(scenario: Case, given: Given[]): void {
  const value = makeFunction(scenario);
  const learner = new Learner1D(value, { bounds: scenario.bounds, lossPerInterval: losses[scenario.loss] });
  const expected = given.values();
  const numbers = (): [number[], number[]] =>
    expected.next().value!.map((part) => [part].flat().map(toNumber)) as never;
  let pool: number[] = [];
  const compareAsked = (count: number, tellPending: boolean): void => {
    const { points, lossImprovements } = learner.ask(count, { tellPending });
    const [peerPoints, peerGains] = numbers();
    expect(points).toEqual(peerPoints);
    peerGains.forEach((gain, i) => expectClose(lossImprovements[i]!, gain, tolerance(scenario)));
    if (tellPending) pool.push(...points);
  };
  for (const [name, argument] of scenario.steps) {
    if (name === "ask") compareAsked(argument, true);
    else if (name === "peek") compareAsked(argument, false);
    else if (name === "tellOther") learner.tell(argument, value(argument));
    else if (name === "tellPending") learner.tellPending(argument);
    else if (name === "tell" && pool.length > 0) {
      const [x] = pool.splice(argument % pool.length, 1) as [number];
      learner.tell(x, value(x));
    } else if (name === "tellMany") {
      const points = pool.splice(0, argument);
      learner.tellMany(points, points.map(value));
    } else if (name === "removeUnfinished") {
      learner.removeUnfinished();
      pool = [];
    } else if (name === "loss") {
      const [[real], [withPending]] = numbers() as [[number], [number]];
      expectClose(learner.loss(), real, tolerance(scenario));
      expectClose(learner.loss({ real: false }), withPending, tolerance(scenario));
    }
  }
}

/** adaptive's triangle areas of vectors are exact to some seven digits, and an exception where one is not finite. */
const hasAreas = (vector: boolean, loss: string): boolean =>
  vector && (loss === "triangle" || loss === "curvature");
const tolerance = ({ vector, loss }: Case): number => (hasAreas(vector, loss) ? 1e-5 : 1e-11);

const toNumber = (written: Written): number =>
  typeof written === "number" ? written : Number(written.replace("inf", "Infinity"));

describe("Learner1D does as the real adaptive does", () => {
  const random = makeRandom(seed);
  const cases = Object.keys(losses).flatMap((loss) =>
    [false, true].flatMap((vector) =>
      [0, 1, 2, 3, 4].map((i) => makeCase(loss, vector, i > 2 && !hasAreas(vector, loss), random)),
    ),
  );

  it(`in ${cases.length} random scenarios`, () => {
    const given = runPython("learner1d.py", cases) as Given[][];
    const failures: unknown[] = [];
    cases.forEach((scenario, i) => {
      try {
        follow(scenario, given[i]!);
      } catch (error) {
        failures.push({
          scenario: i,
          loss: scenario.loss,
          vector: scenario.vector,
          error: String(error).slice(0, 600),
        });
      }
    });
    expect(failures).toEqual([]);
  });
});
