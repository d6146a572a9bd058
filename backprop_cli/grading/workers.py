"""Who judges: this process, several of this machine, or the workers of a Dask cluster; the results are the same."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager

from ..errors import Message, fail, plainly
from ..typed import Any
from .judging import ClassSpec, Result, judge_batch

BATCH = 8  # files for one call: sending them costs little beside judging them, and at the end nobody waits long
RETRIES = 5  # of a batch whose worker died
DASK = "dask://"
Job = tuple[ClassSpec, str, bytes]


def judged(jobs: Sequence[Job], executor: Executor | None) -> Iterator[tuple[list[int], list[Result]]]:
    """The results of jobs as they come: the numbers of some jobs, and their results.

    executor: anything like an Executor of concurrent.futures; None: this process.
    """
    return spread(judge_batch, jobs, executor, BATCH)


def spread(
    work: Callable[[list[Any]], list[Any]], jobs: Sequence[Any], executor: Executor | None, size: int
) -> Iterator[tuple[list[int], list[Any]]]:
    """What some work makes of jobs, as it comes: the numbers of some jobs, and their results.

    work: a function of a batch of jobs, of plain data, whose results do not depend on each other. size: of a batch.
    """
    batches = [list(range(start, min(start + size, len(jobs)))) for start in range(0, len(jobs), size)]
    if executor is None:
        for number in range(len(jobs)):
            yield [number], work([jobs[number]])
        return
    futures = {executor.submit(work, [jobs[number] for number in batch]): batch for batch in batches}
    try:
        for future in as_completed(futures):
            yield futures[future], future.result()
    except BrokenProcessPool:
        raise fail("fault.worker_died", None, Message("hint.worker_died")) from None
    finally:
        for future in futures:
            future.cancel()


@contextmanager
def executor_of(jobs: int, address: str | None) -> Iterator[Executor | None]:
    """What judges: so many processes of this machine, or the cluster at dask://HOST:PORT; None for this process.

    Raises BackpropError where there is no such cluster.
    """
    if address is not None:
        with _cluster(address) as executor:
            yield executor
    elif jobs > 1:
        pool = ProcessPoolExecutor(jobs, multiprocessing.get_context(_start_method()), initializer=_begin)
        try:
            yield pool
        finally:
            pool.shutdown(cancel_futures=True)
    else:
        yield None


def _begin() -> None:
    """Makes a worker of a process."""
    gc.freeze()  # what it begins with stays to its end: to look for garbage in it would only copy it
    _end_with_parent()


def _end_with_parent() -> None:
    """Ends this worker where the process that started it is gone: nobody else would, if that was killed."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _start_method() -> str:
    """How processes start: as copies of this one where that is safe, else anew."""
    is_single = threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods()
    return "fork" if is_single else "spawn"


@contextmanager
def _cluster(address: str) -> Iterator[Any]:
    if not address.startswith(DASK) or len(address) == len(DASK):
        raise fail("fault.executor", None, Message("hint.executor"), found=plainly(address))
    try:
        from distributed import Client
    except ImportError:
        raise fail("fault.needs_dask", None, Message("hint.needs_dask")) from None
    try:
        client = Client(f"tcp://{address[len(DASK) :]}", timeout="10s", set_as_default=False)
    except (OSError, ValueError, TimeoutError):
        raise fail("fault.no_cluster", name=plainly(address)) from None
    with client:
        yield client.get_executor(pure=False, retries=RETRIES)
