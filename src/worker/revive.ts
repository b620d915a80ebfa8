import { createRequire } from "node:module";
import { join } from "node:path";
import type { RevivedFunction, ShippedFunction } from "../runner/index.js";
import { door } from "../runner/door.js";
import type { RevivedLearner } from "./runner-thread.js";

export const mapStack = (stack: string): string => stack;

export async function revive({ folder, index }: ShippedFunction): Promise<RevivedLearner> {
  const make = createRequire(join(folder, "x"))(join(folder, "learners.cjs")) as (
    d: typeof door,
  ) => RevivedLearner[];
  return make(door)[index]!;
}

export async function reviveForMember(shipped: ShippedFunction): Promise<RevivedFunction> {
  const { learner, initializer } = await revive(shipped);
  await initializer?.();
  return { evaluate: (point) => learner.function(point), mapStack };
}
