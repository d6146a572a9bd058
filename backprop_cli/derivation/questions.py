"""Answers to questions about one layer, or a few in a row, with given values; made of the stages of the whole pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from ..errors import Mark, fail
from ..evaluate.evaluate import Value
from ..expr.axes import laid_on
from ..expr.names import gradient_of
from ..expr.node import Node, number, symbol
from ..problem.model import Problem, Question
from ..problem.questions import PARTS, batch_given, given_inputs, of_batch
from ..program.jacobian import jacobians
from ..program.line import Assignment, gathered_back
from ..program.network import Stage, backward_shares, loss_stages, own_share
from ..records import NamedTuple
from ..solution.no_number import in_question, placed
from ..solution.trace import Row
from ..solution.values import Values
from ..typed import TYPE_CHECKING, Any
from .first_pass import FirstPass

if TYPE_CHECKING:
    from .parts import DerivationPart

DERIVED = tuple(part for part in PARTS if part != "update")
Beyond = Iterable[tuple[str, list[Assignment]]]
FORMULA_OF = {"forward", "loss", "derivative", "backward", "gradient"}


class AnsweredQuestion(NamedTuple):
    """A question, the rows that answer it, and the parts of a derivation that it asks for."""

    question: Question
    rows: tuple[Row, ...]
    parts: tuple[DerivationPart, ...] = ()


def answers(problem: Problem, ids: tuple[str, ...] = (), exact: bool = False) -> Iterator[AnsweredQuestion]:
    """The answers to a problem's questions, in order; ids: only those of these questions.

    exact: whether rows have exact numbers too. Raises BackpropError where a question needs a value that is not given.

    >>> from backprop_cli import answers, load
    >>> (found,) = answers(load("ex4-regression")[0], ("б",))
    >>> [(row.name, row.phase, row.value) for row in found.rows if row.phase == "jacobian"]
    [('dH1/dX', 'jacobian', ((1.0, 0.5), (-1.0, 0.0)))]
    """
    first = FirstPass(problem, exact)
    for question in problem.questions:
        if not ids or question.id in ids:
            rows = tuple(_QuestionWork(first, question).rows()) if set(question.ask) - set(DERIVED) else ()
            yield AnsweredQuestion(question, rows, tuple(_parts(first, question)))


def _parts(first: FirstPass, question: Question) -> Iterator[DerivationPart]:
    wanted = tuple(part for part in question.ask if part in DERIVED)
    if wanted:
        yield from first.derivation.parts(wanted)


class _QuestionWork:
    """One question being answered: it starts from the values of the first pass and replaces what is given."""

    def __init__(self, first: FirstPass, question: Question) -> None:
        self.first, self.question = first, question
        self.values = Values(first.problem, first.exact)
        self.observations: tuple[int, ...] = ()
        row = first.alone[0] if first.alone else None
        given = batch_given(first.problem, question)
        self.batch = given or (len(row.observations) if row else 1)
        if row and len(row.observations) == self.batch:  # the values of another batch go with nothing that is given
            self.values.floats, self.observations = dict(row.values), row.observations
            self.values.exact = None if row.exact_values is None else dict(row.exact_values)

    def rows(self) -> Iterator[Row]:
        """The rows that answer the question, in the order in which it asks."""
        asked, rows = self.question.ask, self.first.rows
        if "compare" in asked:
            yield from _compare(self.first, str(self.question.other))
        if "update" in asked:
            phases = ("backward", "gradient", "update")
            yield from (row for row in rows if row.phase in phases)
        if not self.question.layers:
            yield from (row for row in rows if row.phase in set(asked) - {"update"})
            return
        stages = self._stages()
        self._bind_given(stages)
        for line in map(self.first.programs.layout.line, self._lines(stages)):
            yield self._row(line)

    def _stages(self) -> list[Stage]:
        layers = self.first.programs.stages(self.batch)
        indices = sorted(layer for layer in self.question.layers if isinstance(layer, int))
        stages = [layers[index - 1] for index in indices]
        if "loss" in self.question.layers:
            stages += loss_stages(self.first.problem, layers)[:1]
        return stages

    def _bind_given(self, stages: list[Stage]) -> None:
        """Replaces values by those that are given, and recomputes what depends on them."""
        laid = self.first.programs.layout.values
        outer = stages[-1].out if stages[-1].layer else stages[-1].input
        axes = {"output": outer, "upstream": outer}
        told = {key: value for key, value in self.question.given.items() if key != "input"}
        given = {key: self._on_axes(value, axes.get(key)) for key, value in told.items()}
        if "target" in given:
            self.values.bind(laid({"y": given["target"]}))
        if "input" in self.question.given:
            self.values.bind(laid(self._inputs(stages[0])))
            self._follow(stages)
        if "output" in given:
            if "input" not in self.question.given:
                self.values.forget(x.data for stage in stages for x in stage.inputs)
            self.values.bind(laid({_output(stages): given["output"]}))
            self._follow([stage for stage in stages if stage.layer is None])
        if "prediction" in given:
            self.values.bind(laid({stages[-1].input.data: given["prediction"]}))
            self._follow(stages[-1:])
        if "upstream" in given:
            top = stages[-1]
            value = told["upstream"][0] if top.layer is None else given["upstream"]
            self.values.bind(laid({_arriving(top).data: value}))

    def _on_axes(self, value: Any, like: Node | None) -> Any:
        """A given value with an axis for its observations.

        Axes of a single item may be left out: an image of one channel is a matrix.
        """
        if batch_given(self.first.problem, self.question):
            return of_batch(value)
        return (laid_on(value, len(like.shape) - 1) if like is not None and isinstance(value, tuple) else value,)

    def _inputs(self, first: Stage) -> dict[str, Any]:
        """The given values of what the first layer reads, by name."""
        is_batch, given = batch_given(self.first.problem, self.question), self.question.given["input"]
        if isinstance(given, tuple) and not is_batch:
            given = laid_on(given, len(first.input.shape) - 1)
        of_rows = len(first.input.shape) == 2 and not is_batch
        rows = given_inputs(self.first.problem, self.question, given, of_rows)
        return {name: of_batch(row) if is_batch else (row,) for name, row in rows.items()}

    def _follow(self, stages: list[Stage]) -> None:
        """Recomputes the outputs of the stages, as far as their inputs have values."""
        for line in map(self.first.programs.layout.line, (line for stage in stages for line in stage.forward)):
            with suppress(KeyError):
                self._run(line)

    def _lines(self, stages: list[Stage]) -> Iterator[Assignment]:
        asked = self.question.ask
        lines = [line for stage in stages for line in stage.forward if line.part_of is None]
        if {"jacobian", "derivative"} & set(asked):
            lines += [line for stage in reversed(stages) for line in jacobians(stage, self._share())]
        lines += _back(stages, self._upstream(stages[-1]), "gradient" in asked, self._from_beyond(stages))
        if "formula" in asked:
            wanted = set(asked) & FORMULA_OF or FORMULA_OF
            yield from (line._replace(phase="formula") for line in lines if line.phase in wanted)
        yield from (line for line in lines if line.phase in asked)

    def _upstream(self, top: Stage) -> Node:
        """The gradient of the last stage's output: the given one; of a loss, 1 unless one is given, times its share."""
        if top.layer is not None:
            return _arriving(top)
        return self._share() * _arriving(top) if "upstream" in self.question.given else self._share()

    def _from_beyond(self, stages: list[Stage]) -> Iterator[tuple[str, list[Assignment]]]:
        """What later layers send to time steps before the last, where the gradient of the last is not the given one.

        The step before hands its state on and puts it out: its gradient is from the next step and from those layers.
        """
        outs = {out.data for stage in stages for out in stage.outs} - {stages[-1].out.data}
        if not outs or "upstream" in self.question.given:
            return
        problem, own = self.first.problem, {part.out.data for stage in stages for part in stage.through}
        layers = self.first.programs.stages(self.batch)
        senders = [(part, symbol(gradient_of(part.out.data), part.out.shape)) for one in layers for part in one.through]
        senders += zip(loss_stages(problem, layers), backward_shares(problem, self.batch)[0])
        for part, d in reversed(senders):
            places = [place for place, x in enumerate(part.inputs) if x.data in outs and part.out.data not in own]
            yield part.out.data, [part.backward(d, place) for place in places]

    def _share(self) -> Node:
        """What the loss of an observation counts in L."""
        loss = self.first.problem.loss
        return own_share(self.first.problem, loss, self.batch) if loss else number(1)

    def _run(self, line: Assignment) -> tuple[Value | None, Value | None]:
        with placed(self.first.problem, line, in_question(self.first.problem, self.question.id)):
            return self.values.run(line)

    def _row(self, line: Assignment) -> Row:
        value, entries = None, None
        if line.phase != "formula":
            try:
                value, entries = self._run(line)
            except KeyError as missing:
                raise _not_given(self.question, str(missing.args[0])) from None
        seen = self.values.copy()
        return Row(1, self.observations, line, value, seen.floats, seen.exact, entries=entries)


def _arriving(top: Stage) -> Node:
    """The symbol of a given gradient of a stage's output: dL/dH1; of the loss itself d, as dL/dL is no name."""
    return symbol("d") if top.layer is None else symbol(gradient_of(top.out.data), top.out.shape)


def _output(stages: list[Stage]) -> str:
    """The name of what the last of some layers puts out; of the loss alone, what it reads."""
    name: str = next((stage.out.data for stage in reversed(stages) if stage.layer), stages[-1].input.data)
    return name


def _back(stages: list[Stage], d: Node, gradients: bool, beyond: Beyond) -> Iterator[Assignment]:
    """The lines of the way back through the stages, down to what they read: each the sum of what these send to it.

    beyond: what readers above them send.
    """
    through = [part for stage in stages for part in stage.through]

    def sent(stage: Stage) -> list[Assignment]:
        arriving = d if stage is through[-1] else symbol(gradient_of(stage.out.data), stage.out.shape)
        own = stage.gradients(arriving) if gradients else []
        return own + [stage.backward(arriving, place) for place in range(len(stage.inputs))]

    inside = [(stage.out.data, sent(stage)) for stage in reversed(through)]
    names = {line.name for _, lines in inside for line in lines}
    above = [(by, [line for line in lines if line.name in names]) for by, lines in beyond]
    yield from gathered_back([*above, *inside])


def _not_given(question: Question, name: str) -> Exception:
    mark: Mark | None = question.mark
    return fail("fault.not_given", mark, id=question.id, name=name)


def _compare(first: FirstPass, other: str) -> Iterator[Row]:
    """Every line of both problems' first steps, side by side; `here` or `there` is None where one lacks the line."""
    here = {row.name: row for row in first.floats}
    there = {row.name: row for row in first.of_other(other)}
    for name in [*here, *(name for name in there if name not in here)]:
        row = here.get(name) or there[name]
        line = row.line._replace(phase="compare")
        mine, theirs = (rows[name].value if name in rows else None for rows in (here, there))
        yield row._replace(line=line, value=None, here=mine, there=theirs)
