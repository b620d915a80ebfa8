// LearnerND and Learner2D against adaptive's, with its Rust triangulation. See learner1d.mjs for what a case is.
const ours = (what) => ["node", "--expose-gc", "test/bench/learnernd.mjs", what];
const peer = (what) => ["python", "test/bench/peer/learnernd.py", what];
const pair = (name, what, bar) => ({ name, kind: "ratio", bar, ours: ours(what), peer: peer(what) });

export default [
  pair("LearnerND 2D ask(1)/tell to 1e4, default loss", "2d", 50),
  pair("LearnerND 2D ask(1)/tell to 1e5, default loss", "2d-large", 50),
  pair("LearnerND 3D ask(1)/tell to 5e3", "3d", 30),
  pair("LearnerND 3D ask(1)/tell to 2e4", "3d-large", 30),
  pair("LearnerND 2D ask(1)/tell to 1e3, curvature loss", "curvature", 30),
  pair("Learner2D, one more point at 1e4", "point", 1000),
  pair("LearnerND 2D, memory of 1e5 points", "memory", 5),
  { name: "LearnerND 2D, one more point at 1e5 against 1e3", kind: "limit", bar: 3, ours: ours("growth") },
  { name: "Learner2D, one more point at 1e5 against 1e3", kind: "limit", bar: 3, ours: ours("growth-2d") },
];
