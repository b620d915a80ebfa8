"""Runs scenarios on the real adaptive: balancing, integrator and average learners.

Input: {balancing: [{offsets, strategy, batch, steps}], integrator: [{height, centre, bounds, tol}], average: [{rtol, n}]};
output: what was asked and found. Only + - * / in the functions, so that JavaScript computes the same bits.
"""

import json
import math
import sys
import warnings
from functools import partial

import adaptive

warnings.simplefilter("ignore")
NAMES = {"lossImprovements": "loss_improvements"}


def peak(x, offset):
    return x + 0.001 / (0.001 + (x - offset) * (x - offset))


def balancing(case):
    children = [adaptive.Learner1D(partial(peak, offset=o), (-1, 1)) for o in case["offsets"]]
    strategy = NAMES.get(case["strategy"], case["strategy"])
    learner = adaptive.BalancingLearner(children, strategy=strategy)
    asked = []
    for _ in range(case["steps"]):
        points, _ = learner.ask(case["batch"])
        asked += [[int(i), float(x)] for i, x in points]
        for point in points:
            learner.tell(point, learner.function(point))
    return {"asked": asked, "loss": float(learner.loss())}


def integrator(case):
    def f(x):
        return case["height"] * x * x + 0.001 / (0.001 + (x - case["centre"]) * (x - case["centre"]))

    learner = adaptive.IntegratorLearner(f, tuple(case["bounds"]), case["tol"])
    while not learner.done():
        (x,), _ = learner.ask(1)
        learner.tell(x, f(x))
    return {"points": sorted(map(float, learner.data)), "igral": float(learner.igral), "err": float(learner.err)}


def average(case):
    learner = adaptive.AverageLearner(lambda n: 1.0 + (n * 7919 % 1009) / 1009.0, rtol=case["rtol"])
    asked = []
    for _ in range(case["n"]):
        points, _ = learner.ask(3)
        asked += points
        for n in points:
            learner.tell(n, learner.function(n))
    loss = float(learner.loss())
    return {"asked": asked, "mean": float(learner.mean), "std": float(learner.std), "loss": loss if math.isfinite(loss) else None}


KINDS = {"balancing": balancing, "integrator": integrator, "average": average}
cases = json.load(sys.stdin)
print(json.dumps({kind: [KINDS[kind](case) for case in cases[kind]] for kind in KINDS}))
