"""The layers of a network as its file has them, one after the other: `residual` and `branches` are spelled out."""

from __future__ import annotations

from ..records import NamedTuple
from .yaml_tree import Mapping, Scalar, Sequence, Tree

RESIDUAL, BRANCHES = "residual", "branches"


class LayerTree(NamedTuple):
    """A layer in a file. path: the keys that lead to it. tree: its node, of a joining layer that of the whole spelling.

    reads: the places of the values that it reads where it does not say so: 0 is the data, k the output of layer k.
    spelling: "residual" or "branches" of the layer at their end, which joins what they put out; else "".
    """

    path: tuple[str, ...]
    tree: Tree
    reads: tuple[int, ...]
    spelling: str = ""


def layer_trees(document: Tree) -> list[LayerTree]:
    """The layers of a document, before anything else of it is read."""
    return trees_of_list(document.get("network") if isinstance(document, Mapping) else None)


def trees_of_list(layers: Tree | None) -> list[LayerTree]:
    """The layers of a list, in the order in which they are worked out."""
    found: list[LayerTree] = []
    _add(found, ("network",), layers, 0)
    return found


def _add(found: list[LayerTree], path: tuple[str, ...], layers: Tree | None, last: int) -> int:
    """Adds a list of layers, of which the first reads the value at the place `last`; gives the place of its output."""
    for number, tree in enumerate(layers.items if isinstance(layers, Sequence) else (), 1):
        here, (kind, options) = (*path, str(number)), spelled(tree)
        reads: tuple[int, ...] = (last,)
        if kind == RESIDUAL:
            reads = (_add(found, (*here, kind), options, last), last)
        elif kind == BRANCHES:
            ways = options.get("of") if isinstance(options, Mapping) else None
            ends = enumerate(ways.items if isinstance(ways, Sequence) else (), 1)
            reads = tuple(_add(found, (*here, kind, "of", str(way)), inner, last) for way, inner in ends)
        found.append(LayerTree(here, tree, reads, kind))
        last = len(found)
    return last


def spelled(tree: Tree) -> tuple[str, Tree | None]:
    """Which spelling of several layers a node is, "" for a plain layer, and what stands under it."""
    if isinstance(tree, Mapping) and len(tree.pairs) == 1 and tree.pairs[0][0].text in (RESIDUAL, BRANCHES):
        return tree.pairs[0][0].text, tree.pairs[0][1]
    return "", None


def options_tree(tree: Tree) -> Tree:
    """The node of a layer's options; that of the layer where it has none."""
    return tree.pairs[0][1] if isinstance(tree, Mapping) and tree.pairs else tree


def kind_of_layer(tree: Tree) -> str:
    """The word that stands for a layer's kind; "" where there is none."""
    if isinstance(tree, Mapping) and tree.pairs:
        return tree.pairs[0][0].text
    return tree.text if isinstance(tree, Scalar) else ""
