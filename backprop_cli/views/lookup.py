"""One value of a solution by its address STEP:NAME; NAME is a line, an entry W1[1,2], or L[2], a term of a batch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ..derivation.questions import answers
from ..errors import fail, plainly
from ..evaluate.evaluate import Value
from ..expr.read.confusables import latin
from ..program.spellings import Spellings, entry_address, entry_places
from ..solution.solution import Solution
from ..solution.trace import Row

_STEP = re.compile(r"[0-9]{1,9}")
FINAL = "final"


def find_value(solution: Solution, address: str, exact: bool = False) -> Value:
    """The value at an address, exact where it is asked for and known.

    The step may be left out where there is one step, `final` means after the last, and the id of a question stands in
    the place of a step. A name may be any that an answer may have: dL/dW3, ∂L/∂W3, the problem's own, dW3.
    Raises BackpropError where there is no such step, line or entry.

    >>> from backprop_cli import find_value, load, solve
    >>> find_value(solve(load("ex3")[0]), "2:dL/dW3"), find_value(solve(load("ex4")[0]), "ж:loss")
    (((-0.06696335847769735,),), 1.0)
    """
    place, colon, name = address.strip().partition(":")
    place, name = (place.strip(), name.strip()) if colon else ("", place)
    if not name or (_brackets(name) and not entry_address(name)[1]):
        raise fail("fault.address", found=plainly(address))
    spellings = Spellings(solution.problem)
    if place == FINAL:
        found = _final(solution, exact)
        return _entry(found, *_named(spellings, name, list(found), place), address)
    question = next((item.id for item in solution.problem.questions if place and latin(item.id) == latin(place)), None)
    if question is not None:
        return _of_question(solution, spellings, question, name, exact, address)
    if not _STEP.fullmatch(place) and (place or solution.count > 1):
        key = "fault.which_step" if solution.count > 1 else "fault.address"
        raise fail(key, found=plainly(address), count=solution.count)
    rows = _rows(solution, int(place or solution.first))
    known = list(dict.fromkeys(row.name for row in rows if row.line.part_of is None))
    owner, entry = _named(spellings, name, known, place or str(solution.first))
    row = next(row for row in rows if row.name == owner)
    whole = row.terms if entry and owner == row.name and row.terms is not None else _value(row, exact)
    return _entry({owner: whole}, owner, entry, address)


def _brackets(name: str) -> bool:
    return not set("[]").isdisjoint(name)


def _named(spellings: Spellings, name: str, known: Sequence[str], place: str) -> tuple[str, tuple[int, ...]]:
    """The name of a line and the places of an entry in it. Raises BackpropError where no line has that name."""
    candidates = (*spellings.of(name), spellings.meant(name, known) or "")
    owners = ((word, ()) if word in known else entry_address(word) for word in candidates)
    found = next(((owner, places) for owner, places in owners if owner in known), None)
    if found is None:
        raise fail("fault.no_line", name=plainly(name), step=place, known=list(known))
    return found


def _value(row: Row, exact: bool) -> Value:
    return row.exact if row.value is None or (exact and row.exact is not None) else row.value


def _final(solution: Solution, exact: bool) -> dict[str, Value]:
    final, known = solution.final, solution.final_exact or {}
    return {name: known.get(name) or value for name, value in final.items()}


def _of_question(
    solution: Solution, spellings: Spellings, question: str, name: str, exact: bool, address: str
) -> Value:
    """A value of a question, by its name or by what was asked for, if that gives one value: forward, loss, …"""
    rows = [row for found in answers(solution.problem, (question,), exact) for row in found.rows]
    phases = [row for row in rows if row.phase == name]
    if phases:
        return _value(phases[-1], exact)
    owner, entry = _named(spellings, name, [row.name for row in rows], question)
    named = [row for row in rows if row.name == owner]
    row = next((row for row in named if row.phase != "formula"), named[0])  # a formula alone has no value
    return _entry({owner: _value(row, exact)}, owner, entry, address)


def _rows(solution: Solution, number: int) -> tuple[Row, ...]:
    fresh = solution.again()  # a solution takes each step once, and whoever has it may ask for others, or for its end
    step = next(fresh.further(number - fresh.first, 1).steps(), None) if number >= fresh.first else None
    if step is None:
        raise fail("fault.no_such_step", number=plainly(number), first=solution.first, last=solution.count)
    return step.rows


def _entry(values: dict[str, Value], name: str, entry: tuple[int, ...], address: str) -> Any:
    value = values[name]
    # An entry is what an answer of that name is about; fewer places than that are a row.
    for index in entry_places(value, entry) or entry:
        if not isinstance(value, tuple) or not 1 <= index <= len(value):
            raise fail("fault.no_entry", found=plainly(address))
        value = value[index - 1]
    return value
