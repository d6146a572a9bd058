"""Values from their text: a number, a formula, a row, rows; also as numpy, torch and MATLAB print them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from ...problem.answers import BLANK, NUMBER
from ...typed import Any
from .answer import MAX_ENTRIES
from .number import WrittenNumber, plain_decimal, read_number

_SPACES = dict.fromkeys([9, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")  # Unicode's, and tabs
_CALL = re.compile(r"(?:\w+\.)?(?:array|asarray|tensor|Tensor|matrix|Matrix)\(")
OPTION = re.compile(r"\s*(?:dtype|device|requires_grad|grad_fn|shape)\s*=")  # of an array, as it is printed
_OPTION = re.compile(f",{OPTION.pattern}")
_SCALAR = re.compile(r"\b(?:np|numpy|torch)\.\w+\(([^()\[\]]*)\)")
_FRACTION = re.compile(r"\bFraction\(\s*([+-]?\d+)\s*,\s*(\d+)\s*\)")
SHORT = 80  # characters of a text that is remembered
_PAIRS = {"[": "]", "(": ")"}


def read_value(text: str, functions: tuple[str, ...] = ()) -> Any:
    """What `value_of_text` gives; short texts, which stand in many files of a class, are read once."""
    return _remembered(text, functions) if len(text) <= SHORT else value_of_text(text, functions)


def value_of_text(text: str, functions: tuple[str, ...] = ()) -> Any:
    """A value from its text: a number, a formula, a row as (1; −0,5), rows as [[1, 2], [3, 4]] or 1 2; 3 4.

    What a program prints is read too: [[0.1 0.2] [0.3 0.4]], array(…), tensor(…, dtype=…), np.float64(0.1).
    Gives a WrittenNumber, a tuple of them or a tuple of rows; None for a blank text. Raises nothing: what cannot be
    read is a WrittenNumber with its error.
    """
    text = _bare(text)
    if not text:
        return None
    if apart := _numbers_apart(text, functions) or _rows_apart(text, functions):
        return apart
    is_list = text[0] == "["  # which begins no number and no formula
    number = None if is_list else read_number(text, functions)
    if number and number.error is None:
        return number
    inner = text[1:-1].replace("\n", " ").strip() if _is_bracketed(text) else text
    found = _rows_in_brackets(inner, functions) if inner[:1] == "[" else None
    return found or _row_or_rows(inner, functions) or number or read_number(text, functions)


_remembered = lru_cache(4096)(value_of_text)


def raw_text(text: str) -> Any:
    """A text as JSON shows it: the number that it is, else itself; None for a blank."""
    if text.strip() in BLANK:
        return None
    try:
        found = float(text)
    except ValueError:
        return text
    if not text.strip().isascii() or found - found != 0 or "_" in text:
        return text
    return int(text) if NUMBER.fullmatch(text.strip()) and len(text) < 16 else found


def _bare(text: str) -> str:
    """The text without what a program prints around numbers; every space an ordinary one."""
    text = _FRACTION.sub(r"\1/\2", _SCALAR.sub(r"\1", text.translate(_SPACES))).strip()
    call = _CALL.match(text)
    if call and text.endswith(")"):
        inside = text[call.end() : -1]
        option = _OPTION.search(inside)
        text = (inside[: option.start()] if option else inside).strip()
    return text


def _is_bracketed(text: str) -> bool:
    """Whether the first sign is a bracket that the last one closes."""
    if _PAIRS.get(text[:1]) != text[-1:]:
        return False
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign in "[(") - (sign in "])")
        if depth == 0:
            return place == len(text) - 1
    return False


def _split(text: str, marks: str) -> list[str]:
    """The parts of a text between marks that stand in no brackets."""
    parts, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        depth += (sign in "[(") - (sign in "])")
        if depth == 0 and sign in marks:
            parts.append(text[start:place])
            start = place + 1
    return [part.strip() for part in (*parts, text[start:]) if part.strip() or marks != " "]


def _split_rows(text: str) -> list[str]:
    """What stands between semicolons, or on lines of its own."""
    return [part for part in _split(text, ";\n") if part]


def _rows_in_brackets(text: str, functions: tuple[str, ...]) -> tuple[Any, ...] | None:
    """Rows in brackets of their own, with or without a comma between them; None where it is something else."""
    rows, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        depth += (sign in "[(") - (sign in "])")
        if depth == 0 and sign in "])":
            rows.append(text[start : place + 1].strip(" ,;"))
            start = place + 1
    if depth or text[start:].strip(" ,;") or not all(map(_is_bracketed, rows)):
        return None
    return _all(rows, lambda row: _inside(row[1:-1].strip(), functions))


def _inside(text: str, functions: tuple[str, ...]) -> tuple[Any, ...] | None:
    """What stands between the brackets of a row: its entries, or in an array of more axes rows again."""
    return (_rows_in_brackets(text, functions) if text[:1] == "[" else None) or _row(text, functions)


def _row_or_rows(text: str, functions: tuple[str, ...]) -> tuple[Any, ...] | None:
    """One row, or rows between semicolons or on lines; None where an entry cannot be read."""
    row = _rows_apart(text, functions) or _row(text, functions)
    if row:
        return row
    parts = _split_rows(text)
    return _all(parts, lambda part: _row(part, functions)) if len(parts) > 1 else None


def _row(text: str, functions: tuple[str, ...]) -> tuple[WrittenNumber, ...] | None:
    """The entries of a row between semicolons, else commas, else spaces; None where one of them cannot be read."""
    mark = next((mark for mark in ";," if mark in text), " ")
    parts = _split(text.rstrip(), mark)
    parts = parts[:-1] if parts[-1:] == [""] else parts
    apart = _numbers_apart(text, functions)
    return apart or _all(parts, lambda part: _entry(part, functions, mark))


def _entry(text: str, functions: tuple[str, ...], mark: str) -> WrittenNumber | None:
    """An entry; None where it cannot be read, or stands between spaces and is no number: words are prose."""
    entry = read_number(text, functions)
    return entry if entry.is_number or (entry.formula and mark != " ") else None


def _all(texts: list[str], read: Callable[[str], Any]) -> tuple[Any, ...] | None:
    """What some texts are; None where one of them cannot be read, or where they are none or too many."""
    found: list[Any] = []
    for text in texts if len(texts) <= MAX_ENTRIES else ():
        item = read(text)
        if item is None:
            return None
        found.append(item)
    return tuple(found) or None


def _rows_apart(text: str, functions: tuple[str, ...]) -> tuple[Any, ...] | None:
    """Rows of such numbers: of 1 -2; 3 -4 each row could be a difference, but nobody writes one so."""
    parts = _split_rows(text)
    return _all(parts, lambda part: _numbers_apart(part, functions)) if len(parts) > 1 else None


def _is_plain(word: str) -> bool:
    """Whether a word is a decimal, or a fraction of two; the comma of "1, 2" is no part of one."""
    return word[-1] != "," and all(map(plain_decimal, word.split("/", 1)))


def _numbers_apart(text: str, functions: tuple[str, ...]) -> tuple[WrittenNumber, ...] | None:
    """Numbers with spaces between them. So 0.5 -1/4 is a row: a difference is written with two spaces or none."""
    words = text.split()
    if not 2 <= len(words) <= MAX_ENTRIES or "\n" in text or not all(map(_is_plain, words)):
        return None
    return tuple(read_number(word, functions) for word in words)
