import { describe, expect, it } from "vitest";
import { DOOR_REFERENCE, SequenceLearner } from "../../src/learner/index.js";

const make = (): SequenceLearner<string, number> =>
  new SequenceLearner((text: string) => text.length, { sequence: ["a", "bb", "ccc", "dddd"] });

describe("SequenceLearner", () => {
  it("gives the elements in order, each once", () => {
    const learner = make();
    expect(learner.ask(2)).toEqual({
      points: [
        [0, "a"],
        [1, "bb"],
      ],
      lossImprovements: [0.25, 0.25],
    });
    expect(learner.ask(9).points).toEqual([
      [2, "ccc"],
      [3, "dddd"],
    ]);
    expect(learner.ask(1).points).toEqual([]);
    expect([...learner.pendingPoints].map(([i]) => i)).toEqual([0, 1, 2, 3]);
  });

  it("calls the function with the element alone", async () => {
    expect(await make().function([2, "ccc"])).toBe(3);
  });

  it("is done when every element has a value, and has the results in the order of the sequence", () => {
    const learner = make();
    const points = learner.ask(4).points;
    for (const point of [...points].reverse()) {
      expect(learner.done()).toBe(false);
      expect(() => learner.result()).toThrowError(/no value yet for \d of 4/);
      learner.tell(point, point[1].length);
    }
    expect(learner.done()).toBe(true);
    expect(learner.result()).toEqual([1, 2, 3, 4]);
    expect([...learner.data].map(([[i]]) => i)).toEqual([3, 2, 1, 0]);
    expect(learner.loss()).toBe(0);
  });

  it("its loss is the share that is left", () => {
    const learner = make();
    const [point] = learner.ask(2).points;
    expect([learner.loss(), learner.loss({ real: false })]).toEqual([1, 0.5]);
    learner.tell(point!, 1);
    expect([learner.loss(), learner.loss({ real: false })]).toEqual([0.75, 0.5]);
  });

  it("finds a value by index, whatever the element", () => {
    const learner = make();
    learner.tell([1, "bb"], 2);
    expect([learner.data.get([1, "?"]), learner.data.has([0, "a"]), learner.data.get([0, "a"])]).toEqual([
      2,
      false,
      undefined,
    ]);
    expect(learner.data.size).toBe(1);
  });

  it("takes a new value for a known element and keeps its place", () => {
    const learner = make();
    learner.tellMany(
      [
        [1, "bb"],
        [0, "a"],
      ],
      [2, 1],
    );
    learner.tell([1, "bb"], 20);
    expect([...learner.data.entriesFrom(0)]).toEqual([
      [[1, "bb"], 20],
      [[0, "a"], 1],
    ]);
    expect([...learner.data.entriesFrom(1)]).toEqual([[[0, "a"], 1]]);
  });

  it("gives unfinished elements again, in order", () => {
    const learner = make();
    const points = learner.ask(4).points;
    learner.tell(points[1]!, 2);
    learner.removeUnfinished();
    expect(learner.ask(4).points.map(([i]) => i)).toEqual([0, 2, 3]);
  });

  it("asks for what lies before elements that were told first", () => {
    const learner = make();
    learner.tell([0, "a"], 1);
    learner.tellPending([2, "ccc"]);
    expect(learner.ask(4).points.map(([i]) => i)).toEqual([1, 3]);
  });

  it("takes typed arrays and the empty sequence", () => {
    const learner = new SequenceLearner((x: number) => x, { sequence: Float64Array.of(1.5, 2.5) });
    expect(learner.ask(2).points).toEqual([
      [0, 1.5],
      [1, 2.5],
    ]);
    const empty = new SequenceLearner((x: number) => x, { sequence: [] });
    expect([empty.done(), empty.loss(), empty.ask(1).points, empty.result()]).toEqual([true, 0, [], []]);
  });

  it("refuses other options and other sequences", () => {
    expect(() => new SequenceLearner((x: number) => x, { points: [] } as never)).toThrowError(
      /"points".*sequence/,
    );
    for (const sequence of [undefined, "abc", 5, new Set([1])]) {
      expect(() => new SequenceLearner((x: number) => x, { sequence } as never)).toThrowError(
        /array or typed array/,
      );
    }
  });

  it("keeps the user's options as they are, so that learners may share a sequence", () => {
    const options = { sequence: [1, 2, 3] };
    const learner = new SequenceLearner((x: number) => x, options);
    expect(learner[DOOR_REFERENCE]().args[1]).toBe(options);
    expect(learner.new().sequence).toBe(options.sequence);
  });
});
