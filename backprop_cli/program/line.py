"""A program: the straight-line list of named assignments that a person would write for one step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import add

from ..errors import BackpropError, Message, fail
from ..evaluate.evaluate import Algebra, Value, elements, evaluate, map_value
from ..expr.floats import snap_to_zero
from ..expr.node import Node
from ..expr.operations import OPERATIONS
from ..expr.traverse import walk
from ..expr.write.text import text
from ..records import NamedTuple
from ..typed import Any

PHASES = ("forward", "loss", "backward", "gradient", "update", "after", "jacobian", "total")


class Origin(NamedTuple):
    """Where a line comes from: the rule called, its arguments by parameter name, and which output it is.

    output: out, total (a batch's loss), an extra line's name, rate (of a
    schedule), c or g (a gradient clipped, with decay), or the argument whose gradient it is (x, W, b). rest:
    what the line adds to the rule's own expression, a penalty on weights. share: the factor before that expression,
    `own`, which is None where there is no such factor.
    """

    rule: Callable[..., Node]
    arguments: Mapping[str, Any]
    output: str
    rest: Node | None = None
    share: Node | None = None
    own: Node | None = None


class Term(NamedTuple):
    """What one reader of a value sends it: the line that its gradient would be without the others.

    by: the name of what the reader puts out; of a penalty on weights, R.
    """

    by: str
    line: Assignment


class Assignment(NamedTuple):
    """One line: NAME = expression.

    phase: forward, loss, backward, gradient, update or after; in a scalar graph also jacobian (local) and total; in a
    question also derivative and formula. layer: the number of its layer, if any. kind: that of its layer, of the loss
    or of the optimiser. target: of an update, the parameter, or the optimiser's state, that it replaces. part_of: the
    line whose terms these are (L of L_i). address: the printed name where it is not `name`. compared: whether a
    comparison reads the line, so that a sum which cancels must count as 0. origin: the rule that gave it, if one did.
    terms: of the gradient of a value with several readers, what each of them sends. upright: the expression as the
    rules give it, where the problem's layout is another one.
    """

    name: str
    expression: Node
    phase: str
    layer: int | None = None
    kind: str = ""
    target: str | None = None
    part_of: str | None = None
    address: str | None = None
    compared: bool = False
    origin: Origin | None = None
    terms: tuple[Term, ...] = ()
    upright: Node | None = None

    @property
    def shown(self) -> str:
        """The name by which a person addresses the line: that of the parameter for an update."""
        return self.address or self.target or self.name


class Program:
    """The assignments of one step, in the order of the work.

    compiled: what the compiled readings made of them, so that they are made once; it is not pickled.
    """

    __slots__ = ("assignments", "compiled")

    def __init__(self, assignments: tuple[Assignment, ...]) -> None:
        self.assignments = assignments
        self.compiled: dict[Any, Any] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return Program, (self.assignments,)

    def __iter__(self) -> Iterator[Assignment]:
        return iter(self.assignments)


def gathered(terms: Sequence[Term]) -> Assignment:
    """The gradient of a value: the sum of what each of its readers sends it; of one reader alone its own line.

    Nothing else adds gradients up. The layer and the kind are those of the last reader.
    """
    last = terms[-1].line
    if len(terms) == 1:
        return last
    total = reduce(add, _repeated_by_others([term.line.expression for term in terms]))
    return last._replace(expression=total, origin=None, terms=tuple(terms))


def gathered_back(sent: Iterable[tuple[str, Sequence[Assignment]]]) -> Iterator[Assignment]:
    """The lines of a way back: the gradient of each value as soon as all of its readers have sent theirs.

    sent: from the end on, the names of what the readers put out, and the lines that each sends.
    """
    readers = list(sent)
    counts = Counter(line.name for _, lines in readers for line in lines)
    found: dict[str, list[Term]] = {}
    for by, lines in readers:
        for line in lines:
            terms = found.setdefault(line.name, [])
            terms.append(Term(by, line))
            if len(terms) == counts[line.name]:
                yield gathered(terms)


def _repeated_by_others(sent: list[Node]) -> list[Node]:
    """The terms of a sum; one that is the same in every row is written once, where another term has all rows."""

    def is_repeated(node: Node) -> bool:
        return node.op == "mul" and node.args[1].op == "ones"

    whole = not all(map(is_repeated, sent))
    return [node.args[0] if whole and is_repeated(node) else node for node in sent]


def make_program(assignments: list[Assignment]) -> Program:
    """A program of these lines, with those marked that a comparison reads."""
    compared = {name for line in assignments for part in walk(line.expression) for name in _compared_names(part)}
    return Program(tuple(line._replace(compared=True) if line.name in compared else line for line in assignments))


def _compared_names(node: Node) -> Iterator[str]:
    row = OPERATIONS.get(node.op)
    if row and row.pick:
        yield from (arg.data for arg in node.args if arg.op == "symbol")


def run_decimal(line: Assignment, values: dict[str, Value], algebra: Algebra) -> Value:
    """The value of a line in floats, which is added to `values` under its name.

    Raises KeyError where it reads a name without a value; BackpropError, which names the line, where a number
    overflows or does not exist (ln 0, 1/0).
    """
    values[line.name] = value = worked_out(line, lambda: evaluate(line.expression, values, algebra))
    return value


def worked_out(line: Assignment, evaluated: Callable[[], Value]) -> Value:
    """The value of a line in floats from that of its expression. Raises what `run_decimal` raises."""
    try:
        value = evaluated()
    except (OverflowError, ZeroDivisionError, ValueError) as error:
        raise _no_number(line, error) from None
    if line.compared:
        value = map_value(snap_to_zero, value)
    if not all(map(_is_finite, elements(value))):
        raise _no_number(line, OverflowError())
    return map_value(_unsigned, value)


def _unsigned(value: float) -> float:
    """−0.0 is 0, as on paper."""
    return 0.0 if value == 0 else value


def _is_finite(value: Any) -> bool:
    return bool(value - value == 0)


def _no_number(line: Assignment, error: Exception) -> BackpropError:
    kinds: dict[type[Exception], str] = {OverflowError: "overflow", ZeroDivisionError: "division"}
    kind = kinds.get(type(error), "domain")
    hint = Message("hint.overflow" if kind == "overflow" else "hint.no_value")
    return fail(f"fault.{kind}", None, hint, where="", name=line.shown, formula=text(line.expression))


class Place(NamedTuple):
    """A layer's place: its number, its number among those with parameters, the name of what it puts out, what the names
    of its inner lines end in; and of a time step, what its rules read of the step before, by edge (h_before).

    cut: whether no gradient goes back to that.
    """

    layer: int
    number: int
    name: str
    suffix: str
    before: dict[str, Node] = {}
    cut: bool = False
