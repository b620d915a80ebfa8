"""adaptive's half of the checkpoint benchmarks: python checkpoint.py load [--full].

Loads files of up to 8,000 points and fits what it measured to 1e5; `--full` loads 1e5. Times are those of the
processor.
"""

import json
import os
import sys
import tempfile
import time

import adaptive
import numpy as np
from scipy.optimize import nnls

N = 100_000


def peak(x):
    return x + 0.0001 / (0.0001 + x * x)


def load_seconds(size, folder):
    fname = os.path.join(folder, f"{size}.pickle")
    saved = adaptive.Learner1D(peak, (-1, 1))
    # Saving uses nothing but the data; to tell them would take as long as to load them.
    saved.data.update((float(x), peak(float(x))) for x in np.linspace(-1, 1, size))
    saved.save(fname)
    learner = adaptive.Learner1D(peak, (-1, 1))
    start = time.process_time()
    learner.load(fname)
    seconds = time.process_time() - start
    assert learner.npoints == size
    return seconds


full = "--full" in sys.argv
sizes = (1000, 2000, 4000, 8000, *((N,) if full else ()))
with tempfile.TemporaryDirectory() as folder:
    seconds = [load_seconds(size, folder) for size in sizes]
n, t = np.array(sizes, float), np.array(seconds)
a, b = nnls(np.stack([n, n**2], axis=1) / t[:, None], np.ones(len(t)))[0]
total = seconds[-1] if full else float(a * N + b * N**2)
print(json.dumps({"name": sys.argv[1], "n": N, "unit": "s", "value": total, "measured": sizes[-1], "fit": not full}))
