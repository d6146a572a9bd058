"""A scalar graph: one formula, or named nodes, with numbers for some of its free names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from ..errors import Message
from ..expr.node import Node, intern, symbol
from ..expr.read.confusables import latin, look_alike
from ..expr.read.parser import names_in, parse_formula
from ..expr.read.tokens import FormulaError
from ..expr.traverse import symbols
from .fields import comma_in_braces, did_you_mean, element, is_name, kind_of, list_of, mark_of_character, name
from .model import Element, Graph
from .reader import Reader
from .yaml_tree import Mapping, Scalar, Tree, inside

OUTPUT = "f"


def formula(reader: Reader, tree: Tree) -> Node | None:
    """A formula of names and numbers."""
    if not isinstance(tree, Scalar) or not tree.text.strip():
        reader.fault("fault.expected_formula", tree, Message("hint.formula"), found=kind_of(tree))
        return None
    try:
        return parse_formula(tree.text)
    except FormulaError as error:
        reader.fault(error.message.key, mark_of_character(tree, error.column), error.hint, **error.message.values)
        return None


def nodes(reader: Reader, tree: Tree) -> dict[str, Node] | None:
    """Formulas by the names of their nodes, in the order of the file."""
    if not isinstance(tree, Mapping) or not tree.pairs:
        reader.fault("fault.expected_mapping", tree, Message("hint.nodes"), what="nodes", found=kind_of(tree))
        return None
    read = {}
    for key, value in tree.pairs:
        if not is_name(key.text):
            reader.fault("fault.bad_node_name", key, Message("hint.nodes"), found=key.text)
        read[key.text] = formula(reader, value)
    return {key: node for key, node in read.items() if node is not None} if None not in read.values() else None


def numbers_by_name(reader: Reader, tree: Tree) -> dict[str, Any] | None:
    """Numbers by name."""
    if not isinstance(tree, Mapping):
        reader.fault("fault.expected_mapping", tree, Message("hint.at"), what="at", found=kind_of(tree))
        return None
    read: dict[str, Element | None] = {}
    for (key, value), before in zip(tree.pairs, (None, *(value for _, value in tree.pairs))):
        if not comma_in_braces(reader, key, value, before):
            read[key.text] = element(reader, value)
    return {key: value for key, value in read.items() if value is not None}


names = list_of(name, "hint.wrt")


def graph(reader: Reader, values: dict[str, Any], document: Tree) -> Graph | None:
    """The scalar graph of a document's values; None after a fault."""
    before = len(reader.faults)
    if "nodes" in values:
        found: dict[str, Node] = values["nodes"]
        _check_order(reader, found, inside(document, "nodes"))
    else:
        found = dict(_named(values["expression"]))
    place = inside(document, "nodes" if "nodes" in values else "expression")
    known = [free for text in _formulas(place) for free in names_in(text) if free not in found]
    inputs = tuple(dict.fromkeys(known))
    _check_look_alikes(reader, (*inputs, *found), place)
    if not inputs:
        reader.fault("fault.no_free_name", place, Message("hint.formula"))
    for key in ("at", "wrt"):
        for at, said in enumerate(values.get(key, ()), 1):
            if said not in inputs:
                where = inside(document, key, at if key == "wrt" else said)
                reader.fault("fault.not_free", where, partial(did_you_mean, said, inputs), found=said)
    if len(reader.faults) > before:
        return None
    return Graph(found, inputs, values.get("at", {}), tuple(dict.fromkeys(values.get("wrt", inputs))))


def _formulas(place: Tree) -> list[str]:
    """The texts of a graph's formulas: of its nodes in order, or of its expression."""
    trees = [value for _, value in place.pairs] if isinstance(place, Mapping) else [place]
    return [tree.text for tree in trees if isinstance(tree, Scalar)]


def _check_look_alikes(reader: Reader, found: tuple[str, ...], place: Tree) -> None:
    """A fault for two names that a reader cannot tell apart: х (Cyrillic) beside x."""
    seen: dict[str, str] = {}
    for said in found:
        first = seen.setdefault(latin(said), said)
        if first != said:
            a, b = next((a, b) for a, b in zip(first, said) if a != b)
            codes = {"first_code": f"U+{ord(a):04X}", "second_code": f"U+{ord(b):04X}"}
            hint = look_alike(said) or look_alike(first)
            reader.fault("fault.look_alike_names", place, hint, first=first, second=said, **codes)


def _check_order(reader: Reader, found: dict[str, Node], place: Tree) -> None:
    """Notes a fault for every node that reads a later one, or itself."""
    order = {called: index for index, called in enumerate(found)}
    for called, node in found.items():
        for used in symbols(node):
            if order.get(used, -1) >= order[called]:
                values = {"name": called, "used": used}
                reader.fault("fault.used_before", inside(place, called), Message("hint.nodes"), **values)


def _named(whole: Node) -> Iterator[tuple[str, Node]]:
    """A formula as nodes of one operation each: v1, v2 …, the last one f.

    In the order in which a person works: first the operations on names and numbers, then those on their results, each
    time from left to right. A minus is no node of its own: it stays with what it stands before.
    """
    levels: dict[Node, int] = {}
    _level(whole, levels)
    order = sorted((node for node in levels if _is_step(node)), key=levels.__getitem__)
    if whole not in order:
        order.append(whole)
    called: dict[Node, str] = {}
    free = set(symbols(whole))
    unused = (f"v{number}" for number in range(1, 10**9) if f"v{number}" not in free)
    for node in order:
        called[node] = next(unused) if node is not whole else _output(free)
        yield called[node], _with_names(node, called, node)


def _output(free: set[str]) -> str:
    name = OUTPUT
    while name in free:
        name += "′"
    return name


def _is_step(node: Node) -> bool:
    return bool(node.args) and node.op != "neg"


def _level(node: Node, levels: dict[Node, int]) -> int:
    """One more than the highest level below a node, names and numbers being 0; noted for every part, left to right."""
    if node not in levels:
        below = [_level(arg, levels) for arg in node.args]
        levels[node] = max(below, default=0) + _is_step(node)
    return levels[node]


def _with_names(node: Node, called: dict[Node, str], whole: Node) -> Node:
    if node is not whole and node in called:
        return symbol(called[node])
    if not node.args:
        return node
    args = tuple(_with_names(arg, called, whole) for arg in node.args)
    return intern(node.op, args, node.data, node.shape)
