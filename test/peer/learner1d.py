"""Runs scenarios on the real adaptive.Learner1D.

Input: a list of {bounds, loss, peaks, slope, hole, vector, steps}; output: for each a list with what each step gave.
Only + - * / in the functions, so that JavaScript computes the same bits.
"""

import json
import math
import sys
import warnings

import adaptive
from adaptive.learner import learner1D

warnings.simplefilter("ignore")


def make_function(case):
    def scalar(x):
        y = case["slope"] * x
        for height, width, centre in case["peaks"]:
            y += height * width / (width + (x - centre) * (x - centre))
        hole = case["hole"]
        return float(hole["value"]) if hole and abs(x - hole["centre"]) < hole["width"] else y

    return (lambda x: [scalar(x), x * x * x, 1.0 - x]) if case["vector"] else scalar


def make_loss(name):
    losses = {
        "default": learner1D.default_loss,
        "uniform": learner1D.uniform_loss,
        "triangle": learner1D.triangle_loss,
        "absMinLog": learner1D.abs_min_log_loss,
        "curvature": learner1D.curvature_loss_function(0.7, 0.05, 0.01),
        "resolution": learner1D.resolution_loss_function(0.002, 0.2),
    }
    return losses[name]


def written(number):
    return float(number) if math.isfinite(number) else repr(float(number))


def run(case):
    function = make_function(case)
    learner = adaptive.Learner1D(function, tuple(case["bounds"]), loss_per_interval=make_loss(case["loss"]))
    pool, out = [], []
    for name, argument in case["steps"]:
        if name == "ask":
            points, gains = learner.ask(argument)
            pool += points
            out.append([[float(x) for x in points], [written(g) for g in gains]])
        elif name == "peek":
            points, gains = learner.ask(argument, tell_pending=False)
            out.append([[float(x) for x in points], [written(g) for g in gains]])
        elif name == "tell":
            if pool:
                x = pool.pop(argument % len(pool))
                learner.tell(x, function(x))
        elif name == "tellMany":
            points, pool = pool[:argument], pool[argument:]
            learner.tell_many(points, [function(x) for x in points])
        elif name == "tellOther":
            learner.tell(argument, function(argument))
        elif name == "tellPending":
            learner.tell_pending(argument)
        elif name == "removeUnfinished":
            learner.remove_unfinished()
            pool = []
        elif name == "loss":
            out.append([written(learner.loss()), written(learner.loss(real=False))])
    return out


print(json.dumps([run(case) for case in json.load(sys.stdin)]))
