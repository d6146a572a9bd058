"""Faults: raised as facts where they are known, turned into text only where they are printed."""

from __future__ import annotations

import errno
from collections.abc import Sequence

from .i18n import text
from .records import NamedTuple
from .typed import Any

MAX_FAULTS = 20

REASONS: dict[int | None, str] = {
    errno.EACCES: "fault.system.eacces",
    errno.EEXIST: "fault.system.eexist",
    errno.EISDIR: "fault.system.eisdir",
    errno.ELOOP: "fault.system.eloop",
    errno.EMFILE: "fault.system.emfile",
    errno.ENAMETOOLONG: "fault.system.enametoolong",
    errno.ENOENT: "fault.system.enoent",
    errno.ENOSPC: "fault.system.enospc",
    errno.ENOTDIR: "fault.system.enotdir",
    errno.EPERM: "fault.system.eperm",
    errno.EROFS: "fault.system.erofs",
}


class Message:
    """A text for people that has no language yet: its key in the catalogue, and the values that fill it.

    No tuple, because values are nested tuples: what is shown must be told apart from what is said.
    """

    __slots__ = ("key", "values")

    def __init__(self, key: str, values: dict[str, Any] | None = None) -> None:
        self.key, self.values = key, values or {}

    def __repr__(self) -> str:
        return f"Message({self.key!r}, {self.values!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.key, self.values) == (other.key, other.values)


def as_name(name: str) -> Message:
    """A canonical name where a text is expected; a page prints it in its own way, dL/dW1 as ∂L/∂W₁."""
    return Message("board.name", {"name": name})


class Source(NamedTuple):
    """Where a text comes from: the name of its file (or `--set`), and the whole text."""

    name: str
    text: str


class Mark(NamedTuple):
    """A place in a source; line and column are counted from 0."""

    source: Source
    line: int
    column: int


class Fault(NamedTuple):
    """One thing that is wrong: what, where (if a place is known), and a hint how to mend it."""

    message: Message
    mark: Mark | None = None
    hint: Message | None = None
    severity: str = "error"


class BackpropError(Exception):
    """An error that a user can mend; faults: all that were found, at most MAX_FAULTS.

    >>> from backprop_cli import BackpropError, load_text
    >>> try:
    ...     load_text("network: [sigmod]", "net.yaml", "net")
    ... except BackpropError as error:
    ...     print(error)
    net.yaml:1:11: error: unknown layer sigmod
       1 | network: [sigmod]
         |           ^
       = did you mean sigmoid?
    """

    exit_code = 2

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults[:MAX_FAULTS]
        super().__init__(*(fault.message.key for fault in faults))

    def __str__(self) -> str:
        return "\n".join(describe(fault) for fault in self.faults)

    def placed(self, name: str) -> BackpropError:
        """The same error, with the faults that have no place at the beginning of the file of that name."""
        start = Mark(Source(name, ""), 0, 0)
        return BackpropError(*(fault if fault.mark else fault._replace(mark=start) for fault in self.faults))


class OutputError(BackpropError):
    """The output could not be written."""

    exit_code = 74


class ArgumentError(BackpropError, TypeError):
    """A function of the library was given something of another type than it takes."""


class ShapeError(ValueError):
    """Two shapes that do not fit together in an operation; where: the line whose shape is not that of its value."""

    def __init__(self, left: tuple[Any, ...], right: tuple[Any, ...], where: str = "") -> None:
        self.left, self.right = left, right
        super().__init__(f"{where and where + ': '}shapes {left} and {right} do not fit")


def fail(key: str, mark: Mark | None = None, hint: Message | None = None, **values: Any) -> BackpropError:
    """A BackpropError with a single fault; the values fill the text of its key."""
    return BackpropError(Fault(Message(key, values), mark, hint))


def reason_of(error: Exception) -> Message | str:
    """Why the system refused a file, in the language of the page where the reason is common, else in its words."""
    key = REASONS.get(getattr(error, "errno", None))
    return Message(key) if key else getattr(error, "strerror", None) or type(error).__name__


def one_of(word: str, known: Sequence[str], key: str) -> str:
    """The word, where it is one of those that are known. Raises BackpropError with this key where it is not."""
    if word not in known:
        raise fail(key, found=plainly(word), known=tuple(known))
    return word


def plainly(thing: Any) -> str:
    """A user's own text, safe to print: printable characters only, at most 60 of them; in quotes if it is blank."""
    text = _printable(str(thing)[:100])
    if not text.strip():
        return f'"{text}"'
    return text if len(text) <= 60 else text[:57] + "..."


def cut(text: str, most: int = 100) -> str:
    """A user's own text where it is shown again: with … in the place of what is beyond a number of characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def describe(fault: Fault, lang: str = "en") -> str:
    """A fault as text: `file:line:column: error: …`, the user's line with a caret under the place, and the hint."""
    said = f"{text(fault.severity, lang)}: {text(fault.message.key, lang, **fault.message.values)}"
    lines = [said]
    if fault.mark:
        source, line, column = fault.mark
        lines = [f"{_printable(source.name)}:{line + 1}:{column + 1}: {said}", *_excerpt(source.text, line, column)]
    if fault.hint:
        lines.append(f"   = {text(fault.hint.key, lang, **fault.hint.values)}")
    return "\n".join(lines)


def _excerpt(source: str, line: int, column: int) -> list[str]:
    shown = source.split("\n", line + 1)[line : line + 1]
    if not shown or not shown[0].strip():
        return []
    start = max(0, column - 60)
    piece = shown[0].rstrip("\r")[start : start + 100].replace("\t", " ")
    return [f"{line + 1:>4} | {_printable(piece)}", f"     | {' ' * (column - start)}^"]
