// Runs learners on the Slurm of the environment, in this folder, and prints the last snapshot as JSON:
// node run-on-slurm.mjs <learners> <milliseconds a point>
import { Learner1D, RunManager, SLURM } from "../../lib/index.js";

const [count, ms] = process.argv.slice(2).map(Number);
const learners = Array.from(
  { length: count },
  (_, i) =>
    new Learner1D(
      async (x) => {
        if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
        return x ** 2 * i;
      },
      { bounds: [-1, 1] },
    ),
);
const fnames = learners.map((_, i) => `data/${i}.arrow`);
const run = new RunManager(new SLURM({ pollInterval: 2 }), learners, fnames, {
  goal: 100,
  jobName: "run",
  maxSimultaneousJobs: 300,
  logInterval: 1,
  saveInterval: 1,
  jobManagerInterval: 2,
  quiet: true,
});
await run.start();
console.log(JSON.stringify(await run.finished));
process.exit(0);
