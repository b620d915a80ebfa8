import type { Learner } from "../learner/index.js";
import { childrenOf } from "./learner-kind.js";

/** Points and values with which a new learner, told them in this order, becomes equal to this one. */
export interface Told {
  readonly points: unknown[];
  readonly values: unknown[];
}

type WithExtras = Learner & {
  /** Learners whose `data` is not what they were told say it themselves: samples, whole results. */
  readonly told?: () => Iterable<readonly [unknown, unknown]>;
  /** A data saver's whole results. */
  readonly extraData?: Iterable<readonly [unknown, unknown]>;
};

/** Collects what a learner has been told. */
export function toldOf(learner: Learner): Told {
  const points: unknown[] = [];
  const values: unknown[] = [];
  const children = childrenOf(learner);
  if (children) {
    for (const [index, child] of children.entries()) {
      const told = toldOf(child);
      for (const [k, point] of told.points.entries()) {
        points.push([index, point]);
        values.push(told.values[k]);
      }
    }
    return { points, values };
  }
  const { told, extraData } = learner as WithExtras;
  for (const [point, value] of told ? told.call(learner) : (extraData ?? learner.data)) {
    points.push(point);
    values.push(value);
  }
  return { points, values };
}
