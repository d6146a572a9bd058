"""How many examples a law draws: a few in the fast run, all of them in the full one (HYPOTHESIS_PROFILE=ci).

Writing `@examples(300)` above a law says how many the full run draws; tests/house/test_law_counts.py keeps the list.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings

FEW = 20  # a law's first examples are its plainest and its edges; 20 of them are done in milliseconds
ALL = 1_000_000  # no limit: every law says its own number

settings.register_profile("dev", max_examples=FEW, deadline=None)
settings.register_profile("ci", max_examples=ALL, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def examples(count: int, derandomize: bool = True, **more: Any) -> settings:
    """Settings of a law that draws so many examples in the full run; without derandomize, others every time."""
    return settings(max_examples=min(count, settings().max_examples), derandomize=derandomize, **more)
