"""adaptive's half of the benchmarks of average, integrator and balancing learners.

python small_learners.py <what> [<strategy>] [--full]. Runs for at most some 10 s, which favours the peer where it
gets slower with size; `--full` runs all points. Times are those of the processor.
"""

import json
import sys
import time
import warnings
from functools import partial

import adaptive
import numpy as np

warnings.simplefilter("ignore")
BUDGET = float("inf") if "--full" in sys.argv else 10.0
STRATEGIES = {"lossImprovements": "loss_improvements"}


def peak(x, off=0.0):
    return x + 0.0001 / (0.0001 + (x - off) ** 2)


NOISE = np.random.default_rng(0).normal(size=1 << 17).tolist()


def noisy(point):
    seed, x = point
    return peak(x) + 0.1 * NOISE[(seed * 7919 + int((x + 1) * 1048576)) & 0x1FFFF]


def f24(x):
    return np.floor(np.exp(x))


def steps(learner, count):
    """Points a second, over as many as the time allows."""
    f = learner.function
    start = time.process_time()
    for i in range(count):
        points, _ = learner.ask(1)
        learner.tell(points[0], f(points[0]))
        if i % 256 == 255 and time.process_time() - start > BUDGET:
            count = i + 1
            break
    return count, count / (time.process_time() - start)


def integrator(runs=3):
    seconds = []
    for _ in range(runs):
        learner = adaptive.IntegratorLearner(f24, (0, 3), 1e-3)
        start = time.process_time()
        while not learner.done():
            points, _ = learner.ask(1)
            for x in points:
                learner.tell(x, f24(x))
        seconds.append(time.process_time() - start)
    return {"unit": "ms", "n": learner.npoints, "value": 1000 * min(seconds)}


def average1d():
    n, rate = steps(adaptive.AverageLearner1D(noisy, (-1, 1)), 100_000)
    return {"unit": "samples/s", "n": n, "value": rate}


def balancing(strategy):
    children = [adaptive.Learner1D(partial(peak, off=-0.9 + 1.8 * i / 999), (-1, 1)) for i in range(1000)]
    learner = adaptive.BalancingLearner(children, strategy=STRATEGIES.get(strategy, strategy))
    n, rate = steps(learner, 10_000)
    return {"unit": "points/s", "n": n, "value": rate}


words = [word for word in sys.argv[1:] if not word.startswith("--")]
measures = {
    "integrator": integrator,
    "integrator-first": lambda: integrator(1),
    "average1d": average1d,
    "balancing": balancing,
}
result = measures[words[0]](*words[1:])
print(json.dumps({"name": " ".join(words), **result}))
