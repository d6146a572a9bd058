"""The parts of a derivation, as a sheet asks for them: composed, outputs, derivatives, boxes, backprop, …

A part is a list of lines; each names what it derives, in matrices or entry by entry. Networks and scalar
graphs have the same parts, read off the same program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from ..errors import Message, fail
from ..evaluate.evaluate import Value, short_names
from ..expr.collect import collected
from ..expr.node import Node, as_node
from ..expr.traverse import expand, size
from ..problem.model import Graph, Problem
from ..problem.questions import PARTS
from ..program.graph import by, graph_program, path_count, paths, product_along
from ..solution.solution import How, Solution
from ..solution.trace import Row
from .forms import (
    DerivedEntry,
    Form,
    graph_form,
    matrix_form,
    multiplications,
    scalar_form,
    with_shapes,
)

__all__ = ["PARTS", "Derivation", "DerivationPart", "DerivedLine"]
MAX_WRITTEN = 3000


class DerivedLine(NamedTuple):
    """One line of a part.

    phase: of the program's line. formula: in terms of lines before it; full: written out (None where that is the
    formula, or too long to write). value: the number that it has, exact. uses: of a box. words: a sentence, with
    formulas among its values. cost: multiplications, of derivatives written out each on its own and with reuse.
    """

    name: str = ""
    phase: str = ""
    formula: Node | None = None
    full: Node | None = None
    value: Value | None = None
    arrow: bool = False
    layer: int | None = None
    uses: int | None = None
    words: Message | None = None
    cost: tuple[int, ...] = ()


class DerivationPart(NamedTuple):
    """A part in one form: `matrix`, `scalar`, or "" where the form makes no difference."""

    part: str
    form: str
    lines: tuple[DerivedLine, ...]


class Derivation:
    """The derivation of a problem: its forms, and the numbers that its lines have.

    mode: of a scalar graph, only the lines of reverse or forward accumulation; None is both. shapes: whether the
    shape of every matrix is noted at its name.
    """

    def __init__(self, problem: Problem, mode: str | None = None, shapes: bool = False) -> None:
        self.problem, self.mode, self.shapes = problem, mode, shapes

    @cached_property
    def matrix(self) -> Form | None:
        """The lines in matrices; a scalar graph has none."""
        return None if self.problem.graph else matrix_form(self.problem)

    @cached_property
    def scalar(self) -> Form | None:
        """The lines entry by entry; None where a size is not known."""
        return graph_form(self.problem.graph) if self.problem.graph else scalar_form(self.problem)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the first step."""
        step = next(Solution(self.problem, How(True), done=0).steps(), None)
        return step.rows if step else ()

    @cached_property
    def values(self) -> dict[str, Value]:
        """The exact numbers of lines and of their entries, by name, as far as there are any."""
        found: dict[str, Value] = {}
        for row in self.rows:
            value = row.exact if row.exact is not None else row.value
            if row.value is None:
                continue
            found[row.line.name] = value
            found |= dict(zip(short_names(row.line.name, value), _flat(value)))
        return found

    def parts(self, wanted: tuple[str, ...], forms: tuple[str, ...] = ("matrix", "scalar")) -> Iterator[DerivationPart]:
        """Some parts, each in the forms that it has, the matrices after the scalars as on a sheet.

        Raises BackpropError where a form is asked for alone and the problem does not have it.
        """
        if forms == ("scalar",) and self.scalar is None:
            raise fail("fault.no_scalar_form")
        if forms == ("matrix",) and self.matrix is None:
            raise fail("fault.no_matrix_form")
        for part in wanted:
            yield from self._part(part, forms)

    def _part(self, part: str, forms: tuple[str, ...]) -> Iterator[DerivationPart]:
        if part in ("algorithm", "cost", "graph"):
            lines = tuple({"algorithm": self._algorithm, "cost": self._cost, "graph": self._graph}[part]())
            yield DerivationPart(part, "", lines)
            return
        makers: dict[str, Callable[[Form], Iterator[DerivedLine]]] = {
            "composed": self._composed,
            "outputs": self._outputs,
            "derivatives": self._derivatives,
            "boxes": self._boxes,
            "backprop": self._backprop,
            "update": self._update,
        }
        for name in ("scalar", "matrix"):
            form = getattr(self, name)
            if name in forms and form and not (part == "backprop" and name == "scalar" and self.matrix):
                lines = tuple(makers[part](form))
                if lines:
                    yield DerivationPart(part, name, lines)

    def _composed(self, form: Form) -> Iterator[DerivedLine]:
        for entry in form.outputs():
            yield self._line(entry, entry.expression)

    def _outputs(self, form: Form) -> Iterator[DerivedLine]:
        known = form.definitions("forward")
        for entry in form.of("forward", "loss"):
            full = expand(entry.expression, known) if self.problem.graph else None
            yield self._line(entry, entry.expression, full)

    def _derivatives(self, form: Form) -> Iterator[DerivedLine]:
        if self.problem.graph:
            yield from self._graph_derivatives()
            return
        full = {entry.name: entry.expression for entry in form.full()}
        for entry in form.of("gradient") if form.scalar else form.of("backward", "gradient"):
            yield self._line(entry, entry.expression, full.get(entry.name))

    def _graph_derivatives(self) -> Iterator[DerivedLine]:
        """Local derivatives, every node by every input, then the paths from the output with their sums."""
        graph = self.problem.graph
        assert graph
        phases = {"forward": ("jacobian", "total"), "reverse": ("jacobian", "backward")}
        for row in self.rows:
            if row.phase in phases.get(self.mode or "", ("jacobian", "backward", "total")):
                full = row.substitution() if row.value is None else None
                yield DerivedLine(
                    row.name, row.phase, row.formula, full, row.exact if row.exact is not None else row.value
                )
        for x in graph.wrt:
            for path in paths(graph, x):
                product = product_along(path)
                words = Message("board.path", {"names": " → ".join(path)})
                yield DerivedLine(words=words, formula=product, full=self._along(product))
            derivative = Message("board.name", {"name": by(graph.output, x)})
            yield DerivedLine(words=Message("board.paths", {"count": path_count(graph, x), "name": derivative}))

    def _along(self, product: Node) -> Node:
        """A product of local derivatives in terms of the inputs."""
        local = {
            row.line.name: row.substitution() for row in self.rows if row.phase == "jacobian" and row.value is None
        }
        local |= {name: as_node(value) for name, value in self.values.items() if isinstance(value, Fraction)}
        return collected(expand(product, {name: node for name, node in local.items() if node is not None}))

    def _boxes(self, form: Form) -> Iterator[DerivedLine]:
        drawn = {entry.name: entry.expression for entry in form.drawn()}
        for box in form.boxes():
            yield DerivedLine(
                box.name, "box", box.expression, None, self.values.get(box.of), layer=box.layer, uses=box.uses
            )
        for entry in form.by_boxes():
            yield self._line(entry, entry.expression, drawn[entry.name])

    def _backprop(self, form: Form) -> Iterator[DerivedLine]:
        for entry in form.accumulated() if not self.problem.graph else form.of("backward", "gradient"):
            yield self._line(entry, entry.expression)._replace(arrow=entry.phase == "backward" and not form.scalar)

    def _update(self, form: Form) -> Iterator[DerivedLine]:
        for entry in form.of("update"):
            line = self._line(entry, entry.expression)
            yield line._replace(name=entry.name.replace("⁺", ""), arrow=True)

    def _graph(self) -> Iterator[DerivedLine]:
        form = self.matrix or self.scalar
        for entry in form.of("forward", "loss") if form else ():
            yield self._line(entry, entry.expression)

    def _algorithm(self) -> Iterator[DerivedLine]:
        """The algorithm in words, for this very problem."""
        form = self.matrix or self.scalar
        assert form
        yield _said("forward", lines=_equations(form.of("forward", "loss")))
        if self.problem.graph:
            yield _said("start", name=self.problem.graph.output)
            for entry in form.of("backward", "gradient"):
                yield _said("reader", name=entry.name, formula=entry.expression)
            return
        first = True
        for entry in form.accumulated():
            key = "gradient" if entry.phase == "gradient" else "top" if first else "pass"
            yield _said(key, name=entry.name, formula=entry.expression, layer=entry.layer or 0)
            first = False
        if form.of("update"):
            yield _said("update", lines=_equations(form.of("update")))

    def _cost(self) -> Iterator[DerivedLine]:
        """Multiplications: every derivative on its own, written out, against the lines that reuse what is there."""
        if self.problem.graph:
            yield from _graph_cost(self.problem.graph)
        form = self.scalar
        if form is None or self.problem.graph:
            return
        full = {entry.name: multiplications(entry.expression) for entry in form.full()}
        last = {entry.of: entry for entry in form.of("gradient")}
        written, reused = 0, 0
        for entry in form.of("backward", "gradient"):
            reused += multiplications(entry.expression)
            written += full.get(entry.name, 0)
            if entry.phase == "gradient" and entry is last[entry.of]:
                yield DerivedLine(entry.of, "gradient", layer=entry.layer, cost=(written, reused))

    def _line(self, entry: DerivedEntry, formula: Node, full: Node | None = None) -> DerivedLine:
        short = full if full is not None and full is not formula and size(full) <= MAX_WRITTEN else None
        if self.shapes:
            formula, short = with_shapes(formula), short and with_shapes(short)
        return DerivedLine(entry.name, entry.phase, formula, short, self.values.get(entry.name), layer=entry.layer)


def _flat(value: Any) -> list[Any]:
    return [item for part in value for item in _flat(part)] if isinstance(value, tuple) else [value]


def _said(key: str, **values: Any) -> DerivedLine:
    return DerivedLine(words=Message(f"board.algorithm.{key}", values), name=str(values.get("name", "")))


def _graph_cost(graph: Graph) -> Iterator[DerivedLine]:
    """Multiplications of local derivatives, in three orders of the same work."""
    lines = list(graph_program(graph))
    for key, phase in (("reverse", "backward"), ("forward", "total")):
        count = sum(multiplications(line.expression) for line in lines if line.phase == phase)
        yield DerivedLine(words=Message(f"board.cost.{key}"), cost=(count,))
    count = sum(len(path) - 2 for x in graph.wrt for path in paths(graph, x))
    yield DerivedLine(words=Message("board.cost.paths"), cost=(count,))


def _equations(entries: list[DerivedEntry]) -> tuple[Message, ...]:
    return tuple(
        Message(
            "board.step_to" if entry.phase == "update" else "board.equation",
            {"name": entry.name.replace("⁺", ""), "formula": entry.expression},
        )
        for entry in entries
    )
