"""adaptive's half of the benchmarks of LearnerND and Learner2D: python learnernd.py <what> [--full].

With its Rust triangulation. Runs for at most some 15 s: what did not get to its size tells the rate up to where it
got, which is no slower than the rate at the full size (`--full` goes there). Times are those of the processor.
"""

import gc
import json
import math
import os
import sys
import time
import warnings

os.environ["ADAPTIVE_TRIANGULATION_BACKEND"] = "rust"
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import adaptive
import numpy as np
from adaptive.learner.learnerND import curvature_loss_function

warnings.simplefilter("ignore")
BUDGET = 15.0
what, full = sys.argv[1], "--full" in sys.argv
SQUARE = [(-1, 1), (-1, 1)]


def ring(xy):
    x, y = xy
    return math.exp(-((x * x + y * y - 0.5625) ** 2) / 0.0016)


def sphere(xyz):
    x, y, z = xyz
    return math.exp(-((x * x + y * y + z * z - 0.5625) ** 2) / 0.0016)


KINDS = {
    "2d": (10_000, lambda: adaptive.LearnerND(ring, SQUARE)),
    "2d-large": (100_000, lambda: adaptive.LearnerND(ring, SQUARE)),
    "3d": (5000, lambda: adaptive.LearnerND(sphere, [*SQUARE, (-1, 1)])),
    "3d-large": (20_000, lambda: adaptive.LearnerND(sphere, [*SQUARE, (-1, 1)])),
    "curvature": (1000, lambda: adaptive.LearnerND(ring, SQUARE, loss_per_simplex=curvature_loss_function())),
}


def advance(learner, target, budget=math.inf):
    start = time.process_time()
    while learner.npoints < target and time.process_time() - start < budget:
        for x in learner.ask(1)[0]:
            learner.tell(x, learner.function(x))
    return time.process_time() - start


def rate():
    n, make = KINDS[what]
    best, spent, measured = math.inf, 0.0, 0
    while spent < BUDGET / 3:
        learner = make()
        seconds = advance(learner, n, math.inf if full else BUDGET)
        best, spent, measured = min(best, seconds / learner.npoints), spent + seconds, learner.npoints
    return {"unit": "points/s", "n": n, "measured": measured, "fit": measured < n, "value": 1 / best}


def one_point(n=10_000):
    learner = adaptive.Learner2D(ring, SQUARE)
    corners = [(-1.0, -1.0), (-1.0, 1.0), (1.0, -1.0), (1.0, 1.0)]
    scattered = np.random.default_rng(0).uniform(-1, 1, (n - 4, 2))
    for point in [*corners, *map(tuple, scattered.tolist())]:
        learner.tell(point, ring(point))
    best = min(advance(learner, learner.npoints + 20) / 20 for _ in range(5))
    return {"unit": "s", "n": n, "value": best}


def memory():
    def resident():
        gc.collect()
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    advance(KINDS["2d"][1](), 500)
    before = resident()
    n = 100_000 if full else 20_000
    learner = KINDS["2d"][1]()
    advance(learner, n)
    return {"unit": "bytes", "n": 100_000, "measured": n, "fit": n < 100_000, "value": (resident() - before) * 100_000 / n}


measures = {"point": one_point, "memory": memory}
print(json.dumps({"name": what, **measures.get(what, rate)()}))
