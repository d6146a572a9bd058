"""A guard against work without end. How fast something is, is measured in benchmarks/, never asserted here."""

import time
from contextlib import contextmanager

A_HANG = 20.0  # seconds of the processor's time, some ten times what the slowest case takes on a slow machine


@contextmanager
def soon():
    """Inside, work may take a while, but it must come to an end."""
    start = time.process_time()
    yield
    assert time.process_time() - start < A_HANG
