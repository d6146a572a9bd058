"""One value of a solution by its address STEP:NAME; NAME is a line, an entry W1[1,2], or L[2], a term of a batch."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..derivation.entries import decimal_of
from ..derivation.questions import answers
from ..derivation.step_entries import step_entries
from ..errors import BackpropError, fail, plainly
from ..evaluate.evaluate import Value
from ..expr.names import plain_name, updated
from ..expr.read.confusables import latin
from ..expr.write.style import typeset_name
from ..problem.look import DEFAULT, LOCALS
from ..problem.model import Problem
from ..program.spellings import Spellings, entry_address, entry_places, observation_of, with_small_numbers
from ..solution.solution import Solution
from ..solution.trace import Row
from ..typed import Any, cast

_STEP = re.compile(r"[0-9]{1,9}")
_PLACES = re.compile(r"\[\s*\d+\s*(?:[,;]\s*\d+\s*){0,3}\]")
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
    if not name or not set("[]").isdisjoint(_PLACES.sub("", name)):
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
    try:
        return _of_step(rows, spellings, (name, place or str(solution.first)), exact, address)
    except BackpropError:
        number = _printed(solution, rows, spellings, name)
        if number is None:
            raise
        return number if exact else decimal_of(number)


def _of_step(rows: Sequence[Row], spellings: Spellings, asked: tuple[str, str], exact: bool, address: str) -> Value:
    """The value of a line of a step, or of an entry of it."""
    known = list(dict.fromkeys(row.name for row in rows if row.line.part_of is None))
    owner, entry = _named(spellings, asked[0], known, asked[1])
    row = next(row for row in rows if row.name == owner)
    whole = row.terms if entry and owner == row.name and row.terms is not None else _value(row, exact)
    return _entry({owner: whole}, owner, entry, address)


def _printed(solution: Solution, rows: Sequence[Row], spellings: Spellings, name: str) -> Any:
    """The number under a name that only the work entry by entry has: h¹₂⁽²⁾, E_o1, ∂out_o1/∂net_o1; else None."""
    if "numbers" not in solution.asked:
        solution.asked["numbers"] = _entry_numbers(solution.problem, rows)
    numbers, batch = solution.asked["numbers"], rows[0].observations if rows else ()
    names = [*spellings.of(with_small_numbers(name))]
    base, observation = observation_of(name)
    if batch == (observation,):  # where there is one, names have no number of it
        names += spellings.of(base)
    after = (form for called in names for form in (updated(called), called))  # as a line of an update has the new one
    return next((numbers[called] for called in after if called in numbers), None)


def _entry_numbers(problem: Problem, rows: Sequence[Row]) -> dict[str, Any]:
    """The numbers of a step entry by entry, by their names in every form of its chains, and as a page writes these."""
    numbers: dict[str, Any] = {}
    for chain in (LOCALS, DEFAULT):
        lines = [entry for _, entries in step_entries(problem, rows, chain) for entry in entries or ()]
        numbers |= lines[-1].numbers if lines else {}
    for written in (plain_name, typeset_name):  # without the marks that are never printed; s₁₁ for S[1,1]
        numbers = {**{written(called): number for called, number in numbers.items()}, **numbers}
    return numbers


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
    if solution.asked.get("step") == number:
        return cast("tuple[Row, ...]", solution.asked["rows"])
    fresh = solution.again()  # a solution takes each step once, and whoever has it may ask for others, or for its end
    step = next(fresh.further(number - fresh.first, 1).steps(), None) if number >= fresh.first else None
    if step is None:
        raise fail("fault.no_such_step", number=plainly(number), first=solution.first, last=solution.count)
    solution.asked = {"step": number, "rows": step.rows}
    return step.rows


def _entry(values: dict[str, Value], name: str, entry: tuple[int, ...], address: str) -> Any:
    value = values[name]
    # An entry is what an answer of that name is about; fewer places than that are a row.
    for index in entry_places(value, entry) or entry:
        if not isinstance(value, tuple) or not 1 <= index <= len(value):
            raise fail("fault.no_entry", found=plainly(address))
        value = value[index - 1]
    return value
