"""Names as they are set: the parts of ŷ, W₁, w⁽¹⁾₁₂ and ∂L/∂W₁, and of the names that authors give."""

from __future__ import annotations

import re
from collections.abc import Callable

from ...typed import Any
from ..names import before_update, parse, plain_name
from .style import GREEK, HAT, LEVEL, VARIANCE, with_hat

Part = tuple[Any, ...]
Names = Callable[[str], str | None]
_INDEXED = r"([A-Za-z]+|[a-z]_hat)(\d*)(?:\[(\d+)(?:,(\d+))?\])?"


def name_structure(name: str, labels: Names = lambda name: None) -> Part:
    """The parts of a name: ŷ, W₁, w⁽¹⁾₁₂, ∂L/∂W₁; a problem's own label as it is given."""
    name = plain_name(name)
    label = labels(name)
    if label is not None:
        return _label(label)
    of_each = labels(name.removesuffix("_i")) if name.endswith("_i") else None
    if of_each is not None:  # the loss of each observation, L_i
        return "script", _label(of_each), ("name", "i"), None
    parsed = parse(name)
    if parsed.new:
        return "script", name_structure(before_update(name), labels), None, ("sign", "+")
    if parsed.by:
        parts = (name_structure(part, labels) for part in (parsed.what, parsed.below))
        return "fraction", *(("row", (("name", "∂"), part)) for part in parts)
    if parsed.observation:
        return _observed(name_structure(str(parsed._replace(observation="")), labels), parsed.observation)
    if parsed.what == "y_hat":
        hat: Part = ("name", "ŷ")
        return ("script", hat, ("number", "".join(map(str, parsed.entry))), None) if parsed.entry else hat
    return _remembered(name) or indexed(name)


def _observed(whose: Part, number: str) -> Part:
    """A name with the number of its observation above it, behind that of its layer."""
    above: Part = ("bracket", "(", ("number", number.translate(LEVEL)), ")")
    if whose[0] != "script":
        return "script", whose, None, above
    _, base, below, layer = whose
    return "script", base, below, ("row", (layer, above)) if layer else above


def _remembered(name: str) -> Part | None:
    """What an optimiser makes for a parameter, v_W1 or m_hat_W1: a letter, which may have a hat, over its name."""
    if name.startswith("Delta_"):  # what a parameter is moved by
        return "row", (("name", "Δ"), indexed(name.removeprefix("Delta_")))
    found = re.fullmatch(r"([A-Za-z])(_hat)?(?:_((?!hat\d)[A-Za-z]+\d*(?:\[\d+(?:,\d+)?\])?))?", name)
    if not found or not (found[2] or (found[3] and re.search(r"\d", found[3]))):
        return None
    letter: Part = ("name", with_hat(found[1]) if found[2] else found[1])
    return ("script", letter, indexed(found[3]), None) if found[3] else letter


def indexed(name: str) -> Part:
    """The parts of a letter with its layer and the place of an entry: W₁, w⁽¹⁾₁₂; else of a label."""
    found = re.fullmatch(_INDEXED, name) if name != "lr" else None
    if not found:
        return _label({"lr": "γ"}.get(name, name))
    letter, layer, row, column = found.groups()
    head = _letters(GREEK.get(letter, letter) if layer else letter)
    place = row and row + (("," if max(len(row), len(column)) > 1 else "") + column if column else "")
    below: Part = ("number", place or layer)
    if letter == VARIANCE[0] and layer:
        squared: Part = ("number", "2")
        return "script", ("name", VARIANCE[1]), below, ("row", (squared, _layer(layer))) if place else squared
    if row is None:
        return ("script", head, below, None) if layer else head
    small: Part = ("name", letter.lower()) if len(letter) == 1 else head
    return "script", small, below, _layer(layer)


def _label(label: str) -> Part:
    """A name that an author gave: a letter with what stands above and below it, net_h and E_total, or a text."""
    _, sigma, squared = VARIANCE
    if found := re.fullmatch(rf"{sigma}(\d+){squared}", label):
        return "script", ("name", sigma), ("number", found[1]), ("number", squared.translate(LEVEL))
    found = re.fullmatch(rf"([^\W\d_]{HAT}?)(?:(\d+)|([⁰¹²³⁴-⁹]*)([₀-₉,]*))", label)
    if found and len(label) > len(found[1]):
        letter, number, above, below = found.groups()
        under, over = (number or below or "").translate(LEVEL), (above or "").translate(LEVEL)
        if not under:
            return "script", ("name", letter), None, ("number", over)
        return "script", ("name", letter), ("number", under), _layer(over)
    # O1b, a second layer of one number; L1_i, the terms of the first of several losses
    twice = re.fullmatch(r"([^\W\d_])(\d+)([^\W\d_])|(L)(\d+)_(i)", label)
    letter, number, second = [part for part in twice.groups() if part] if twice else ("", "", "")
    base, _, index = (letter, "_", number + second) if twice else label.partition("_")
    if base.isalpha() and index.isalnum():
        return "script", _letters(base), _subscript(index), None
    return ("name", label) if len(label) == 1 else ("text", label)


def _layer(number: str) -> Part | None:
    """The number of a layer above an entry, in brackets, so that it is no power."""
    return ("bracket", "(", ("number", number), ")") if number else None


def _letters(letters: str) -> Part:
    letters = "δ" if letters == "delta" else with_hat(letters[0]) if letters[1:] == "_hat" else letters
    if letters[1:] == HAT:
        return "name", letters
    return ("name", letters) if len(letters) == 1 else ("word", letters)


def _subscript(index: str) -> Part:
    """What stands below: a letter, a number or both as they are, a word upright."""
    found = re.fullmatch(r"(\d*)([^\W\d_]?)(\d*)", index)
    if not found:
        return "word" if index.isascii() else "text", index
    parts = [(kind, said) for kind, said in zip(("number", "name", "number"), found.groups()) if said]
    return parts[0] if len(parts) == 1 else ("row", tuple(parts))
