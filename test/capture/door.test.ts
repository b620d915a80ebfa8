import { describe, expect, test } from "vitest";
import * as learners from "../../src/learner/index.js";
import { DataSaver, intervalLoss, Learner1D, SequenceLearner } from "../../src/learner/index.js";
import { captureFunctions } from "../../src/capture/index.js";
import { travel, travelAll } from "./travel.js";

const door = { ...learners } as Readonly<Record<string, unknown>>;

describe("what our own door made is made again by the worker's bundle", () => {
  test("a learner with its function and options", async () => {
    const factor = 3;
    const learner = new Learner1D((x: number) => factor * x, {
      bounds: [-1, 2],
      lossPerInterval: intervalLoss.curvature({ areaFactor: 2 }),
    });
    const made = await travel(learner, { door });
    expect(made).toBeInstanceOf(Learner1D);
    expect(made).not.toBe(learner);
    expect(made.function(5)).toBe(15);
    for (const one of [learner, made]) {
      const { points } = one.ask(20);
      one.tellMany(
        points,
        points.map((x) => x ** 2),
      );
    }
    expect(made.ask(20)).toEqual(learner.ask(20));
  });

  test("a learner inside a learner", async () => {
    const inner = new SequenceLearner((x: number) => ({ y: x + 1 }), { sequence: [1, 2, 3] });
    const made = await travel(new DataSaver(inner, { picker: (value) => (value as { y: number }).y }), {
      door,
    });
    expect(made).toBeInstanceOf(DataSaver);
    expect(made.learner).toBeInstanceOf(SequenceLearner);
  });

  test("exports that a function names", async () => {
    const make = await travel(
      () => [new Learner1D(Math.sin, { bounds: [0, 1] }), intervalLoss.default, intervalLoss] as const,
      { door },
    );
    const [learner, loss, losses] = make();
    expect(learner).toBeInstanceOf(Learner1D);
    expect(loss).toBe(intervalLoss.default);
    expect(losses).toBe(intervalLoss);
  });

  test("ten thousand learners share their options and their loss", async () => {
    const options = { bounds: [0, 1] as [number, number], lossPerInterval: intervalLoss.uniform };
    const roots = Array.from({ length: 1000 }, (_, k) => ({
      learner: new Learner1D((x: number) => x + k, options),
    }));
    const captured = captureFunctions(roots, { door });
    expect(captured.codes).toHaveLength(1);
    const made = await travelAll(roots.slice(0, 3), { door });
    expect(made.map(({ learner }) => learner.function(1))).toEqual([1, 2, 3]);
  });
});

describe("classes of the user that extend ours", () => {
  class Patient extends Learner1D {
    #asked = 0;
    patience: number;
    constructor(fn: (x: number) => number, patience: number) {
      super(fn, { bounds: [0, 4] });
      this.patience = patience;
    }
    override ask(n: number): ReturnType<Learner1D["ask"]> {
      this.#asked += n;
      return super.ask(n);
    }
    get asked(): number {
      return this.#asked;
    }
  }

  test("an instance keeps its state, and ours is made anew", async () => {
    const learner = new Patient((x) => x * 2, 7);
    learner.ask(3);
    const made = await travel(learner, { door });
    expect(made).toBeInstanceOf(Learner1D);
    expect(made).not.toBeInstanceOf(Patient);
    expect(made.constructor.name).toBe("Patient");
    expect([made.patience, made.asked]).toEqual([7, 3]);
    expect(made.ask(2).points).toEqual([0, 4]);
    expect(made.asked).toBe(5);
    expect(made.function(4)).toBe(8);
  });

  test("the class itself travels by value", async () => {
    const make = await travel(() => new Patient((x) => x, 1), { door });
    const made = make();
    expect(made).toBeInstanceOf(Learner1D);
    made.ask(1);
    expect(made.asked).toBe(1);
  });
});

test("a learner of the user's own, against the interface, travels by value", async () => {
  class Constant {
    readonly told = new Map<number, number>();
    constructor(readonly fn: (x: number) => number) {}
    tell(x: number, y: number): void {
      this.told.set(x, y);
    }
    get npoints(): number {
      return this.told.size;
    }
  }
  const learner = new Constant((x) => x + 1);
  learner.tell(1, 2);
  const made = await travel(learner, { door });
  made.tell(3, 4);
  expect([made.npoints, learner.npoints, made.fn(1)]).toEqual([2, 1, 2]);
});

test("a learner that its own function captures is one learner", async () => {
  const holder: { learner?: Learner1D } = {};
  holder.learner = new Learner1D((x: number) => x + holder.learner!.npoints, { bounds: [0, 1] });
  const made = await travel(holder, { door });
  made.learner!.tell(0, 1);
  expect(made.learner!.function(5)).toBe(6);
});
