// The job database under 64 clients. What the fields of a case mean stands in learner1d.mjs.
const script = (...what) => ["node", "test/bench/database.mjs", ...what];
const share = (name, learners) => ({
  name,
  kind: "share",
  bar: 0.7,
  ours: script("ours", `${learners}`),
  peer: script("echo"),
});

export default [
  share("64 clients ask for learners, 100 learners, share of a synced echo", 100),
  share("64 clients ask for learners, 10,000 learners, share of a synced echo", 10_000),
  share("64 clients ask for learners, 100,000 learners, share of a synced echo", 100_000),
  { name: "64 clients: 100,000 learners against 100", kind: "limit", bar: 1.25, ours: script("flat") },
];
