"""adaptive's half of the 1D benchmarks: python learner1d.py <what> [--full].

Runs for at most some 15 s and fits what it measured to 1e5 points; `--full` runs them all. Times are those of
the processor, so that other programs on the machine count little.
"""

import json
import math
import sys
import time

import adaptive
import numpy as np
from adaptive.learner.learner1D import curvature_loss_function
from scipy.optimize import nnls

N = 100_000
BUDGET = 15.0


def peak(x):
    return x + 0.0001 / (0.0001 + x * x)


def peak3(x):
    p = 0.0001 / (0.0001 + x * x)
    return [x + p, x * x + p, math.sin(3 * x) + p]


LEARNERS = {
    "default": lambda: adaptive.Learner1D(peak, (-1, 1)),
    "curvature": lambda: adaptive.Learner1D(peak, (-1, 1), loss_per_interval=curvature_loss_function()),
    "vector": lambda: adaptive.Learner1D(peak3, (-1, 1)),
    "sequence": lambda: adaptive.SequenceLearner(lambda x: x, range(N)),
}


def fit(sizes, seconds, power):
    """Seconds for N points if they go as a*n + b*n**power with a, b >= 0, by least squares of the relative error."""
    n, t = np.array(sizes, float), np.array(seconds)
    a, b = nnls(np.stack([n, n**power], axis=1) / t[:, None], np.ones(len(t)))[0]
    return float(a * N + b * N**power)


def rate(what, full):
    learner, sizes, seconds = LEARNERS[what](), [], []
    start = time.process_time()
    for size in (1000, 2000, 5000, 10_000, 20_000, 30_000, 50_000, N):
        while learner.npoints < size:
            points, _ = learner.ask(1)
            for x in points:
                learner.tell(x, learner.function(x))
        sizes.append(size)
        seconds.append(time.process_time() - start)
        if not full and seconds[-1] > BUDGET / 2:
            break
    # A step costs a part that grows with the square root of n: the sorted lists' blocks.
    total = seconds[-1] if sizes[-1] == N else fit(sizes, seconds, 1.5)
    return {"unit": "points/s", "value": N / total, "measured": sizes[-1], "fit": sizes[-1] < N}


def tell_many(full):
    sizes, seconds = [], []
    for size in (1000, 2000, 4000, 8000, *((N,) if full else ())):
        xs = np.linspace(-1, 1, size).tolist()
        ys = [peak(x) for x in xs]
        learner = LEARNERS["default"]()
        start = time.process_time()
        learner.tell_many(xs, ys)
        sizes.append(size)
        seconds.append(time.process_time() - start)
    total = seconds[-1] if full else fit(sizes, seconds, 2)
    return {"unit": "s", "value": total, "measured": sizes[-1], "fit": not full}


what, full = sys.argv[1], "--full" in sys.argv
print(json.dumps({"name": what, "n": N, **(tell_many(full) if what == "tellMany" else rate(what, full))}))
