"""The board in a terminal: with the codes of its colours, or by rich, which knows what other terminals take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..typed import TYPE_CHECKING
from ..views.report import Block
from .board import chunks
from .look import Look

if TYPE_CHECKING:
    from rich.console import Console

STYLES = {
    "title": "bold", "name": "dim", "rule": "dim", "heading": "bold", "head": "bold", "group": "dim cyan",
    "moved": "bold green", "muted": "dim", "remark": "dim",
}  # fmt: skip
CODES = {"bold": "1", "dim": "2", "green": "32", "cyan": "36"}  # which every terminal with colours takes


def coloured(blocks: Iterable[Block], look: Look) -> Iterator[str]:
    """A report with the codes of its colours, a piece for each block: what `print_board` prints in most terminals."""
    codes = {name: ";".join(CODES[word] for word in style.split()) for name, style in STYLES.items()}
    for chunk in chunks(blocks, look):
        lines = ("".join(_in_code(text, codes.get(style)) for text, style in line) for line in chunk)
        yield "".join(f"{line}\n" for line in lines)


def _in_code(text: str, code: str | None) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if code and text else text


def print_board(blocks: Iterable[Block], look: Look, console: Console) -> None:
    """Prints a report in the colours that a console has, line by line as the board has it."""
    from rich.segment import Segment, Segments

    # Segments, because rich would read [z > 0] as markup, wrap what it takes for too wide, and cut what does not wrap.
    styles = {name: console.get_style(style) for name, style in STYLES.items()}
    for chunk in chunks(blocks, look):
        page = []
        for line in chunk:
            page += [Segment(text, styles.get(style)) for text, style in line]
            page.append(Segment.line())
        console.print(Segments(page), soft_wrap=True, end="")
