"""Runs scenarios on the real adaptive.LearnerND with its pure-Python triangulation.

Input: a list of {bounds or hull, loss, anisotropic, vector, centre, width, n}; output: for each the points in the order
asked for, and the loss at the end, or where adaptive itself failed. Only + - * / in the function, so that JavaScript computes the same bits.
"""

import json
import os
import sys

os.environ["ADAPTIVE_TRIANGULATION_BACKEND"] = "python"

import numpy as np
import scipy.spatial
from adaptive.learner import learnerND


def run(case):
    def function(point):
        square = 0.0
        for x, c in zip(point, case["centre"]):
            square += (x - c) * (x - c)
        value = case["width"] / (case["width"] + square) + 0.1 * point[0]
        return np.array([value, point[0] * point[1]]) if case["vector"] else value

    losses = {
        "default": learnerND.default_loss,
        "uniform": learnerND.uniform_loss,
        "std": learnerND.std_loss,
        "triangle": learnerND.triangle_loss,
        "curvature": learnerND.curvature_loss_function(exploration=0.1),
    }
    if "hull" in case:
        bounds = scipy.spatial.ConvexHull(case["hull"])
    else:
        bounds = [tuple(b) for b in case["bounds"]]
    learner = learnerND.LearnerND(function, bounds, losses[case["loss"]], anisotropic=case["anisotropic"])
    asked = []
    while learner.npoints < case["n"]:
        try:
            (point,), _ = learner.ask(1)
            asked.append([float(x) for x in point])
            learner.tell(point, function(point))
        except (AssertionError, ValueError) as error:
            # By rounding a point on an edge may lie outside of its simplex, or two volumes differ that should not.
            return {"asked": asked, "loss": None, "failed": str(error)}
    return {"asked": asked, "loss": float(learner.loss())}


print(json.dumps([run(case) for case in json.load(sys.stdin)]))
