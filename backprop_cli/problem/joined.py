"""Reads `residual` and `branches`: spellings of layers whose outputs a layer at their end joins."""

from __future__ import annotations

from ..errors import Message
from ..rules import find, kinds
from ..typed import Any
from .fields import keys_of, kind_of, one_of
from .layer_trees import BRANCHES, RESIDUAL, LayerTree, options_tree
from .model import LayerSpec
from .reader import Reader
from .schema import Field, Schema, SchemaBuilder, accepts, several
from .yaml_tree import Sequence, Tree

# What a residual unit does with its input.
_RESIDUAL_JOIN = "add"
_LAYERS: Schema = {"type": "array", "items": {"$ref": "#/$defs/layer"}}


def _joins() -> list[str]:
    return [kind for kind in kinds("layers") if (rules := find("layers", kind)) and rules.several]


@accepts(lambda of: {"enum": _joins()})
def _join(reader: Reader, tree: Tree) -> str | None:
    """The kind of a layer that reads several values."""
    # No `one_of`, which would load every kind of layer with this module.
    found: str | None = one_of(_joins())(reader, tree)
    return found


@accepts(lambda of: {**several(_LAYERS), "minItems": 2})
def _ways(reader: Reader, tree: Tree) -> Tree | None:
    """At least two lists of layers; an empty one hands on what it reads."""
    ways = tree.items if isinstance(tree, Sequence) else ()
    if len(ways) < 2 or not all(isinstance(way, Sequence) for way in ways):
        reader.fault("fault.expected_branches", tree, Message("hint.branches"), found=kind_of(tree))
        return None
    return tree


_BRANCHES = {
    "join": Field(_join, True, "schema.branches.join"),
    "of": Field(_ways, True, "schema.branches.of"),
}
_branches = keys_of(_BRANCHES, BRANCHES)


def joined(reader: Reader, item: LayerTree) -> LayerSpec | None:
    """The layer at the end of a spelling; None after a fault in how that is written."""
    options: Tree = options_tree(item.tree)
    if item.spelling == RESIDUAL:
        if not isinstance(options, Sequence) or not options.items:
            reader.fault("fault.expected_network", options, Message("hint.residual"), found=kind_of(options))
            return None
        return LayerSpec(_RESIDUAL_JOIN, mark=item.tree.mark)
    found: dict[str, Any] | None = _branches(reader, options)
    return LayerSpec(found["join"], mark=item.tree.mark) if found else None


def spellings_schema(of: SchemaBuilder) -> dict[str, Schema]:
    """The schemas of the two spellings, by their words."""
    residual = {**_LAYERS, "minItems": 1, "description": Message("schema.residual")}
    return {RESIDUAL: residual, BRANCHES: {**of.keys(_BRANCHES), "description": Message("schema.branches")}}
