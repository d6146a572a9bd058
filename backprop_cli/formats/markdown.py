"""The board as Markdown: headings, and a table for each block of lines; mathematics as `$…$`, in ASCII as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from ..errors import Message
from ..expr.node import Node
from ..expr.write.latex import latex
from ..expr.write.name_layout import Part
from ..expr.write.text import text
from ..typed import Any
from ..views.report import (
    Blanks,
    Block,
    Exercise,
    ExercisePart,
    Facts,
    Heading,
    Line,
    Lines,
    Note,
    Picture,
    Table,
    Title,
    Verbatim,
)
from .digits import sized
from .look import Look
from .markup import Markup, MarkupWriter
from .messages import formula_text, group_labels, in_signs, part_label, printable, value_text
from .numbers import number_style

COLUMNS = ("problem", "step", "question")  # of a table of answers, before the name and the value
SHORTEST = 12  # signs of a line to write on


def markdown(blocks: Iterable[Block], look: Look) -> Iterator[str]:
    """A report in pieces, each a paragraph or a table."""
    for block, shown in sized(blocks, look):
        writer = AsciiWriter(shown) if look.ascii else MarkupWriter(shown, Markup(_escaped, _math))
        yield "\n".join(_WRITERS[type(block)](block, writer)) + "\n\n"


def _math(part: Part) -> str:
    r"""Mathematics in a text. Rows of a matrix end in \cr, because Markdown takes `\\` for one escaped backslash."""
    said = latex(part).replace(r"\\", r"\cr").strip()
    return f"${said}$"


def _escaped(text: str) -> str:
    """Running text in which no sign is read as markup, as the end of a cell or as the start of mathematics."""
    text = re.sub(r"&(?=#?\w+;)", "&amp;", text).replace("<", "&lt;").replace("━", "—")
    return re.sub(r"[\\|*_$`]", r"\\\g<0>", text)


class AsciiWriter(MarkupWriter):
    """Writes names, formulas and values as the board does, for readers that set no mathematics."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, Markup(self._text, lambda part: self._text(_words(part))))

    def _text(self, said: str) -> str:
        return _escaped(in_signs(said, self.look))

    def formula(self, node: Node) -> Part:
        """An expression as one text."""
        return "text", formula_text(node, self.look)

    def numbers(self, node: Node) -> Part:
        """An expression with its numbers put in as one text."""
        return "text", text(node, number_style(self.look))

    def name(self, canonical: str) -> Part:
        """A name as one text."""
        return "text", printable(self.look.name(canonical))

    def value(self, value: Any) -> Part:
        """A value as one text."""
        return "text", value_text(value, self.look)


def _words(part: Part) -> str:
    """Texts and the signs between them in a row."""
    if part[0] == "row":
        return " ".join(map(_words, part[1]))
    return "<-" if part[1] == "←" else str(part[1])


def _title(block: Title, writer: MarkupWriter) -> Iterator[str]:
    yield f"# {writer.say(block.text)}" + (f" ({writer.say(block.name)})" if block.name else "")
    for facts in block.facts:
        yield ""
        yield writer.markup.text(" · ").join(writer.fact(fact) for fact in facts)


def _heading(block: Heading, writer: MarkupWriter) -> Iterator[str]:
    details = ", ".join(writer.equal(name, value) for name, value in block.details)
    yield f"## {writer.say(block.text)}" + (f": {details}" if details else "")


def _lines(block: Lines, writer: MarkupWriter) -> Iterator[str]:
    yield from _head([""] * (5 if writer.look.work else 3))
    for line, label in zip(block.lines, group_labels(block.lines, writer.say)):
        yield _row([label, writer.markup.math(writer.name(line.name)) if line.name else "", *_cells(line, writer)])


def _cells(line: Line, writer: MarkupWriter) -> list[str]:
    """The formula of a line, the same with its numbers put in, and its value with the remark; without work one cell."""
    cells = [writer.markup.math(part) if part else "" for part in writer.equations(line)]
    cells[-1] = f"{cells[-1]} ({writer.say(line.remark)})".strip() if line.remark else cells[-1]
    return cells if writer.look.work else [" ".join(filter(None, cells))]


def _note(block: Note, writer: MarkupWriter) -> Iterator[str]:
    yield writer.say(block.text)


def _table(block: Table, writer: MarkupWriter) -> Iterator[str]:
    yield from _head([writer.say(head) for head in block.heads])
    for row in block.rows:
        yield _row([writer.say(cell) for cell in row])


def _head(cells: list[str]) -> Iterator[str]:
    yield _row(cells)
    yield "|" + "---|" * len(cells)


def _row(cells: list[str]) -> str:
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"


def _verbatim(block: Verbatim, writer: MarkupWriter) -> Iterator[str]:
    yield from ("```", *block.text.rstrip("\n").splitlines(), "```")


def _picture(block: Picture, writer: MarkupWriter) -> Iterator[str]:
    from .drawing.character_grid import character_lines

    yield from ("```", *character_lines(block.drawing, writer.look), "```")


def _exercise(block: Exercise, writer: MarkupWriter) -> Iterator[str]:
    yield f"## {block.number}. {writer.say(block.text)}{_points(block.points, writer)}"


def _part(block: ExercisePart, writer: MarkupWriter) -> Iterator[str]:
    yield f"### {part_label(block.number)} {writer.part(block)}{_points(block.points, writer)}"


def _points(points: int | None, writer: MarkupWriter) -> str:
    return "" if points is None else f" ({writer.say(Message('board.sheet.worth', {'count': points}))})"


def _facts(block: Facts, writer: MarkupWriter) -> Iterator[str]:
    label = f"**{writer.say(block.label)}** " if block.label else ""
    yield label + "; ".join(writer.fact(fact) for fact in block.facts)


def _blanks(block: Blanks, writer: MarkupWriter) -> Iterator[str]:
    """A table that `check` reads when it is filled in; or lines to write on."""
    if not block.blanks[0].name:
        yield ""
        return
    if block.table is False:
        yield "\n\n".join(writer.say(blank.shown) + " = " + r"\_" * (SHORTEST + blank.work) for blank in block.blanks)
        return
    columns = [name for name in COLUMNS if any(getattr(blank, name) for blank in block.blanks)]
    yield from _head([*columns, "name", "value"])
    for blank in block.blanks:
        yield _row([*(_as_it_is(getattr(blank, name)) for name in columns), f"`{_as_it_is(blank.name)}`", ""])


def _as_it_is(text: str) -> str:
    return text.replace("|", r"\|")


_WRITERS: dict[type, Callable[[Any, MarkupWriter], Iterator[str]]] = {
    Title: _title, Heading: _heading, Lines: _lines, Note: _note, Picture: _picture, Table: _table,
    Verbatim: _verbatim, Exercise: _exercise, ExercisePart: _part, Facts: _facts, Blanks: _blanks,
}  # fmt: skip
