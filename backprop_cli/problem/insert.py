"""Items added to a list in a file at the places that its reader knows; all else of the file stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from ..errors import BackpropError, Message, fail, plainly
from ..typed import Any
from .yaml_tree import Mapping, Tree, documents, plain_data
from .yaml_tree import Sequence as List

LINE_BREAK = re.compile("\r\n?|[\n\x85\u2028\u2029]")
Place = tuple[int, int]


def with_items(text: str, name: str, added: Sequence[tuple[Tree, Sequence[Any]]], key: str) -> str:
    """The text of a file with items at the end of the list under a key of its documents.

    name: that of the file. added: documents of the text, in their order, each with its items, plain data. A list or
    document in brackets gets them in JSON, any other as lines. What comes out is read again: BackpropError is raised
    unless it is the same documents with these items.
    """
    new = text
    for document, items in reversed(added):  # from the last one on, so that the places before it stay true
        if items:
            new = _with_items(new, document, key, items)
    if not _is_the_same(new, name, added, key):
        raise fail("fault.not_placed", None, Message("hint.not_placed", {"what": key}), name=plainly(name), what=key)
    return new


def _is_the_same(text: str, name: str, added: Sequence[tuple[Tree, Sequence[Any]]], key: str) -> bool:
    """Whether a text reads as the documents with their items, and as nothing else."""
    try:
        found = documents(text, name)
    except BackpropError:
        return False
    return len(found) == len(added) and all(
        _has_grown(tree, document, key, list(items)) for tree, (document, items) in zip(found, added)
    )


def _has_grown(tree: Tree, document: Tree, key: str, items: list[Any]) -> bool:
    new, old = plain_data(tree), plain_data(document)
    if not items:
        return bool(new == old)
    known = old.setdefault(key, [])
    listed = new.get(key, [])
    new[key] = listed[: len(known)]
    return bool(new == old and _texts(listed[len(known) :]) == _texts(items))


def _texts(data: Any) -> Any:
    """Data with every single value as its text; of what was read, whether or not it has quotes."""
    if isinstance(data, dict):
        return {name: _texts(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_texts(item) for item in data]
    return data[0] if isinstance(data, tuple) else data if isinstance(data, str) else json.dumps(data)


def _with_items(text: str, document: Tree, key: str, items: Sequence[Any]) -> str:
    assert isinstance(document, Mapping)
    listed = document.get(key)
    if isinstance(listed, List) and listed.items and listed.flow:
        return _put(text, listed.items[-1].end, ", " + ", ".join(map(_in_line, items)))
    if document.flow:
        inside = ", ".join(map(_in_line, items))
        if listed:
            return _put(text, _before(listed.end), inside)
        return _put(text, document.pairs[-1][1].end, f", {json.dumps(key)}: [{inside}]")
    indent = document.pairs[0][0].mark.column
    if isinstance(listed, List) and listed.items:
        return _put_lines(text, listed.end, _lines(items, listed.mark.column))
    lines = _lines(items, indent + 2)
    if listed:  # an empty list in brackets: they go, and the lines come below
        return _put_lines(text, listed.end, lines, (listed.mark.line, listed.mark.column))
    return _put_lines(text, document.end, [" " * indent + f"{key}:", *lines])


def _before(place: Place) -> Place:
    return place[0], place[1] - 1


def _offset(text: str, place: Place) -> int:
    """The index in a text of a place, which counts line breaks as YAML does."""
    if place[0] == 0:
        return place[1]
    breaks = [match.end() for match in LINE_BREAK.finditer(text)]
    return breaks[place[0] - 1] + place[1]


def _put(text: str, place: Place, inside: str) -> str:
    at = _offset(text, place)
    return text[:at] + inside + text[at:]


def _put_lines(text: str, end: Place, lines: Iterable[str], instead_of: Place | None = None) -> str:
    """The text with lines below the line of a place, in which what starts at `instead_of` is left out."""
    at = _offset(text, end)
    below = LINE_BREAK.search(text, at)
    # A text over several lines (`|`) ends where the next line starts.
    split = at if not end[1] else below.end() if below else len(text)
    newline = (LINE_BREAK.findall(text[:split]) or LINE_BREAK.findall(text) or ["\n"])[-1]
    before = text[:split] if instead_of is None else text[: _offset(text, instead_of)].rstrip(" \t") + text[at:split]
    missing = newline if end[1] and not below else ""
    return before + missing + "".join(line + newline for line in lines) + text[split:]


def _lines(items: Sequence[Any], column: int) -> Iterator[str]:
    """A list as lines, its dashes in a column."""
    for item in items:
        for number, line in enumerate(_block(item)):
            yield " " * column + ("  " if number else "- ") + line


def _block(item: dict[str, Any]) -> Iterator[str]:
    for name, value in item.items():
        if isinstance(value, dict):
            yield f"{_word(name)}:"
            yield from ("  " + line for line in _block(value))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{_word(name)}:"
            yield from (f"  - {_in_braces(part)}" for part in value)
        else:
            yield f"{_word(name)}: {_word(value) if isinstance(value, str) else _in_line(value)}"


def _in_braces(item: dict[str, Any]) -> str:
    pairs = (f"{_word(name)}: {_in_line(value)}" for name, value in item.items())
    return "{" + ", ".join(pairs) + "}"


def _in_line(item: Any) -> str:
    return json.dumps(item, ensure_ascii=False)


def _word(name: str) -> str:
    """A name, in quotes where it is more than a word."""
    return name if name.replace("_", "").replace("/", "").isalnum() else _in_line(name)
