"""What drawings are made of: vertices, edges, and the numbers of the step that is drawn."""

from __future__ import annotations

from fractions import Fraction

from ..errors import Message
from ..evaluate.evaluate import elements
from ..expr.names import derivative
from ..expr.node import Node
from ..records import NamedTuple
from ..solution.trace import Row
from ..typed import Any


class Vertex(NamedTuple):
    """A value in the graph.

    role: input, target, parameter, constant (a frozen parameter), value, output, loss, or one (the 1 of a bias).
    formula: how it is computed; None where it is given. value: its number, as far as it is known. gradient: the
    derivative of the output by it. shape: that of a matrix. function: the sign of what a neuron makes of its sum, σ.
    lines: the names of the lines that give the value and the gradient. skipped: how many neurons before it are left
    out.
    """

    name: str
    role: str
    formula: Node | None = None
    value: Any = None
    gradient: Any = None
    layer: int | None = None
    shape: tuple[Any, ...] = ()
    function: str = ""
    lines: tuple[str, str] = ("", "")
    skipped: int = 0


class Edge(NamedTuple):
    """From a value to one that reads it.

    local: the derivative of the reader by that value, where it is known. weight: of a drawn network, the name of the
    number that the value is multiplied by (or that is added, from a 1), with its value before and after the step;
    line: the one that gives the latter; named: whether the author gave it a name of its own.
    """

    source: str
    target: str
    local: Node | None = None
    weight: str = ""
    before: Any = None
    after: Any = None
    line: str = ""
    named: bool = False


class DrawnNumbers(NamedTuple):
    """The numbers of the step that is drawn: its rows by the names of their lines; output: what is differentiated."""

    rows: dict[str, Row]
    output: str
    remarks: tuple[Message, ...] = ()

    def gradient_name(self, name: str) -> str:
        """The name of the output's derivative by a value."""
        return derivative(self.output, name)

    def given(self, name: str) -> Any:
        """The value of a name before the step; None where it has no number, or where there is no step."""
        row = next(iter(self.rows.values()), None)
        if row is None or name not in row.values:
            return None
        exact = row.exact_of(name)
        return exact if exact is not None else row.values[name]

    def of_line(self, name: str) -> Any:
        """The number of a line: fractions where it is all fractions, else floats; None where it has none."""
        row = self.rows.get(name)
        if row is None or row.value is None:
            return None
        fractions = row.exact is not None and all(isinstance(item, Fraction) for item in elements(row.exact))
        return row.exact if fractions else row.value

    def entry(self, name: str, place: tuple[int, ...]) -> Any:
        """An entry of a line's value, or of what is given; of several observations that of the first one."""
        row = self.rows.get(name)
        formula = row is not None and row.value is None and row.composed
        value = self.given(name) if row is None else row.exact if formula else self.of_line(name)
        for index in place:
            value = value[index - 1] if isinstance(value, tuple) else value
        return elements(value)[0] if isinstance(value, tuple) else value
