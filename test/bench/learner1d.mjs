// Our half of the 1D benchmarks: node test/bench/learner1d.mjs <what>. The median of three runs in one process,
// the first of which has ten small learners of its kind before it, and code that is still being compiled.
// Times are those of the processor, threads of the compiler and the collector included, as in the peer's half.
import { intervalLoss, Learner1D, SequenceLearner } from "../../lib/learner/index.js";

const n = 100_000;
const peak = (x) => x + 0.0001 / (0.0001 + x * x);
const peak3 = (x) => {
  const p = 0.0001 / (0.0001 + x * x);
  return [x + p, x * x + p, Math.sin(3 * x) + p];
};

const learners = {
  default: () => new Learner1D(peak, { bounds: [-1, 1] }),
  curvature: () => new Learner1D(peak, { bounds: [-1, 1], lossPerInterval: intervalLoss.curvature() }),
  vector: () => new Learner1D(peak3, { bounds: [-1, 1] }),
  sequence: () => new SequenceLearner((x) => x, { sequence: Array.from({ length: n }, (_, i) => i) }),
};

function advance(learner, target) {
  const f = learner.function;
  while (learner.npoints < target) {
    for (const point of learner.ask(1).points) learner.tell(point, f(point));
  }
}

/** Seconds that `run` takes on what `make` gives. */
function time(make, run) {
  const made = make();
  const start = process.cpuUsage();
  run(made);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1];
const thrice = (measure) => median([measure(), measure(), measure()]);

function tellMany() {
  const xs = Array.from({ length: n }, (_, i) => -1 + (2 * i) / (n - 1));
  const ys = xs.map(peak);
  return { unit: "s", value: thrice(() => time(learners.default, (learner) => learner.tellMany(xs, ys))) };
}

/** How many times longer a step takes at 1e5 points than at 1e3. */
function growth() {
  const step = (size) => {
    const count = 500;
    const make = () => {
      const learner = learners.default();
      advance(learner, size);
      return learner;
    };
    return time(make, (learner) => advance(learner, size + count)) / count;
  };
  for (let i = 0; i < 20; i++) step(1000); // until the code is compiled
  const small = median(Array.from({ length: 41 }, () => step(1000)));
  const large = median(Array.from({ length: 5 }, () => step(n)));
  return { unit: "x", value: large / small };
}

function rate(what) {
  for (let i = 0; i < 10; i++) advance(learners[what](), 100);
  return {
    unit: "points/s",
    value: n / thrice(() => time(learners[what], (learner) => advance(learner, n))),
  };
}

const what = process.argv[2];
const result = what === "tellMany" ? tellMany() : what === "growth" ? growth() : rate(what);
console.log(JSON.stringify({ name: what, n, ...result }));
