// Our half of the benchmarks of average, integrator and balancing learners: node test/bench/small-learners.mjs <what>.
// Medians over several runs in one process, the first runs left out in which code is still being compiled. Times are
// those of the processor, threads of the compiler and the collector included, as in the peer's half.
import {
  AverageLearner,
  AverageLearner1D,
  BalancingLearner,
  DataSaver,
  IntegratorLearner,
  Learner1D,
  SequenceLearner,
} from "../../lib/learner/index.js";

const peak = (x, off = 0) => x + 0.0001 / (0.0001 + (x - off) ** 2);
const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];

/** Noise with a period of 2^17, from the normal distribution by Box and Muller. */
function makeNoise() {
  let state = 1;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  return Float64Array.from(
    { length: 1 << 17 },
    () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random()),
  );
}

const noise = makeNoise();
const noisy = ([seed, x]) => peak(x) + 0.1 * noise[(seed * 7919 + Math.floor((x + 1) * 1048576)) & 0x1ffff];

const makers = {
  average: () => new AverageLearner((seed) => noise[seed & 0x1ffff], { atol: 1e-9 }),
  average1d: () => new AverageLearner1D(noisy, { bounds: [-1, 1] }),
  integrator: () => new IntegratorLearner((x) => Math.floor(Math.exp(x)), { bounds: [0, 3], tol: 1e-3 }),
  sequence: () => new SequenceLearner((x) => x, { sequence: Array.from({ length: 200_000 }, (_, i) => i) }),
  balancing: () => new BalancingLearner(makeChildren(100)),
  saver: () =>
    new DataSaver(new Learner1D((x) => ({ y: peak(x) }), { bounds: [-1, 1] }), { picker: ({ y }) => y }),
  endless: () => new IntegratorLearner((x) => Math.floor(Math.exp(x)), { bounds: [0, 9], tol: 1e-13 }),
};

function makeChildren(count) {
  return Array.from({ length: count }, (_, i) => {
    const off = -0.9 + (1.8 * i) / Math.max(1, count - 1);
    return new Learner1D((x) => peak(x, off), { bounds: [-1, 1] });
  });
}

function steps(learner, count) {
  for (let i = 0; i < count; i++) {
    const point = learner.ask(1).points[0];
    learner.tell(point, learner.function(point));
  }
}

function integrate(learner) {
  while (!learner.done()) steps(learner, 1);
}

/** Seconds of the processor that `run` takes on what `make` gives; the median of a few after some to compile. */
function time(make, run, times = 5, warm = 8) {
  const seconds = [];
  for (let i = 0; i < times + warm; i++) {
    const made = make();
    const start = process.cpuUsage();
    run(made);
    const { user, system } = process.cpuUsage(start);
    if (i >= warm) seconds.push((user + system) / 1e6);
  }
  return median(seconds);
}

/** Points a second with `count` children, each of which has `before` points: what comes first costs more once. */
function balancing(strategy, count, before = 0, n = 10_000) {
  const make = () => {
    const learner = new BalancingLearner(makeChildren(count), { strategy });
    steps(learner, before * count);
    return learner;
  };
  return n / time(make, (learner) => steps(learner, n));
}

/** How many times longer a step takes at 1e5 points (or samples) than at 1e3. */
function growth(name) {
  const step = (size, times) => {
    const count = 1000;
    const make = () => {
      const learner = makers[name]();
      steps(learner, size);
      return learner;
    };
    return time(make, (learner) => steps(learner, count), times, 2) / count;
  };
  step(20_000, 3); // until the code is compiled
  const small = step(1000, 21);
  return { unit: "x", value: step(100_000, 3) / small };
}

const [what, option] = process.argv.slice(2);
const measures = {
  // In the first ten or so code is still being compiled, which takes longer than what it does: see "integrator-first".
  integrator: () => ({ unit: "ms", n: 4519, value: 1000 * time(makers.integrator, integrate, 9, 20) }),
  "integrator-first": () => ({ unit: "ms", n: 4519, value: 1000 * time(makers.integrator, integrate, 1, 0) }),
  average1d: () => {
    return {
      unit: "samples/s",
      n: 100_000,
      value: 100_000 / time(makers.average1d, (l) => steps(l, 100_000), 3, 1),
    };
  },
  balancing: () => ({ unit: "points/s", n: 10_000, value: balancing(option, 1000) }),
  children: () => ({ unit: "x", value: balancing(option, 10, 20) / balancing(option, 1000, 20) }),
  steady: () => ({ unit: "points/s", n: 10_000, value: balancing(option, 1000, 20) }),
  bare: () => {
    const inTurn = (learners, n) => {
      for (let i = 0; i < n; i++) steps(learners[i % learners.length], 1);
    };
    const make = () => {
      const learners = makeChildren(1000);
      inTurn(learners, 20_000);
      return learners;
    };
    return {
      unit: "points/s",
      n: 10_000,
      value: 10_000 / time(make, (learners) => inTurn(learners, 10_000)),
    };
  },
  growth: () => growth(option),
};

console.log(
  JSON.stringify({
    name: [what, option].filter((word) => word && !word.startsWith("--")).join(" "),
    ...measures[what](),
  }),
);
