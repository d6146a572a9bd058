"""Misconceptions as rewritings of one line, and the context that a rewriting reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from types import MappingProxyType

from ...errors import ShapeError
from ...evaluate.evaluate import Value
from ...expr.names import unit_matrix, unit_matrix_parts
from ...expr.node import Node, elementwise, symbol
from ...problem.model import Problem
from ...program.layout import layout_of
from ...program.line import Assignment, gathered
from ...records import NamedTuple
from ...rules import Rules, edges_of, find, wire
from ...typed import Any

FIRST, BEFORE, OTHER = "first", "before", "other"
COMMON, USUAL, RARE = 1, 2, 3
Rewriting = Callable[..., Any]


class Misconception(NamedTuple):
    """A misconception: its name, the phases of the lines in which it is made, and how it rewrites such a line.

    rewriting: a function whose parameters are edges of the line by their names (x, out, d, W, b, w, lr, n …), or
    `right` (the line's expression), `rest` (what it adds to its rule) and `context`; it gives an expression, several,
    or None.
    outputs: which outputs of a rule it rewrites (out, total, P, or the edge whose gradient it is: x, W, b); empty: all.
    applies: for which layers, losses or optimisers, told by their traits; None: for all, and for scalar graphs.
    rank: how common it is.
    """

    name: str
    phases: tuple[str, ...]
    rewriting: Rewriting
    outputs: tuple[str, ...] = ()
    applies: Callable[[Rules], bool] | None = None
    rank: int = USUAL


class RewriteContext(NamedTuple):
    """A line and what a student who writes it has at hand.

    given: the shapes of everything that has a value before the line, by name, in order. elsewhere: the names of
    values of other places of the work, with a colon in them: W1:first, y:other2. updates: the lines of the
    step's updates by name, those that come later as well.
    """

    problem: Problem
    line: Assignment
    given: dict[str, Any]
    elsewhere: tuple[str, ...] = ()
    updates: Mapping[str, Assignment] = MappingProxyType({})

    @property
    def upright(self) -> RewriteContext:
        """The same with the line, and the shapes of values, as the rules have them, whatever the problem's layout."""
        line = self.line
        if line.upright is None:
            return self
        layout = layout_of(self.problem)
        given = {name: layout.shape(name, shape, back=True) for name, shape in self.given.items()}
        updates = {name: _upright(update) for name, update in self.updates.items()}
        return self._replace(line=_upright(line), given=given, updates=updates)

    def written(self, node: Node) -> Iterator[Node]:
        """What a line of the rules becomes, as it is written in the problem's layout; nothing if that does not fit."""
        with suppress(ShapeError):
            yield node if self.line.upright is None else layout_of(self.problem).written(self.line.name, node)

    @property
    def rules(self) -> Rules | None:
        """The rules of the line's own layer, loss or optimiser; None for a line of a scalar graph."""
        return rules_of(self.line)

    @property
    def edges(self) -> dict[str, Any]:
        """What the line's own rule may read, by name; empty for a line of a scalar graph."""
        return dict(self.line.origin.arguments) if self.line.origin else {}

    def rewired(self, **edges: Any) -> Node:
        """The line's own rule with some other edges."""
        assert self.line.origin is not None
        return wire(self.line.origin.rule, {**self.edges, **edges})

    def alike(self, name: str) -> list[str]:
        """The other names with a value of the same shape, the nearest first."""
        return [
            other for other, shape in reversed(self.given.items()) if other != name and shape == self.given.get(name)
        ]


def _upright(line: Assignment) -> Assignment:
    """A line as the rules have it."""
    if line.upright is None:
        return line
    terms = tuple(term._replace(line=_upright(term.line)) for term in line.terms)
    return line._replace(expression=line.upright, upright=None, terms=terms)


def rules_of(line: Assignment) -> Rules | None:
    """The rules of the layer, loss or optimiser that a line belongs to; None for a line of a scalar graph."""
    family = "optimisers" if line.phase == "update" else "losses" if line.layer is None else "layers"
    return find(family, line.kind)


def rewritings(mistake: Misconception, context: RewriteContext) -> Iterator[Node]:
    """What the line becomes by a misconception, in the problem's layout; nothing where it does not apply."""
    for node in rewritten(mistake, context.upright):
        yield from context.written(node)


def already_wrong(line: Assignment, node: Node) -> Assignment:
    """A line of the rules once a mistake has made this node of it, for a second one, which takes it as it stands.

    What stands beside the rule's part, or before it, is still told apart where the first mistake left it there.
    """
    whole, origin = line.expression, line.origin
    if origin and origin.rest is not None and not (node.op == whole.op and node.args[1:] == whole.args[1:]):
        origin = origin._replace(rest=None)
    if origin and origin.share is not None:
        kept = node.op == "mul" and node.args[0] is origin.share
        origin = origin._replace(share=origin.share if kept else None, own=node.args[1] if kept else None)
    return line._replace(expression=node, origin=origin, terms=())


def rewritten(mistake: Misconception, context: RewriteContext) -> Iterator[Node]:
    """What a line of the rules becomes by a misconception; nothing where it does not apply."""
    line, edges_read = context.line, edges_of(mistake.rewriting)
    if line.phase not in mistake.phases:
        return
    if line.origin and line.origin.rest is not None and "rest" not in edges_read:
        # Whoever errs in the rule's part adds the rest as it should be; the line as a whole can be wrong as well.
        own = line._replace(expression=line.expression.args[0], origin=line.origin._replace(rest=None))
        rest = line.origin.rest
        yield from (node + rest for node in rewritten(mistake, context._replace(line=own)))
        if "right" not in edges_read:
            return
    if line.origin and line.origin.rest is None and line.origin.share is not None and line.origin.own is not None:
        own = line._replace(expression=line.origin.own, origin=line.origin._replace(share=None, own=None))
        share = line.origin.share
        yield from (share * node for node in rewritten(mistake, context._replace(line=own)))
        if "right" not in edges_read:
            return
    yield from _in_terms(mistake, context)
    for node in _made(mistake, context):
        fitted = fit(node, line.expression)
        if fitted is not None and fitted is not line.expression:
            yield fitted


def of_other_shape(mistake: Misconception, context: RewriteContext) -> Iterator[Node]:
    """What the whole line becomes by a misconception that gives it another shape, in the problem's layout."""
    upright = context.upright
    for node in _made(mistake, upright) if upright.line.phase in mistake.phases else ():
        if node.shape != upright.line.expression.shape:
            yield from context.written(node)


def _made(mistake: Misconception, context: RewriteContext) -> Iterator[Node]:
    """What a misconception makes of the line as a whole, whatever its shape."""
    line, edges_read = context.line, edges_of(mistake.rewriting)
    if mistake.outputs and (line.origin is None or line.origin.output not in mistake.outputs):
        return
    if mistake.applies and not (context.rules and mistake.applies(context.rules)):
        return
    added = {"rest": line.origin.rest} if line.origin and line.origin.rest is not None else {}
    edges = {**context.edges, **added, "right": line.expression, "context": context}
    if not all(name in edges for name in edges_read):
        return
    try:
        found: Any = wire(mistake.rewriting, edges)
        yield from [found] if isinstance(found, Node) else found or ()
    except ShapeError:
        return  # matrices that do not fit: nobody can have worked that out; any other error is a fault of the rewriting


def _in_terms(mistake: Misconception, context: RewriteContext) -> Iterator[Node]:
    """The sum of what readers send, with the mistake made in what one of them sends, each in turn."""
    terms = context.line.terms
    for index, term in enumerate(terms):
        for node in rewritten(mistake, context._replace(line=term.line)):
            wrong = term._replace(line=term.line._replace(expression=node))
            yield gathered((*terms[:index], wrong, *terms[index + 1 :])).expression


def fit(node: Node, right: Node) -> Node | None:
    """A rewriting in the shape of the line, summed over observations where the line is; None if it differs."""
    while len(node.shape) > len(right.shape):
        node = node.sum(0)
    if node.shape == right.shape:
        return node
    return None if node.shape else node + right * 0


def terms_left_out(part: Node) -> Iterator[Node]:
    """A sum without one of its terms, each in turn."""
    for index in range(len(part.args)):
        rest = [*part.args[:index], *part.args[index + 1 :]]
        yield elementwise("add", *rest) if len(rest) > 1 else rest[0]


def without(left_out: int, count: int) -> Node:
    """The unit matrix with one 1 left out, by its name: `kept` says which."""
    return symbol(unit_matrix(left_out, count), (count, count))


@lru_cache(256)
def kept(name: str) -> Value:
    """The unit matrix with one 1 left out, by its name. Raises KeyError where that is another name."""
    parts = unit_matrix_parts(name)
    if parts is None:
        raise KeyError(name)
    left_out, size = parts
    return tuple(tuple(float(i == j != left_out) for j in range(size)) for i in range(size))
