import { mapStack, openFunctions, type OpenFunctions } from "../capture/revive/index.js";
import { door, type RevivedFunction, type ShippedFunction } from "../runner/index.js";
import type { RevivedLearner } from "./runner-thread.js";

export { mapStack };

/** Folders that this thread has open: what several learners share is made once. */
const open = new Map<string, OpenFunctions>();

/** Makes a learner's bundle again from the run's captured functions. */
export async function revive({ folder, index }: ShippedFunction): Promise<RevivedLearner> {
  let functions = open.get(folder);
  if (!functions) open.set(folder, (functions = openFunctions(folder, { door })));
  return Promise.resolve(functions.revive(index) as RevivedLearner);
}

/** The same for a member of a pool, which needs the function alone. */
export async function reviveForMember(shipped: ShippedFunction): Promise<RevivedFunction> {
  const { learner, initializer } = await revive(shipped);
  await initializer?.();
  return { evaluate: (point) => learner.function(point), mapStack };
}
