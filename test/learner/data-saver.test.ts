import { describe, expect, it } from "vitest";
import { DataSaver, DOOR_REFERENCE, Learner1D, SequenceLearner } from "../../src/learner/index.js";

interface Result {
  readonly y: number;
  readonly note: string;
}
const measure = (x: number): Result => ({ y: x * x, note: `at ${x}` });
const picker = (result: Result): number => result.y;
const make = (): DataSaver<number, Result, number> =>
  new DataSaver(new Learner1D(measure, { bounds: [-1, 1] }), { picker });

describe("DataSaver", () => {
  it("learns what the picker takes and keeps the rest", () => {
    const learner = make();
    for (const x of learner.ask(3).points) learner.tell(x, measure(x));
    expect([...learner.data]).toEqual([
      [-1, 1],
      [0, 0],
      [1, 1],
    ]);
    expect([...learner.extraData]).toEqual([
      [-1, measure(-1)],
      [0, measure(0)],
      [1, measure(1)],
    ]);
    expect([learner.npoints, learner.pendingPoints.size, learner.loss()]).toEqual([
      3,
      0,
      learner.learner.loss(),
    ]);
  });

  it("takes many results", () => {
    const learner = make();
    learner.tellMany([-1, 1, 0], [-1, 1, 0].map(measure));
    expect(learner.extraData.get(0)).toEqual(measure(0));
    expect(learner.data.get(0)).toBe(0);
  });

  it("keeps nothing of a result that the inner learner refuses", () => {
    const learner = make();
    expect(() => learner.tell(0, { note: "no y" } as never)).toThrowError(/number/);
    expect(() => learner.tellMany([0, 1], [measure(0), { y: "1" } as never])).toThrowError(/number/);
    expect([learner.npoints, learner.extraData.size]).toEqual([0, 0]);
  });

  it("copies the results too, and from no other kind of learner", () => {
    const [learner, copy] = [make(), make().new()];
    learner.tellMany([-1, 1, 0], [-1, 1, 0].map(measure));
    copy.copyFrom(learner);
    expect([...copy.extraData]).toEqual([...learner.extraData]);
    expect([...copy.data]).toEqual([...learner.data]);
    expect(() => copy.copyFrom(learner.learner)).toThrowError(/from a DataSaver only/);
  });

  it("goes around any learner, and one that can be done", () => {
    const inner = new SequenceLearner(measure, { sequence: [1, 2] });
    const learner = new DataSaver(inner, { picker });
    const { points } = learner.ask(2);
    expect(learner.done()).toBe(false);
    points.forEach((point) => learner.tell(point, measure(point[1])));
    expect(learner.done()).toBe(true);
    expect(learner.extraData.get([1, 2])).toEqual(measure(2));
    const twice = new DataSaver(make() as never, { picker: (result: Result) => result });
    twice.tell(0, measure(0));
    expect([...twice.data]).toEqual([[0, 0]]);
    expect(make().done()).toBe(false);
  });

  it("says how our door makes it again", () => {
    const learner = make();
    expect(learner[DOOR_REFERENCE]()).toEqual({
      path: "DataSaver",
      use: "construct",
      args: [learner.learner, { picker }],
    });
  });

  it("refuses other options and what is no learner", () => {
    expect(() => new DataSaver(make(), { pick: picker } as never)).toThrowError(/"pick".*picker/);
    expect(() => new DataSaver(make(), {} as never)).toThrowError(/needs \{picker\}/);
    expect(() => new DataSaver(measure as never, { picker })).toThrowError(/needs a learner/);
  });
});
