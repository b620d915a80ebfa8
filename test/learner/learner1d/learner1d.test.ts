import { describe, expect, it } from "vitest";
import { DOOR_REFERENCE, intervalLoss, Learner1D, LearnerError } from "../../../src/learner/index.js";
import { advance } from "../../contract/learner.js";

const square = (x: number): number => x * x;
const make = (): Learner1D => new Learner1D(square, { bounds: [-1, 1] });

describe("Learner1D", () => {
  it("asks for the bounds, then for the middle", () => {
    const learner = make();
    expect(learner.loss()).toBe(Infinity);
    expect(learner.ask(2)).toEqual({ points: [-1, 1], lossImprovements: [Infinity, Infinity] });
    expect(learner.ask(1)).toEqual({ points: [0], lossImprovements: [Infinity] });
    learner.tellMany([-1, 1, 0], [1, 1, 0]);
    expect(learner.loss()).toBeCloseTo(Math.hypot(0.5, 1), 14);
  });

  it("asks an empty learner for evenly spaced points", () => {
    expect(make().ask(5).points).toEqual([-1, -0.5, 0, 0.5, 1]);
    expect(make().ask(5).lossImprovements).toEqual(Array(5).fill(Infinity));
  });

  it("has its data by value, in the order told", () => {
    const learner = make();
    for (const x of [0.5, -1, 1, 0.25]) learner.tell(x, x * x);
    expect([...learner.data]).toEqual([
      [0.5, 0.25],
      [-1, 1],
      [1, 1],
      [0.25, 0.0625],
    ]);
    expect([...learner.data.entriesFrom!(2)]).toEqual([
      [1, 1],
      [0.25, 0.0625],
    ]);
    expect([...learner.data.keys()]).toEqual([0.5, -1, 1, 0.25]);
    expect([...learner.data.values()]).toEqual([0.25, 1, 1, 0.0625]);
    expect([
      learner.data.get(1 / 4),
      learner.data.get(0.75),
      learner.data.has(-1),
      learner.data.has(0),
    ]).toEqual([0.0625, undefined, true, false]);
  });

  it("knows a pending point by value and forgets it when it is told", () => {
    const learner = make();
    learner.tellPending(0.5);
    expect([...learner.pendingPoints]).toEqual([0.5]);
    expect([learner.pendingPoints.has(0.5), learner.data.has(0.5), learner.npoints]).toEqual([
      true,
      false,
      0,
    ]);
    learner.tell(0.5, 1);
    expect([learner.pendingPoints.size, learner.data.get(0.5)]).toEqual([0, 1]);
    learner.tellPending(0.5);
    expect(learner.pendingPoints.size).toBe(0);
  });

  it("takes vectors as arrays or typed arrays and gives arrays", () => {
    const learner = new Learner1D((x: number): ArrayLike<number> => [x, 2 * x], { bounds: [0, 1] });
    expect(learner.vdim).toBe(1);
    learner.tell(0, Float64Array.of(0, 1));
    learner.tell(1, [1, 2]);
    expect(learner.vdim).toBe(2);
    expect([...learner.data.values()]).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(learner.toArray()).toEqual([
      [0, 0, 1],
      [1, 1, 2],
    ]);
  });

  it("gives rows in ascending order", () => {
    const learner = make();
    learner.tellMany([1, -1, 0.5], [1, 1, 0.25]);
    expect(learner.toArray()).toEqual([
      [-1, 1],
      [0.5, 0.25],
      [1, 1],
    ]);
  });

  it("interpolates between known points", () => {
    const learner = make();
    expect(learner.interpolate([0])).toEqual([NaN]);
    learner.tellMany([-1, 1, 0], [1, 1, 0]);
    expect(learner.interpolate([-2, -1, -0.5, 0, 0.25, 1, 1.5])).toEqual([NaN, 1, 0.5, 0, 0.25, 1, NaN]);
    const vectors = new Learner1D((x: number) => [x, -x], { bounds: [0, 1] });
    vectors.tellMany(
      [0, 1],
      [
        [0, 0],
        [1, -1],
      ],
    );
    expect(vectors.interpolate([0.25, 2])).toEqual([
      [0.25, -0.25],
      [NaN, NaN],
    ]);
  });

  it("sorts many values in at once to the state of one by one", () => {
    const [together, oneByOne] = [make(), make()];
    advance(oneByOne, square, 500);
    const points = [...oneByOne.data.keys()];
    together.tellMany(points, points.map(square));
    expect(together.loss()).toBe(oneByOne.loss());
    expect(together.ask(50)).toEqual(oneByOne.ask(50));
  });

  it("keeps pending points through many values at once", () => {
    const learner = make();
    learner.ask(9);
    learner.tellMany([-1, 0, 1, 0.1], [1, 0, 1, 0.01]);
    expect([...learner.pendingPoints]).toEqual([-0.75, -0.5, -0.25, 0.25, 0.5, 0.75]);
    const asked = learner.ask(20).points;
    expect(new Set([...learner.data.keys(), -0.75, -0.5, -0.25, 0.25, 0.5, 0.75, ...asked]).size).toBe(30);
  });

  it("asks again for points that were given up", () => {
    const learner = make();
    learner.ask(3);
    learner.removeUnfinished();
    expect(learner.ask(3).points).toEqual([-1, 0, 1]);
    learner.tell(0, 0);
    learner.removeUnfinished();
    expect(learner.ask(2).points).toEqual([-1, 1]);
  });

  it("is made again by new() and copied by copyFrom", () => {
    const loss = intervalLoss.curvature();
    const learner = new Learner1D(square, { bounds: [-1, 1], lossPerInterval: loss });
    advance(learner, square, 30);
    const copy = learner.new();
    expect([copy.function, copy.bounds, copy.lossPerInterval, copy.npoints]).toEqual([
      square,
      [-1, 1],
      loss,
      0,
    ]);
    copy.copyFrom(learner);
    expect(copy.ask(10)).toEqual(learner.ask(10));
    expect(learner[DOOR_REFERENCE]().args).toEqual([square, { bounds: [-1, 1], lossPerInterval: loss }]);
  });
});

describe("Learner1D where a function is not nice", () => {
  it("NaN counts by width and does not widen the scale", () => {
    const learner = make();
    learner.tellMany([-1, 1], [0, 1]);
    learner.tell(0, NaN);
    expect(learner.loss()).toBeNaN();
    expect(learner.ask(2).points.sort()).toEqual([-0.5, 0.5]);
    const hole = (x: number): number => (Math.abs(x) < 0.1 ? NaN : x);
    const holed = new Learner1D(hole, { bounds: [-1, 1] });
    advance(holed, hole, 200);
    expect(holed.npoints).toBe(200);
  });

  it("infinity makes the rest flat", () => {
    const learner = make();
    const pole = (x: number): number => 1 / x;
    advance(learner, pole, 100);
    expect(learner.data.get(0)).toBe(Infinity);
    const xs = learner.toArray().map(([x]) => x!);
    const widths = xs.slice(1).map((x, i) => x - xs[i]!);
    expect(Math.max(...widths)).toBeLessThan(0.04);
  });

  it("a jump is resolved to the last digit and no further", () => {
    const step = (x: number): number => (x < 1 / 3 ? 0 : 1);
    const learner = new Learner1D(step, { bounds: [0, 1] });
    advance(learner, step, 400);
    expect(learner.npoints).toBe(400);
    const xs = learner.toArray().map(([x]) => x!);
    const widths = xs.slice(1).map((x, i) => x - xs[i]!);
    expect(Math.min(...widths)).toBeGreaterThan(0);
    expect(Math.max(...widths)).toBeLessThan(0.01);
  });

  it("a loss of zero everywhere divides the widest interval, never a known point", () => {
    const learner = new Learner1D(square, {
      bounds: [0, 1],
      lossPerInterval: intervalLoss.resolution({ minLength: 0.3 }),
    });
    advance(learner, square, 300);
    expect(learner.npoints).toBe(300);
    const xs = learner.toArray().map(([x]) => x!);
    expect(Math.max(...xs.slice(1).map((x, i) => x - xs[i]!))).toBeLessThan(0.02);
  });

  it("gives fewer points when there are no more numbers between", () => {
    const learner = new Learner1D(square, { bounds: [1, 1 + 3 * Number.EPSILON] });
    advance(learner, square, 10);
    expect(learner.npoints).toBeLessThanOrEqual(4);
    expect(learner.ask(3).points).toEqual([]);
  });

  it("a point outside the bounds is kept and plays no part", () => {
    const [learner, plain] = [make(), make()];
    for (const one of [learner, plain]) advance(one, square, 10);
    learner.tell(5, 1000);
    learner.tellPending(-7);
    expect([learner.npoints, learner.data.get(5), [...learner.pendingPoints]]).toEqual([11, 1000, [-7]]);
    expect(learner.loss()).toBe(plain.loss());
    expect(learner.ask(20)).toEqual(plain.ask(20));
    const fresh = make();
    fresh.tellMany([3, 4, 5], [1, 2, 3]);
    expect(fresh.npoints).toBe(3);
    expect(fresh.ask(3).points).toEqual([-1, 0, 1]);
  });
});

describe("Learner1D refuses what has no meaning", () => {
  it.each<[string, unknown, RegExp]>([
    ["no bounds", {}, /bounds \[lower, upper\].*not undefined/],
    ["empty bounds", { bounds: [] }, /not \[\]/],
    ["equal bounds", { bounds: [1, 1] }, /lower < upper/],
    ["reversed bounds", { bounds: [1, -1] }, /lower < upper/],
    ["infinite bounds", { bounds: [0, Infinity] }, /finite/],
    ["bounds of text", { bounds: ["0", "1"] }, /two finite numbers/],
    ["an unknown option", { bounds: [0, 1], loss: 1 }, /"loss".*Valid options: bounds, lossPerInterval/],
    ["a loss that is no function", { bounds: [0, 1], lossPerInterval: "curvature" }, /not "curvature"/],
  ])("%s", (_, options, message) => {
    expect(() => new Learner1D(square, options as never)).toThrowError(message);
    expect(() => new Learner1D(square, options as never)).toThrowError(LearnerError);
  });

  it("something that is no function", () => {
    expect(() => new Learner1D("x" as never, { bounds: [0, 1] })).toThrowError(/needs a function.*"x"/);
    expect(() => new Learner1D(square, undefined as never)).toThrowError(LearnerError);
  });

  it("values of more than one shape, also within one call", () => {
    const learner = make();
    expect(() => learner.tellMany([0, 1, 0.5], [1, [1, 2], 3] as never)).toThrowError(/are numbers.*\[1,2\]/);
    expect([learner.npoints, learner.ask(2).points]).toEqual([0, [-1, 1]]);
    learner.tell(0, [1, 2] as never);
    expect(() => learner.tell(1, 3)).toThrowError(/arrays of 2 numbers.*3/);
  });
});
