"""One value of a solution by its address STEP:NAME; NAME is a line, an entry W1[1,2], or L[2], a term of a batch."""

from __future__ import annotations

import re
from typing import Any

from ..errors import fail, plainly
from ..evaluate.evaluate import Value
from ..solution.solution import Solution
from ..solution.trace import Row

_ADDRESS = re.compile(
    r"(?:(?P<step>\d{1,9}|final):)?(?P<name>[^\[\]]+?)(?:\[(?P<row>\d{1,9})(?:,(?P<column>\d{1,9}))?\])?"
)


def find_value(solution: Solution, address: str, exact: bool = False) -> Value:
    """The value at an address, exact where it is asked for and known.

    The step may be left out where there is one step, and `final` means after the last.
    Raises BackpropError where there is no such step, line or entry.

    >>> from backprop_cli import find_value, load, solve
    >>> find_value(solve(load("ex3")[0]), "2:dL/dW3")
    ((-0.06696335847769735,),)
    """
    match = _ADDRESS.fullmatch(_canonical(address.strip(), solution.problem.names))
    if not match:
        raise fail("fault.address", found=plainly(address))
    entry = [int(number) for number in (match["row"], match["column"]) if number]
    name = match["name"]
    if match["step"] == "final":
        return _entry(_final(solution, name, exact), entry, address)
    if match["step"] is None and solution.count > 1:
        raise fail("fault.which_step", found=address, count=solution.count)
    row = _row(solution, int(match["step"] or solution.first), name)
    if name == "L" and entry and row.terms is not None:
        return _entry(row.terms, entry, address)
    value = row.exact if row.value is None or (exact and row.exact is not None) else row.value
    return _entry(value, entry, address)


def _canonical(address: str, labels: dict[str, str]) -> str:
    """The address with a name that the problem prints replaced by the canonical one."""
    step, colon, name = address.rpartition(":")
    return step + colon + next((canonical for canonical, label in labels.items() if label == name), name)


def _final(solution: Solution, name: str, exact: bool) -> Value:
    final = solution.final
    if name not in final:
        raise fail("fault.no_line", name=name, step="final", known=list(final))
    return (solution.final_exact or {}).get(name) or final[name]


def _row(solution: Solution, number: int, name: str) -> Row:
    known: list[str] = []
    for step in solution.steps():
        if step.number == number:
            known = list(dict.fromkeys(row.name for row in step.rows if row.line.part_of is None))
            for row in step.rows:
                if row.name == name:
                    return row
            break
    if not known:
        raise fail("fault.no_such_step", number=number, first=solution.first, last=solution.count)
    raise fail("fault.no_line", name=name, step=number, known=known)


def _entry(value: Value, entry: list[int], address: str) -> Any:
    for index in entry:
        if not isinstance(value, tuple) or not 1 <= index <= len(value):
            raise fail("fault.no_entry", found=address)
        value = value[index - 1]
    return value
