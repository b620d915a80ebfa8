// The names that others build on: all that the package promises to export, with its methods.
import { describe, expect, test } from "vitest";
import * as door from "../../lib/index.js";

const exported = door as unknown as Readonly<Record<string, unknown>>;

/** Methods and getters that each learner has; some are properties of the instance. */
const ON_EACH_LEARNER = [
  "ask", "tell", "tellMany", "tellPending", "loss", "removeUnfinished", "npoints", "pendingPoints", "new", "copyFrom",
  "data", "function",
]; // prettier-ignore

const identity = (x: unknown): number => Number(x);
const LEARNERS: Readonly<Record<string, () => object>> = {
  Learner1D: () => new door.Learner1D(identity, { bounds: [0, 1] }),
  Learner2D: () => new door.Learner2D(identity, { bounds: [[0, 1], [0, 1]] }), // prettier-ignore
  LearnerND: () => new door.LearnerND(identity, { bounds: [[0, 1], [0, 1]] }), // prettier-ignore
  AverageLearner: () => new door.AverageLearner(identity, { atol: 0.1 }),
  AverageLearner1D: () => new door.AverageLearner1D(identity, { bounds: [0, 1], delta: 0.1 }),
  SequenceLearner: () => new door.SequenceLearner(identity, { sequence: [1, 2] }),
  IntegratorLearner: () => new door.IntegratorLearner(identity, { bounds: [0, 1], tol: 0.1 }),
  BalancingLearner: () =>
    new door.BalancingLearner([new door.Learner1D(identity, { bounds: [0, 1] })], { strategy: "loss" }),
  DataSaver: () =>
    new door.DataSaver(new door.Learner1D(identity, { bounds: [0, 1] }), { picker: identity as never }),
};

const CLASSES: Readonly<Record<string, readonly string[]>> = {
  Runner: ["cancel", "info", "livePlot", "startPeriodicSaving"],
  SLURM: ["queue", "cancel", "jobScript", "submit"],
  Local: ["queue", "cancel", "jobScript", "submit"],
  RunManager: [
    "start", "cancel", "cleanup", "info", "snapshot", "status", "finished", "parseLogFiles", "getDatabase", "taskStatus",
    "loadLearners", "loadDataframes", "jobStartingTimes", "elapsedTime", "removeExistingData", "replaceLearner", "trigger",
  ],
  DatabaseManager: ["start", "cancel", "status", "asRows", "replaceLearner", "nDone", "nUnscheduled", "isDone", "update"],
  JobManager: ["start", "cancel", "status", "trigger"],
  KillManager: ["start", "cancel", "status"],
  MultiRunManager: ["addRunManager", "addRunManagers", "removeRunManager", "startAll", "cancelAll", "info", "display"],
  SlurmExecutor: ["submit", "map", "finalize", "new", "cleanup", "shutdown"],
  SlurmTask: ["result", "done", "then"],
}; // prettier-ignore

const FUNCTIONS = [
  "saveLearner", "loadLearner", "toTable", "fromTable", "saveDataframe", "loadDataframes", "plot", "simple", "replayLog",
  "stopAfter", "defaultScheduler", "getAllowedUrl", "parseLogFiles", "startOneByOne", "slurmRun", "namedProduct",
  "comboToFname", "addConstantToFname", "split", "splitInBalancingLearners", "splitSequenceLearner",
  "splitSequenceInSequenceLearners", "combineSequenceLearners", "copyFromSequenceLearner", "shuffle", "hashAnything",
  "loadParallel", "saveParallel", "expandDictColumns", "sharedMemoryCache", "assignDefaults",
  "partialFunctionFromDataframe", "task", "ref", "command", "python",
]; // prettier-ignore

const LOSSES: Readonly<Record<string, readonly string[]>> = {
  intervalLoss: ["default", "uniform", "triangle", "absMinLog", "curvature", "resolution"],
  triangleLoss: ["default", "uniform", "minimizeTriangleSurface", "resolution", "thresholded"],
  simplexLoss: ["default", "uniform", "std", "triangle", "curvature"],
};

/** Names of all members of an object and of what it inherits. */
function membersOf(object: object): Set<string> {
  const names = new Set<string>();
  for (let at: object | null = object; at !== null && at !== Object.prototype;) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
    at = Object.getPrototypeOf(at) as object | null;
  }
  return names;
}

const missing = (object: object, wanted: readonly string[]): string[] => {
  const members = membersOf(object);
  return wanted.filter((name) => !members.has(name));
};

test.each(Object.keys(LEARNERS))("%s is a learner in full", (name) => {
  expect(missing(LEARNERS[name]!(), ON_EACH_LEARNER)).toEqual([]);
});

test.each(Object.keys(CLASSES))("%s has its methods", (name) => {
  expect(typeof exported[name]).toBe("function");
  expect(missing((exported[name] as { prototype: object }).prototype, CLASSES[name]!)).toEqual([]);
});

test("runs are attached to from their folder", () => {
  expect(typeof door.RunManager.attach).toBe("function");
});

test.each(FUNCTIONS)("%s is a function", (name) => {
  expect(typeof exported[name]).toBe("function");
});

test.each(Object.keys(LOSSES))("%s has its losses", (name) => {
  const losses = exported[name] as Readonly<Record<string, unknown>>;
  expect(LOSSES[name]!.filter((loss) => typeof losses[loss] !== "function")).toEqual([]);
});

test("what special learners say when they are done", () => {
  expect(missing(LEARNERS["SequenceLearner"]!(), ["done", "result"])).toEqual([]);
  expect(missing(LEARNERS["IntegratorLearner"]!(), ["done", "igral", "err"])).toEqual([]);
});

describe("a runner", () => {
  test("has a promise of its end, and its errors", async () => {
    const runner = new door.Runner(new door.Learner1D(identity, { bounds: [0, 1] }), { goal: 3 });
    expect(missing(runner, ["finished", "errors", "learner"])).toEqual([]);
    await runner.finished;
  });
});

test("nothing leaves the door by accident", () => {
  const known = new Set([
    ...Object.keys(LEARNERS), ...Object.keys(CLASSES), ...Object.keys(LOSSES), ...FUNCTIONS,
    // For learners and losses of a user's own.
    "ValueMap", "ValueSet", "deviation", "usesNthNeighbors", "makeDataSaver",
    // What is thrown.
    "AdaptiveSchedulerError", "CaptureError", "CheckpointError", "DivergentIntegralError", "LearnerError",
    // For screens and schedulers of a user's own.
    "createScheduler", "describeGoal", "describePlot",
  ]); // prettier-ignore
  // Schedulers that are there in some versions only.
  const also = new Set(["PBS", "SGE"]);
  expect(Object.keys(exported).filter((name) => !known.has(name) && !also.has(name))).toEqual([]);
});
