"""What a page knows of a problem: its lines as numbers of nodes, what is given, and what lines become by mistakes.

No value of a line is in it: the page works every one out from what is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain

from ...checking.answers.answer import Answer
from ...checking.answers.lines import quoted
from ...checking.explain.replay import Replay, StepReplay
from ...checking.judge.entries import entry_numbers
from ...checking.judge.key import AnswerKey, KeyLine, StepKey, lines_of
from ...checking.judge.other_ways import page_way, slope_way
from ...checking.judge.rounding import orders
from ...checking.mistakes.catalogue import candidates
from ...checking.mistakes.rewriting import OTHER
from ...errors import Message, fail
from ...evaluate.evaluate import Value, elements, map_value, value_shape
from ...expr.names import entry_of, is_marked, marked, parse, plain_name, updated
from ...expr.node import Node
from ...expr.traverse import symbols
from ...problem.marking import STRICT
from ...problem.model import INPUT, Problem
from ...records import NamedTuple
from ...solution.values import floats_of, given_of
from ...tolerances import MOST_ENTRIES_ON_PAGE, MOST_OBSERVATIONS
from ...typed import Any
from .nodes import NodeTable


class GivenField(NamedTuple):
    """A value that is given: its name, of which observations or question it is, and its floats."""

    name: str
    of: tuple[Any, ...]
    value: Value


class PageBlock(NamedTuple):
    """A step or a question on a page: its key, and its lines."""

    step_key: StepKey
    lines: tuple[KeyLine, ...]


class PageLines:
    """The blocks of a problem, and the fields for what is given. Raises BackpropError for more than a page can hold."""

    def __init__(self, problem: Problem, data: PageData) -> None:
        self.problem, self.key, self.data = problem, AnswerKey(problem), data
        self.fields: list[GivenField] = []
        self.blocks: list[PageBlock] = []
        self.records: list[dict[str, Any]] = []
        self._replay, self._numbers = Replay(self.key), dict[tuple[Any, ...], int]()
        keys = [key for key in (*self.key.steps, *self.key.questions()) if key.lines]
        _refuse_large(problem, keys)
        for step_key in keys:
            self._add(step_key)

    @property
    def record(self) -> dict[str, Any]:
        """The problem as the data of the page; without numbers it has no blocks."""
        scheme = self.problem.check
        return {
            "name": self.problem.name,
            "least": scheme.min_digits,
            "strict": scheme.rounding == STRICT,
            "fields": [_bare(field.value) for field in self.fields],
            "blocks": [] if self.problem.symbolic else self.records,
        }

    def _add(self, step_key: StepKey) -> None:
        lines = tuple(lines_of(step_key, ()))
        if self.problem.symbolic:
            self.blocks.append(PageBlock(step_key, lines))
            return
        step = self._replay.begin(step_key)
        for line in lines:
            step.add(line, None)
        becomes = [tuple(self._becomes(step, number)) for number in range(len(lines))]
        ways = [self._ways(lines[: number + 1]) for number in range(len(lines))]
        nodes = [line.assignment.expression for line in (*lines, *filter(None, chain(*ways)))]
        nodes += [node for found in becomes for _, node in found]
        needed = {name for node in nodes for name in symbols(node)}
        needed |= {plain_name(name) for name in needed}
        start, carried, taken = self._start(step_key, needed)
        self.blocks.append(PageBlock(step_key, lines))
        question, data = step_key.question, {INPUT, *self.problem.targets, "lr"}
        self.records.append(
            {
                "follows": None if question is not None or not self.records else len(self.records) - 1,
                "head": f"step {step_key.step}" if question is None else f"question {quoted(question)}",
                "start": start,
                "carried": carried,
                "from": taken,
                "weights": [name for name in (*start, *carried, *taken) if name not in data],
                "other": self._others(step_key, needed),
                "lines": [self._line(*parts) for parts in zip(lines, ways, becomes)],
            }
        )

    def _ways(self, lines: tuple[KeyLine, ...]) -> tuple[KeyLine | None, KeyLine | None]:
        """Other ways to work the last of some lines out: by a derivative that is asked for, by what stands there."""
        *before, line = lines
        return slope_way(line, self.key.programs.layout), page_way(line, before) if self.data.judges else None

    def _becomes(self, step: StepReplay, number: int) -> Iterator[tuple[str, Node]]:
        if self.data.judges and step.lines[number].value is not None:
            yield from candidates(self._replay.context(step, number))

    def _start(self, step_key: StepKey, needed: set[str]) -> tuple[dict[str, Any], list[str], list[str]]:
        """Where a block's first values come from: fields; what the step before left; in a question, the first step.

        Several fields for one name are rows, one below the other.
        """
        made = {line.assignment.name for line in step_key.lines}
        start: dict[str, Any] = {}
        carried, taken = [], []
        is_question = step_key.question is not None
        before = None if is_question or not self.blocks else self.blocks[-1].step_key
        left = {line.assignment.name for line in before.lines} if before else set()
        first = self.blocks[0].step_key if self.blocks else None
        worked = {line.assignment.name: line.value for line in first.lines} if first else {}
        for name, value in step_key.floats.items():
            if name in made or name not in needed:
                continue
            if updated(name) in left:
                carried.append(name)
            elif is_question and worked.get(name, ()) == value:
                taken.append(name)
            else:
                start[name] = self._stacked(step_key, name, value) or self._field(step_key, name, value)
        return start, carried, taken

    def _stacked(self, step_key: StepKey, name: str, value: Value) -> list[int]:
        """The fields of a mini-batch's observations, where its value is their rows one below the other."""
        numbers = step_key.observations
        if len(numbers) < 2 or name not in (INPUT, *self.problem.targets) or not self.problem.network:
            return []
        rows: list[Any] = [floats_of(given_of(self.problem, (number,))).get(name) for number in numbers]
        if not all(isinstance(row, tuple) for row in rows) or tuple(chain(*rows)) != value:
            return []
        return [self._new((name, (number,)), row) for number, row in zip(numbers, rows)]

    def _field(self, step_key: StepKey, name: str, value: Value) -> int:
        is_data = name in (INPUT, *self.problem.targets) or (self.problem.graph and name not in self._parameters)
        number = self._known((name, step_key.observations if is_data else ()), value)
        if number is not None:
            return number
        return self._new((name, ("step", step_key.step, "question", step_key.question)), value)

    @property
    def _parameters(self) -> set[str]:
        return {line.assignment.target or "" for key in self.key.steps for line in key.lines}

    def _known(self, address: tuple[Any, ...], value: Value) -> int | None:
        """The field of an address if it has this value, or none yet; None where it has another one."""
        if address not in self._numbers:
            return self._new(address, value)
        number = self._numbers[address]
        return number if self.fields[number].value == value else None

    def _new(self, address: tuple[Any, ...], value: Value) -> int:
        if address not in self._numbers:
            self._numbers[address] = len(self.fields)
            self.fields.append(GivenField(address[0], address[1], value))
        return self._numbers[address]

    def _others(self, step_key: StepKey, needed: set[str]) -> dict[str, int]:
        """The fields of other observations, by the marked names under which mistakes read them."""
        found: dict[str, int] = {}
        if len(step_key.observations) != 1:
            return found
        names = (INPUT, *self.problem.targets)
        numbers = range(1, min(len(self.problem.data), MOST_OBSERVATIONS) + 1)
        rows = {n: floats_of(given_of(self.problem, (n,))) for n in numbers if n not in step_key.observations}
        whole = [(n, row) for n, row in rows.items() if {*names} <= set(row)]
        for place, (n, row) in enumerate(whole, 1):
            for name in names:
                address = marked(name, f"{OTHER}{place}")
                if address in needed:
                    number = self._known((name, (n,)), row[name])
                    found[address] = self._new((name, ("other", n)), row[name]) if number is None else number
        return found

    def _line(
        self, line: KeyLine, ways: tuple[KeyLine | None, ...], becomes: tuple[tuple[str, Node], ...]
    ) -> dict[str, Any]:
        add = self.data.table.add
        expression = line.assignment.expression
        shape = () if line.value is None else value_shape(line.value)
        addresses = {place: _address(line, shape, place) for place in entry_numbers(shape)}
        return {
            "name": line.assignment.name,
            "phase": line.assignment.phase,
            "node": add(expression),
            "orders": [add(node) for node in orders(expression)],
            "ways": [way and [add(node) for node in orders(way.assignment.expression)] for way in ways],
            "compared": bool(line.assignment.compared),
            "asked": bool(line.value is not None and all(map(partial(self._is_about, line), *zip(*addresses.items())))),
            "shape": shape,
            "addresses": list(map(quoted, addresses.values())),
            "becomes": self.data.list_of(becomes),
        }

    def _is_about(self, line: KeyLine, place: tuple[int, ...], address: str) -> bool:
        """Whether an answer by this name is one to an entry of the line."""
        target = self.key.target(Answer(line.step, line.question, address, None))
        return target is not None and target.line.identity == line.identity and target.entry in (place, ())


class PageData:
    """What the problems of a page share: the table of nodes, the lists of what lines become, and names of mistakes.

    judges: whether answers are judged, so that mistakes are wanted.
    """

    def __init__(self, judges: bool) -> None:
        self.judges = judges
        self.table = NodeTable()
        self.lists: list[list[int]] = []
        self.names: list[str] = []
        self._lists: dict[tuple[int, ...], int] = {}

    def list_of(self, becomes: Iterable[tuple[str, Node]]) -> int:
        """The number of the list of a line: names of mistakes and nodes in turn; equal lists are one."""
        found: list[int] = []
        for name, node in becomes:
            if name not in self.names:
                self.names.append(name)
            found += [self.names.index(name), self.table.add(node)]
        number = self._lists.setdefault(tuple(found), len(self.lists))
        if number == len(self.lists):
            self.lists.append(found)
        return number


def _address(line: KeyLine, shape: tuple[Any, ...], place: tuple[int, ...]) -> str:
    """An entry's name in an answer file; a number alone has the name of its line, the terms of a batch that of it."""
    if line.assignment.part_of:
        return entry_of(line.assignment.part_of, entry_numbers(shape)[place] + 1)
    return line.name if all(size == 1 for size in shape) else entry_of(line.name, *place)


def _bare(value: Value) -> Any:
    return map_value(float, value)


def is_shown(field: GivenField) -> bool:
    """Whether a person may change what is given: not what an optimiser remembers, nor data of no step."""
    return not is_marked(field.name) and not parse(field.name).by and field.of[:1] != ("other",)


def _refuse_large(problem: Problem, keys: list[StepKey]) -> None:
    count = sum(len(elements(line.nested_value)) for key in keys for line in key.lines if line.nested_value is not None)
    if count > MOST_ENTRIES_ON_PAGE:
        values = {"name": problem.name, "count": count, "limit": MOST_ENTRIES_ON_PAGE}
        raise fail("fault.large_page", None, Message("hint.large_page"), **values)
