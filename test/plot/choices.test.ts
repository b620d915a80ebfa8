import { describe, expect, it } from "vitest";
import {
  BalancingLearner,
  DataSaver,
  Learner1D,
  Learner2D,
  LearnerND,
  type Learner,
} from "../../src/learner/index.js";
import { describeChosen, type PlotChoice } from "../../src/plot/index.js";

function run<Point, Value>(learner: Learner<Point, Value>, n: number): Learner {
  for (const point of learner.ask(n).points) learner.tell(point, learner.function(point) as Value);
  return learner as Learner;
}

const line = (slope: number): Learner<number, number> => {
  const learner = new Learner1D((x: number) => slope * x, { bounds: [0, 1] });
  run(learner, 3);
  return learner;
};
/** The largest value of the curve that is drawn: the slope of the child. */
function slopeOf(learner: Learner, choice: PlotChoice): number {
  const { plot } = describeChosen(learner, choice);
  if (plot?.kind !== "curve") throw new Error("no curve");
  return Math.max(...plot.series[0]!.y);
}

describe("the children of a balancing learner", () => {
  it("are chosen by their product dimensions", () => {
    const cdims = [1, 2].flatMap((a) => [10, 20, 30].map((b) => ({ a, b, c: "same" })));
    const learner = new BalancingLearner(
      cdims.map(({ a, b }) => line(a + b)),
      { cdims },
    ) as Learner;
    const { controls } = describeChosen(learner, { "child.b": 2 });
    expect(controls).toEqual([
      { kind: "select", key: "child.a", label: "a", options: ["1", "2"], value: 0 },
      { kind: "select", key: "child.b", label: "b", options: ["10", "20", "30"], value: 2 },
    ]);
    expect(slopeOf(learner, {})).toBe(11);
    expect(slopeOf(learner, { "child.a": 1, "child.b": 2 })).toBe(32);
    expect(slopeOf(learner, { "child.a": 99, "child.b": -1 })).toBe(12);
  });

  it("are chosen by their labels when they are not all combinations", () => {
    const cdims = [
      { a: 1, b: 1 },
      { a: 2, b: 2 },
    ];
    const learner = new BalancingLearner([line(1), line(2)], { cdims }) as Learner;
    const [control] = describeChosen(learner).controls;
    expect(control).toMatchObject({ key: "child", options: ["a = 1, b = 1", "a = 2, b = 2"] });
    expect(slopeOf(learner, { child: 1 })).toBe(2);
  });

  it("are chosen by their number without labels, and one leaves nothing to choose", () => {
    const learner = new BalancingLearner([line(1), line(2), line(3)]) as Learner;
    expect(describeChosen(learner, { child: 1.4 }).controls).toEqual([
      { kind: "range", key: "child", label: "child", min: 0, max: 2, step: 1, value: 1 },
    ]);
    expect(slopeOf(learner, { child: 2 })).toBe(3);
    expect(describeChosen(new BalancingLearner([line(1)]) as Learner).controls).toEqual([]);
  });
});

describe("values over axes", () => {
  const sum = (p: number[]): number => p.reduce((a, b) => a + b, 0);
  const box = (dim: number): [number, number][] => Array.from({ length: dim }, () => [0, 1]);

  it("of two axes: triangles, and a line of equal value within the values", () => {
    const flat = run(new Learner2D(sum as (p: [number, number]) => number, { bounds: [[0, 1], [0, 1]] }), 20); // prettier-ignore
    expect(describeChosen(flat).plot).not.toMatchObject({ showsTriangles: true });
    expect(describeChosen(flat, { view: 1 }).plot).toMatchObject({ kind: "surface", showsTriangles: true });
    const { plot, controls } = describeChosen(flat, { view: 2, level: 99 });
    expect(controls[1]).toMatchObject({ key: "level", min: 0, max: 2, value: 2 });
    expect(plot).toHaveProperty("isolines");
  });

  it("of three axes: planes, lines along one, and a surface, wherever they are cut", () => {
    const cube = run(new LearnerND(sum, { bounds: box(3) }), 60);
    const [view] = describeChosen(cube).controls;
    expect(view).toMatchObject({
      options: [
        "plane x, y",
        "plane x, z",
        "plane y, z",
        "along x",
        "along y",
        "along z",
        "surface of equal value",
        "points",
      ],
    });
    const slice = describeChosen(cube, { view: 1, "cut.1": 0.25 });
    expect(slice.plot).toMatchObject({ kind: "surface", title: "y = 0.25", xLabel: "x", yLabel: "z" });
    expect(slice.controls.slice(1).map(({ key }) => key)).toEqual(["cut.1"]);
    const along = describeChosen(cube, { view: 5, "cut.0": 0, "cut.1": 1 });
    expect(along.plot).toMatchObject({ kind: "curve", xLabel: "z", yLabel: "value at x = 0, y = 1" });
    const surface = describeChosen(cube, { view: 6, level: 1.5 });
    expect(surface.plot).toMatchObject({ kind: "mesh", title: "value = 1.5" });
    expect(describeChosen(cube, { view: 7 })).toMatchObject({
      plot: { kind: "mesh" },
      controls: [{ key: "view" }],
    });
  });

  it("of vectors: one of their numbers", () => {
    const pair = run(new LearnerND((p: number[]) => [sum(p), 10 * sum(p)], { bounds: box(2) }), 20);
    const { plot, controls } = describeChosen(pair, { component: 1, view: 2 });
    expect(controls.map(({ key, label }) => [key, label])).toEqual([
      ["component", "component"],
      ["view", "view"],
      ["level", "value"],
    ]);
    expect(controls[2]).toMatchObject({ min: 0, max: 20, value: 10 });
    expect(plot?.kind === "surface" && Math.max(...plot.value)).toBe(20);
  });

  it("of four axes: a plane with two sliders", () => {
    const four = run(new LearnerND(sum, { bounds: box(4) }), 60);
    const { plot, controls } = describeChosen(four, { view: 0, "cut.3": 1 });
    expect(controls.map(({ key }) => key)).toEqual(["view", "cut.2", "cut.3"]);
    expect(plot).toMatchObject({ kind: "surface", title: "z = 0.5, x3 = 1" });
  });

  it("behind a data saver, and with nothing to draw yet", () => {
    const saver = new DataSaver(new LearnerND(sum, { bounds: box(3) }), { picker: (value) => value });
    expect(describeChosen(saver as Learner)).toEqual({ plot: null, controls: [] });
  });
});
