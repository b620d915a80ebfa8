"""adaptive-scheduler's side of run.mjs: prints one JSON line. usage: run.py setup|endToEnd"""

import asyncio
import json
import logging
import os
import shutil
import socket
import sys
import tempfile
import threading
import time
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import adaptive  # noqa: E402
import adaptive_scheduler  # noqa: E402
from adaptive_scheduler.scheduler import LocalMockScheduler  # noqa: E402


def free_url() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{probe.getsockname()[1]}"


def peak():
    def f(x):
        return x + 0.0001 / (0.0001 + x * x)

    return f


class Queue(LocalMockScheduler):
    """The mock queue, given jobs in this process: its own way fails in 2.17.2 and would cost 1.5 s a job."""

    def start_job(self, name, *, index=None):
        handed = threading.Event()
        script = str(self.batch_fname(name.rsplit("-", 1)[0]))
        self.mock_scheduler.ioloop.call_soon_threadsafe(
            lambda: (self.mock_scheduler.submit(name, script), handed.set())
        )
        handed.wait(30)


def manager(count: int, jobs: int):
    url = free_url()
    options = {"url": url, "startup_delay": 0, "max_running_jobs": jobs, "refresh_interval": 0.05}
    scheduler = Queue(cores=1, executor_type="sequential", mock_scheduler_kwargs=options)
    learners = [adaptive.Learner1D(peak(), (-1, 1)) for _ in range(count)]
    fnames = [f"data/l{i}.pickle" for i in range(count)]
    started = time.perf_counter()
    run = adaptive_scheduler.server_support.RunManager(
        scheduler,
        learners,
        fnames,
        goal=lambda learner: learner.npoints >= 100,
        url=free_url(),
        quiet=True,
        kill_on_error=None,
        job_manager_interval=1,
        max_simultaneous_jobs=count,
    )
    return run, started


async def end_to_end() -> dict:
    run, started = manager(20, 2)
    run.start()
    while not run.database_manager.task.done():
        await asyncio.sleep(0.02)
    return {"name": "endToEnd", "unit": "s", "n": 20, "value": time.perf_counter() - started}


async def setup() -> dict:
    run, started = manager(10_000, 1)
    run.database_manager._setup()
    done = [f for f, learner in zip(run.fnames, run.learners) if run.goal(learner)]
    run.database_manager._stop_requests(done)
    return {"name": "setup", "unit": "s", "n": 10_000, "value": time.perf_counter() - started}


folder = tempfile.mkdtemp()
os.chdir(folder)
try:
    result = asyncio.run(setup() if sys.argv[1] == "setup" else asyncio.wait_for(end_to_end(), 120))
    print(json.dumps(result), flush=True)
finally:
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)
