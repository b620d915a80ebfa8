// Our half of the benchmarks of LearnerND and Learner2D: node test/bench/learnernd.mjs <what> [--full]. The best of
// several runs in one process, as the peer's half takes the best of its own. Times are those of the processor.
import { Learner2D, LearnerND, simplexLoss } from "../../lib/learner/index.js";

const what = process.argv[2];
const plane = [[-1, 1], [-1, 1]]; // prettier-ignore
const ring = ([x, y]) => Math.exp(-((x * x + y * y - 0.5625) ** 2) / 0.0016);
const sphere = ([x, y, z]) => Math.exp(-((x * x + y * y + z * z - 0.5625) ** 2) / 0.0016);

const kinds = {
  "2d": { n: 10_000, make: () => new LearnerND(ring, { bounds: plane }) },
  "2d-large": { n: 100_000, runs: 2, make: () => new LearnerND(ring, { bounds: plane }) },
  "3d": { n: 5000, make: () => new LearnerND(sphere, { bounds: [...plane, [-1, 1]] }) },
  "3d-large": { n: 20_000, runs: 3, make: () => new LearnerND(sphere, { bounds: [...plane, [-1, 1]] }) },
  curvature: {
    n: 1000,
    runs: 12,
    make: () => new LearnerND(ring, { bounds: plane, lossPerSimplex: simplexLoss.curvature() }),
  },
};

function advance(learner, target) {
  const f = learner.function;
  while (learner.npoints < target) for (const point of learner.ask(1).points) learner.tell(point, f(point));
}

/** Seconds of the processor that `run` takes. */
function time(run) {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

function rate({ n, make, runs = 6 }) {
  let best = Infinity;
  for (let i = 0; i < runs; i++)
    best = Math.min(
      best,
      time(() => advance(make(), n)),
    );
  return { unit: "points/s", n, value: n / best };
}

/** Points of a fixed pseudo-random sequence in the square, after its corners. */
function scattered(n) {
  let state = 1;
  const next = () => ((state = (state * 48271) % 2147483647) / 2147483647) * 2 - 1;
  const corners = [[-1, -1], [-1, 1], [1, -1], [1, 1]]; // prettier-ignore
  return [...corners, ...Array.from({ length: n - 4 }, () => [next(), next()])];
}

/**
 * Seconds that one more point takes a Learner2D of `n` points; the best of runs of 500. A learner comes to so many
 * by as many steps, after which its code is compiled: another learner makes them first.
 */
function onePoint(n = 10_000) {
  advance(new Learner2D(ring, { bounds: plane }), 10_000);
  const learner = new Learner2D(ring, { bounds: plane });
  for (const point of scattered(n)) learner.tell(point, ring(point));
  let best = Infinity;
  for (let i = 0; i < 8; i++)
    best = Math.min(best, time(() => advance(learner, learner.npoints + 500)) / 500);
  return { unit: "s", n, value: best };
}

/** How many times longer a step takes at 1e5 points than at 1e3. */
function growth(make) {
  const step = (size, repeats) => {
    let best = Infinity;
    for (let i = 0; i < repeats; i++) {
      const learner = make();
      advance(learner, size);
      best = Math.min(best, time(() => advance(learner, size + 1000)) / 1000);
    }
    return best;
  };
  step(1000, 20); // until the code is compiled
  return { unit: "x", n: 100_000, value: step(100_000, 2) / step(1000, 20) };
}

/** Bytes by which 1e5 points grow the process, after a collection. */
function memory() {
  const used = () => {
    globalThis.gc();
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    return heapUsed + Math.max(external, arrayBuffers);
  };
  advance(kinds["2d"].make(), 2000);
  const before = used();
  const learner = kinds["2d"].make();
  advance(learner, 100_000);
  return { unit: "bytes", n: learner.npoints, value: used() - before };
}

const measures = {
  point: () => onePoint(),
  growth: () => growth(kinds["2d"].make),
  "growth-2d": () => ({ unit: "x", n: 100_000, value: onePoint(100_000).value / onePoint(1000).value }),
  memory,
};
console.log(JSON.stringify({ name: what, ...(measures[what]?.() ?? rate(kinds[what])) }));
