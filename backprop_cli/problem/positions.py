"""YAML as a tree whose every node knows its place; every limit is checked on the stream of events."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ..errors import BackpropError, Mark, Message, Source, fail, plainly

MAX_DOCUMENT = 256 * 1024
MAX_DOCUMENTS = 64
MAX_BYTES = MAX_DOCUMENT * MAX_DOCUMENTS
MAX_DEPTH = 32
MAX_SCALARS = 20_000


class Scalar(NamedTuple):
    """A scalar's text as it stands; plain: without quotes."""

    text: str
    plain: bool
    mark: Mark
    size: int = 1


class Sequence(NamedTuple):
    """A list."""

    items: tuple[Tree, ...]
    flow: bool
    mark: Mark
    size: int = 1


class Mapping(NamedTuple):
    """Keys and values in the order of the file."""

    pairs: tuple[tuple[Scalar, Tree], ...]
    flow: bool
    mark: Mark
    size: int = 1

    def get(self, key: str) -> Tree | None:
        """The value of a key."""
        return next((value for name, value in self.pairs if name.text == key), None)

    def key(self, key: str) -> Scalar | None:
        """A key as it stands in the file."""
        return next((name for name, _ in self.pairs if name.text == key), None)


Tree = Scalar | Sequence | Mapping


def documents(data: str | bytes, name: str) -> list[Tree]:
    """The documents of a text. Raises BackpropError at the place where it is no YAML that is read here."""
    source = Source(name, decoded(data, name))
    _check_sizes(source)
    import yaml

    try:
        found = _Composer(source, _events(source.text)).documents()
    except yaml.YAMLError as error:
        raise _syntax(error, source) from None
    if not found:
        raise fail("fault.empty_file", Mark(source, 0, 0), Message("hint.example"))
    return found


def decoded(data: str | bytes, name: str) -> str:
    """The text of bytes, without its byte-order mark. Raises BackpropError where it is no text in UTF-8."""
    if isinstance(data, bytes):
        if len(data) > MAX_BYTES:
            raise fail("fault.large_file", Mark(Source(name, ""), 0, 0), limit=MAX_BYTES // 1024)
        try:
            data = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise _not_text(error.object, error.start, name) from None
    return data.removeprefix("\ufeff")


def _not_text(data: bytes, start: int, name: str) -> BackpropError:
    before = data[:start]
    place = Mark(Source(name, ""), before.count(b"\n"), start - before.rfind(b"\n") - 1)
    return fail("fault.not_utf8", place, byte=f"0x{data[start]:02x}")


def _check_sizes(source: Source) -> None:
    strange = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", source.text)
    if strange:
        raise fail("fault.control_character", _mark_at(source, strange.start()), code=f"U+{ord(strange[0]):04X}")
    starts = [0, *(match.start() for match in re.finditer(r"^---", source.text, re.MULTILINE)), len(source.text)]
    if len(starts) - 2 > MAX_DOCUMENTS:
        raise fail("fault.many_documents", _mark_at(source, starts[MAX_DOCUMENTS + 1]), limit=MAX_DOCUMENTS)
    for start, end in zip(starts, starts[1:]):
        if end - start > MAX_DOCUMENT or len(source.text[start:end].encode()) > MAX_DOCUMENT:
            raise fail("fault.large_document", _mark_at(source, start), limit=MAX_DOCUMENT // 1024)


def _mark_at(source: Source, index: int) -> Mark:
    before = source.text[:index]
    return Mark(source, before.count("\n"), index - before.rfind("\n") - 1)


def _events(text: str) -> Any:
    import yaml

    return yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _syntax(error: Any, source: Source) -> BackpropError:
    place = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    mark = Mark(source, place.line, place.column) if place else Mark(source, 0, 0)
    problem = getattr(error, "problem", None) or "unreadable"
    hint = "hint.tabs" if "\\t" in problem or "'\t'" in problem or "tab" in problem else "hint.yaml"
    return fail("fault.yaml", mark, Message(hint), problem=plainly(problem))


class _Composer:
    """Events to trees; anchors are shared, and counted at their full size wherever they are used."""

    def __init__(self, source: Source, events: Any) -> None:
        self.source, self.events = source, iter(events)
        self.anchors: dict[str, Tree | None] = {}
        self.count = 0

    def documents(self) -> list[Tree]:
        found: list[Tree] = []
        for event in self.events:
            if type(event).__name__ == "DocumentStartEvent":
                self.anchors, self.count = {}, 0
                if len(found) == MAX_DOCUMENTS:
                    raise fail("fault.many_documents", self._mark(event), limit=MAX_DOCUMENTS)
                found.append(self._node(next(self.events), 0))
        blank = [tree for tree in found if isinstance(tree, Scalar) and tree.plain and not tree.text]
        return [] if len(blank) == len(found) else [tree for tree in found if tree not in blank]

    def _mark(self, event: Any) -> Mark:
        return Mark(self.source, event.start_mark.line, event.start_mark.column)

    def _node(self, event: Any, depth: int) -> Tree:
        kind, mark = type(event).__name__, self._mark(event)
        if kind == "AliasEvent":
            return self._alias(event, mark)
        if event.tag is not None and event.tag != "!":
            raise fail("fault.tag", mark, Message("hint.no_tags"), found=plainly(event.tag))
        if depth > MAX_DEPTH:
            raise fail("fault.deep", mark, limit=MAX_DEPTH)
        if event.anchor:
            self.anchors[event.anchor] = None
        if kind == "ScalarEvent":
            self._counted(1, mark)
            node: Tree = Scalar(event.value, event.style is None, mark)
        elif kind == "SequenceStartEvent":
            node = self._sequence(event, depth, mark)
        else:
            node = self._mapping(event, depth, mark)
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def _counted(self, size: int, mark: Mark) -> None:
        self.count += size
        if self.count > MAX_SCALARS:
            raise fail("fault.many_scalars", mark, limit=MAX_SCALARS)

    def _alias(self, event: Any, mark: Mark) -> Tree:
        node = self.anchors.get(event.anchor)
        if node is None:
            key = "fault.endless_alias" if event.anchor in self.anchors else "fault.unknown_alias"
            raise fail(key, mark, found=plainly(event.anchor))
        self._counted(node.size, mark)
        return node._replace(mark=mark)

    def _sequence(self, event: Any, depth: int, mark: Mark) -> Sequence:
        items: list[Tree] = []
        while type(following := next(self.events)).__name__ != "SequenceEndEvent":
            items.append(self._node(following, depth + 1))
        return Sequence(tuple(items), bool(event.flow_style), mark, sum(item.size for item in items) + 1)

    def _mapping(self, event: Any, depth: int, mark: Mark) -> Mapping:
        pairs: list[tuple[Scalar, Tree]] = []
        names: set[str] = set()
        while type(following := next(self.events)).__name__ != "MappingEndEvent":
            key = self._node(following, depth + 1)
            if not isinstance(key, Scalar):
                raise fail("fault.key_kind", key.mark)
            if key.text in names:
                raise fail("fault.duplicate_key", key.mark, found=plainly(key.text))
            names.add(key.text)
            pairs.append((key, self._node(next(self.events), depth + 1)))
        return Mapping(tuple(pairs), bool(event.flow_style), mark, sum(value.size + 1 for _, value in pairs) + 1)
