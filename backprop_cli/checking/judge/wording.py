"""A mistake in the words for its line: what was swapped, copied from where, or subtracted the other way round."""

from __future__ import annotations

from ...errors import Message
from ...expr.node import Node, is_symbol
from ...expr.traverse import renamed, symbols
from ..mistakes.rewriting import rules_of
from .key import KeyLine
from .result import Mistake


def worded(mistake: Mistake | None, line: KeyLine) -> Mistake | None:
    """A mistake with the message for its line; line: the answered one."""
    if mistake is None:
        return None
    if mistake.name != "wrong_sign":
        said = _with_names(mistake, line.assignment.expression)
        return mistake._replace(message=said) if said else mistake
    made = (mistake.where.line if mistake.where else line).assignment
    rules = rules_of(made)
    if rules and rules.squared and made.origin and made.origin.output == "x":
        return mistake._replace(message=Message("mistake.wrong_sign.difference"))
    return mistake


def _with_names(mistake: Mistake, right: Node) -> Message | None:
    """What is said of a value that stands where another belongs, by both their names; of a copied line, by its own."""
    written = mistake.written
    if written is None or mistake.where is not None:
        return None
    if mistake.name == "copied_line" and is_symbol(written):
        return Message("mistake.copied_line.of", {"name": written})
    if mistake.name == "wrong_operand":
        for name, other in ((name, other) for name in symbols(right).values() for other in symbols(written).values()):
            if renamed(right, {name.data: other.data}) is written:
                return Message("mistake.wrong_operand.of", {"used": other, "meant": name})
    return None
