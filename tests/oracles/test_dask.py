"""A class judged by a Dask cluster with a real scheduler and two workers, one of which is killed: the same report."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from backprop_cli import BackpropError, GradeOptions, grade, load, render

distributed = pytest.importorskip("distributed")

# What Dask itself warns of (its own threads and sockets at the end of a test) says nothing about us.
pytestmark = pytest.mark.filterwarnings("default")
FILES = [
    (f"s{number:03}.txt", f"step 2\ny_hat = 0.461\ndL/dy_hat = 0.{number}\n".encode()) for number in range(100, 260)
]


def started(*arguments):
    """A process of Dask, without its dashboard, in an environment that finds this package."""
    from pathlib import Path

    import backprop_cli

    root = str(Path(backprop_cli.__file__).parents[1])
    paths = os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def cluster(folder):
    """The address of a scheduler with two workers, and the processes of these."""
    address = f"127.0.0.1:{free_port()}"
    host, port = address.split(":")
    worker = (
        "dask_worker",
        address,
        "--nthreads",
        "1",
        "--no-nanny",
        "--no-dashboard",
        "--local-directory",
        str(folder),
    )
    processes = [started("dask_scheduler", "--host", host, "--port", port, "--no-dashboard")]
    try:
        processes += [started(*worker) for _ in range(2)]
        with distributed.Client(f"tcp://{address}", timeout="60s", set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        yield address, processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def test_a_class_is_judged_the_same_by_a_cluster_of_which_a_worker_dies(tmp_path):
    alone = render(grade(load("ex3"), FILES, level="given"), "json")
    with cluster(tmp_path) as (address, workers):
        killed: list[int] = []

        def kill_one(number, total):
            if number and not killed:
                killed.append(number)
                workers[0].send_signal(signal.SIGKILL)

        report = grade(load("ex3"), FILES, "en", GradeOptions(executor=f"dask://{address}"), kill_one, level="given")
        assert killed and killed[0] < len(FILES)
        deadline = time.monotonic() + 10
        while workers[0].poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert (workers[0].poll(), workers[1].poll()) == (-signal.SIGKILL, None)
    assert render(report, "json") == alone


def test_where_no_scheduler_answers_that_is_an_error():
    with pytest.raises(BackpropError, match="no Dask scheduler answers"):
        grade(load("ex3"), FILES[:1], "en", GradeOptions(executor=f"dask://127.0.0.1:{free_port()}"))
