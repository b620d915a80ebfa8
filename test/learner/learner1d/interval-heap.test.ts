import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IntervalHeap } from "../../../src/learner/learner1d/interval-heap.js";
import { Ranking } from "../../../src/learner/learner1d/ranking.js";
import { check } from "../../contract/seed.js";

const change = fc.record({
  id: fc.integer({ min: 0, max: 200 }),
  key: fc.option(fc.integer({ min: -5, max: 5 }), { nil: null }),
});
// Left ends in an order that is not that of the ids.
const points = { xs: Float64Array.from({ length: 201 }, (_, id) => (id * 37) % 201) };

/** A heap after some changes, and what should be in it: highest key first, leftmost among equals. */
function build(changes: readonly { id: number; key: number | null }[]): {
  heap: IntervalHeap;
  ids: number[];
} {
  const heap = new IntervalHeap(points);
  const keys = new Map<number, number>();
  for (const { id, key } of changes) {
    if (key === null) {
      heap.remove(id);
      keys.delete(id);
    } else {
      heap.set(id, key);
      keys.set(id, key);
    }
  }
  const ids = [...keys.keys()].sort((a, b) => keys.get(b)! - keys.get(a)! || points.xs[a]! - points.xs[b]!);
  return { heap, ids };
}

describe("IntervalHeap", () => {
  it("has the highest priority on top after any changes", () => {
    check(
      fc.property(fc.array(change, { maxLength: 400 }), (changes) => {
        const { heap, ids } = build(changes);
        expect(heap.size).toBe(ids.length);
        for (const id of ids) {
          expect(heap.idAt(0)).toBe(id);
          heap.remove(id);
        }
        expect(heap.size).toBe(0);
      }),
    );
  });

  it("is walked in order by a Ranking, which leaves it as it is", () => {
    check(
      fc.property(fc.array(change, { maxLength: 400 }), (changes) => {
        const { heap, ids } = build(changes);
        const walk = (): number[] => {
          const ranking = new Ranking(heap);
          const walked: number[] = [];
          for (; ranking.peek() >= 0; ranking.advance()) walked.push(ranking.peek());
          return walked;
        };
        expect(walk()).toEqual(ids);
        expect(walk()).toEqual(ids);
      }),
    );
  });

  it("is empty after clear", () => {
    const { heap } = build([
      { id: 3, key: 1 },
      { id: 5, key: 2 },
    ]);
    heap.clear();
    expect(heap.size).toBe(0);
    heap.set(3, 0);
    expect([heap.size, heap.idAt(0)]).toEqual([1, 3]);
  });
});
