"""Where a value stands in a document, by a path or by its name on the screen: train.lr, network[1], W1[1,2], w5."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from ..expr.names import parse
from ..expr.read.parser import names_in
from ..expr.read.tokens import FormulaError
from ..expr.write.style import canonical_name
from ..records import NamedTuple
from ..rules import find
from .layer_trees import kind_of_layer, layer_trees, options_tree
from .names import symbol_name
from .parameter_keys import key_of
from .parameters import parameter_tree
from .yaml_tree import Mapping, Scalar, Tree, inside

OWN_NAMES = ("names", "points")


class ParameterPlace(NamedTuple):
    """A parameter of a network as a file has it: its name on the screen, its layer (from 1) and path, and its edge."""

    name: str
    layer: int
    path: tuple[str, ...]
    edge: str

    @property
    def keys(self) -> list[str]:
        """Its path in the document."""
        rules = find("layers", self.path[-1])
        return [*self.path, key_of(rules, self.edge) if rules else self.edge]


def is_like_a_parameter(key: str) -> bool:
    """Whether a key looks like the name of a parameter: a letter with a number, W7."""
    return bool(re.fullmatch(r"[^\W\d_]\d+", key))


def parameters_in(document: Tree) -> Iterator[ParameterPlace]:
    """The parameters that a document's layers have, before anything else of it is read."""
    number = 0
    for index, layer in enumerate(layer_trees(document), 1):
        rules = find("layers", kind_of_layer(layer.tree))
        if rules is None:
            continue
        number += bool(rules.parameters)
        for edge in rules.parameters:
            options = options_tree(layer.tree)
            given = options.get(key_of(rules, edge)) if isinstance(options, Mapping) else None
            is_named = isinstance(given, Scalar) and symbol_name(given.text)
            name = given.text if isinstance(given, Scalar) and is_named else f"{edge}{number}"
            yield ParameterPlace(name, index, (*layer.path, rules.kind), edge)


def keys_of_path(document: Tree, path: str) -> tuple[list[str], ParameterPlace | None]:
    """The keys and places that lead to a value, and the parameter that the path names as a whole, if it does.

    The path: keys with dots, a place in a list after a dot or in brackets (data.2.x, network[1].linear.bias[1]), or the
    name of a parameter, of one of its entries (W1, W1[1,2], w¹₁₂, the problem's own name) or of a number of a graph.
    """
    path = _canonical(document, path)
    found = parse(canonical_name(path))
    for parameter in parameters_in(document):
        if found.what == parameter.name and not (found.by or found.new):
            given = parameter_tree(document, parameter.layer, parameter.edge)
            shared = ["shared"] if isinstance(given, Mapping) else []
            keys = [*parameter.keys, *(map(str, found.entry) if found.entry else shared)]
            return keys, None if found.entry else parameter
    names = set(_free_names(document))
    if path in names:
        return ["at", path], None
    if found.entry and found.what in names and not (found.by or found.new):
        return ["at", found.what, *map(str, found.entry)], None
    first, *rest = path.split(".")
    parts = [first, *rest] if first in OWN_NAMES else [key for part in (first, *rest) for key in _places(part)]
    return parts, None


def _places(part: str) -> list[str]:
    """A key with the places in brackets behind it: bias[1], data[2], weights[1,2]."""
    found = re.fullmatch(r"([^\[\]]+)((?:\[\s*\d+(?:\s*,\s*\d+)*\s*\])+)", part)
    return [found[1], *re.findall(r"\d+", found[2])] if found else [part]


def _free_names(document: Tree) -> Iterator[str]:
    """The names in the formulas of a scalar graph that stand for numbers."""
    nodes = document.get("nodes") if isinstance(document, Mapping) else None
    own = [name.text for name, _ in nodes.pairs] if isinstance(nodes, Mapping) else []
    formulas = [value for _, value in nodes.pairs] if isinstance(nodes, Mapping) else [inside(document, "expression")]
    for formula in formulas:
        if isinstance(formula, Scalar):
            with suppress(FormulaError):
                yield from (name for name in names_in(formula.text) if name not in own)


def _canonical(document: Tree, path: str) -> str:
    """The canonical name of what the problem prints under a name of its own; any other path as it is."""
    names = document.get("names") if isinstance(document, Mapping) else None
    for name, said in names.pairs if isinstance(names, Mapping) else ():
        if isinstance(said, Scalar) and said.text == path:
            return name.text
    return path
