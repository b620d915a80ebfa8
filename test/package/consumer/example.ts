// The example of the README, and something of every group of the public API: must compile as a user's own code does.
import {
  AverageLearner,
  AverageLearner1D,
  BalancingLearner,
  DataSaver,
  IntegratorLearner,
  Learner1D,
  Learner2D,
  LearnerND,
  Local,
  RunManager,
  Runner,
  SLURM,
  SequenceLearner,
  comboToFname,
  command,
  defaultScheduler,
  intervalLoss,
  loadLearner,
  namedProduct,
  plot,
  python,
  ref,
  saveLearner,
  simple,
  simplexLoss,
  slurmRun,
  split,
  startOneByOne,
  task,
  toTable,
  triangleLoss,
  type Goal,
  type Learner,
  type Scheduler,
  type Snapshot,
} from "adaptive-scheduler";

const h = (x: number, { pow, a }: { pow: number; a: number }) => a * x ** pow;
const combos = namedProduct({ pow: [0, 1, 2, 3], a: [0.1, 0.5] });
const learners = combos.map((c) => new Learner1D((x: number) => h(x, c), { bounds: [-1, 1] }));
const fnames = combos.map((c) => comboToFname(c, { folder: "data" }));

export async function run(): Promise<Snapshot> {
  const scheduler: Scheduler = process.argv.length > 2 ? new SLURM({ cores: 10 }) : new Local({ cores: 2 });
  const runManager = new RunManager(scheduler, learners, fnames, {
    goal: (learner) => learner.npoints > 20,
    jobName: "packed",
    logInterval: 30,
    saveInterval: 300,
  });
  await runManager.start();
  runManager.info({ format: "text" });
  const last = await runManager.finished;
  await runManager.loadLearners();
  const curves: readonly (number | number[])[] = runManager.learners[0]!.interpolate([0.5]);
  if (curves.length !== 1) throw new Error("no curve");
  const areas = [new IntegratorLearner((x: number) => x, { bounds: [0, 1], tol: 1e-6 })];
  void new RunManager(scheduler, areas, ["area.arrow"], { goal: (learner) => learner.done() });
  return last;
}

export const goals: Goal[] = [100, 0.01, { npoints: 5 }, { endTime: new Date() }, null];

export async function here(): Promise<readonly Learner[]> {
  const curve = new Learner1D((x: number) => [x, x ** 2], {
    bounds: [0, 1],
    lossPerInterval: intervalLoss.curvature(),
  });
  const surface = new Learner2D(([x, y]: number[]) => x! * y!, {
    bounds: [
      [0, 1],
      [0, 1],
    ],
    lossPerTriangle: triangleLoss.resolution({ minDistance: 0.01 }),
  });
  const solid = new LearnerND(([x, y, z]: number[]) => x! * y! * z!, {
    bounds: [
      [0, 1],
      [0, 1],
      [0, 1],
    ],
    lossPerSimplex: simplexLoss.std,
  });
  const mean = new AverageLearner((seed: number) => Math.sin(seed), { atol: 0.1 });
  const noisy = new AverageLearner1D(([seed, x]: readonly [number, number]) => x + Math.sin(seed), {
    bounds: [0, 1],
  });
  const area = new IntegratorLearner((x: number) => x ** 2, { bounds: [0, 1], tol: 1e-6 });
  const list = new SequenceLearner((word: string) => word.length, { sequence: ["a", "bc"] });
  const many = new BalancingLearner([curve.new(), curve.new()], { strategy: "cycle" });
  const saver = new DataSaver(
    new Learner1D((x: number) => ({ y: x, note: "kept" }) as never, { bounds: [0, 1] }),
    { picker: (result: { y: number }) => result.y },
  );
  simple(curve, { goal: { npoints: 20 } });
  await new Runner(area, { goal: (learner) => learner.done() }).finished;
  await saveLearner(curve, "curve.arrow");
  await loadLearner(curve.new(), "curve.arrow");
  void [toTable(curve), plot(curve), split(learners, 2), area.igral, area.err, list.done()];
  void [command, python, ref, task, slurmRun, startOneByOne, defaultScheduler];
  return [curve, surface, solid, mean, noisy, area, list, many, saver] as unknown as Learner[];
}
