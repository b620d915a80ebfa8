"""Runs scenarios on the real adaptive: Learner2D and AverageLearner1D.

Input: {surfaces: [{loss, centre, bounds, n}], averages: [{options, n}]}; output: what was asked and found. Only + - * / %
in the functions, so that JavaScript computes the same bits.
"""

import json
import sys
import warnings

import adaptive
from adaptive.learner import learner2D

warnings.simplefilter("ignore")
LOSSES = {
    "default": learner2D.default_loss,
    "uniform": learner2D.uniform_loss,
    "minimizeTriangleSurface": learner2D.minimize_triangle_surface_loss,
    "resolution": learner2D.resolution_loss_function(min_distance=0.02, max_distance=0.4),
    "thresholded": learner2D.thresholded_loss_function(lower_threshold=0.2, upper_threshold=0.9, priority_factor=0.3),
}


def surface(case):
    cx, cy = case["centre"]

    def f(point):
        x, y = point
        return 0.1 / (0.1 + (x - cx) * (x - cx) + (y - cy) * (y - cy))

    learner = adaptive.Learner2D(f, [tuple(b) for b in case["bounds"]], LOSSES[case["loss"]])
    asked = []
    while learner.npoints < case["n"]:
        (point,), _ = learner.ask(1)
        asked.append([float(c) for c in point])
        learner.tell(point, f(point))
    return {"asked": asked, "loss": float(learner.loss())}


def average(case):
    def f(seed_x):
        seed, x = seed_x
        # Squared, so that points are not sampled with the same noise, and their errors do not tie.
        k = (seed * 7919 + int((x + 2.0) * 1048576.0) * 613) % 1000003
        noise = (k * k % 1000003) / 1000003.0 - 0.5
        return x * x * x + 0.3 * noise

    learner = adaptive.AverageLearner1D(f, (-1.0, 1.0), **case["options"])
    asked = []
    for _ in range(case["n"]):
        (point,), _ = learner.ask(1)
        asked.append([int(point[0]), float(point[1])])
        learner.tell(point, f(point))
    means = [[float(x), float(y), float(learner.error[x])] for x, y in sorted(learner.data.items())]
    return {"asked": asked, "loss": float(learner.loss()), "means": means}


cases = json.load(sys.stdin)
print(json.dumps({"surfaces": [surface(c) for c in cases["surfaces"]], "averages": [average(c) for c in cases["averages"]]}))
