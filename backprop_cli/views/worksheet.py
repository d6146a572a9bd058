"""A sheet of exercises: what is given, numbered parts with blanks to fill in, or with the work in their place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import groupby, takewhile

from ..checking.asked_value import AskedValue
from ..checking.judge.key import Target
from ..checking.judge.result import JudgedAnswer, mistake_said
from ..checking.planting import PlantedPage
from ..derivation.questions import AnsweredQuestion, answers
from ..errors import Message, as_name
from ..evaluate.evaluate import map_value
from ..expr.traverse import symbols
from ..notebook_display import as_html
from ..problem.model import INPUT, Problem
from ..problem.questions import PARTS
from ..program.layout import layout_of
from ..records import NamedTuple
from ..solution.solution import Step, first_step, solve
from ..solution.values import parameters
from ..typed import Any
from .answer_names import shown_name
from .check import EVERYTHING, right_line
from .drawing import Drawing
from .proofreading import page_lines
from .questions import answer_blocks, question_title
from .report import Blank, Blanks, Block, Exercise, ExercisePart, Fact, Facts, Heading, Line, Lines, Note, Picture
from .solution import line_of, notes, step_heading, step_lines, title

WHOLE = Blank("", "", "", "", "", 5)  # where a derivation is written
SHORT = 6  # decimals of a number that is written as one
SIGNS = 3  # of a written formula for each name in it: the name, an operation, a bracket


class SheetEntry(NamedTuple):
    """A problem for a sheet, with what is asked of it.

    level: "final", "gradient" or "all"; "" is what the sheet says. points: what it is worth; None leaves it to the
    sheet. questions: the ids of the only ones that are asked, with no step; none are named for all. fade: how many of
    the last lines are blank, all before them being worked out; 0 asks for all. erroneous: instead, a step with one
    wrong line to find, explain and mend: "auto", or which, as wrong_sign@2:dL/dW3.

    >>> from backprop_cli import SheetEntry, load, worksheet
    >>> sheet = worksheet([SheetEntry(load("ex4-regression")[0], questions=("а", "б"), points=8)])
    >>> [part.question for part in sheet.exercises[0].parts], sheet.exercises[0].points
    (['а', 'б'], 8)
    """

    problem: Problem
    level: str = ""
    points: int | None = None
    questions: tuple[str, ...] = ()
    fade: int = 0
    erroneous: str = ""


class SheetOutline(NamedTuple):
    """What a sheet file says. title: by language; "" is that of every language.

    >>> from backprop_cli import SheetEntry, SheetOutline, load, worksheet
    >>> outline = SheetOutline((SheetEntry(load("ex3")[0], "gradient"),), {"": "Homework"}, points=20)
    >>> worksheet(outline.entries, points=outline.points, title=outline.title[""]).exercises[0].points
    20
    """

    entries: tuple[SheetEntry, ...]
    title: dict[str, str] = {}
    points: int | None = None
    lang: str | None = None


class SheetPart(NamedTuple):
    """What an exercise asks for in one place: a step by its number, a question by its id, or the weights at the end.

    asked: its values without answers; a question for a derivation has none. points: None says nothing of them. worked:
    the values before them that are shown. planted: the step with a wrong line that is to be found, and its values.
    """

    step: int | None
    question: str | None
    asked: tuple[JudgedAnswer, ...]
    points: int | None = None
    worked: tuple[JudgedAnswer, ...] = ()
    planted: tuple[PlantedPage, Sequence[AskedValue]] | None = None


class SheetExercise:
    """One problem on a sheet, with its parts and its points. drawing: of what is given; None for none."""

    def __init__(
        self, problem: Problem, parts: tuple[SheetPart, ...], points: int | None, drawing: Drawing | None
    ) -> None:
        self.problem, self.parts, self.points, self.drawing = problem, parts, points, drawing

    @cached_property
    def steps(self) -> dict[int, Step]:
        """The steps of the work by their numbers."""
        return {step.number: step for step in solve(self.problem).steps()}

    @cached_property
    def answered(self) -> dict[str, AnsweredQuestion]:
        """The questions that are asked, with what answers them."""
        ids = tuple(part.question for part in self.parts if part.question is not None)
        return {item.question.id: item for item in answers(self.problem, ids)} if ids else {}


class Worksheet(NamedTuple):
    """Exercises for students, or their key.

    title: of the sheet; "" is that of its only problem. solutions: whether the work stands in the place of the blanks.
    table: whether blanks are a table of names, or space; None as the format usually has it. cloze: whether Moodle has
    one fill-in question for each part, in place of one for each number.

    >>> from backprop_cli import load, render, worksheet
    >>> sheet = worksheet(load("ex3"), level="gradient", points=20)
    >>> print(render(sheet, "md").splitlines()[0])
    # Backpropagation by hand
    """

    exercises: tuple[SheetExercise, ...]
    title: str = ""
    lang: str = "en"
    solutions: bool = False
    table: bool | None = None
    cloze: bool = False

    def _repr_html_(self) -> str:
        return as_html(self)


def exercise_blocks(sheet: Worksheet, number: int) -> Iterator[Block]:
    """The blocks of one exercise, by its number from 1: what is given, then its parts."""
    item = sheet.exercises[number - 1]
    text = item.problem.text(item.problem.title, sheet.lang) or item.problem.name
    yield Exercise(number, Message("board.sheet.exercise") if text == sheet.title else text, item.points)
    yield from _givens(item, sheet.lang)
    # Notes speak of the work, and tell what comes out.
    yield from notes(item.problem, sheet.lang) if sheet.solutions else ()
    if item.drawing and not sheet.solutions:
        yield Picture(item.drawing)
    for place, part in enumerate(item.parts, 1):
        yield from _part_blocks(sheet, item, part, place)


def asked_blocks(sheet: Worksheet, number: int, place: int) -> Iterator[Block]:
    """What stands before the blanks of a part, by the numbers of its exercise and its own: the givens, its heading."""
    item = sheet.exercises[number - 1]
    part = item.parts[place - 1]
    yield from _givens(item, sheet.lang)
    for block in _part_blocks(sheet._replace(solutions=False), item, part, place):
        if isinstance(block, ExercisePart):
            yield Heading(block.text, block.details)
        elif not isinstance(block, Blanks):
            yield block


def _givens(item: SheetExercise, lang: str) -> Iterator[Block]:
    """What is given: the rule of every value, the weights, the observations, and the problem's own notes."""
    problem = item.problem
    for facts in title(problem, lang).facts:
        yield from [Facts("", facts)] if facts else ()
    rows = first_step(problem, exact=True)
    if not rows or all(part.question is not None for part in item.parts):
        return
    rules = tuple(Fact(as_name(row.name), row.formula) for row in rows if row.phase in ("forward", "loss"))
    yield from [Facts(Message("board.sheet.rules"), rules)] if rules else ()
    known = {**rows[0].values, **(rows[0].exact_values or {})}
    names = dict.fromkeys((*parameters(problem), *(problem.graph.at if problem.graph else ())))
    given = tuple(Fact(as_name(name), map_value(as_written, known[name])) for name in names if name in known)
    yield from [Facts(Message("board.sheet.given"), given)] if given else ()


def as_written(element: Any) -> Any:
    """A number as an author writes it: a short decimal as a float, any other fraction as it is."""
    is_decimal = isinstance(element, Fraction) and element.denominator > 1 and 10**SHORT % element.denominator == 0
    return float(element) if is_decimal else element


def _part_blocks(sheet: Worksheet, item: SheetExercise, part: SheetPart, number: int) -> Iterator[Block]:
    """A part of an exercise: what is asked and given, then blanks or the work."""
    answered = item.answered[part.question] if part.question is not None else None
    step = item.steps[part.step] if part.step is not None else None
    if answered:
        yield ExercisePart(number, question_title(answered), (), part.points)
        yield from _question_facts(answered)
    elif step:
        values = step.rows[0].values if step.rows else {}
        text, details = step_heading(item.problem, step.number, step.last, step.observations, values)
        yield ExercisePart(number, text, details, part.points)
        yield from () if details else _batch(step, item.problem)
    else:
        yield ExercisePart(number, Message("board.sheet.final"), (), part.points)
    if part.planted:
        yield from _planted_blocks(sheet, item.problem, *part.planted)
        return
    if part.worked and step and not sheet.solutions:
        yield Lines(_lines_before(step, part.asked[0] if part.asked else None))
    if not part.asked and part.worked and not sheet.solutions:
        return
    if not sheet.solutions:
        problem = item.problem.name if len(sheet.exercises) > 1 else ""
        yield Blanks(tuple(_blank(asked, problem) for asked in part.asked) or (WHOLE,), sheet.table)
    elif answered:
        yield from answer_blocks(answered, item.problem, (False, True))
    elif step:
        yield Lines(tuple(step_lines(step.rows, (), item.problem)))
    else:
        yield Lines(tuple(_final_line(asked) for asked in part.asked))


def _planted_blocks(
    sheet: Worksheet, problem: Problem, page: PlantedPage, asked: Sequence[AskedValue]
) -> Iterator[Block]:
    """A step with a wrong line, and what is to be done with it; on the key, which line it is, and how it is right."""
    yield Lines(tuple(page_lines(asked, page)))
    if not sheet.solutions:
        yield Note(Message("board.sheet.find"))
        yield Blanks((WHOLE,))
        return
    target = asked[page.wrong].target
    said = {"name": as_name(target.line.name), "said": mistake_said(page.mistake)}
    yield Note(Message("board.sheet.planted", said))
    yield Lines((right_line(problem, target, EVERYTHING),))


def _lines_before(step: Step, blank: JudgedAnswer | None) -> tuple[Line, ...]:
    """The work of a step up to the first line that is blank."""
    name = blank.target.line.identity[2:] if blank and blank.target else None
    rows = takewhile(lambda row: (row.phase, row.name) != name, step.rows)
    return tuple(line_of(row) for row in rows)


def _question_facts(answered: AnsweredQuestion) -> Iterator[Facts]:
    """What a question asks for, and what is given in it."""
    question = answered.question
    asked = tuple(Message(f"board.part.{ask}" if ask in PARTS else f"board.group.{ask}") for ask in question.ask)
    yield Facts(Message("board.sheet.asked"), tuple(Fact("", said) for said in asked))
    given = tuple(
        Fact(Message(f"board.sheet.{name}"), map_value(as_written, value)) for name, value in question.given.items()
    )
    yield from [Facts(Message("board.sheet.given"), given)] if given else ()


def _batch(step: Step, problem: Problem) -> Iterator[Facts]:
    """The observations of a mini-batch, as matrices of the step."""
    values = step.rows[0].values if step.rows and problem.data else {}
    names = ([*problem.data[0].values] if problem.graph else [INPUT, *problem.targets]) if problem.data else []
    layout = layout_of(problem)
    facts = tuple(Fact(as_name(name), layout.value(name, values[name], back=True)) for name in names if name in values)
    yield from [Facts(Message("board.sheet.given"), facts)] if facts else ()


def _final_line(asked: JudgedAnswer) -> Line:
    value = asked.target.line.value if asked.target else None
    return Line(Message("board.group.final"), asked.answer.name, value=value)


def _blank(asked: JudgedAnswer, problem: str) -> Blank:
    answer, target = asked.answer, asked.target
    step = "" if answer.question is not None else "final" if answer.step is None else str(answer.step)
    rows, work = _size(target) if target else (1, 0)
    return Blank(problem, step, answer.question or "", answer.name, shown_name(asked), rows, work)


def _size(target: Target) -> tuple[int, int]:
    """Of how many rows a value is, and how long the formula is that it comes from."""
    value = target.line.nested_value
    rows = len(value) if isinstance(value, tuple) and isinstance(value[0], tuple) else 1
    return rows, SIGNS * len(symbols(target.line.assignment.expression))


def parts_of(problem: Problem, asked: Iterable[JudgedAnswer], ids: Collection[str]) -> Iterator[SheetPart]:
    """What is asked for, place by place; ids: the questions among these places, those for a derivation too."""
    places = {
        place: tuple(items) for place, items in groupby(asked, lambda item: (item.answer.step, item.answer.question))
    }
    steps = [place for place in places if place[0] is not None]
    final = [place for place in places if place == (None, None)]
    questions = [(None, question.id) for question in problem.questions if question.id in ids]
    for step, question in (*steps, *questions, *final):
        yield SheetPart(step, question, places.get((step, question), ()))
