import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { captureFunctions, writeFunctions } from "../capture/index.js";
import type { Learner } from "../learner/index.js";
import { AdaptiveSchedulerError, RUN_FOLDER, type OwnerRequest } from "../protocol/index.js";
import { bundlesOf, kindOf } from "./bundles.js";
import type { NormalizedOptions } from "./options.js";
import type { StartPorts } from "./start-run.js";

/** The run in which a learner is replaced. */
export interface ReplacedIn extends Pick<NormalizedOptions, "goal" | "initializers"> {
  readonly runFolder: string;
  readonly learners: readonly Learner[];
}

/**
 * Ships another learner for the file of learner `index`: captures it with the goal and the initializer of the run, and
 * has the manager hand it out from now on. The file stays, and the new learner goes on from what it holds.
 *
 * @throws AdaptiveSchedulerError for an index that is not there, another kind of learner (its file would not fit), or a
 * learner that is done; CaptureError for functions that cannot travel. Nothing is changed then.
 */
export async function replaceLearner(
  index: number,
  learner: Learner,
  run: ReplacedIn,
  ports: StartPorts,
  request: (request: OwnerRequest) => Promise<unknown>,
): Promise<void> {
  const { learners, goal, initializers, runFolder } = run;
  checkReplacement(index, learner, learners);
  const initializer = initializers?.[index];
  const bundles = bundlesOf([learner], { goal, initializers: initializer ? [initializer] : null });
  const captured = captureFunctions(bundles, { door: ports.door, names: [`learner ${index}`] });
  for (const warning of captured.warnings) ports.warn(warning);
  const functions = `replaced/${index}-${randomBytes(6).toString("hex")}`;
  const folder = join(runFolder, RUN_FOLDER.functions, functions);
  await writeFunctions(folder, captured);
  try {
    await request({ verb: "replaceLearner", index, functions });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function checkReplacement(index: number, learner: Learner, learners: readonly Learner[]): void {
  const bad = (message: string): never => {
    throw new AdaptiveSchedulerError("bad-input", message, { details: { index } });
  };
  const before = Number.isInteger(index) ? learners[index] : undefined;
  if (before === undefined)
    return bad(
      `There is no learner ${index}: the run has ${learners.length}, from 0 to ${learners.length - 1}.`,
    );
  if (typeof (learner as { ask?: unknown } | null)?.ask !== "function")
    return bad(`What shall replace learner ${index} is not a learner: it has no ask().`);
  if (kindOf(learner) !== kindOf(before)) {
    return bad(
      `Learner ${index} is a ${kindOf(before)}, and its file holds the points of one: a ${kindOf(learner)} needs a run of its own.`,
    );
  }
}
