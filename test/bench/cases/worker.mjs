// Starting a job, and executors. What the fields of a case mean stands in learner1d.mjs.
const job = (what) => ({
  ours: ["node", "test/bench/worker/job-start.mjs", what],
  peer: ["python", "test/bench/peer/worker.py", what],
});

export default [
  { name: "one job: CPU until its first point", kind: "ratio", bar: 5, ...job("cpu") },
  { name: "one job: peak memory of its processes", kind: "ratio", bar: 2, ...job("memory") },
  { name: "one job: files opened", kind: "limit", bar: 100, ours: job("files").ours },
  {
    name: "processes executor of 2, function of no cost",
    kind: "ratio",
    bar: 20,
    ours: ["node", "test/bench/worker/pool.mjs"],
    peer: ["python", "test/bench/peer/worker.py", "pool"],
  },
];
