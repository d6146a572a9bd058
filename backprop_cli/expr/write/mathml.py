"""MathML Core of expressions and values."""

from __future__ import annotations

from unicodedata import normalize
from xml.sax.saxutils import escape

from ...typed import Any
from .layout import called
from .name_layout import Part
from .style import HAT

BOXED = "border: 1px solid; padding: 0.15em"


def math(*parts: Part, display: bool = False) -> str:
    """A math element of parts in a row."""
    kind = ' display="block"' if display else ""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML"{kind}>{_row(parts)}</math>'


def mathml(part: Part) -> str:
    """The elements of a part."""
    return str(_WRITERS[part[0]](*part[1:]))


def _row(parts: tuple[Part, ...]) -> str:
    return f"<mrow>{''.join(map(mathml, parts))}</mrow>"


def _number(said: str) -> str:
    mantissa, _, power = said.partition("e")
    number = f"<mn>{escape(mantissa)}</mn>"
    if not power:
        return number
    exponent = f"<mn>{abs(int(power))}</mn>" if int(power) >= 0 else f"<mrow><mo>−</mo><mn>{-int(power)}</mn></mrow>"
    return f"<mrow>{number}<mo>·</mo><msup><mn>10</mn>{exponent}</msup></mrow>"


def _name(name: str) -> str:
    bare = normalize("NFD", name)
    if bare[1:] == HAT:
        return f"<mover><mi>{bare[0]}</mi><mo>^</mo></mover>"
    base = name.rstrip("′")
    if base != name and base:
        return f"<msup><mi>{escape(base)}</mi><mo>{name[len(base) :]}</mo></msup>"
    return f"<mi>{escape(name)}</mi>"


def _word(word: str) -> str:
    said = f'<mi mathvariant="normal">{escape(word)}</mi>'
    return f'<mrow>{said}<mspace width="0.17em"/></mrow>' if word == "ln" else said


def _script(base: Part, below: Part | None, above: Part | None) -> str:
    said = mathml(base)
    if below and above:
        return f"<msubsup>{said}{mathml(below)}{mathml(above)}</msubsup>"
    if below:
        return f"<msub>{said}{mathml(below)}</msub>"
    return f"<msup>{said}{mathml(above)}</msup>" if above else said


def _bracket(left: str, inside: Part, right: str) -> str:
    return f"<mrow><mo>{escape(left)}</mo>{mathml(inside)}<mo>{escape(right)}</mo></mrow>"


def _call(head: Part, inside: Part) -> str:
    return mathml(head) + mathml(called(inside))


def _matrix(rows: tuple[tuple[Part, ...], ...]) -> str:
    body = "".join(f"<mtr>{''.join(f'<mtd>{mathml(cell)}</mtd>' for cell in row)}</mtr>" for row in rows)
    return f"<mrow><mo>(</mo><mtable>{body}</mtable><mo>)</mo></mrow>"


def _box(label: Part, inside: Part) -> str:
    boxed = f'<mrow style="{BOXED}">{mathml(inside)}</mrow>'
    return f"<munder>{boxed}{mathml(label)}</munder>"


_WRITERS: dict[str, Any] = {
    "row": _row,
    "number": _number,
    "name": _name,
    "text": lambda said: f"<mtext>{escape(said)}</mtext>",
    "word": _word,
    "space": lambda: '<mspace width="1em"/>',
    "sign": lambda sign: f"<mo>{escape(sign)}</mo>",
    "fraction": lambda above, below: f"<mfrac>{mathml(above)}{mathml(below)}</mfrac>",
    "root": lambda inside: f"<msqrt>{mathml(inside)}</msqrt>",
    "script": _script,
    "bracket": _bracket,
    "call": _call,
    "matrix": _matrix,
    "box": _box,
    "under": lambda base, below: f"<munder>{mathml(base)}{mathml(below)}</munder>",
}
