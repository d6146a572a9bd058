"""One value without anything around it, for scripts."""

from __future__ import annotations

import json
from fractions import Fraction

from ..evaluate.evaluate import Value, elements, map_value
from ..expr.node import Node
from ..expr.write.style import Style
from ..expr.write.text import text


def bare_value(value: Value, style: Style, digits: int | None = None) -> str:
    """A number as text; a value of one entry as that number, a larger one as nested lists.

    digits: the significant digits of a float; None: all.
    """
    if digits is not None:
        value = map_value(lambda element: _rounded(element, digits), value)
    single = elements(value)
    if len(single) == 1:
        return _number(single[0], style)
    if all(isinstance(element, float) for element in single):
        return json.dumps(value)
    return json.dumps(map_value(lambda element: _number(element, style), value), ensure_ascii=False)


def _rounded(element: object, digits: int) -> object:
    return float(f"{element:.{digits}g}") if isinstance(element, float) else element


def _number(element: object, style: Style) -> str:
    if isinstance(element, Node):
        return text(element, style)
    return str(element) if isinstance(element, Fraction) else repr(element)
