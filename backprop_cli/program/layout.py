"""The layout in which a problem is written: a row for each input of a weight matrix or for each output, a row for each
observation or a column.

The rules of layers and losses know one layout: X·W + b, rows of observations. A line in another one is its transpose,
in which every name stands for its value in that layout: W·X + b. Nothing is worked out in another way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..evaluate.evaluate import short_names
from ..expr.axes import is_stack
from ..expr.names import entry_of, parse, plain_name
from ..expr.node import Node, by_columns, call, column_sum, matmul, ones, outer, row_sum, symbol, total, transpose
from ..expr.operations import OPERATIONS
from ..expr.traverse import replaced, walk
from ..problem.data_trees import is_by_columns
from ..problem.model import Problem
from ..records import NamedTuple
from ..typed import Any
from .line import Assignment
from .network import layer_stages, network_parameters, rules_of

OUTPUTS_BY_INPUTS = "outputs_by_inputs"
_KEYS = ("weights", "observations")


class ProblemLayout(NamedTuple):
    """How the values of a problem are laid out.

    by_outputs: whether weights have a row for each output. by_columns: whether a batch has a column for each
    observation, and a bias is a column. weights, biases: the names of the parameters that are matrices and vectors.
    standing: those of values on the axes of one observation, which are as they are in every layout.
    """

    by_outputs: bool = False
    by_columns: bool = False
    weights: tuple[str, ...] = ()
    biases: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()

    @property
    def is_usual(self) -> bool:
        """Whether it is the layout of the rules, in which no line is written otherwise."""
        return not (self.by_outputs or self.by_columns)

    def is_turned(self, name: str) -> bool:
        """Whether a value of that name, if it is a matrix or a bias, is the transpose of what the rules make it."""
        if self.is_usual:
            return False
        parts = parse(plain_name(name))
        if parts.by and parts.what != "L":
            return False  # a Jacobian has a row for each output in every layout
        if _is_of(parts.by or parts.what, self.standing):
            return False
        return self.by_outputs if _is_of(parts.by or parts.what, self.weights) else self.by_columns

    def _is_column(self, name: str) -> bool:
        parts = parse(plain_name(name))
        return self.by_columns and _is_of(parts.by or parts.what, self.biases)

    def line(self, line: Assignment) -> Assignment:
        """A line as it is written in this layout; the expression of its rule is kept beside it."""
        if self.is_usual or line.upright is not None:
            return line
        terms = tuple(term._replace(line=self.line(term.line)) for term in line.terms)
        written = self.written(line.name, line.expression)
        return line._replace(expression=written, upright=line.expression, terms=terms)

    def written(self, name: str, node: Node) -> Node:
        """An expression of the rules for a value of that name, as it is written in this layout."""
        writer = _Writer(self)
        is_matrix = len(node.shape) == 2 and self.is_turned(name)
        return (
            writer.turned(node)
            if is_matrix or (len(node.shape) == 1 and self._is_column(name))
            else writer.upright(node)
        )

    def values(self, values: Mapping[str, Any], back: bool = False) -> dict[str, Any]:
        """Values by name as they are laid out; back: as the rules have them."""
        return {name: self.value(name, value, back) for name, value in values.items()}

    def value(self, name: str, value: Any, back: bool = False) -> Any:
        """One value as it is laid out; back: as the rules have it. What has no number, a symbol, gets its shape."""
        if self.is_usual:
            return value
        if isinstance(value, Node):
            return symbol(value.data, self.shape(name, value.shape)) if value.shape else value
        if not isinstance(value, tuple):
            return value
        if self._is_column(name):
            return tuple(row[0] for row in value) if back else tuple((item,) for item in value)
        is_matrix = isinstance(value[0], tuple) and not is_stack(value)
        return tuple(zip(*value)) if is_matrix and self.is_turned(name) else value

    def short_names(self, name: str, value: Any) -> list[str]:
        """Names for every element: W1[1,2], and H1[2] where one observation, or a bias, is a column."""
        parts = parse(plain_name(name))
        is_column = self.by_columns and self.is_turned(name) and not _is_of(parts.by or parts.what, self.weights)
        return short_names(name, self.value(name, value, back=True) if is_column else value)

    def shape(self, name: str, shape: tuple[Any, ...], back: bool = False) -> tuple[Any, ...]:
        """The shape of a value as it is laid out; back: as the rules have it."""
        if self._is_column(name) and shape:
            return shape[:1] if back else (*shape, 1)
        return shape[::-1] if len(shape) == 2 and self.is_turned(name) else shape

    def address(self, address: str) -> str:
        """The address of an entry in the other layout: W1[2,1] for W1[1,2]."""
        parts = parse(address)
        if len(parts.entry) == 2 and self.is_turned(str(parts._replace(entry=()))):
            return entry_of(str(parts._replace(entry=())), *reversed(parts.entry))
        return address


def layout_of(problem: Problem) -> ProblemLayout:
    """The layout of a problem. Weights with a row for each output are written W·X + b, so that a batch has a column
    for each observation, unless its author wants rows, X·Wᵀ + b.
    """
    by_outputs = problem.conventions.get("weights") == OUTPUTS_BY_INPUTS
    by_columns = is_by_columns(problem.conventions)
    if not by_outputs and not by_columns:
        return ProblemLayout()
    ranks: dict[int, list[str]] = {1: [], 2: []}
    standing: list[str] = []
    for index, edge, name in network_parameters(problem):
        rules = rules_of("layers", problem.network[index - 1].kind)
        dimensions = rules.parameters[edge]
        (standing if dimensions == rules.axes else ranks.setdefault(len(dimensions), [])).append(name)
    if any(rules_of("layers", spec.kind).extras for spec in problem.network):
        for stage in layer_stages(problem, 1):
            inner = stage.forward[:-1]
            ranks[1] += [line.name for line in inner if len(line.expression.shape) == 1]
            if stage.rules.axes in stage.rules.parameters.values():
                standing += [line.name for line in inner]
    return ProblemLayout(by_outputs, by_columns, tuple(ranks[2]), tuple(ranks[1]), tuple(standing))


def in_usual_layout(problem: Problem) -> Problem:
    """A problem in the layout of the rules."""
    return laid_out_as(problem, problem._replace(conventions={}))


def laid_out_as(problem: Problem, other: Problem) -> Problem:
    """A problem in the layout of another one."""
    own = {key: value for key, value in problem.conventions.items() if key not in _KEYS}
    laid = {key: value for key, value in other.conventions.items() if key in _KEYS}
    return problem._replace(conventions={**own, **laid})


def _is_of(name: str, parameters: tuple[str, ...]) -> bool:
    """Whether a name is that of a parameter, or of what an optimiser remembers of one: v_W1."""
    return name in parameters or name.endswith(tuple(f"_{parameter}" for parameter in parameters))


class _Writer:
    """Writes expressions of the rules in a layout, as they are or transposed; each part once.

    Transposing goes down to the names: (A·B)ᵀ is Bᵀ·Aᵀ, and the transpose of a name whose value is turned is that name.
    """

    def __init__(self, layout: ProblemLayout) -> None:
        self.layout = layout
        self._upright: dict[Node, Node] = {}
        self._turned: dict[Node, Node] = {}

    def upright(self, node: Node) -> Node:
        """The expression with the shape that it has."""
        if node not in self._upright:
            self._upright[node] = self._as_it_is(node)
        return self._upright[node]

    def turned(self, node: Node) -> Node:
        """The transpose of the expression; of a vector, the column; of a number, itself."""
        if node not in self._turned:
            self._turned[node] = self._transposed(node) if node.shape else self.upright(node)
        return self._turned[node]

    def _as_it_is(self, node: Node) -> Node:
        if node.op == "symbol":
            laid = symbol(node.data, self.layout.shape(node.data, node.shape))
            if len(laid.shape) > len(node.shape):
                return total(laid, 1)  # a bias that is a column, as a vector
            return transpose(laid) if len(node.shape) == 2 and self.layout.is_turned(node.data) else laid
        if node.op == "transpose":
            return self.turned(node.args[0])
        if not node.args:
            return node
        plain = replaced(node, tuple(map(self.upright, node.args)))
        if node.op == "sum" and len(node.args[0].shape) == 2:
            return _simpler(plain, total(self.turned(node.args[0]), 1 - node.data))
        if node.op == "mul" and node.args[0].op == "eye" and node.args[1].shape[:1] == (1,):
            return _simpler(plain, node.args[0] * self.turned(node.args[1]))  # a diagonal is its own transpose
        return plain

    def _transposed(self, node: Node) -> Node:
        if node.op == "symbol":
            laid = symbol(node.data, self.layout.shape(node.data, node.shape))
            if len(laid.shape) == 2 and (len(node.shape) == 1 or self.layout.is_turned(node.data)):
                return laid
        if node.op == "transpose":
            return self.upright(node.args[0])
        if node.op == "matmul" and all(len(arg.shape) == 2 for arg in node.args):
            return matmul(self.turned(node.args[1]), self.turned(node.args[0]))
        if node.op == "call":
            return call(node.data, self.turned(node.args[0]))
        if node.op in OPERATIONS:
            return replaced(node, tuple(map(self.turned, node.args)))
        if node.op == "sum" and len(node.args[0].shape) == 2 and node.data == 0:
            return row_sum(self.turned(node.args[0]))
        if node.op in _ALONG and len(node.shape) == 2:
            return _ALONG[node.op](self.turned(node.args[0]), node.data)
        upright = self.upright(node)
        return transpose(upright) if len(node.shape) == 2 else outer(upright, ones((1,)))


# What goes along the rows goes down the columns of the transpose.
_ALONG: dict[str, Callable[[Node, Any], Node]] = {
    "row_sum": lambda node, _: column_sum(node),
    "by_rows": lambda node, op: by_columns(op, node),
}


def _simpler(first: Node, second: Node) -> Node:
    """Of two that have the same value, the one with fewer transposes; else the second."""
    return min((second, first), key=lambda node: sum(part.op == "transpose" for part in walk(node)))
