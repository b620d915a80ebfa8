// Saving and loading. What the fields of a case mean stands in learner1d.mjs.
const ours = (what) => ["node", "test/bench/checkpoint.mjs", what];

export default [
  {
    name: "load of a 1e5-point checkpoint",
    kind: "ratio",
    bar: 1000,
    ours: ours("load"),
    peer: ["python", "test/bench/peer/checkpoint.py", "load"],
  },
  { name: "load of a 1e5-point checkpoint, time", kind: "limit", bar: 0.15, ours: ours("load") },
  { name: "append-save of 100 points to 1e5", kind: "limit", bar: 2, ours: ours("appendSave") },
  { name: "append-save of 100 points to 1e5, size", kind: "limit", bar: 24, ours: ours("appendBytes") },
];
