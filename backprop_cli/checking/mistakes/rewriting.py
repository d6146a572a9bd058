"""Where a misconception is looked for: one line, what stands before it, and the edges that a rewriting may read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ...errors import ShapeError
from ...expr.node import Node
from ...problem.model import Problem
from ...program.line import Assignment
from ...rules import edges_of, find

FIRST, BEFORE, OTHER = "first", "before", "other"
COMMON, USUAL, RARE = 1, 2, 3
Rewriting = Callable[..., Any]


class Misconception(NamedTuple):
    """A misconception: its name, the phases of the lines in which it is made, and the rewriting of such a line.

    The rewriting's parameters are edges of the line by their names (x, out, d, W, b, w, lr, n …), or `right` (the
    line's expression), `wired` (its rule again, with other edges) and `setting`; it gives an expression, several, or
    None. of: of what the line is the value (x, W, b, out, total, P); kinds: of which layers, losses or optimisers;
    none is any. rank: how common it is.
    """

    name: str
    phases: tuple[str, ...]
    rule: Rewriting
    of: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    rank: int = USUAL


class RewriteContext(NamedTuple):
    """A line with what stands before it.

    given: the shapes of everything that has a value before the line, by name, in order. extra: values of other places
    of the work, under names with a colon: W1:first, y:other2.
    """

    problem: Problem
    line: Assignment
    given: dict[str, Any]
    extra: tuple[str, ...] = ()

    def again(self, **edges: Any) -> Node:
        """The line's own rule with some other edges."""
        origin = self.line.origin
        assert origin is not None
        return origin.rule(*({**origin.arguments, **edges}[name] for name in edges_of(origin.rule)))

    def alike(self, name: str) -> list[str]:
        """The other names with a value of the same shape, the nearest first."""
        return [
            other for other, shape in reversed(self.given.items()) if other != name and shape == self.given.get(name)
        ]

    def rule_of(self, family: str, kind: str, of: str) -> Any:
        """A rule of another kind; None where it has none."""
        rules = find(family, kind)
        return rules and (rules.out if of == "out" else rules.derivatives.get(of))


def rewritings(mistake: Misconception, setting: RewriteContext) -> Iterator[Node]:
    """What the line becomes by a misconception; nothing where it does not apply."""
    line, origin = setting.line, setting.line.origin
    if line.phase not in mistake.phases or (mistake.kinds and line.kind not in mistake.kinds):
        return
    if mistake.of and (origin is None or origin.output not in mistake.of):
        return
    edges: dict[str, Any] = {**(origin.arguments if origin else {}), "right": line.expression, "setting": setting}
    edges["wired"] = setting.again
    names = edges_of(mistake.rule)
    if not all(name in edges for name in names):
        return
    try:
        found = mistake.rule(*(edges[name] for name in names))
        for node in [found] if isinstance(found, Node) else found or ():
            fitted = fit(node, line.expression)
            if fitted is not None and fitted is not line.expression:
                yield fitted
    except (ShapeError, ArithmeticError, AttributeError, IndexError):
        return


def fit(node: Node, right: Node) -> Node | None:
    """A rewriting in the shape of the line, summed over observations where the line is; None if it differs."""
    while len(node.shape) > len(right.shape):
        node = node.sum(0)
    if node.shape == right.shape:
        return node
    return None if node.shape else node + right * 0
