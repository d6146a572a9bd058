"""Kinds of layers, losses and optimisers as a file has them: `kind`, or `{kind: {options}}`."""

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
    """`kind`, or `{kind: {options}}`, of layers, losses or optimisers."""
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


def kinds_schema(family: str, options: Callable[[Rules], Schema]) -> Schema:
    """What takes every kind of a family, from the schema of each one's options.

    A kind may stand alone where its options may all be left out.
    """
    alone, keys = [], {}
    for rules in (rules for kind in kinds(family) if (rules := find(family, kind))):
        about = {"description": _about(family, rules)}
        schema = options(rules)
        if not {"required", "allOf"} & schema.keys():
            alone.append({"const": rules.kind, **about})
            schema = _or_nothing(schema)
        keys[rules.kind] = {**schema, **about}
    return either(*alone, {"type": "object", "properties": keys, "additionalProperties": False, **ONE_KEY})


def _about(family: str, rules: Rules) -> Message | str:
    """What a kind is: the catalogue's words, or the first line that its module says of itself."""
    key = f"{family}.{rules.kind}"
    return Message(key) if has(key) else rules.doc.strip().partition("\n")[0]


def _or_nothing(schema: Schema) -> Schema:
    if schema.get("type") == "object":
        return {**schema, "type": ["object", "null"]}
    return either(schema, {"type": "null"})
