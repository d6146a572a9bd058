"""Maxima of expressions of single numbers, and the functions that it calls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from ... import tolerances
from ..node import Node
from ..operations import OPERATIONS

LONG = 60  # characters of a part that stands in several places, from which on it gets a name of its own
_NAME = re.compile(r"\bbp\w+")
_TOLERANCE = re.compile(r"\b[A-Z]+(?:_[A-Z]+)*\b")


def maxima_list(entries: Sequence[Node]) -> str:
    """The list of some expressions of single numbers; what stands in several of them is worked out once.

    Symbols are written as they are. Raises KeyError for an unknown function.

    >>> from backprop_cli.expr.node import apply, symbol
    >>> maxima_list([apply("sigmoid", symbol("x[1]")), symbol("x[1]") + 1])
    '[bpsigmoid(x[1]),(x[1]+1.0)]'
    """
    writer = _Writer()
    written = [writer.text(entry) for entry in entries]
    listed = f"[{','.join(written)}]"
    if not writer.shared:
        return listed
    named = ",".join(f"{name}:{text}" for text, name in writer.shared.items())
    return f"block([{','.join(writer.shared.values())}],{named},{listed})"


def maxima_number(value: float) -> str:
    """A float as Maxima reads it, all of its digits and a point in it: it is no fraction there.

    >>> maxima_number(-0.5), maxima_number(2.0), maxima_number(1e-7)
    ('-0.5', '2.0', '1.0e-7')
    """
    written = repr(value + 0.0)
    mantissa, _, exponent = written.partition("e")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}{f'e{int(exponent)}' if exponent else ''}"


class _Writer:
    """Expressions as texts; a long part gets a name. shared: names by texts."""

    def __init__(self) -> None:
        self.shared: dict[str, str] = {}
        self._texts: dict[Node, str] = {}

    def text(self, node: Node) -> str:
        """The text of a part, worked out once."""
        if node not in self._texts:
            self._texts[node] = self._short(self._text(node))
        return self._texts[node]

    def _text(self, node: Node) -> str:
        if node.op == "symbol":
            return str(node.data)
        if node.op == "number":
            written = maxima_number(float(node.data))
            return f"({written})" if written.startswith("-") else written
        form = OPERATIONS[node.op].compiled.maxima
        operands = [self.text(part) for part in node.args]
        if not isinstance(form, str):
            return form(*operands)
        # Only a product binds by itself; all other forms are calls, or have brackets.
        return form.format(*operands)

    def _short(self, text: str) -> str:
        if len(text) <= LONG:
            return text
        return self.shared.setdefault(text, f"t{len(self.shared) + 1}")


@cache
def _functions() -> dict[str, str]:
    """The definitions of functions by their names, in an order in which each comes after those that it calls."""
    source = files(__package__).joinpath("maxima.mac").read_text(encoding="utf-8")
    source = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    found = {}
    for paragraph in source.split("\n\n"):
        text = _TOLERANCE.sub(lambda match: _tolerance(match[0]), " ".join(paragraph.split()))
        if text:
            found[text.partition("(")[0]] = text
    return found


def _tolerance(name: str) -> str:
    value = getattr(tolerances, name)
    return ",".join(map(maxima_number, value if isinstance(value, tuple) else (value,)))


def functions_of(source: str) -> Iterator[str]:
    """The definitions of the functions that some Maxima calls, and of those that they call."""
    known, open_names, wanted = _functions(), _NAME.findall(source), set()
    while open_names:
        name = open_names.pop()
        if name in known and name not in wanted:
            wanted.add(name)
            open_names += _NAME.findall(known[name])
    return (text for name, text in known.items() if name in wanted)
