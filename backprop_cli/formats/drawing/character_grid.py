"""A drawing in the characters of a terminal: boxes and lines where they fit, else a list."""

from __future__ import annotations

from collections.abc import Iterator

from ...views.drawing import Drawing
from ...views.vertices import Edge
from ..look import Look
from ..messages import wrapped
from ..text_box import width
from .labels import CHARACTERS, FEWEST, DrawingLabels, drawing_labels, drawing_look
from .layered_layout import layout
from .placed import Metrics, Placed, Route, Size

# A character of a line is the set of sides towards which the line leaves it, as bits of a mask: where two lines meet,
# their masks are joined, so that corners, forks and crossings come of themselves.
UP, RIGHT, DOWN, LEFT = 1, 2, 4, 8
SIGNS = dict(zip(range(16), " ╵╶╰╷│╭├╴╯─┴╮┤┬┼"))
PLAIN = {mask: "|" if mask in (1, 4, 5) else "-" if mask in (2, 8, 10) else "+" for mask in range(1, 16)} | {0: " "}


def text(drawing: Drawing, look: Look) -> Iterator[str]:
    """The picture, or the list, for a terminal."""
    return (line + "\n" for line in character_lines(drawing, look))


def character_lines(drawing: Drawing, look: Look) -> Iterator[str]:
    """The lines of the picture; where it is wider than the page, from the top down, or at last as a list."""
    look = drawing_look(drawing, look)
    look = look if look.width is None or look.digits else look._replace(enough=FEWEST)
    labels = drawing_labels(drawing, look)
    # Each edge may want a column of its own to go up or down in; half of them share one.
    placed, down = layout(drawing, labels.metrics(CHARACTERS, 5 + len(drawing.edges) // 2, 1)), False
    if look.width is not None and placed.width > look.width:
        placed, down = layout(drawing, _upright(labels, drawing)), True
        if placed.height > look.width:
            yield from _listed(drawing, labels, look)
            return
    sheet = _Sheet(look.ascii, down)
    for route, columns in zip(placed.routes, _turns(placed)):
        sheet.route(route, columns)
    placed = placed.turned() if down else placed
    for name, label in labels.vertices.items():
        box = placed.boxes[name]
        sheet.box(round(box.x - box.width / 2), round(box.y - box.height / 2), label.width + 4, label.shown)
    yield from sheet.lines()
    if any(labels.edges):
        yield ""
    for edge, said in zip(drawing.edges, labels.edges):
        if said:
            yield from wrapped(f"{_edge_name(edge, drawing, look)} {said}", look.width)


def _edge_name(edge: Edge, drawing: Drawing, look: Look) -> str:
    """What the label of an edge is of: the derivative of its reader, or the way from neuron to neuron."""
    source, target = look.name(edge.source), look.name(edge.target)
    if drawing.network:
        return f"{source} {'->' if look.ascii else '→'} {target}: "
    d = "d" if look.ascii else "∂"
    return f"{d}{target}/{d}{source} ="


def _upright(labels: DrawingLabels, drawing: Drawing) -> Metrics:
    """The sizes of the boxes with width and height for each other; three lines between layers, and more for many."""
    sizes = labels.metrics(CHARACTERS, 0, 0).vertex

    def turned(name: str) -> Size:
        width, height = sizes(name)
        return Size(height, width)

    return Metrics(turned, lambda index: None, 3 + len(drawing.edges) // 8, 3, straight=True)


def _turns(placed: Placed) -> list[list[int]]:
    """For each piece of each route the column in which it goes up or down, so that few pieces share one."""
    taken: dict[int, int] = {}
    found = []
    for route in placed.routes:
        own = []
        for (x1, y1), (x2, y2) in zip(route, route[1:]):
            start, end = round(x1), round(x2)
            if round(y1) == round(y2):
                own.append(end - 1)
                continue
            # The pieces that end at one layer take turns, from right to left, in the columns before it.
            taken[end] = taken.get(end, 0) + 1
            own.append(max(start + 1, end - 2 - taken[end] % max(1, end - start - 2)))
        found.append(own)
    return found


def _listed(drawing: Drawing, labels: DrawingLabels, look: Look) -> Iterator[str]:
    """Every vertex on a line of its own, with the vertices that read it."""
    arrow = "->" if look.ascii else "→"
    for vertex in drawing.vertices:
        parts = [part for part in labels.vertices[vertex.name] if part]
        said = "  ".join(part for part in parts if "\n" not in part)
        readers = [look.name(edge.target) for edge in drawing.edges if edge.source == vertex.name]
        yield from wrapped(f"{said}  {arrow} {', '.join(readers)}" if readers else said, look.width)
        for part in (part for part in parts if "\n" in part):
            yield from (f"  {line}" for line in _in_page(part.split("\n"), look.width))


def _in_page(lines: list[str], page: int | None) -> list[str]:
    """The lines of `name = matrix`, with the name on one of its own where the page has no room for it in front."""
    base = next((line for line in lines if line[:1] != " "), "")
    name = base.partition("= ")[0]
    if page is None or max(map(width, lines)) + 2 <= page:
        return lines
    return [name.rstrip(), *(line[len(name) if line is base else width(name) :] for line in lines)]


class _Sheet:
    """A sheet of characters by their places (x, y): lines that meet are joined, text lies on top."""

    def __init__(self, ascii: bool, down: bool) -> None:
        self.signs = PLAIN if ascii else SIGNS
        self.plain, self.down = ascii, down
        self.tip = ("v" if ascii else "▼") if down else ">" if ascii else "▶"
        self.masks: dict[tuple[int, int], int] = {}
        self.text: dict[tuple[int, int], str] = {}

    def join(self, x: int, y: int, mask: int) -> None:
        """Adds sides to the line at a place."""
        self.masks[x, y] = self.masks.get((x, y), 0) | mask

    def level(self, x1: int, x2: int, y: int) -> None:
        """A line from left to right."""
        for x in range(x1, x2 + 1):
            self.join(x, y, (LEFT if x > x1 else 0) | (RIGHT if x < x2 else 0))

    def upright(self, x: int, y1: int, y2: int) -> None:
        """A line up or down."""
        top, bottom = sorted((y1, y2))
        for y in range(top, bottom + 1):
            self.join(x, y, (UP if y > top else 0) | (DOWN if y < bottom else 0))

    def route(self, route: Route, columns: list[int]) -> None:
        """A line with a tip from the right side of a box to the left side of another; a piece turns in its column.

        From the top down the points of a route have x and y for each other: what is level here goes down there.
        """
        for ((x1, y1), (x2, y2)), turn in zip(zip(route, route[1:]), columns):
            a, b = (round(x1), int(y1)), (round(x2), int(y2))
            if self.down:
                self.upright(a[1], a[0] - 1, turn)
                self.level(min(a[1], b[1]), max(a[1], b[1]), turn)
                self.upright(b[1], turn, b[0])
            else:
                self.level(a[0] - 1, turn, a[1])
                self.upright(turn, a[1], b[1])
                self.level(turn, b[0], b[1])
        x, y = round(route[-1][0]) - 1, int(route[-1][1])
        self.text[(y, x) if self.down else (x, y)] = self.tip

    def box(self, left: int, top: int, wide: int, lines: list[str]) -> None:
        """A box with lines of text, each in its middle."""
        right, bottom = left + wide - 1, top + len(lines) + 1
        corners = "++++" if self.plain else "╭╮╰╯"
        flat, side = ("-", "|") if self.plain else ("─", "│")
        for y in range(top, bottom + 1):
            for x in range(left, right + 1):
                self.text[x, y] = flat if y in (top, bottom) else side if x in (left, right) else " "
        for sign, place in zip(corners, ((left, top), (right, top), (left, bottom), (right, bottom))):
            self.text[place] = sign
        for index, line in enumerate(lines, 1):
            self._write(line, left + (wide - width(line)) // 2, top + index)

    def _write(self, line: str, x: int, y: int) -> None:
        """A line of text from a place on; a sign without a width (the hat of ŷ) joins the one before it."""
        for sign in line:
            if width(sign) == 0:
                self.text[x - 1, y] += sign
            else:
                self.text[x, y] = sign
                x += 1

    def lines(self) -> Iterator[str]:
        """The sheet, line by line."""
        rows: dict[int, dict[int, str]] = {}
        for x, y in {*self.masks, *self.text}:
            rows.setdefault(y, {})[x] = self.text.get((x, y), self.signs[self.masks.get((x, y), 0)])
        for y in range(min(rows, default=0), max(rows, default=-1) + 1):
            row = rows.get(y, {})
            yield "".join(row.get(x, " ") for x in range(max(row, default=-1) + 1)).rstrip()
