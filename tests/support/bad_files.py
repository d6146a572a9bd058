"""The bad problem files, the table of what is wrong in each, and what reading a bad text finds."""

from __future__ import annotations

import pytest
from places import SUPPORT

from backprop_cli.derivation.questions import answers
from backprop_cli.errors import BackpropError
from backprop_cli.problem.load import load_text
from backprop_cli.solution.solution import solve

BAD = SUPPORT / "bad"


def expected():
    """The table: file → (place, key, message, hint) for each fault in it."""
    table: dict[str, list[tuple[str, str, str, str]]] = {}
    for line in (BAD / "expected.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            said, message, hint = line.split(" | ")
            file, place, key = said.split(" ")
            table.setdefault(file, []).append((place, key, message, hint))
    return table


EXPECTED = expected()


def faults_of(data, name="bad.yaml"):
    """The faults of a text, found at reading or at solving."""
    with pytest.raises(BackpropError) as caught:
        for problem in load_text(data, name, name.removesuffix(".yaml")):
            assert list(solve(problem).steps()) is not None
            assert list(answers(problem)) is not None
    return caught.value.faults


def place(fault):
    return f"{fault.mark.line + 1}:{fault.mark.column + 1}" if fault.mark else "-"
