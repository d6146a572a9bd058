"""Readers of trees: each gives a value, or notes a fault and gives None, so that all faults are found at once."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Map
from fractions import Fraction
from typing import Any, NamedTuple

from ..errors import MAX_FAULTS, BackpropError, Fault, Mark, Message, plainly
from ..expr.parser import FormulaError, parse_number
from .model import Element, Localized
from .positions import Mapping, Scalar, Sequence, Tree

MAX_NAME, MAX_TEXT = 64, 4000


class Reader:
    """Collects the faults of one file."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, key: str, place: Tree | Mark, hint: Message | None = None, /, **values: Any) -> None:
        """Notes a fault at a node or a mark."""
        mark = place if isinstance(place, Mark) else place.mark
        said = {name: plainly(value) if isinstance(value, str) else value for name, value in values.items()}
        self.faults.append(Fault(Message(key, said), mark, hint))

    def finish(self) -> None:
        """Raises what was found, in the order of the file."""
        if self.faults:
            raise BackpropError(*sorted(self.faults, key=_place)[:MAX_FAULTS])


def _place(fault: Fault) -> tuple[int, int]:
    return (fault.mark.line, fault.mark.column) if fault.mark else (0, 0)


Read = Callable[[Reader, Tree], Any]


class Field(NamedTuple):
    """A key: how its value is read, and whether it must be there."""

    read: Read
    required: bool = False


def did_you_mean(found: str, known: Iterable[str]) -> Message:
    """A hint for a word that is not known."""
    words = list(known)
    near = difflib.get_close_matches(found, words, 1)
    if near:
        return Message("hint.did_you_mean", {"near": near[0]})
    return Message("hint.known", {"known": words[:30]})


def mapping(reader: Reader, tree: Tree, fields: Map[str, Field], what: str) -> dict[str, Any] | None:
    """The values of a mapping by key; keys that could not be read are left out."""
    if not isinstance(tree, Mapping):
        hint = Message("hint.known", {"known": list(fields)})
        reader.fault("fault.expected_mapping", tree, hint, what=what, found=kind_of(tree))
        return None
    values: dict[str, Any] = {}
    for key, value in tree.pairs:
        if key.text not in fields:
            reader.fault("fault.unknown_key", key, did_you_mean(key.text, fields), found=key.text, what=what)
            continue
        read = fields[key.text].read(reader, value)
        if read is not None:
            values[key.text] = read
    for name, field in fields.items():
        if field.required and tree.get(name) is None:
            reader.fault("fault.missing_key", tree, None, name=name, what=what)
    return values


def kind_of(tree: Tree) -> Message:
    """What a node is, in a word."""
    if isinstance(tree, Scalar):
        return Message("kind.text", {"found": plainly(tree.text)}) if tree.text else Message("kind.nothing")
    return Message("kind.list" if isinstance(tree, Sequence) else "kind.mapping")


def text(reader: Reader, tree: Tree) -> str | None:
    """A short text."""
    if not isinstance(tree, Scalar) or not tree.text.strip():
        reader.fault("fault.expected_text", tree, None, found=kind_of(tree))
        return None
    if len(tree.text) > MAX_TEXT:
        reader.fault("fault.long_text", tree, None, limit=MAX_TEXT)
        return None
    return tree.text


def name(reader: Reader, tree: Tree) -> str | None:
    """A name: printable, on one line, at most MAX_NAME characters."""
    said = text(reader, tree)
    if said is not None and (len(said) > MAX_NAME or not said.isprintable()):
        reader.fault("fault.bad_name", tree, None, found=said, limit=MAX_NAME)
        return None
    return said


def localized(reader: Reader, tree: Tree) -> Localized | None:
    """A text, or one in each of several languages."""
    if isinstance(tree, Scalar):
        said = text(reader, tree)
        return None if said is None else {"": said}
    values = mapping(reader, tree, {"en": Field(text), "ru": Field(text)}, "texts")
    return values or None


def element(reader: Reader, tree: Tree) -> Element | None:
    """An exact number."""
    if not isinstance(tree, Scalar):
        reader.fault("fault.expected_number", tree, Message("hint.number"), found=kind_of(tree))
        return None
    try:
        return parse_number(tree.text)
    except FormulaError as error:
        source, line, column = tree.mark
        shift = error.column + (not tree.plain)
        reader.faults.append(Fault(error.message, Mark(source, line, column + shift), error.hint))
        return None


def integer(low: int, high: int) -> Read:
    """A reader of whole numbers in a range."""

    def read(reader: Reader, tree: Tree) -> int | None:
        if isinstance(tree, Scalar) and tree.text.isascii() and tree.text.isdigit() and len(tree.text) < 12:
            found = int(tree.text)
            if low <= found <= high:
                return found
        reader.fault("fault.expected_integer", tree, None, found=kind_of(tree), low=low, high=high)
        return None

    return read


def one_of(words: Iterable[str]) -> Read:
    """A reader of one of some words."""
    known = tuple(words)

    def read(reader: Reader, tree: Tree) -> str | None:
        if isinstance(tree, Scalar) and tree.text in known:
            return tree.text
        found = tree.text if isinstance(tree, Scalar) else ""
        reader.fault("fault.unknown_word", tree, did_you_mean(found, known), found=kind_of(tree))
        return None

    return read


def list_of(read: Read, at_least: int = 1) -> Read:
    """A reader of lists."""

    def read_list(reader: Reader, tree: Tree) -> tuple[Any, ...] | None:
        if not isinstance(tree, Sequence) or len(tree.items) < at_least:
            reader.fault("fault.expected_list", tree, None, found=kind_of(tree))
            return None
        found = tuple(read(reader, item) for item in tree.items)
        return None if any(item is None for item in found) else found

    return read_list


def one_or_more(read: Read) -> Read:
    """A reader of a list, or of a single thing in its place."""
    several = list_of(read)

    def read_both(reader: Reader, tree: Tree) -> tuple[Any, ...] | None:
        if isinstance(tree, Sequence):
            found: tuple[Any, ...] | None = several(reader, tree)
            return found
        single = read(reader, tree)
        return None if single is None else (single,)

    return read_both


vector = list_of(element)
numbers = one_or_more(element)


def matrix(reader: Reader, tree: Tree) -> tuple[tuple[Element, ...], ...] | None:
    """Rows of numbers, all of one length."""
    if not isinstance(tree, Sequence) or not tree.items or not isinstance(tree.items[0], Sequence):
        reader.fault("fault.expected_matrix", tree, Message("hint.matrix"), found=kind_of(tree))
        return None
    rows = tuple(vector(reader, row) for row in tree.items)
    if any(row is None for row in rows):
        return None
    width = len(rows[0])
    for number, (row, place) in enumerate(zip(rows, tree.items), 1):
        if len(row) != width:
            reader.fault("fault.ragged", place, None, row=number, found=len(row), expected=width)
            return None
    return rows


def kind_and_options(reader: Reader, tree: Tree, what: str) -> tuple[Scalar, Tree | None] | None:
    """`kind`, or `{kind: {options}}`."""
    if isinstance(tree, Scalar) and tree.text:
        return tree, None
    if isinstance(tree, Mapping) and len(tree.pairs) == 1:
        key, options = tree.pairs[0]
        empty = isinstance(options, Scalar) and not options.text
        return key, None if empty else options
    reader.fault("fault.expected_kind", tree, Message("hint.kind"), what=what, found=kind_of(tree))
    return None


def between(low: str, high: str) -> Callable[[Element], bool]:
    """Whether a number lies between two bounds; what has no fraction is left to the solver."""
    least, most = Fraction(low), Fraction(high)
    return lambda value: not isinstance(value, Fraction) or least <= value <= most
