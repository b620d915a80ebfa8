import { mapStack as mapCaptured, openFunctions, type OpenFunctions } from "../capture/revive/index.js";
import { door } from "../runner/door.js";
import type { MapStack, RevivedFunction, ShippedFunction } from "../runner/index.js";
import type { RevivedLearner } from "./runner-thread.js";

/** Shows the user's own lines in a stack, without those of the worker itself. */
export const mapStack: MapStack = (stack) =>
  mapCaptured(stack)
    .split("\n")
    .filter((line) => !line.includes(`${__filename}:`) && !line.includes("(node:internal/"))
    .join("\n");

/** The folder that this thread has open: all learners of a job come from one. */
let open: { readonly folder: string; readonly functions: OpenFunctions } | null = null;

function functionsIn(folder: string): OpenFunctions {
  if (open?.folder !== folder) {
    open?.functions.close();
    open = { folder, functions: openFunctions(folder, { door }) };
  }
  return open.functions;
}

/** Makes a captured learner again, with its goal and initializer. @throws ReviveError */
export function revive({ folder, index }: ShippedFunction): Promise<RevivedLearner> {
  return Promise.resolve(functionsIn(folder).revive(index) as RevivedLearner);
}

/** Makes a learner's function again for a pool member, and runs the initializer there. */
export async function reviveForMember(shipped: ShippedFunction): Promise<RevivedFunction> {
  const { learner, initializer } = await revive(shipped);
  await initializer?.();
  const fn = learner.function;
  return { evaluate: (point) => fn(point), mapStack };
}
