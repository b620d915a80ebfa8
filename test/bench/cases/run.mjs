// A whole run: setting it up, and from its start to its end.
const ours = (what) => ["node", "test/bench/run/run.mjs", what];
const peer = (what) => ["python", "test/bench/peer/run.py", what];

export default [
  {
    name: "set up a run of 10k learners, until jobs can ask",
    kind: "ratio",
    bar: 3,
    ours: ours("setup"),
    peer: peer("setup"),
  },
  { name: "set up a run of 10k learners, memory", kind: "limit", bar: 100, ours: ours("memory") },
  {
    name: "20 learners of 100 points, two jobs at a time",
    kind: "ratio",
    bar: 8,
    ours: ours("endToEnd"),
    peer: peer("endToEnd"),
  },
];
