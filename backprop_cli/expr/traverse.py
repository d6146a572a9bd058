"""Ways through an expression: in the order in which it is written, from the operands up, and with parts replaced.

A repeated part is one object, so that an expression is a graph; as a tree it may be too large to walk. Everything here
but `parts` comes to each object once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from ..typed import TypeVar
from .node import Node, elementwise, intern, matmul, symbol, transpose
from .operations import OPERATIONS

Result = TypeVar("Result")


def walk(node: Node) -> Iterator[Node]:
    """Every part once, in the order in which it is written; the whole first."""
    seen: set[Node] = set()
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if part not in seen:
            seen.add(part)
            yield part
            waiting += reversed(part.args)


def upwards(node: Node, known: Mapping[Node, object] | None = None) -> list[Node]:
    """Every part once, operands before what uses them; without the known ones and what only they use."""
    found: dict[Node, None] = {}
    waiting = [(node, False)]
    while waiting:
        part, ready = waiting.pop()
        if part in found or (known and part in known):
            continue
        if ready:
            found[part] = None
        else:
            waiting.append((part, True))
            waiting += [(arg, False) for arg in part.args]
    return list(found)


def fold(
    node: Node, function: Callable[[Node, tuple[Result, ...]], Result], seen: dict[Node, Result] | None = None
) -> Result:
    """The result for the whole, of a function that takes a part and the results for its operands.

    seen: results that are known already; those of all parts are put there.
    """
    results: dict[Node, Result] = {} if seen is None else seen
    for part in upwards(node, seen):
        if part not in results:
            results[part] = function(part, tuple(results[arg] for arg in part.args))
    return results[node]


def symbols(node: Node) -> dict[str, Node]:
    """The symbols in an expression by name, in the order in which they are written."""
    found: dict[str, Node] = {}
    for part in walk(node):
        if part.op == "symbol":
            found.setdefault(part.data, part)
    return found


@lru_cache(4096)
def reads(node: Node) -> tuple[str, ...]:
    """The names in an expression, in the order in which they are written."""
    return tuple(symbols(node))


def size(node: Node, seen: dict[Node, int] | None = None) -> int:
    """How many names, numbers and operations the written expression has, a repeated part as often as it is written.

    seen: sizes that are known already; those of all parts are put there.
    """
    return fold(node, lambda part, counts: 1 + sum(counts), seen)


def is_longer(node: Node, limit: int) -> bool:
    """Whether the written expression has more than so many names, numbers and operations; looks at no more of them."""
    waiting, count = [node], 0
    while waiting and count <= limit:
        count += 1
        waiting += waiting.pop().args
    return count > limit


def replaced(node: Node, args: tuple[Node, ...]) -> Node:
    """The same operation on other operands, simplified as if it were made anew.

    Raises ShapeError where operands of other shapes do not fit.
    """
    if node.op == "transpose":
        return transpose(args[0])
    if node.op == "matmul" and any(new.shape != old.shape for new, old in zip(args, node.args)):
        return matmul(*args)
    if node.op in OPERATIONS and node.op != "call":
        return elementwise(node.op, *args)
    return intern(node.op, args, node.data, node.shape)


def substitute(node: Node, definitions: Mapping[str, Node]) -> Node:
    """The expression with names replaced by what they stand for; what is put in stays as it is."""
    return transform(node, lambda part: definitions.get(part.data, part) if part.op == "symbol" else part)


def expand(node: Node, definitions: Mapping[str, Node], seen: dict[Node, Node] | None = None) -> Node:
    """The expression with names replaced by what they stand for, and the names in that too, as deep as it goes."""
    found: dict[Node, Node] = {} if seen is None else seen

    def made(part: Node) -> Node:
        inside = part.op == "symbol" and definitions.get(part.data)
        return expand(inside, definitions, found) if inside else part

    return transform(node, made, found)


def renamed(node: Node, names: Mapping[str, str]) -> Node:
    """The expression with some of its symbols under other names."""
    new = {old: symbol(names[old], part.shape) for old, part in symbols(node).items() if old in names}
    return substitute(node, new) if new else node


def transform(node: Node, function: Callable[[Node], Node], seen: dict[Node, Node] | None = None) -> Node:
    """The expression with the function applied to every name, number and literal in it, and put together anew."""
    return fold(node, lambda part, args: replaced(part, args) if part.args else function(part), seen)


def parts(node: Node) -> Iterator[tuple[Node, Callable[[Node], Node]]]:
    """Every part with a function that puts another in its place, the whole first.

    A part that is written twice comes twice, as each place may get another: for expressions of a line's length only.
    """
    yield node, lambda new: new
    for index, arg in enumerate(node.args):
        for part, put in parts(arg):
            yield part, _inside(node, index, put)


def _inside(node: Node, index: int, put: Callable[[Node], Node]) -> Callable[[Node], Node]:
    return lambda new: replaced(node, (*node.args[:index], put(new), *node.args[index + 1 :]))
