// The live widget. What the fields of a case mean stands in learner1d.mjs.
const ours = (what) => ["node", "--import", "./test/bench/typescript.mjs", `test/bench/widget/${what}.mjs`];

export default [
  {
    name: "widget of a run of 1,000 learners: CPU of the kernel",
    kind: "limit",
    bar: 2,
    ours: ours("cpu"),
  },
  { name: "click on “yes, cancel” until jobs are told", kind: "limit", bar: 300, ours: ours("cancel") },
  { name: "widget module, minified and gzipped, with plots", kind: "limit", bar: 150, ours: ours("size") },
];
