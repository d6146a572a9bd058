"""How a file names the kind of a layer, loss or optimiser: `kind`, or `{kind: {options}}`."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import Message, plainly
from ..i18n import has
from ..rules import Rules, find, kinds
from .fields import kind_of
from .reader import Reader
from .schema import ONE_KEY, Schema, either
from .yaml_tree import Mapping, Scalar, Tree


def kind_and_options(reader: Reader, tree: Tree, family: str) -> tuple[Scalar, Tree | None] | None:
    """The kind that a node names, and the tree of its options, if any; None after a fault."""
    if isinstance(tree, Scalar) and tree.text:
        return tree, None
    if isinstance(tree, Mapping) and len(tree.pairs) == 1:
        key, options = tree.pairs[0]
        empty = isinstance(options, Scalar) and not options.text
        return key, None if empty else options
    hint = Message(f"hint.{family}")
    if isinstance(tree, Mapping) and tree.pairs:
        hint = Message("hint.indent_options", {"kind": plainly(tree.pairs[0][0].text)})
    reader.fault("fault.expected_kind", tree, hint, what=Message(f"kind.{family}"), found=kind_of(tree))
    return None


def kinds_schema(family: str, options: Callable[[Rules], Schema], more: dict[str, Schema] | None = None) -> Schema:
    """The schema of any kind of a family; options: the schema of a kind's options.

    A kind whose options may all be left out may stand alone. more: the schemas of other words that may stand there.
    """
    alone, keys = [], {}
    for rules in (rules for kind in kinds(family) if (rules := find(family, kind))):
        about = {"description": _about(family, rules)}
        schema = options(rules)
        if not {"required", "allOf"} & schema.keys():
            alone.append({"const": rules.kind, **about})
            schema = _or_nothing(schema)
        keys[rules.kind] = {**schema, **about}
    keys |= more or {}
    return either(*alone, {"type": "object", "properties": keys, "additionalProperties": False, **ONE_KEY})


def _about(family: str, rules: Rules) -> Message | str:
    """What a kind is, in words: the catalogue's, else the first line of its module's docstring."""
    key = f"{family}.{rules.kind}"
    return Message(key) if has(key) else rules.doc.strip().partition("\n")[0]


def _or_nothing(schema: Schema) -> Schema:
    if schema.get("type") == "object":
        return {**schema, "type": ["object", "null"]}
    return either(schema, {"type": "null"})
