import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DOOR_REFERENCE, type Asked, type DoorReference, type Learner } from "../../src/learner/index.js";
import { check } from "./seed.js";

/** A kind of learner for {@link testLearnerContract}, with a deterministic function. */
export interface LearnerCase<Point, Value> {
  /** Makes an empty learner. */
  readonly make: () => Learner<Point, Value>;
  /** The value of a point, as the learner's function gives it. */
  readonly value: (point: Point) => Value;
  /** Name of the export whose construction the learner's door reference describes. */
  readonly door: string;
  /** Points after which no scale changes any more, so that losses depend on the points alone. @defaultValue 10 */
  readonly settled?: number;
  /** Relative difference up to which two losses are one. @defaultValue 1e-9 */
  readonly tolerance?: number;
  /** A point, or a value, that the learner must refuse. */
  readonly badPoints?: readonly unknown[];
  readonly badValues?: readonly unknown[];
  /** Properties that this kind does not have, each with the reason as its title. */
  readonly except?: Partial<Record<Property, string>>;
}

/** Properties that hold for most learners only. */
export type Property = "counted" | "order" | "repeat" | "copy" | "falling" | "distinct" | "restored";

/** Runs on the learner until it has `n` points, asking for `batch` at a time. */
export function advance<Point, Value>(
  learner: Learner<Point, Value>,
  value: (p: Point) => Value,
  n: number,
  batch = 1,
): void {
  while (learner.npoints < n) {
    const { points } = learner.ask(Math.min(batch, n - learner.npoints));
    if (points.length === 0) return;
    for (const point of points) learner.tell(point, value(point));
  }
}

const preview = <Point>(learner: Learner<Point>, n: number): Asked<Point> =>
  learner.ask(n, { tellPending: false });
const counts = { n: fc.integer({ min: 0, max: 60 }), k: fc.integer({ min: 1, max: 12 }) };

/** Checks the properties that hold for every learner (as adaptive's `test_learners.py` does for its own). */
export function testLearnerContract<Point, Value>(name: string, of: LearnerCase<Point, Value>): void {
  const { make, value, settled = 10, tolerance = 1e-9 } = of;
  const at = (n: number): Learner<Point, Value> => {
    const learner = make();
    advance(learner, value, n);
    return learner;
  };
  const expectSameState = (a: Learner<Point, Value>, b: Learner<Point, Value>): void => {
    expect(a.npoints).toBe(b.npoints);
    expectClose(a.loss(), b.loss(), tolerance);
    const [one, other] = [preview(a, 5), preview(b, 5)];
    expect(one.points).toEqual(other.points);
    one.lossImprovements.forEach((gain, i) => expectClose(gain, other.lossImprovements[i]!, tolerance));
  };
  const unless = (property: Property, title: string, test: () => void): void => {
    const reason = of.except?.[property];
    if (reason === undefined) it(title, test);
  };

  describe(`${name} is a learner`, () => {
    it("counts its points and has their values", () => {
      check(
        fc.property(counts.n, counts.k, (n, k) => {
          const learner = make();
          advance(learner, value, n, k);
          if (of.except?.counted === undefined) expect(learner.data.size).toBe(learner.npoints);
          for (const [point, known] of learner.data) {
            expect(learner.data.has(point)).toBe(true);
            expect(learner.data.get(point)).toEqual(known);
          }
          expect([...learner.data.keys()]).toHaveLength(learner.data.size);
          expect([...learner.data.values()]).toHaveLength(learner.data.size);
        }),
        20,
      );
    });

    it("asking without tellPending leaves no trace", () => {
      check(
        fc.property(counts.n, counts.k, (n, k) => {
          const learner = at(n);
          const [loss, pendingLoss] = [learner.loss(), learner.loss({ real: false })];
          const first = preview(learner, k);
          expect(preview(learner, k)).toEqual(first);
          expect(learner.pendingPoints.size).toBe(0);
          expect([learner.loss(), learner.loss({ real: false })]).toEqual([loss, pendingLoss]);
          expect(learner.ask(k)).toEqual(first);
        }),
        20,
      );
    });

    it("asking for none gives none, and a count that is not one is an error that changes nothing", () => {
      const learner = at(settled);
      const before = preview(learner, 5);
      expect(learner.ask(0)).toEqual({ points: [], lossImprovements: [] });
      for (const bad of [-1, 0.5, NaN, Infinity, "3" as never]) expect(() => learner.ask(bad)).toThrowError();
      expect(preview(learner, 5)).toEqual(before);
      expect(learner.pendingPoints.size).toBe(0);
    });

    it("points asked for are pending until they are told", () => {
      const learner = at(settled);
      const { points, lossImprovements } = learner.ask(5);
      expect(lossImprovements).toHaveLength(points.length);
      expect([...learner.pendingPoints]).toHaveLength(points.length);
      for (const point of points) learner.tellPending(point);
      expect(learner.pendingPoints.size).toBe(points.length);
      points.forEach((point) => learner.tell(point, value(point)));
      expect(learner.pendingPoints.size).toBe(0);
    });

    unless("distinct", "never asks for a point twice", () => {
      check(
        fc.property(fc.array(counts.k, { minLength: 1, maxLength: 8 }), counts.n, (batches, n) => {
          const learner = at(n);
          const keys = [...learner.data.keys()].map((point) => JSON.stringify(point));
          const asked = batches.flatMap((k) => learner.ask(k).points).map((point) => JSON.stringify(point));
          expect(new Set([...keys, ...asked]).size).toBe(keys.length + asked.length);
        }),
        20,
      );
    });

    unless("falling", "promises most of the first point", () => {
      check(
        fc.property(counts.n, counts.k, (n, k) => {
          const { lossImprovements } = at(settled + n).ask(k);
          for (let i = 1; i < lossImprovements.length; i++) {
            expect(lossImprovements[i]).toBeLessThanOrEqual(lossImprovements[i - 1]! * (1 + 1e-9) + 1e-11);
          }
        }),
        20,
      );
    });

    unless("repeat", "telling a point again changes nothing", () => {
      check(
        fc.property(fc.integer({ min: settled, max: 50 }), fc.nat(), (n, which) => {
          const [once, twice] = [at(n), at(n)];
          const points = [...twice.data.keys()];
          const point = points[which % points.length]!;
          twice.tell(point, value(point));
          twice.tellMany(points, points.map(value));
          expectSameState(twice, once);
        }),
        20,
      );
    });

    unless("order", "the order of tells does not matter", () => {
      check(
        fc.property(fc.infiniteStream(fc.nat()), fc.integer({ min: settled, max: 50 }), (stream, n) => {
          const points = [...at(n).data.keys()];
          const shuffled = shuffle(points, () => stream.next().value);
          const [together, oneByOne] = [make(), make()];
          together.tellMany(shuffled, shuffled.map(value));
          for (const point of [...points.slice(0, settled), ...shuffled]) oneByOne.tell(point, value(point));
          expectSameState(together, at(n));
          expectSameState(oneByOne, at(n));
        }),
        20,
      );
    });

    unless("restored", "removeUnfinished forgets the pending points", () => {
      check(
        fc.property(counts.n, counts.k, (n, k) => {
          const [learner, untouched] = [at(settled + n), at(settled + n)];
          learner.ask(k);
          learner.removeUnfinished();
          expect(learner.pendingPoints.size).toBe(0);
          expectClose(learner.loss({ real: false }), untouched.loss({ real: false }), tolerance);
          expectSameState(learner, untouched);
        }),
        20,
      );
    });

    unless("copy", "new() is empty and copyFrom makes it equal", () => {
      const learner = at(settled + 20);
      const copy = learner.new();
      expect(copy.npoints).toBe(0);
      expect(copy.pendingPoints.size).toBe(0);
      copy.copyFrom(learner);
      expect([...copy.data]).toEqual([...learner.data]);
      expectSameState(copy, learner);
    });

    it("tellMany needs a value for each point", () => {
      const learner = make();
      const { points } = preview(learner, 3);
      expect(() => learner.tellMany(points, points.slice(1).map(value))).toThrowError(/values/);
      expect(learner.npoints).toBe(0);
    });

    it("a bad point or value is an error that changes nothing", () => {
      const [learner, untouched] = [at(settled), at(settled)];
      const [fresh] = preview(learner, 1).points as [Point];
      for (const bad of of.badPoints ?? []) {
        expect(() => learner.tell(bad as Point, value(fresh))).toThrowError();
        expect(() => learner.tellPending(bad as Point)).toThrowError();
      }
      for (const bad of of.badValues ?? []) {
        expect(() => learner.tell(fresh, bad as Value)).toThrowError();
        expect(() => learner.tellMany([fresh], [bad as Value])).toThrowError();
      }
      expect(learner.pendingPoints.size).toBe(0);
      expectSameState(learner, untouched);
    });

    it("says how our door makes it again", () => {
      const reference = (make() as unknown as { [DOOR_REFERENCE](): DoorReference })[DOOR_REFERENCE]();
      expect(reference).toMatchObject({ path: of.door, use: "construct" });
    });
  });
}

/** Expects two losses to be one up to a relative difference; infinities and NaN must be the same. */
export function expectClose(actual: number, expected: number, tolerance: number): void {
  if (Object.is(actual, expected) || actual === expected) return;
  expect(Math.abs(actual - expected), `${actual} instead of ${expected}`).toBeLessThanOrEqual(
    tolerance * Math.max(Math.abs(actual), Math.abs(expected)),
  );
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = random() % (i + 1);
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  return shuffled;
}
