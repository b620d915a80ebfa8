import type { Learner } from "../learner/index.js";
import { DOOR_REFERENCE, type DoorReference } from "../learner/index.js";
import { AdaptiveSchedulerError } from "../protocol/index.js";
import type { Attempt } from "./attempts.js";
import type { Executor } from "./executor.js";
import { processMembers, threadMembers } from "./pool/member-handle.js";
import { PoolExecutor } from "./pool/pool-executor.js";
import type { RunnerPorts } from "./ports.js";
import type { NormalRunnerOptions, RunnerExecutor } from "./runner-options.js";
import { SequentialExecutor } from "./sequential-executor.js";

/** An executor for one runner, with the points that it gets at once. */
export interface ChosenExecutor {
  readonly executor: Executor<Attempt>;
  readonly ntasks: number | null;
  /** Ends it, if it is the runner's to end. */
  close(): Promise<void>;
}

/** Makes the executor that a runner's options ask for. @throws AdaptiveSchedulerError when the function cannot travel */
export async function chooseExecutor(
  options: NormalRunnerOptions,
  learner: Learner,
  ports: RunnerPorts,
): Promise<ChosenExecutor> {
  const { executor, ntasks, shutdownExecutor } = options;
  if (executor !== null && typeof executor === "object") {
    return { executor, ntasks, close: () => (shutdownExecutor ? executor.close() : Promise.resolve()) };
  }
  const isAsync = waitsElsewhere(learner.function);
  const kind: RunnerExecutor =
    executor ?? (isAsync || ports.shipFunction === undefined ? "sequential" : "processes");
  if (kind !== "sequential") return pool(kind, options, learner, ports);
  const cores = isAsync ? options.cores : 1;
  const sequential = new SequentialExecutor<Attempt>(learner.function, { cores });
  return { executor: sequential, ntasks, close: () => sequential.close() };
}

async function pool(
  kind: "threads" | "processes",
  { cores, ntasks }: NormalRunnerOptions,
  learner: Learner,
  { shipFunction, workerFile }: RunnerPorts,
): Promise<ChosenExecutor> {
  if (shipFunction === undefined || workerFile === undefined) {
    throw new AdaptiveSchedulerError(
      "no-pool",
      `this runner cannot use ${kind}: pass executor: "sequential"`,
    );
  }
  const shipped = await shipFunction(learner);
  const start = kind === "threads" ? threadMembers(workerFile) : processMembers(workerFile);
  const executor = new PoolExecutor<Attempt>({ cores, start, shipped, ntasks });
  const close = async (): Promise<void> => {
    await executor.close();
    await shipped.dispose();
  };
  return { executor, ntasks, close };
}

/** Whether a function gives its thread away while it waits: an async function, or a program. */
function waitsElsewhere(fn: object): boolean {
  if (Object.prototype.toString.call(fn) === "[object AsyncFunction]") return true;
  const reference = (fn as { readonly [DOOR_REFERENCE]?: DoorReference })[DOOR_REFERENCE];
  return reference?.path === "command";
}
