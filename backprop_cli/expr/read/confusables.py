"""Signs that look like Latin letters and plain digits and are others: Cyrillic а, Greek ο, full-width １."""

from __future__ import annotations

import unicodedata

from ...errors import Message, plainly

_CYRILLIC = dict(zip("асеорхуіјѕԛԝһАВСЕНІЈКМОРЅТХУ", "aceopxyijsqwhABCEHIJKMOPSTXY"))
_GREEK = dict(zip("οΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oABEZHIKMNOPTYX"))
_LATIN = {**_CYRILLIC, **_GREEK}


def latin(text: str) -> str:
    """The text with every sign that only looks like an ASCII one replaced by that one."""
    return text if text.isascii() else "".join(map(_sign, text))


def _sign(sign: str) -> str:
    if sign.isascii() or unicodedata.decomposition(sign).startswith("<super>"):
        return sign
    plain = unicodedata.normalize("NFKC", sign)
    digit = unicodedata.decimal(sign, None)
    return _LATIN.get(sign) or (
        str(digit) if digit is not None else plain if len(plain) == 1 and plain.isascii() else sign
    )


def look_alike(text: str) -> Message | None:
    """A hint that names the first sign of a text that only looks like an ASCII one, and the text as it was meant."""
    meant = latin(text)
    if meant == text:
        return None
    sign, plain = next((a, b) for a, b in zip(text, meant) if a != b)
    values = {"sign": plainly(sign), "code": f"U+{ord(sign):04X}", "plain": plain, "mended": plainly(meant)}
    return Message("hint.look_alike", values)
