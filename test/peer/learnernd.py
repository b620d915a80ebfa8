"""Runs scenarios on the real adaptive.LearnerND with its pure-Python triangulation.

Input: a list of {bounds, loss, centre, width, n}; output: for each the points in the order asked for.
Only + - * / in the function, so that JavaScript computes the same bits.
"""

import json
import os
import sys

os.environ["ADAPTIVE_TRIANGULATION_BACKEND"] = "python"

from adaptive.learner import learnerND


def run(case):
    def function(point):
        square = 0.0
        for x, c in zip(point, case["centre"]):
            square += (x - c) * (x - c)
        return case["width"] / (case["width"] + square) + 0.1 * point[0]

    losses = {
        "default": learnerND.default_loss,
        "uniform": learnerND.uniform_loss,
        "std": learnerND.std_loss,
    }
    learner = learnerND.LearnerND(function, [tuple(b) for b in case["bounds"]], losses[case["loss"]])
    asked = []
    while learner.npoints < case["n"]:
        (point,), _ = learner.ask(1)
        asked.append([float(x) for x in point])
        learner.tell(point, function(point))
    return asked


print(json.dumps([run(case) for case in json.load(sys.stdin)]))
