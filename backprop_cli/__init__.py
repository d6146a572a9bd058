"""Backpropagation by hand: every forward value, gradient and update of a small network, written out.

>>> from backprop_cli import load, solve
>>> solution = solve(load("ex3")[0])
>>> solution.final["W3"]
((0.0044633584776973545,),)

`load` reads problems, `solve` and `step` solve them, `render` writes them, `check` judges answers; errors are
`BackpropError`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .derivation.questions import answers
    from .errors import BackpropError
    from .formats.render import render
    from .notebook import Checked, check
    from .problem.load import load, load_text
    from .problem.model import Problem
    from .solution.solution import Solution, Step, solve, step
    from .solution.trace import Row
    from .views.selection import View

__version__ = "0.1.0"

_PLACES = {
    "BackpropError": "errors",
    "Checked": "notebook",
    "Problem": "problem.model",
    "Row": "solution.trace",
    "Solution": "solution.solution",
    "Step": "solution.solution",
    "View": "views.selection",
    "answers": "derivation.questions",
    "check": "notebook",
    "load": "problem.load",
    "load_text": "problem.load",
    "render": "formats.render",
    "solve": "solution.solution",
    "step": "solution.solution",
}
__all__ = [
    "BackpropError", "Checked", "Problem", "Row", "Solution", "Step", "View",
    "answers", "check", "load", "load_text", "render", "solve", "step",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Each name is imported when it is first asked for, so that the command starts fast."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{_PLACES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
