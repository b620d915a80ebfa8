import { DOOR_REFERENCE } from "../learner.js";

/** Returns the function `(point) => fn(point, ...args)`, which can travel to a worker when `fn` can. */
export function withArguments<Point, Args extends readonly unknown[], Value>(
  fn: (point: Point, ...args: Args) => Value,
  ...args: Args
): (point: Point) => Value {
  const bound = (point: Point): Value => fn(point, ...args);
  return Object.assign(bound, {
    [DOOR_REFERENCE]: { path: "withArguments", use: "call", args: [fn, ...args] } as const,
  });
}
