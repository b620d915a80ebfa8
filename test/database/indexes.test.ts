import fc from "fast-check";
import { expect, test } from "vitest";
import { createDependencies } from "../../src/database/dependencies.js";
import { RankIndex } from "../../src/database/rank-index.js";
import { ReadyQueue } from "../../src/database/ready-queue.js";
import type { Place } from "../../src/database/ready-queue.js";

test("a rank index gives the pages of a sorted set, and grows", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 200 })),
      fc.nat({ max: 20 }),
      fc.boolean(),
      (toggles, capacity, isFull) => {
        const index = new RankIndex(capacity, isFull);
        const set = new Set<number>(isFull ? Array.from({ length: capacity }, (_, i) => i) : []);
        for (const member of toggles) {
          if (set.delete(member)) index.delete(member);
          else {
            set.add(member);
            index.add(member);
          }
        }
        const sorted = [...set].sort((a, b) => a - b);
        expect(index.size).toBe(sorted.length);
        expect(index.page(0, 1000)).toEqual(sorted);
        expect(index.page(3, 4)).toEqual(sorted.slice(3, 7));
        expect(index.at(sorted.length)).toBeUndefined();
        expect(index.at(-1)).toBeUndefined();
      },
    ),
  );
});

test("a ready queue gives died ones first, then fresh ones by index, then failed ones", () => {
  const step = fc.oneof(
    fc.record({ index: fc.nat({ max: 30 }), place: fc.constantFrom<Place>("front", "fresh", "back") }),
    fc.record({ index: fc.nat({ max: 30 }), place: fc.constant(null) }),
    fc.constant({ index: -1, place: null }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const queue = new ReadyQueue(new Uint8Array(31));
      const line: Record<Place, number[]> = { front: [], fresh: [], back: [] };
      const first = (): number | undefined => line.front[0] ?? line.fresh[0] ?? line.back[0];
      const remove = (index: number): void => {
        queue.remove(index);
        for (const place of Object.keys(line) as Place[])
          line[place] = line[place].filter((one) => one !== index);
      };
      for (const { index, place } of steps) {
        if (index < 0) {
          const next = first();
          if (next !== undefined) remove(next);
        } else if (place === null) {
          // Taken out of the middle, as by hand, and not put back into the same line: its old place would count.
          if (line.fresh.includes(index)) remove(index);
        } else if (!queue.has(index)) {
          queue.push(index, place);
          line[place].push(index);
          line.fresh.sort((a, b) => a - b);
        }
        expect(queue.peek()).toBe(first());
        expect(queue.size).toBe(line.front.length + line.fresh.length + line.back.length);
      }
    }),
  );
});

test("dependencies are met one by one, and can be unmet again", () => {
  const dependencies = createDependencies({ "3": [0, 1, 1], "4": [0], "5": [] });
  expect([3, 4, 5, 0].map((i) => dependencies.unmet(i))).toEqual([2, 1, 0, 0]);
  expect(dependencies.dependents(0)).toEqual([3, 4]);
  expect(dependencies.meet(0)).toEqual([4]);
  expect(dependencies.meet(1)).toEqual([3]);
  expect(dependencies.unmeet(0)).toEqual([3, 4]);
  expect(dependencies.meet(0)).toEqual([3, 4]);
  expect(dependencies.meet(7)).toEqual([]);
});
