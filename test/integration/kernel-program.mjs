// A program in the place of a notebook: starts the run that its argument describes (or attaches to it), says so, and
// stays until the run is over.
// Each evaluation leaves a line in `evaluations`, so that a test can count them.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { Learner1D, Local, RunManager, SLURM } from "../../lib/index.js";

const {
  folder,
  how,
  learners: count,
  goal,
  pointMs,
  options,
  busy,
  gated,
  scheduler,
  hungry,
  crash,
} = JSON.parse(process.argv[2]);
process.chdir(folder);

const evaluations = `${folder}/evaluations`;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const learners = Array.from({ length: count }, (_, index) => {
  let calls = 0;
  const evaluate = async (x) => {
    if (crash !== null && index === 0 && x === 0.5) {
      process.kill(process.pid, crash);
      // The signal goes to the process, and may take its time; a fault of its own ends a thread where it is.
      for (;;);
    }
    await pause(pointMs);
    if (hungry && ++calls === 30 && !existsSync(`${folder}/ate`)) {
      writeFileSync(`${folder}/ate`, "");
      const food = Buffer.alloc(1 << 30, 1);
      await pause(60_000);
      food.fill(2);
    }
    appendFileSync(evaluations, `${index} ${x}\n`);
    return x + 0.01 / (0.01 + (x - index / count) ** 2);
  };
  return new Learner1D(evaluate, { bounds: [-1, 1] });
});
const fnames = learners.map((_, index) => `data/learner-${index}.arrow`);

const extraScript = gated ? `while [ ! -e "${folder}/gate" ]; do sleep 0.02; done` : "";
const start = async () => {
  const Scheduler = { local: Local, slurm: SLURM }[scheduler.kind];
  const runManager = new RunManager(new Scheduler({ ...scheduler.options, extraScript }), learners, fnames, {
    jobName: "run",
    goal: { npoints: goal },
    saveInterval: 0.3,
    logInterval: 0.5,
    ...options,
  });
  await runManager.start();
  return runManager;
};
const runManager = await (how === "attach" ? RunManager.attach("runs/run") : start());
process.send({ started: true });

if (busy) {
  // A cell that never gives way: timers, sockets and signals of this process stand still.
  const isOver = () => {
    try {
      return JSON.parse(readFileSync(`${runManager.runFolder}/status.json`, "utf8")).status !== "running";
    } catch {
      return false;
    }
  };
  const started = Date.now();
  while (!isOver() && Date.now() - started < 60_000);
  process.send({ blockedMs: Date.now() - started });
}
const last = await runManager.finished;
process.send({ ended: last.status });
process.disconnect();
