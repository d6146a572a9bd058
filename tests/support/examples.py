"""How many examples a law draws: a few in the fast run, all of them in the full one (HYPOTHESIS_PROFILE=ci).

Writing `@examples(300)` above a law says how many the full run draws; tests/house/test_law_counts.py keeps the list.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import islice
from typing import Any

import pytest
from hypothesis import settings

FEW = 20  # a law's first examples are its plainest and its edges; 20 of them are done in milliseconds
ALL = 1_000_000  # no limit: every law says its own number

settings.register_profile("dev", max_examples=FEW, deadline=None)
settings.register_profile("ci", max_examples=ALL, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def examples(count: int, derandomize: bool = True, **more: Any) -> settings:
    """Settings of a law that draws so many examples in the full run; without derandomize, others every time."""
    return settings(max_examples=min(count, settings().max_examples), derandomize=derandomize, **more)


# Whether only what is not slow is run: then the other cases, two in three of all, need not even be collected.
run_is_fast = False


def mostly_slow(cases: Iterable[Any], every: int) -> list[Any]:
    """The cases of a law with all but each so-many-th marked slow: the fast run tries a few, the full run all."""
    rows = (case if type(case) is tuple else (case,) for case in cases)  # a plain tuple is a row of several arguments
    marked = (pytest.param(*row, marks=pytest.mark.slow if place % every else ()) for place, row in enumerate(rows))
    return list(islice(marked, 0, None, every) if run_is_fast else marked)
