"""Judged answers as a record for programs."""

from __future__ import annotations

from fractions import Fraction

from ..checking.answers.number import WrittenNumber
from ..checking.judge.result import ACCEPTED, COLLAPSED, FOLLOWS, Check, JudgedAnswer
from ..evaluate.evaluate import elements, value_shape
from ..typed import Any
from .check import EVERYTHING, name_of, said_of

FORMAT = "backprop-check/1"


def check_record(check: Check, hints: int = EVERYTHING) -> dict[str, Any]:
    """The contract's object; with fewer hints, without what they keep back."""
    first = check.first_error
    record: dict[str, Any] = {"format": FORMAT, "problem": check.problem.name, "score": check.score}
    record |= {
        "right": whole(check.points),
        "total": whole(check.total),
        "asked": check.lines.asked,
        "given": check.lines.given,
        "left_out": {name: whole(float(number)) for name, number in check.left_out._asdict().items()},
        "first_error": first and _first(first, hints),
    }
    if check.assumed_step is not None:
        record["assumed_step"] = check.assumed_step
    if check.read_as_probabilities:
        record["read_as_probabilities"] = True
    if check.convention:
        record["convention"] = check.convention
    return {**record, "answers": [_answer(item, hints) for item in check.answers]}


def scoring_records(check: Check) -> list[dict[str, Any]]:
    """How each answer got its points, as in the contract's object, and at the end what was left out."""
    found = [{**_place(item), "message": said_of(item), **_scored(item)} for item in check.answers]
    lines, points = map(whole, map(float, check.left_out))
    return [*found, {"lines": lines, "earned": 0, "points": points, "reason": "left_out"}] if lines else found


def whole(number: float) -> int | float:
    """A number as a file has it: a whole one without a decimal mark."""
    return int(number) if number == int(number) else number


def _points(number: Fraction) -> int | float:
    """Points as a file has them; most are 1 or 0, and fractions are slow."""
    return number.numerator if number.denominator == 1 else whole(float(number))


def _first(item: JudgedAnswer, hints: int) -> dict[str, Any]:
    return {**_place(item), "mistake": _mistake(item, hints), "message": said_of(item, hints)}


def _mistake(item: JudgedAnswer, hints: int) -> str | None:
    return item.mistake.name if item.mistake and hints == EVERYTHING else None


def _answer(item: JudgedAnswer, hints: int) -> dict[str, Any]:
    answer = item.answer
    found: dict[str, Any] = {"step": answer.step, "name": answer.instead_of or answer.name, "given": answer.raw}
    if answer.question is not None:
        found["question"] = answer.question
    hidden = hints < EVERYTHING and item.verdict not in ACCEPTED
    found["expected"] = None if hidden else _as_given(item)
    found["verdict"], found["mistake"] = item.verdict, _mistake(item, hints)
    found["convention"], found["message"] = item.convention, said_of(item, hints)
    if item.target is not None:
        found["line"] = name_of(item)
    if item.target is not None and item.target.line.value is None and not hidden:
        found["formula"] = item.target.line.assignment.expression
    if item.wrong and item.wrong != ((),) and not hidden:
        found["entries"] = [list(place) for place in item.wrong]
    if item.mistake and not hidden:
        found["also"] = list(item.mistake.also)
        found["possible"] = item.mistake.possible
    found.update(_scored(item))
    return found


def _scored(item: JudgedAnswer) -> dict[str, Any]:
    """How an answer got its points: of how many, why, and after which names or by which earlier answer."""
    reason = item.reason
    found: dict[str, Any] = {"earned": _points(item.earned), "points": _points(item.weight), "reason": reason}
    if item.cause is not None:
        found["cause"] = _place(item.cause)
    elif reason in (FOLLOWS, COLLAPSED):
        found["after"] = item.after
    return found


def _place(item: JudgedAnswer) -> dict[str, Any]:
    """Where an answer stands: its step (None at the end) or question, and the canonical name."""
    found: dict[str, Any] = {"step": item.answer.step, "name": name_of(item)}
    return found if item.answer.question is None else {**found, "question": item.answer.question}


def _as_given(item: JudgedAnswer) -> Any:
    """The right value in the nesting of what was given: one number for a 1×1 matrix, a row for a matrix of one row."""
    value, given = item.expected, item.answer.value
    if isinstance(given, WrittenNumber) and len(elements(value)) == 1:
        return elements(value)[0]
    if (
        isinstance(given, tuple)
        and isinstance(given[0], WrittenNumber)
        and isinstance(value, tuple)
        and min(_sizes(value)) == 1
    ):
        return elements(value)
    return plain(value)


def _sizes(value: Any) -> tuple[int, ...]:
    shape = value_shape(value)
    return shape if len(shape) == 2 else (1,) if len(shape) == 1 else (0,)


def plain(value: Any) -> Any:
    """A value as JSON has it: lists of floats; a 1×1 matrix as it is nested."""
    return [plain(item) for item in value] if isinstance(value, tuple) else value
