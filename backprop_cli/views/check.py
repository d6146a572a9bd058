"""Judged answers as blocks for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from ..checking.answers.number import WrittenNumber
from ..checking.judge.key import Target
from ..checking.judge.result import (
    COLLAPSED,
    CONVENTION,
    FOLLOWS,
    MISSING,
    REPEATED,
    RIGHT,
    ROUNDED,
    UNKNOWN,
    WRONG,
    Check,
    JudgedAnswer,
    mistake_said,
)
from ..checking.mistakes.catalogue import theme_of
from ..errors import Message, as_name
from ..evaluate.substitute import substitute_values
from ..expr.names import unit_matrix_parts
from ..expr.traverse import symbols
from ..problem.model import Problem
from ..typed import Any
from .answer_names import MOST_GIVEN as MOST_GIVEN
from .answer_names import given_text, printed_name
from .answer_names import name_of as name_of
from .answer_names import place_of as place_of
from .answer_names import shown_name as shown_name
from .check_entry import at_entry, entry_line
from .report import Block, Fact, Heading, Line, Lines, Note, Table, Title

WHERE, KIND, EVERYTHING = 1, 2, 3
LINEAR = "linear"  # the theme of transposes and of the order of products: there the formula says what was swapped
MARKS = {RIGHT: "✓", ROUNDED: "✓", CONVENTION: "✓", FOLLOWS: "≈", COLLAPSED: "∅", WRONG: "✗"}
MARKS |= {MISSING: "–", UNKNOWN: "?", REPEATED: "–"}
FOLLOWS_SAID = ("check.follows", "check.follows_in_part", "check.follows_unmarked")
SAME_CAUSE_SAID = ("check.same_cause", "check.same_cause_in_part", "check.same_cause_unmarked")
# More than five explanations, each with its other possible mistakes, and nobody reads the first; three right answers in
# a row of the same place are one row.
MOST_EXPLAINED, MOST_OTHERS, MANY = 5, 1, 3


def said_of(judged: JudgedAnswer, hints: int = EVERYTHING) -> Message:
    """What is said of one answer."""
    if judged.verdict == WRONG and hints < EVERYTHING:
        return Message(f"theme.{_theme(judged)}") if hints == KIND else Message("verdict.wrong")
    if judged.note is not None:
        return judged.note if judged.mistake is None else mistake_message(judged)
    if judged.cause is not None:
        place = {"place": place_of(judged.cause), "name": shown_name(judged.cause)}
        return Message(SAME_CAUSE_SAID[_marks_of(judged)], place)
    if judged.verdict == FOLLOWS and judged.after:
        return Message(FOLLOWS_SAID[_marks_of(judged)], {"name": judged.after})
    if judged.verdict == WRONG and judged.wrong:
        return mistake_message(judged)
    if judged.verdict == CONVENTION:
        return convention_message(judged.convention or "")
    return Message(f"verdict.{judged.verdict}")


def _marks_of(judged: JudgedAnswer) -> int:
    """Whether what follows earns all of its points, 0, a part of them, 1, or none, 2."""
    return 0 if judged.earned == judged.weight else 1 if judged.earned else 2


def in_short(judged: JudgedAnswer, hints: int = EVERYTHING) -> Message:
    """What is said of one answer in its row: of a mistake, which is explained apart, only that it is one."""
    explained = judged.verdict == WRONG and (judged.mistake is not None or judged.note is None)
    return Message("verdict.wrong") if explained else said_of(judged, hints)


def in_order(check: Check) -> tuple[JudgedAnswer, ...]:
    """The answers in the order of the work, then those that are about no line of it, and second ones."""
    return (*check.in_order, *(item for item in check.answers if item.verdict in (UNKNOWN, REPEATED)))


def _theme(judged: JudgedAnswer) -> str:
    return theme_of(judged.mistake.name) if judged.mistake else "unexplained"


def convention_message(name: str) -> Message:
    """A convention, or two, in words."""
    first, _, second = name.partition("+")
    said = Message(f"convention.{first}")
    return Message("check.both", {"first": said, "second": Message(f"convention.{second}")}) if second else said


def mistake_message(judged: JudgedAnswer) -> Message:
    """The mistake behind a wrong answer, where it was made if that is elsewhere; that none is known."""
    mistake = judged.mistake
    if judged.convention is not None:
        return Message("check.strayed", {"convention": convention_message(judged.convention)})
    if mistake is None:
        return judged.law or Message("check.unexplained")
    said = mistake.message
    written = mistake.written
    # Nobody writes the unit matrix by which a term of a product is left out.
    if written and theme_of(mistake.name) == LINEAR and not any(map(unit_matrix_parts, symbols(written))):
        said = Message("check.computed", {"said": said, "formula": written})
    if mistake.where is not None:
        line = mistake.where.line
        place = Message("check.step", {"number": line.step}) if line.step else place_of(judged)
        said = Message("check.other_line", {"place": place, "name": line.name, "said": said})
    return Message("check.possibly", {"said": said}) if mistake.possible else said


def check_blocks(check: Check, source: str, hints: int = EVERYTHING) -> Iterator[Block]:
    """The verdicts, what is right in one row a step; then each error with the right line and the person's numbers."""
    score = Fact(Message("check.score"), decimal(f"{check.score:.2f}"), counted(check))
    yield Title(source, check.problem.name, ((score,),))
    yield from check_notes(check)
    yield _verdicts(check, hints)
    errors = [item for item in check.in_order if item.verdict == WRONG]
    for number, item in enumerate(errors[: MOST_EXPLAINED if hints == EVERYTHING else 1]):
        yield from _error(item, number == 0, hints, check.problem)
    named = next((item.mistake.name for item in errors if item.mistake and hints == EVERYTHING), None)
    if named:
        yield Note(Message("check.explain", {"mistake": named}))


def check_notes(check: Check) -> Iterator[Note]:
    """What holds for all answers of a file: the step they are read as, what they are read as, their convention."""
    if check.assumed_step is not None:
        yield Note(Message("check.assumed_step", {"number": check.assumed_step}))
    if check.read_as_probabilities:
        yield Note(Message("check.as_probabilities", {"logits": as_name("y_hat"), "name": as_name("P")}))
    if check.convention:
        yield Note(Message("check.convention", {"convention": convention_message(check.convention)}))


def counted(check: Check) -> Message:
    """Of how many lines the answers are, and how many are right; where lines weigh differently, also the points."""
    lines = check.lines
    said = Message(
        "check.lines", {"given": lines.given, "asked": lines.asked, "right": decimal(f"{float(lines.right):g}")}
    )
    if lines.follow:
        said = Message("check.and_follow", {"said": said, "count": decimal(f"{float(lines.follow):g}")})
    if check.points not in (lines.right, lines.right + lines.follow) or check.total != lines.asked:
        points = {"earned": decimal(f"{check.points:g}"), "total": decimal(f"{check.total:g}")}
        said = Message("check.and_points", {"said": said, **points})
    return said


def decimal(number: str) -> Message | str:
    """A number as it is written in Python, with the decimal mark of the reader's language."""
    whole, mark, decimals = number.partition(".")
    return Message("check.decimal", {"whole": whole, "decimals": decimals}) if mark else whole


def _verdicts(check: Check, hints: int) -> Table:
    heads: list[Message | str] = ["", *(Message(f"check.head.{key}") for key in ("step", "name", "given"))]
    heads += [Message("check.head.expected")] if hints == EVERYTHING else []
    rows: list[tuple[Any, ...]] = []
    for (*where, _), group in groupby(in_order(check), key=lambda item: (*_stage(item), item.verdict == RIGHT)):
        items = list(group)
        if items[0].verdict == RIGHT and len(items) >= MANY:
            stage = sum(_stage(item) == tuple(where) for item in check.answers)
            key = "check.all_right" if stage == len(items) else "check.several_right"
            said = Message(key, {"count": len(items), "names": [printed_name(item) for item in items]})
            rows.append((MARKS[RIGHT], place_of(items[0]), *[""] * (len(heads) - 2), said))
        else:
            rows += [_row(item, hints) for item in items]
    return Table((*heads, Message("check.head.verdict")), tuple(rows))


def _stage(item: JudgedAnswer) -> tuple[int | None, str | None]:
    return item.answer.step, item.answer.question


def _row(item: JudgedAnswer, hints: int) -> tuple[Any, ...]:
    row = [MARKS[item.verdict], place_of(item), shown_name(item), given_text(item.answer.value)]
    if hints == EVERYTHING:
        shown = item.verdict in (WRONG, MISSING) and item.expected is not None
        row.append(item.expected if shown else "")
    return (*row, in_short(item, hints))


def hint_note(item: JudgedAnswer, hints: int) -> Note:
    """A hint that says where to look, or also what kind of mistake it is."""
    values = {"place": place_of(item), "name": shown_name(item)}
    if hints == WHERE:
        law = {**values, "theme": item.law}
        return Note(Message("check.hint.kind", law) if item.law else Message("check.hint.where", values))
    theme = convention_message(item.convention) if item.convention else Message(f"theme.{_theme(item)}")
    return Note(Message("check.hint.kind", {**values, "theme": theme}))


def explanation(
    problem: Problem, target: Target | None, hints: int, item: JudgedAnswer | None = None
) -> Iterator[Block]:
    """The formula of a line; with every hint used up, the numbers in it, and of a wrong answer the mistake."""
    if target is None:
        return
    if item is not None and item.verdict == WRONG and _is_explained(item):
        yield Lines(tuple(_lines(item, problem)))
        yield Note(said_of(item))
        return
    yield Lines((right_line(problem, target, hints),))


def right_line(problem: Problem, target: Target, hints: int) -> Line:
    """A line as it should be: its formula, from the second hint on the numbers in it, with every hint its value.

    Of one entry it is the line of that entry.
    """
    line = target.line
    if entry := entry_line(problem, target):
        put_in = entry.substitution if hints > WHERE else None
        return Line("", entry.name, entry.formula, put_in, entry.value if hints == EVERYTHING else None)
    expression = line.assignment.expression
    numbers: Callable[[], Any] | None = (lambda: substitute_values(expression, line.floats)) if hints > WHERE else None
    value = line.value if hints == EVERYTHING else None
    return Line("", line.name, expression, numbers if line.value is not None else None, value)


def _error(item: JudgedAnswer, first: bool, hints: int, problem: Problem) -> Iterator[Block]:
    values = {"place": place_of(item), "name": shown_name(item)}
    if hints < EVERYTHING:
        yield hint_note(item, hints)
        return
    yield Heading(Message("check.first_error" if first else "check.next_error", values))
    if _is_explained(item):
        yield Lines(tuple(_lines(item, problem)))
    yield Note(said_of(item))
    for other in item.mistake.also[:MOST_OTHERS] if item.mistake else ():
        yield Note(Message("check.or", {"said": mistake_said(other)}))


def _is_explained(item: JudgedAnswer) -> bool:
    """Whether an answer can be held against its line: it fits it, or the line is a formula."""
    return item.target is not None and (bool(item.wrong) or item.target.line.value is None)


def _lines(item: JudgedAnswer, problem: Problem) -> Iterator[Line]:
    """The right line with the person's own numbers, and what the person wrote; of one entry in the form of entries."""
    assert item.target is not None
    line, read = item.target.line, item.read or {}
    expression, written = line.assignment.expression, item.answer.value
    if item.read is None:
        yield Line(Message("check.expected"), line.name, expression, value=line.worked_out)
        yield Line(Message("check.given"), printed_name(item), remark=given_text(written))
        return
    numbers: Callable[[], Any] = lambda: substitute_values(expression, read)  # noqa: E731
    label = Message("check.would_follow" if item.after else "check.expected")
    if entry := entry_line(problem, item.target, read):
        value = at_entry(item.reached, item.target.entry)
        yield Line(label, entry.name, entry.formula, entry.substitution, value)
        yield Line(Message("check.given"), entry.name, value=_numbers(item.answer.value))
        return
    yield Line(label, line.name, expression, numbers, item.reached)
    yield Line(Message("check.given"), printed_name(item), value=_numbers(item.answer.value))


def _numbers(value: Any) -> Any:
    if isinstance(value, WrittenNumber):
        return value.value
    return tuple(_numbers(item) for item in value) if value is not None else None
