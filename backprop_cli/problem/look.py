"""How an author wants a problem's work shown: the reader of `look`."""

from __future__ import annotations

from ..typed import Any
from .fields import integer, keys_of, kind_of
from .model import PageLook
from .reader import Reader
from .schema import Field, accepts
from .yaml_tree import Scalar, Tree

MOST_DIGITS = 17
# How gradients are written entry by entry: by the accumulated δ where nothing is said, in local derivatives, unfolded.
CHAINS = (DEFAULT, LOCALS, FULL) = "delta", "local", "full"


@accepts(lambda of: {"type": "boolean"})
def _yes_or_no(reader: Reader, tree: Tree) -> bool | None:
    if isinstance(tree, Scalar) and tree.text in ("true", "false"):
        return tree.text == "true"
    reader.fault("fault.unknown_word", tree, None, found=kind_of(tree), known=("true", "false"))
    return None


LOOK = {
    "entries": Field(_yes_or_no, about="schema.look.entries"),
    "digits": Field(integer(1, MOST_DIGITS), about="schema.look.digits"),
}


def _made(values: dict[str, Any], tree: Tree) -> PageLook:
    return PageLook(**values)


page_look = keys_of(LOOK, "look", _made)
