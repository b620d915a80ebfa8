"""What a job of adaptive-scheduler costs until its first point, and adaptive's pool of two processes.

usage: worker.py cpu|memory|pool   One JSON line. For cpu and memory: what its launcher imports, then a learner in a
process pool of one (its "sequential" executor) to one point (cpu) or 100 (memory); no database is asked, no learner
unpickled, so it is a little less than a real job's.
"""

import json
import os
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.modules["mpi4py"] = None


def f(x):
    return x + 0.0001 / (0.0001 + x * x)


def job(what):
    import resource

    import adaptive
    import adaptive_scheduler._server_support.launcher as launcher

    executor = launcher.SequentialExecutor()
    learner = adaptive.Learner1D(f, (-1, 1))
    adaptive.BlockingRunner(learner, npoints_goal=1 if what == "cpu" else 100, executor=executor)
    with open("/proc/%d/status" % next(iter(executor._processes))) as status:
        child = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    executor.shutdown()
    own = resource.getrusage(resource.RUSAGE_SELF)
    pool = resource.getrusage(resource.RUSAGE_CHILDREN)
    if what == "cpu":
        value = own.ru_utime + own.ru_stime + pool.ru_utime + pool.ru_stime
        return {"name": "job: CPU until the first point", "unit": "s", "value": value}
    # The child was forked and shares most of its pages: counted once, as the higher of the two.
    return {"name": "job: peak memory", "unit": "MB", "value": max(own.ru_maxrss, child) / 1024}


def pool():
    from concurrent.futures import ProcessPoolExecutor

    import adaptive

    n = 2000
    rates = []
    with ProcessPoolExecutor(2) as executor:
        list(executor.map(f, range(8)))
        for _ in range(3):
            learner = adaptive.Learner1D(f, (-1, 1))
            started = time.perf_counter()
            adaptive.BlockingRunner(learner, npoints_goal=n, executor=executor)
            rates.append(n / (time.perf_counter() - started))
    return {"name": "pool of 2", "unit": "points/s", "n": n, "value": max(rates)}


if __name__ == "__main__":
    what = sys.argv[1]
    print(json.dumps(pool() if what == "pool" else job(what)))
