"""Everything that can be done with a problem, in every format: what the commands do, without their command lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import backprop_cli as bp
from backprop_cli import FORMATS, BackpropError, Problem, View


def things(problem: Problem) -> dict[str, Callable[[], Any]]:
    """What makes each kind of thing that can be written, by the name of the command."""
    return {
        "solve": lambda: bp.solve(problem),
        "solve --exact --after": lambda: bp.solve(problem, exact=True, after=True),
        "step": lambda: bp.step(problem),
        "derive": lambda: bp.derive(problem),
        "graph": lambda: bp.graph(problem),
        "check": lambda: bp.check_sheet([problem], ("answers.yaml", _answers(problem)))[0],
        "validate": lambda: bp.validate(problem),
        "test": lambda: bp.tests(problem),
    }


def written(problem: Problem, wanted: tuple[str, ...] = ()) -> Iterator[tuple[str, str, str]]:
    """(command, format, text) of everything; wanted: these formats only. An error that a user can mend is a text as well."""
    for name, make in things(problem).items():
        try:
            formats = FORMATS[type(make()).__name__]
        except BackpropError as error:
            yield name, "error", str(error)
            continue
        for shape in formats:
            if not wanted or shape in wanted:
                try:
                    yield name, shape, bp.render(make(), shape, View(exact="--exact" in name))
                except BackpropError as error:
                    yield name, "error", str(error)


def _answers(problem: Problem) -> bytes:
    """An answer file in which every value is 1/3."""
    return re.sub(r"(?m)^( +)(\S.*):$(?!\n\1 )", r"\1\2: 1/3", bp.template(problem)).encode()
