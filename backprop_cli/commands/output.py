"""What the library gives, to where it is wanted: the format, the look of the page, the colours."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from .. import Look, View, pieces
from ..api.rendering import coloured_pieces
from ..errors import Message, fail, one_of, plainly
from ..expr.write.ascii import TYPOGRAPHY, can_write
from ..expr.write.style import ASCII, TYPESET
from ..typed import Any
from .language import encoding_of
from .options import OutputOptions
from .patience import followed, patience
from .writing import encodable, standard_output, write, write_bytes

COLOURS = ("auto", "always", "never")
NARROWEST, USUAL = 40, 80  # columns
EXTENSIONS = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".md": "md",
    ".tex": "latex",
    ".html": "html",
    ".htm": "html",
    ".svg": "svg",
    ".dot": "dot",
    ".gv": "dot",
    ".mmd": "mermaid",
    ".tikz": "tikz",
    ".txt": "plain",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".npz": "npz",
    ".xml": "moodle",
    ".zip": "canvas",
}


def choose_format(output: OutputOptions, known: tuple[str, ...]) -> str:
    """The format that is asked for: by name, by the file's extension, or by where the output goes."""
    if output.format:
        return one_of(output.format, known, "fault.unknown_format")
    suffix = os.path.splitext(output.output or "")[1].lower()
    if suffix:
        extensions = {name: shape for name, shape in EXTENSIONS.items() if shape in known}
        extensions |= {".txt": "text"} if "text" in known else {}
        if suffix not in extensions:
            raise fail(
                "fault.extension", None, Message("hint.extension"), found=plainly(suffix), known=tuple(extensions)
            )
        return extensions[suffix]
    if "text" in known:
        return "text"
    return "table" if is_terminal(output) or _is_coloured(output) else "plain"


def _is_coloured(output: OutputOptions) -> bool:
    """Whether colours are asked for wherever the output goes: `--color always`, or FORCE_COLOR."""
    one_of(output.color, COLOURS, "fault.color")
    return output.color == "always" or (output.color == "auto" and bool(os.environ.get("FORCE_COLOR")))


def _is_styled(output: OutputOptions) -> bool:
    """Whether escape codes are written at all: bold and dim are left out with the colours."""
    return _is_coloured(output) or (is_terminal(output) and output.color == "auto" and not os.environ.get("NO_COLOR"))


def is_terminal(output: OutputOptions) -> bool:
    """Whether a person reads standard output in a terminal."""
    return output.output is None and sys.stdout is not None and sys.stdout.isatty()


def is_writable(output: OutputOptions, characters: str) -> bool:
    """Whether the output can have these characters; a file is always UTF-8."""
    return output.output is not None or can_write(characters, encoding_of(sys.stdout))


def page_look(
    output: OutputOptions, shape: str, work: bool = True, exact: bool = False, fragment: bool = False
) -> Look:
    """Characters, digits and width for a format; a pipe has no width."""
    if len(output.delimiter) != 1 or (not output.delimiter.isprintable() and output.delimiter != "\t"):
        raise fail("fault.delimiter", found=plainly(output.delimiter))
    plain = output.ascii or not is_writable(output, TYPOGRAPHY)
    return Look(
        digits=output.digits,
        style=ASCII if plain else TYPESET,
        mark="," if output.language == "ru" else ".",
        width=_width() if shape == "table" else None,
        work=work,
        ascii=plain,
        lang=output.language,
        exact=exact,
        delimiter=output.delimiter,
        fragment=fragment,
    )


def _width() -> int:
    """The columns of the terminal, as shutil finds them, which comes with all kinds of archives and takes its time."""
    try:
        said = int(os.environ.get("COLUMNS", ""))
    except ValueError:
        said = 0
    return max(NARROWEST, said if said > 0 else _columns())


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or USUAL  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        return USUAL


def put(things: Any, shape: str, output: OutputOptions, view: View = View(), look: Look | None = None) -> None:  # noqa: B008
    """Writes what the library gave in a format: to a terminal with colours, else as text."""
    look = look or page_look(output, shape)
    with patience(output) as sign:
        things = followed(things, sign)
        if shape == "table" and output.output is None and _is_styled(output):
            _put_in_colour(things, output, view, look)
        else:
            write(pieces(things, shape, view, look), output)


def _put_in_colour(things: Any, output: OutputOptions, view: View, look: Look) -> None:
    """Writes to a terminal, block by block as they are worked out."""
    with standard_output() as stream:
        if not _takes_codes(output):
            from .. import show

            show(things, view, look, _console(output, look))
            return
        for piece in coloured_pieces(things, view, look):
            stream.write(encodable(piece, stream))
            stream.flush()


def _takes_codes(output: OutputOptions) -> bool:
    """Whether the codes of colours are sure to be right; else rich finds out, and is longer loaded than ex3 solved."""
    unsure = {"FORCE_COLOR", "TTY_COMPATIBLE"} & os.environ.keys()  # which say that a terminal is none
    knows_none = os.environ.get("TERM", "").lower() in ("dumb", "unknown")
    return os.name == "posix" and (_is_coloured(output) or not (unsure or knows_none))


def put_package(make: Callable[[], bytes], shape: str, output: OutputOptions) -> None:
    """Makes and writes a file that is no text. Raises BackpropError at a terminal, which would show its bytes."""
    if is_terminal(output):
        raise fail("fault.not_text", None, Message("hint.not_text"), format=shape)
    write_bytes(make(), output.output)


def _console(output: OutputOptions, look: Look) -> Any:
    from rich.console import Console

    forced = _is_coloured(output)
    system: Any = "standard" if forced and os.environ.get("TERM") in ("dumb", "unknown") else "auto"
    # Without a word about NO_COLOR rich reads it by itself, and would take the colours of `--color always`.
    return Console(
        force_terminal=forced or None, no_color=False, color_system=system, width=look.width, highlight=False
    )
