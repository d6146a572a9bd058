"""Readers of trees. Each returns a value, or notes a fault and returns None, so that all faults are found at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Map
from fractions import Fraction
from functools import partial

from ..errors import Mark, Message, plainly
from ..expr.node import symbol
from ..expr.operations import functions
from ..expr.read.confusables import latin, look_alike
from ..expr.read.constants import decimal, parse_number
from ..expr.read.tokens import MAX_LENGTH, FormulaError
from ..rules import kinds
from ..typed import Any
from . import schema
from .model import Element, Localized, Matrix
from .names import MAX_NAME, symbol_name
from .names import is_name as is_name
from .reader import Read, Reader
from .schema import Field, accepts, either, several
from .yaml_tree import Mapping, Scalar, Sequence, Tree

MAX_TEXT, MAX_DIGITS, MANY = 4000, 11, 200


def did_you_mean(found: str, known: Iterable[str]) -> Message:
    """A hint for an unknown word: the nearest known one, else the list of them."""
    words = list(known)
    return nearest(found, words) or Message("hint.known", {"known": [plainly(word) for word in words[:30]]})


def nearest(found: str, known: Iterable[str]) -> Message | None:
    """A hint with the known word that is nearest to an unknown one; None where none is near."""
    words = list(known)
    if latin(found) != found and latin(found) in words:
        return look_alike(found)
    lower = {word.lower(): word for word in reversed(words)}
    import difflib

    near = difflib.get_close_matches(latin(found[:MAX_NAME]).lower(), lower, 1)
    return Message("hint.did_you_mean", {"near": plainly(lower[near[0]])}) if near else None


def _synonyms() -> Any:
    from . import synonyms  # which a file without faults does without

    return synonyms


def kind_hint(found: str, family: str) -> Message:
    """A hint for a word that is no kind of a family: the kind that was meant, else the list of them."""
    return _synonyms().synonym_hint(found, family) or did_you_mean(found, kinds(family))


# What a mapping is called in a person's language where its name is not a key of the file.
_CALLED = {name: Message(f"kind.{name}") for name in ("problem", "question", "observation", "texts")}


def mapping(reader: Reader, tree: Tree, fields: Map[str, Field], what: str) -> dict[str, Any] | None:
    """The values of a mapping by key; keys that could not be read are left out."""
    called = _CALLED.get(what, what)
    if not isinstance(tree, Mapping):
        hint = Message("hint.keys", {"known": list(fields)})
        reader.fault("fault.expected_mapping", tree, hint, what=called, found=kind_of(tree))
        return None
    values: dict[str, Any] = {}
    meant: set[str | None] = set()
    before: Tree | None = None
    for key, value in tree.pairs:
        if key.text in fields:
            read = fields[key.text].read(reader, value)
            if read is not None:
                values[key.text] = read
        elif not comma_in_braces(reader, key, value, before):
            mend = partial(_key_hint, reader, key, value, fields)
            reader.fault("fault.unknown_key", key, mend, found=key.text, what=called)
            right = _synonyms().right_key(key.text, fields)
            meant.add(right)
            if right and not isinstance(value, Scalar):
                fields[right].read(reader, value)  # for its own faults, which would else come up only the next time
        before = value
    reader.meant.update(word for word in meant if word)
    for name, field in fields.items():
        if field.required and tree.get(name) is None and name not in meant:
            reader.fault("fault.missing_key", tree, Message("hint.add_key", {"name": name}), name=name, what=called)
    return values


def keys_of(fields: Map[str, Field], what: str, made: Callable[[dict[str, Any], Tree], Any] | None = None) -> Read:
    """A reader of a mapping with these keys, or of what `made` makes of it; None where a required key is missing."""

    @accepts(lambda of: of.keys(fields))
    def read(reader: Reader, tree: Tree) -> Any:
        values = mapping(reader, tree, fields, what)
        if values is None or not all(name in values for name, field in fields.items() if field.required):
            return None
        return made(values, tree) if made else values

    return read


def _key_hint(reader: Reader, key: Scalar, value: Tree, fields: Map[str, Field]) -> Message:
    if key.text == "<<":
        return Message("hint.no_merge")
    if not fields:
        return Message("hint.no_options")
    here = _synonyms().key_hint(key, value, fields) or nearest(key.text, fields)
    return here or _synonyms().place_hint(reader, key, value, fields) or did_you_mean(key.text, fields)


def comma_in_braces(reader: Reader, key: Scalar, value: Tree, before: Tree | None, quoted: bool = False) -> bool:
    """Whether a key is the rest of a decimal comma, 5 of `{x: 0,5}`, which is a fault. quoted: quotes mend it."""
    is_rest = key.text.isdecimal() and isinstance(value, Scalar) and not value.text
    if not (is_rest and isinstance(before, Scalar) and re.fullmatch(r"[-+−]?\d+", before.text)):
        return False
    mended = f"{before.text}{',' if quoted else '.'}{key.text}"
    hint = Message("hint.quote_comma" if quoted else "hint.write_point", {"mended": mended})
    reader.fault("fault.comma_in_braces", key, hint, found=key.text)
    return True


def kind_of(tree: Tree) -> Message:
    """A few words for what a node is: a text, a list, a mapping with its keys."""
    if isinstance(tree, Scalar):
        return Message("kind.text", {"found": plainly(tree.text)}) if tree.text else Message("kind.nothing")
    if isinstance(tree, Sequence):
        return Message("kind.list" if tree.items else "kind.empty_list")
    keys = [plainly(key.text) for key, _ in tree.pairs[:4]]
    return Message("kind.mapping", {"keys": keys}) if keys else Message("kind.no_keys")


_CONTROL = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069"


@accepts(lambda of: schema.texts(MAX_TEXT, _CONTROL), "text")
def text(reader: Reader, tree: Tree) -> str | None:
    """A text: not blank, at most MAX_TEXT characters, without control characters."""
    if not isinstance(tree, Scalar) or not tree.text.strip():
        reader.fault("fault.expected_text", tree, Message("hint.text"), found=kind_of(tree))
        return None
    if len(tree.text) > MAX_TEXT:
        reader.fault("fault.long_text", tree, None, limit=MAX_TEXT, found=len(tree.text))
        return None
    strange = None if tree.text.isprintable() else re.search(f"[{_CONTROL}]", tree.text)
    if strange:
        hint = Message("hint.control_character")
        reader.fault("fault.control_character", tree, hint, code=f"U+{ord(strange[0]):04X}")
        return None
    return tree.text


@accepts(lambda of: schema.texts(MAX_NAME, rf"{_CONTROL}\t\n"), "name")
def name(reader: Reader, tree: Tree) -> str | None:
    """A name: printable, on one line, at most MAX_NAME characters."""
    said = text(reader, tree)
    if said is not None and (len(said) > MAX_NAME or not said.isprintable()):
        reader.fault("fault.bad_name", tree, None, found=said, limit=MAX_NAME, length=len(said))
        return None
    return said


_LANGUAGES = {"en": Field(text, about="schema.en"), "ru": Field(text, about="schema.ru")}


@accepts(lambda of: either(of(text), of.keys(_LANGUAGES)), "texts")
def localized(reader: Reader, tree: Tree) -> Localized | None:
    """A text, or a mapping from languages to texts; a single text has the key ""."""
    if isinstance(tree, Scalar):
        said = text(reader, tree)
        return None if said is None else {"": said}
    if not isinstance(tree, Mapping):
        reader.fault("fault.expected_text", tree, Message("hint.text"), found=kind_of(tree))
        return None
    values = mapping(reader, tree, _LANGUAGES, "texts")
    return values or None


@accepts(lambda of: schema.numbers(MAX_LENGTH, functions()), "number")
def element(reader: Reader, tree: Tree) -> Element | None:
    """An exact number: a fraction, or an expression of constants that has none."""
    if not isinstance(tree, Scalar) or not tree.text:
        reader.fault("fault.expected_number", tree, Message("hint.number"), found=kind_of(tree))
        return None
    try:
        return parse_number(tree.text)
    except FormulaError as error:
        place = mark_of_character(tree, error.column) if len(reader.faults) < MANY else tree.mark
        reader.fault(error.message.key, place, error.hint, **error.message.values)
        return None


@accepts(lambda of: either(of(element), of(symbol_name)))
def unknown(reader: Reader, tree: Tree) -> Element | None:
    """An exact number, or a name in its place."""
    if isinstance(tree, Scalar) and symbol_name(tree.text):
        return symbol(tree.text)
    return element(reader, tree)


@accepts(lambda of: {**of(element), "exclusiveMinimum": 0})
def positive(reader: Reader, tree: Tree) -> Element | None:
    """An exact number above 0."""
    found = element(reader, tree)
    if found is not None and (found if isinstance(found, Fraction) else decimal(found)) <= 0:
        reader.fault("fault.not_positive", tree, None, found=kind_of(tree))
        return None
    return found


def mark_of_character(tree: Scalar, index: int) -> Mark:
    """The place of a character of a scalar's text; that of the scalar where its text is not on the line as it is."""
    source, line, column = tree.mark
    written = [*source.text.split("\n", line + 1)[line : line + 1], ""][0]
    start = column if tree.plain else column + 1
    return Mark(source, line, start + index) if written[start:].startswith(tree.text) else tree.mark


def integer(low: int, high: int, hint: str = "") -> Read:
    """A reader of whole numbers from low to high; hint: the key of the text for one that does not fit."""

    @accepts(lambda of: schema.integers(low, high, MAX_DIGITS))
    def read(reader: Reader, tree: Tree) -> int | None:
        if isinstance(tree, Scalar) and tree.text.isascii() and tree.text.isdigit() and len(tree.text) <= MAX_DIGITS:
            found = int(tree.text)
            if low <= found <= high:
                return found
        look = look_alike(tree.text) if isinstance(tree, Scalar) else None
        help_ = look or (Message(hint) if hint else None)
        reader.fault("fault.expected_integer", tree, help_, found=kind_of(tree), low=low, high=high)
        return None

    return read


def one_of(words: Iterable[str]) -> Read:
    """A reader of a word that must be one of these."""
    known = tuple(words)

    @accepts(lambda of: {"enum": list(known)})
    def read(reader: Reader, tree: Tree) -> str | None:
        if isinstance(tree, Scalar) and tree.text in known:
            return tree.text
        found = tree.text if isinstance(tree, Scalar) else ""
        reader.fault("fault.unknown_word", tree, nearest(found, known), found=kind_of(tree), known=known)
        return None

    return read


def list_of(read: Read, hint: str, **more: Any) -> Read:
    """A reader of lists that are not empty. hint: the key of how one is written; more: what only the schema says."""

    @accepts(lambda of: several(of(read), **more))
    def read_list(reader: Reader, tree: Tree) -> tuple[Any, ...] | None:
        if not isinstance(tree, Sequence) or not tree.items:
            reader.fault("fault.expected_list", tree, Message(hint), found=kind_of(tree))
            return None
        found = tuple(read(reader, item) for item in tree.items)
        return None if any(item is None for item in found) else found

    return read_list


def one_or_more(read: Read, hint: str, **more: Any) -> Read:
    """A reader of a list, or of a single item without the brackets; both are returned as a tuple."""
    several_of = list_of(read, hint, **more)

    @accepts(lambda of: either(of(read), of(several_of)))
    def read_both(reader: Reader, tree: Tree) -> tuple[Any, ...] | None:
        if isinstance(tree, Sequence):
            found: tuple[Any, ...] | None = several_of(reader, tree)
            return found
        single = read(reader, tree)
        return None if single is None else (single,)

    return read_both


numbers = one_or_more(element, "hint.vector")


def matrix(reader: Reader, tree: Tree, entry: Read = element, hint: str = "hint.ragged") -> Matrix | None:
    """A matrix: a list of rows of numbers, all of one length. hint: what rows of several lengths need."""
    if not isinstance(tree, Sequence) or not any(isinstance(item, Sequence) for item in tree.items):
        reader.fault("fault.expected_matrix", tree, Message("hint.matrix"), found=kind_of(tree))
        return None
    rows = tuple(list_of(entry, "hint.vector")(reader, row) for row in tree.items)
    if any(row is None for row in rows):
        return None
    uneven = [(number, row) for number, row in enumerate(rows, 1) if len(row) != len(rows[0])]
    for number, row in uneven:
        values = {"row": number, "found": len(row), "expected": len(rows[0])}
        reader.fault("fault.ragged", tree.items[number - 1], Message(hint), **values)
    return None if uneven else rows
