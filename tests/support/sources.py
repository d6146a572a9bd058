"""The sources of package and tests as trees of syntax, each parsed once a process however many laws read it."""

from __future__ import annotations

import ast
from functools import cache


@cache
def parsed(source: str) -> ast.Module:
    """The tree of a source. Laws only read it."""
    return ast.parse(source)
