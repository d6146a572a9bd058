"""A lesson on one misconception or convention: its sentence, and an example worked out in a bundled problem."""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import Message, fail, plainly
from ...evaluate.evaluate import Value, elements, map_value
from ...expr.node import Node
from ...notebook_display import as_html
from ...problem.fields import did_you_mean
from ...problem.load import bundled, load
from ...problem.model import Problem
from ...records import NamedTuple
from ...tolerances import ENOUGH_DIGITS, MOST_LESSON_STEPS
from ..answers.answer import Answer
from ..answers.number import WrittenNumber, read_number
from ..fault_injection import FaultInjector, first_steps, is_visible
from ..judge.key import AnswerKey, KeyLine, Target
from ..judge.rounding import nested
from ..mistakes.arithmetic import SLIPS, Slip
from ..mistakes.catalogue import names, ranked, said_of
from .conventions import CONVENTIONS, Convention
from .replay import value_of


class WorkedExample(NamedTuple):
    """One line of a problem, right and under a misconception or convention.

    problem: its name. step: its number. line: the canonical name. formula, rewritten: the right side of the line as it
    should be, and as it is written; rewritten is None for a slip, which only shows in the digits. right, wrong: the
    values of both, as floats in nested tuples.
    """

    problem: str
    step: int
    line: str
    formula: Node
    right: Value
    rewritten: Node | None
    wrong: Value


class Lesson(NamedTuple):
    """What a misconception or convention is. example: None where no bundled problem shows it.

    >>> from backprop_cli import explain
    >>> explain("loss_with_half").message.key
    'convention.loss_with_half'
    """

    name: str
    message: Message
    example: WorkedExample | None

    def _repr_html_(self) -> str:
        return as_html(self)


def lesson(mistake: str, problem: Problem | None = None) -> Lesson:
    """The lesson on a misconception or convention by its name, such as "forgot_derivative" or "loss_with_half".

    problem: where an example is looked for first; then come the bundled problems. The example is the first line that
    gets a visibly other value. Raises BackpropError for a name that is not in the catalogue.

    >>> example = lesson("forgot_derivative").example
    >>> example.problem, example.step, example.line, example.right, example.wrong
    ('ex3', 1, 'dL/dH3', ((0.125,),), ((0.5,),))
    """
    convention = next((item for item in CONVENTIONS if item.name == mistake), None)
    if convention is None and mistake not in (known := names()):
        everything = [*known, *(item.name for item in CONVENTIONS)]
        raise fail("fault.unknown_mistake", None, did_you_mean(mistake, everything), found=plainly(mistake))
    found = (
        example
        for one in _problems(problem)
        for example in (_of_convention(convention, one) if convention else _of_mistake(mistake, one))
    )
    message = Message(f"convention.{mistake}") if convention else said_of(mistake)
    return Lesson(mistake, message, next(found, None))


def _problems(first: Problem | None) -> Iterator[Problem]:
    """The problems with numbers in which an example is looked for, read one after the other."""
    if first is not None and not first.symbolic:
        yield first
    for name in bundled():
        yield from (problem for problem in load(name, tests=False) if not problem.symbolic)


def _of_mistake(name: str, problem: Problem) -> Iterator[WorkedExample]:
    """Every line of the first steps that a misconception changes, where it is commonest first."""
    slip = next((slip for slip_name, slip in SLIPS if slip_name == name), None)
    mistakes = [item for item in ranked() if item.name == name]
    injector = FaultInjector(problem, MOST_LESSON_STEPS)
    places = [(step, number, injector.steps[step].lines[number]) for step, number in injector.places()]
    if slip:
        for _, _, line in places:
            yield from _slipped(slip, problem, line)
    for mistake in mistakes:  # the commonest first: a lost minus shows in a gradient, not in the first product
        for step, number, line in places:
            for mutant in injector.mutants_at(mistake, step, number):
                yield _example(problem, line, mutant.node, injector.value(mutant))


def _slipped(slip: Slip, problem: Problem, line: KeyLine) -> Iterator[WorkedExample]:
    """A line with a slip in its first entry, if that has digits enough to show it."""
    first, *others = elements(line.value)
    number = read_number(f"{first:.{ENOUGH_DIGITS}g}")
    if number.digits < ENOUGH_DIGITS or number.value is None:
        return
    for wrong in slip(number.value, number):
        yield _example(problem, line, None, nested(line.value, [wrong, *others]))


def _of_convention(convention: Convention, problem: Problem) -> Iterator[WorkedExample]:
    """Every line of the first steps that is another one under a convention, in the order of the work."""
    other = convention.problem(problem)
    if other is None:
        return
    steps, others = (first_steps(AnswerKey(one), MOST_LESSON_STEPS) for one in (problem, other))
    for step, under in zip(steps, others):
        lines = {line.name: line for line in under.lines}
        for line in step.lines:
            node, value = _under(convention, line, lines.get(line.name, line))
            if is_visible(value, line.value):
                yield _example(problem, line, node, value)


def _under(convention: Convention, line: KeyLine, other: KeyLine) -> tuple[Node, Value | None]:
    """The right side and the value of a line under a convention; other: the line of the problem under it."""
    if convention.reading is None or convention.formula is None:
        return other.assignment.expression, other.value
    written = map_value(lambda value: WrittenNumber(str(value), value), line.value)
    answer = Answer(line.step, None, line.name, written)
    if convention.reading(answer, Target(line)) is answer:
        return line.assignment.expression, line.value
    node = convention.formula(line.assignment.expression)
    return node, value_of(node, line.floats)


def _example(problem: Problem, line: KeyLine, node: Node | None, value: Value | None) -> WorkedExample:
    formula, wrong = line.assignment.expression, map_value(lambda element: element + 0.0, value)  # no −0
    return WorkedExample(problem.name, line.step or 1, line.name, formula, line.value, node, wrong)
