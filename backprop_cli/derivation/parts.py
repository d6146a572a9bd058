"""The parts of a derivation, as a sheet asks for them: composed, outputs, derivatives, boxes, backprop, …

A part is a list of lines, in matrices or entry by entry. Networks and scalar graphs have the same parts, read off the
same program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cached_property

from ..errors import Message, as_name, fail
from ..evaluate.evaluate import Value, elements
from ..expr.collect import collected
from ..expr.names import before_update, derivative, is_updated
from ..expr.node import Node, as_node
from ..expr.traverse import expand, size
from ..problem.model import Graph, Problem
from ..problem.questions import PARTS
from ..program.step import Programs
from ..records import NamedTuple
from ..solution.solution import first_step
from ..solution.trace import Row
from ..tolerances import MAX_WRITTEN
from ..typed import Any
from .forms import (
    DerivedEntry,
    Form,
    graph_form,
    matrix_form,
    multiplications,
    scalar_form,
    with_shapes,
)
from .paths import path_count, path_products, paths, product_along

__all__ = ["PARTS", "Derivation", "DerivationPart", "DerivedLine"]


class DerivedLine(NamedTuple):
    """One line of a part: a formula under a name, a sentence, or a count.

    phase: as in the program, or box. formula: in terms of earlier lines; full: expanded (None where that is the same,
    or too long to write). value: its exact number, if it has one. arrow: whether it is written with ← for =. uses: of
    a box, how many lines read it. words: a sentence, with formulas among its values. cost: multiplications: for
    derivatives each expanded on its own, and for the lines with reuse; in a scalar graph one count.
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
    """The derivation of a problem: its forms, and the numbers of its lines. Every property is worked out once.

    mode: for a scalar graph, "reverse" or "forward" shows the lines of that accumulation only. shapes: whether the
    shape of every matrix is noted at its name. programs: those of the problem, where somebody has them already.
    """

    def __init__(
        self, problem: Problem, mode: str | None = None, shapes: bool = False, programs: Programs | None = None
    ) -> None:
        self.problem, self.mode, self.shapes = problem, mode, shapes
        self._programs = programs or Programs(problem)
        self._sizes: dict[Node, int] = {}

    @cached_property
    def matrix(self) -> Form | None:
        """The lines in matrices; a graph of numbers has none."""
        if self.problem.graph:
            return None if self.problem.graph.is_scalar else graph_form(self._programs)
        return matrix_form(self._programs)

    @cached_property
    def scalar(self) -> Form | None:
        """The lines entry by entry; None where a size is not known."""
        if self.problem.graph and self.problem.graph.is_scalar:
            return graph_form(self._programs)
        return scalar_form(self._programs)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the first step, with exact numbers."""
        return first_step(self.problem, True, self._programs)

    @cached_property
    def values(self) -> dict[str, Value]:
        """The exact numbers of lines and of their entries, by name; floats where they are too long to write."""
        found: dict[str, Value] = {}
        for row in self.rows:
            value = row.exact if row.exact is not None else row.value
            if row.value is None:
                continue
            found[row.line.name] = value
            found |= dict(zip(self._programs.layout.short_names(row.line.name, value), elements(value)))
        return found

    def parts(self, wanted: tuple[str, ...], forms: tuple[str, ...] = ("matrix", "scalar")) -> Iterator[DerivationPart]:
        """The wanted parts, each in the forms that it has, scalars before matrices as on a sheet.

        Raises BackpropError where only one form is wanted and the problem does not have it.
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
        compared = {of for loss in self.problem.losses if len(loss.of) > 1 for of in loss.of}
        for entry in form.outputs(compared):
            yield self._line(entry, entry.expression)

    def _outputs(self, form: Form) -> Iterator[DerivedLine]:
        known = form.definitions("forward")
        for entry in form.of("forward", "loss"):
            full = expand(entry.expression, known) if self.problem.graph else None
            yield self._line(entry, entry.expression, full)

    def _derivatives(self, form: Form) -> Iterator[DerivedLine]:
        if self.problem.by_paths:
            yield from self._graph_derivatives()
            return
        full = {entry.name: entry.expression for entry in form.full()}
        for entry in form.of("gradient") if form.scalar else form.of("backward", "gradient"):
            yield self._line(entry, entry.expression, full.get(entry.name))

    def _graph_derivatives(self) -> Iterator[DerivedLine]:
        """Local derivatives, every node by every input, then the product along every path to an input."""
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
            total = as_name(derivative(graph.output, x))
            yield DerivedLine(words=Message("board.paths", {"count": path_count(graph, x), "name": total}))

    def _along(self, product: Node) -> Node:
        """A product of local derivatives, written in the inputs."""
        local = {
            row.line.name: row.substitution() for row in self.rows if row.phase == "jacobian" and row.value is None
        }
        local |= {name: as_node(value) for name, value in self.values.items() if isinstance(value, Fraction)}
        return collected(expand(product, {name: node for name, node in local.items() if node is not None}))

    def _boxes(self, form: Form) -> Iterator[DerivedLine]:
        boxes = form.boxes()
        by_boxes = form.by_boxes(boxes)
        drawn = {entry.name: entry.expression for entry in form.drawn(boxes, by_boxes)}
        for box in boxes:
            yield DerivedLine(
                box.name, "box", box.expression, None, self.values.get(box.of), layer=box.layer, uses=box.uses
            )
        for entry in by_boxes:
            yield self._line(entry, entry.expression, drawn[entry.name])

    def _backprop(self, form: Form) -> Iterator[DerivedLine]:
        for entry in form.accumulated() if self.problem.is_chain else form.of("backward", "gradient"):
            yield self._line(entry, entry.expression)._replace(arrow=entry.phase == "backward" and not form.scalar)

    def _update(self, form: Form) -> Iterator[DerivedLine]:
        for entry in form.of("update"):
            line = self._line(entry, entry.expression)
            yield line._replace(name=before_update(entry.name), arrow=is_updated(entry.of))

    def _graph(self) -> Iterator[DerivedLine]:
        form = self.matrix or self.scalar
        for entry in form.of("forward", "loss") if form else ():
            yield self._line(entry, entry.expression)

    def _algorithm(self) -> Iterator[DerivedLine]:
        """Backpropagation in words, with the formulas of this problem."""
        form = self.matrix or self.scalar
        assert form
        yield _said("forward", lines=_equations(form.of("forward", "loss")))
        if not self.problem.is_chain:
            yield _said("start", name=self.problem.graph.output if self.problem.graph else "L")
            for entry in form.of("backward", "gradient"):
                yield _said("reader", name=entry.name, formula=entry.expression)
            if form.of("update"):
                yield _said("update", lines=_equations(form.of("update")))
            return
        first = True
        for entry in form.accumulated():
            key = "gradient" if entry.phase == "gradient" else "top" if first else "pass"
            yield _said(key, name=entry.name, formula=entry.expression, layer=entry.layer or 0)
            first = False
        if form.of("update"):
            yield _said("update", lines=_equations(form.of("update")))

    def _cost(self) -> Iterator[DerivedLine]:
        """Multiplications so far, down to each weight: with every gradient expanded on its own, and with reuse."""
        if self.problem.graph and self.problem.by_paths:
            yield from _graph_cost(self.problem.graph, self._programs)
        form = self.scalar
        if form is None or self.problem.by_paths:
            return
        seen: dict[Node, int] = {}
        full = {entry.name: multiplications(entry.expression, seen) for entry in form.full()}
        last = {entry.of: entry for entry in form.of("gradient")}
        written, reused = 0, 0
        for entry in form.of("backward", "gradient"):
            reused += multiplications(entry.expression)
            written += full.get(entry.name, 0)
            if entry.phase == "gradient" and entry is last[entry.of]:
                yield DerivedLine(entry.of, "gradient", layer=entry.layer, cost=(written, reused))

    def _line(self, entry: DerivedEntry, formula: Node, full: Node | None = None) -> DerivedLine:
        is_short = full is not None and full is not formula and size(full, self._sizes) <= MAX_WRITTEN
        short = full if is_short else None
        if self.shapes:
            formula, short = with_shapes(formula), short and with_shapes(short)
        return DerivedLine(entry.name, entry.phase, formula, short, self.values.get(entry.name), layer=entry.layer)


def _said(key: str, **values: Any) -> DerivedLine:
    return DerivedLine(words=Message(f"board.algorithm.{key}", values), name=str(values.get("name", "")))


def _graph_cost(graph: Graph, programs: Programs) -> Iterator[DerivedLine]:
    """Multiplications of local derivatives: going back, going forward, and along each path."""
    lines = list(programs.program(0))
    for key, phase in (("reverse", "backward"), ("forward", "total")):
        count = sum(multiplications(line.expression) for line in lines if line.phase == phase)
        yield DerivedLine(words=Message(f"board.cost.{key}"), cost=(count,))
    count = sum(path_products(graph, x) for x in graph.wrt)
    yield DerivedLine(words=Message("board.cost.paths"), cost=(count,))


def _equations(entries: list[DerivedEntry]) -> tuple[Message, ...]:
    return tuple(
        Message(
            "board.step_to" if is_updated(entry.of) else "board.equation",
            {"name": before_update(entry.name), "formula": entry.expression},
        )
        for entry in entries
    )
