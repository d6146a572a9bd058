"""YAML as a tree in which every node knows its place. Limits are checked while it is read, so that no file can harm."""

from __future__ import annotations

import re
from itertools import dropwhile, islice

from ..errors import MAX_FAULTS, BackpropError, Fault, Mark, Message, Source, fail, plainly
from ..records import NamedTuple
from ..typed import Any

MAX_DOCUMENT = 256 * 1024
MAX_DOCUMENTS = 64
MAX_BYTES = MAX_DOCUMENT * MAX_DOCUMENTS
MAX_DEPTH = 32
MAX_SCALARS = 20_000


class Scalar(NamedTuple):
    """A scalar's text, unread; plain: whether it stands without quotes. size: how many nodes it counts for.

    end: of every node, the line and the column, from 0, behind its last sign.
    """

    text: str
    plain: bool
    mark: Mark
    size: int = 1
    end: tuple[int, int] = (0, 0)


class Sequence(NamedTuple):
    """A list; flow: whether it is written in brackets. size: the nodes in it, aliases at their full size."""

    items: tuple[Tree, ...]
    flow: bool
    mark: Mark
    size: int = 1
    end: tuple[int, int] = (0, 0)


class Mapping(NamedTuple):
    """Keys and values in the order of the file; flow: whether it is written in braces. size: as of a list."""

    pairs: tuple[tuple[Scalar, Tree], ...]
    flow: bool
    mark: Mark
    size: int = 1
    end: tuple[int, int] = (0, 0)

    def get(self, key: str) -> Tree | None:
        """The value of a key; None where the key is missing."""
        return next((value for name, value in self.pairs if name.text == key), None)

    def key(self, key: str) -> Scalar | None:
        """The node of a key itself; None where the key is missing."""
        return next((name for name, _ in self.pairs if name.text == key), None)


Tree = Scalar | Sequence | Mapping


def inside(tree: Tree, *path: str | int) -> Tree:
    """The node at a path of keys and places (from 1), or the last node on the way that exists."""
    for part in path:
        found: Tree | None = None
        if isinstance(tree, Mapping) and isinstance(part, str):
            found = tree.get(part)
        elif isinstance(tree, Sequence) and isinstance(part, int) and part <= len(tree.items):
            found = tree.items[part - 1]
        if found is None:
            return tree
        tree = found
    return tree


def documents(data: str | bytes, name: str) -> list[Tree]:
    """The documents of a text. Raises BackpropError where it is no YAML, or uses what is not supported (tags)."""
    found, faults = read_documents(data, name)
    if faults:
        raise BackpropError(*faults)
    return found


def read_documents(data: str | bytes, name: str, unread: tuple[str, ...] = ()) -> tuple[list[Tree], list[Fault]]:
    """The documents of a text as far as they can be read, and its faults.

    unread: keys that may be left with an empty list, where theirs is the last thing in the file.
    """
    import yaml

    composer = None
    try:
        source = Source(name, _with_line_feeds(decoded(data, name)))
        _check_sizes(source)
        events = yaml.parse(source.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        composer = _Composer(source, events, unread)
        composer.compose()
        if not composer.found and not composer.faults:
            raise fail("fault.empty_file", Mark(source, 0, 0), Message("hint.example"))
    except yaml.YAMLError as error:
        problem = _syntax(error, source)
    except BackpropError as error:
        problem = error
    else:
        return composer.found, composer.faults
    return (composer.found, [*composer.faults, *problem.faults]) if composer else ([], list(problem.faults))


def _with_line_feeds(text: str) -> str:
    """A text whose lines all end as in most files."""
    for sign in ("\r\n", "\r", "\x85", "\u2028", "\u2029"):
        text = text.replace(sign, "\n")
    return text


def _is_last_list(key: str, text: str) -> bool:
    """Whether a text is a key at the margin with a list to the text's end, indented or dash by dash, and comments."""
    # By hand, as small files are read in the time that a pattern takes to compile.
    first, *after = text.split("\n")
    lines = list(dropwhile(lambda line: line.lstrip(" ")[:1] in ("", "#"), after))
    is_key = first.startswith(f"{key}:") and first[len(key) + 1 :].lstrip(" ")[:1] in ("", "#")
    is_list = bool(lines) and lines[0].lstrip(" ").startswith("- ")
    return is_key and is_list and all(line in ("", "-") or line.startswith((" ", "#", "- ")) for line in lines)


def decoded(data: str | bytes, name: str, limit: int = MAX_BYTES) -> str:
    """The text of bytes in UTF-8, without a byte-order mark. Raises BackpropError where they are no such text."""
    if isinstance(data, bytes):
        if len(data) > limit:
            raise fail("fault.large_file", Mark(Source(name, ""), 0, 0), limit=limit // 1024)
        try:
            data = data.removeprefix(b"\xef\xbb\xbf").decode()
        except UnicodeDecodeError as error:
            raw: bytes = error.object
            shown = Source(name, raw.decode("utf-8", "replace"))
            hint = "hint.utf16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "hint.utf8"
            place = _mark_at(shown, len(raw[: error.start].decode("utf-8", "replace")))
            raise fail("fault.not_utf8", place, Message(hint), byte=f"0x{raw[error.start]:02x}") from None
    return data.removeprefix("\ufeff")


def _check_sizes(source: Source) -> None:
    from yaml.reader import Reader

    strange = Reader.NON_PRINTABLE.search(source.text)
    if strange:
        hint = Message("hint.utf16" if strange[0] == "\0" else "hint.control_character")
        raise fail("fault.control_character", _mark_at(source, strange.start()), hint, code=f"U+{ord(strange[0]):04X}")
    found = re.finditer(r"^---", source.text, re.MULTILINE) if "---" in source.text else ()
    marks = (match.start() for match in found)
    starts = [0, *islice(marks, MAX_DOCUMENTS + 1), len(source.text)]
    if len(starts) - 2 > MAX_DOCUMENTS:
        raise fail("fault.many_documents", _mark_at(source, starts[-2]), limit=MAX_DOCUMENTS)
    for start, end in zip(starts, starts[1:]):
        size = len(source.text[start:end].encode())
        if size > MAX_DOCUMENT:
            values = {"limit": MAX_DOCUMENT // 1024, "found": -(-size // 1024)}
            raise fail("fault.large_document", _mark_at(source, start), Message("hint.split"), **values)


def _mark_at(source: Source, index: int) -> Mark:
    before = source.text[:index]
    return Mark(source, before.count("\n"), index - before.rfind("\n") - 1)


def _syntax(error: Any, source: Source) -> BackpropError:
    place, start = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    mark = Mark(source, place.line, place.column) if place else Mark(source, 0, 0)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
    if place and start and not "".join(source.text.split("\n")[mark.line :]).strip():
        mark = Mark(source, start.line, start.column)
    if "nesting depth" in problem:
        return fail("fault.deep", mark, limit=MAX_DEPTH)
    before = [*source.text.split("\n", mark.line + 1)[mark.line : mark.line + 1], ""][0][: mark.column + 1]
    hint = Message("hint.yaml")
    if "\t" in before and not before.strip("\t -?:"):
        hint = Message("hint.tabs")
    elif start and place and re.search("flow|quoted", str(getattr(error, "context", ""))):
        hint = Message("hint.unclosed", {"line": start.line + 1, "column": start.column + 1})
    return fail("fault.yaml", mark, hint, problem=plainly(problem))


class _Composer:
    """Builds trees of events. An alias shares its node but counts in full: ten lines could mean a billion nodes."""

    def __init__(self, source: Source, events: Any, unread: tuple[str, ...] = ()) -> None:
        self.source, self.events, self.unread = source, iter(events), unread
        self.anchors: dict[str, Tree | None] = {}
        self.count = 0
        self.found: list[Tree] = []
        self.faults: list[Fault] = []

    def compose(self) -> None:
        """Reads every document that is not blank, into `found`. Raises BackpropError where no more can be read."""
        number = 0
        while event := next(self.events, None):
            if type(event).__name__ != "DocumentStartEvent":
                continue
            self.anchors, self.count, number = {}, 0, number + 1
            if number > MAX_DOCUMENTS:
                raise fail("fault.many_documents", self._mark(event), limit=MAX_DOCUMENTS)
            tree = self._node(next(self.events), 0)
            if not isinstance(tree, Scalar) or tree.text or not tree.plain:
                self.found.append(tree)

    def _fault(self, key: str, mark: Mark, hint: Message | None = None, **values: Any) -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(Fault(Message(key, values), mark, hint))

    def _mark(self, event: Any) -> Mark:
        return Mark(self.source, event.start_mark.line, event.start_mark.column)

    def _node(self, event: Any, depth: int) -> Tree:
        kind, mark = type(event).__name__, self._mark(event)
        if kind == "AliasEvent":
            return self._alias(event, mark)._replace(mark=mark, end=_end(event))
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!", 1)
            self._fault("fault.tag", mark, Message("hint.no_tags"), found=plainly(tag))
        if depth > MAX_DEPTH:
            raise fail("fault.deep", mark, limit=MAX_DEPTH)
        if event.anchor:
            self.anchors[event.anchor] = None
        if kind == "ScalarEvent":
            self._counted(1, mark)
            node: Tree = Scalar(event.value, not event.style, mark, 1, _end(event))
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
            raise fail("fault.many_scalars", mark, Message("hint.split"), limit=MAX_SCALARS)

    def _alias(self, event: Any, mark: Mark) -> Tree:
        node = self.anchors.get(event.anchor)
        if node is None:
            name = plainly(event.anchor)
            if event.anchor in self.anchors:
                raise fail("fault.endless_alias", mark, Message("hint.endless_alias", {"name": name}), found=name)
            raise fail("fault.unknown_alias", mark, Message("hint.unknown_alias", {"name": name}), found=name)
        self._counted(node.size, mark)
        return node

    def _sequence(self, event: Any, depth: int, mark: Mark) -> Sequence:
        items: list[Tree] = []
        while type(following := next(self.events)).__name__ != "SequenceEndEvent":
            items.append(self._node(following, depth + 1))
        # What has no brackets ends where its last value does: its own event comes later.
        end = _end(following) if event.flow_style or not items else items[-1].end
        return Sequence(tuple(items), bool(event.flow_style), mark, sum(item.size for item in items) + 1, end)

    def _leave_out(self, key: Any) -> None:
        """Ends the file with an empty list at a key whose list is the last thing in it, so that no more is parsed."""
        import yaml

        if not key.start_mark.column and _is_last_list(key.value, self.source.text[key.start_mark.index :]):
            place = key.start_mark, key.end_mark
            empty = yaml.SequenceStartEvent(None, None, True, *place), yaml.SequenceEndEvent(*place)
            self.events = iter((*empty, yaml.MappingEndEvent(*place)))

    def _mapping(self, event: Any, depth: int, mark: Mark) -> Mapping:
        pairs: list[tuple[Scalar, Tree]] = []
        places: dict[str, Mark] = {}
        end = _end(event)
        while type(following := next(self.events)).__name__ != "MappingEndEvent":
            key = self._node(following, depth + 1)
            if not depth and isinstance(key, Scalar) and key.text in self.unread:
                self._leave_out(following)
            value = self._node(next(self.events), depth + 1)
            end = value.end
            if not isinstance(key, Scalar):
                self._fault("fault.key_kind", key.mark, Message("hint.key_kind"))
            elif key.text in places:
                values = {"found": plainly(key.text), "line": places[key.text].line + 1}
                self._fault("fault.duplicate_key", key.mark, Message("hint.duplicate_key"), **values)
            else:
                places[key.text] = key.mark
                pairs.append((key, value))
        size = sum(value.size + 1 for _, value in pairs) + 1
        return Mapping(tuple(pairs), bool(event.flow_style), mark, size, _end(following) if event.flow_style else end)


def _end(event: Any) -> tuple[int, int]:
    return event.end_mark.line, event.end_mark.column


def plain_data(tree: Tree) -> Any:
    """What a tree says, whatever its style and its places: a text and whether it has quotes, a list, or pairs."""
    if isinstance(tree, Scalar):
        return tree.text, tree.plain
    if isinstance(tree, Sequence):
        return [plain_data(item) for item in tree.items]
    return {key.text: plain_data(value) for key, value in tree.pairs}
