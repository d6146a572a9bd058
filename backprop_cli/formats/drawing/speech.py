"""What stands in a picture, as formulas: names, values in one style of numbers, derivatives."""

from __future__ import annotations

from fractions import Fraction

from ...evaluate.algebras import DECIMAL, ExactAlgebra
from ...evaluate.evaluate import Algebra, map_value
from ...expr.names import derivative
from ...expr.node import Node
from ...expr.write.name_layout import Part
from ...typed import Any
from ...views.drawing import Drawing
from ..look import DIGITS, Look
from ..markup import Markup, MarkupWriter
from .labels import FEWEST, has_short_numbers
from .scene import LETTERS

_PARTS = Markup(str, str)  # nothing is written as running text here


class Speech:
    """Writes names, formulas and numbers of one drawing: all numbers are short fractions, or all are decimals."""

    def __init__(self, drawing: Drawing, look: Look, enough: int = FEWEST, letters: float = LETTERS) -> None:
        self.look = look if look.digits else look._replace(enough=enough)
        self.drawing, self.letters = drawing, letters
        self.fractions = look.exact and not drawing.network and has_short_numbers(drawing)

    def name(self, canonical: str) -> Part:
        """A name."""
        return self._writer.name(canonical)

    def formula(self, node: Node) -> Part:
        """An expression."""
        return self._writer.formula(node)

    def value(self, value: Any) -> Part:
        """A number, a matrix, or an expression with unknowns."""
        return self._writer.value(self.plain(value))

    def plain(self, value: Any) -> Any:
        """A value in the numbers of the picture: fractions, or floats."""
        return value if self.fractions else map_value(_decimal, value)

    @property
    def algebra(self) -> Algebra:
        """What computes with these numbers."""
        return ExactAlgebra() if self.fractions else DECIMAL

    def derivative(self, name: str) -> Part:
        """∂L/∂W1, the derivative of the output by a value, as a name."""
        return self._writer.name(derivative(self.drawing.output, name))

    def change(self, before: Any, after: Any) -> Part:
        """A number before and after a step, in so many digits that they differ: 0.15 → 0.1498."""
        first, second = self.value(before), self.value(after)
        digits = self.look.enough
        while first == second and before != after and digits < DIGITS and not self.look.digits:
            digits += 1
            more = MarkupWriter(self.look._replace(enough=digits), _PARTS)
            first, second = more.value(_decimal(before)), more.value(_decimal(after))
        return "row", (first, ("sign", "→"), second)

    @property
    def _writer(self) -> MarkupWriter:
        return MarkupWriter(self.look, _PARTS)


def _decimal(element: Any) -> Any:
    return float(element) if isinstance(element, Fraction) else element
