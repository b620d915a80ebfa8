// Average, integrator and balancing learners against adaptive's; see learner1d.mjs for the form of a case.
const ours = (...what) => ["node", "test/bench/small-learners.mjs", ...what];
const peer = (...what) => ["python", "test/bench/peer/small_learners.py", ...what];
const strategies = { lossImprovements: 200, loss: 100 };

export default [
  {
    name: "IntegratorLearner f24 to 1e-3",
    kind: "ratio",
    bar: 20,
    ours: ours("integrator"),
    peer: peer("integrator"),
  },
  {
    name: "IntegratorLearner f24 to 1e-3, the first of its process",
    kind: "ratio",
    bar: 2,
    ours: ours("integrator-first"),
    peer: peer("integrator-first"),
  },
  {
    name: "AverageLearner1D, 1e5 samples one by one",
    kind: "ratio",
    bar: 100,
    ours: ours("average1d"),
    peer: peer("average1d"),
  },
  ...Object.entries(strategies).map(([strategy, bar]) => ({
    name: `BalancingLearner of 1000 Learner1D, ${strategy}`,
    kind: "ratio",
    bar,
    ours: ours("balancing", strategy),
    peer: peer("balancing", strategy),
  })),
  ...["npoints", "cycle"].map((strategy) => ({
    name: `BalancingLearner of 1000 Learner1D, ${strategy}, against its bare children in turn`,
    kind: "share",
    bar: 0.5,
    ours: ours("steady", strategy),
    peer: ours("bare"),
  })),
  ...["lossImprovements", "loss", "npoints", "cycle"].map((strategy) => ({
    name: `BalancingLearner, ${strategy}, a step with 1000 children against 10`,
    kind: "limit",
    bar: 2,
    ours: ours("children", strategy),
  })),
  ...Object.entries({
    average: "AverageLearner",
    average1d: "AverageLearner1D",
    endless: "IntegratorLearner",
    sequence: "SequenceLearner",
    balancing: "BalancingLearner of 100 Learner1D",
    saver: "DataSaver of a Learner1D",
  }).map(([what, name]) => ({
    name: `${name}, one more point at 1e5 against 1e3`,
    kind: "limit",
    bar: 3,
    ours: ours("growth", what),
  })),
];
