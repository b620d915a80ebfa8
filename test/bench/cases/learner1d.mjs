// Learner1D and SequenceLearner against adaptive's.
//
// A case is {name, kind, bar, ours, peer?}: `ours` and `peer` are programs with arguments whose last line is
// JSON {name, unit, n, value, fit?}. kind "ratio": ours is at least `bar` times better than the peer;
// kind "limit": our value is at most `bar`. `--full` is appended to both programs for the largest sizes.
const ours = (what) => ["node", "test/bench/learner1d.mjs", what];
const peer = (what) => ["python", "test/bench/peer/learner1d.py", what];
const pair = (name, what, bar) => ({ name, kind: "ratio", bar, ours: ours(what), peer: peer(what) });

export default [
  pair("Learner1D ask(1)/tell to 1e5, default loss", "default", 60),
  pair("Learner1D ask(1)/tell to 1e5, curvature loss", "curvature", 60),
  pair("Learner1D ask(1)/tell to 1e5, 3-vector", "vector", 60),
  pair("Learner1D tellMany of 1e5 points", "tellMany", 1000),
  { name: "Learner1D tellMany of 1e5 points, time", kind: "limit", bar: 0.15, ours: ours("tellMany") },
  { name: "Learner1D, one more point at 1e5 against 1e3", kind: "limit", bar: 3, ours: ours("growth") },
  pair("SequenceLearner to 1e5", "sequence", 10),
];
