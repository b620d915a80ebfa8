// Runs on a real Slurm of four nodes with eight cores each, started here: all figures are of one run.
const ours = ["node", "test/bench/slurm/slurm.mjs"];
const limit = (key, name, bar) => ({ name: `SLURM, 200 learners: ${name}`, kind: "limit", bar, ours, key });

export default [
  limit("times", "run of 100 points of no cost each, against an array of 200 empty jobs", 3),
  limit("submissions", "submissions of that run", 2),
  limit("commands", "commands of the scheduler in that run", 20),
  limit("files", "files that the run makes", 420),
  limit("cancel", "from cancel() to the start of scancel, 200 jobs in the queue, 16 running", 300),
];
