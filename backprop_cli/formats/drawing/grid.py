"""A drawing in the signs of a terminal: boxes and lines where they fit, else a list."""

from __future__ import annotations

from collections.abc import Iterator

from ...views.drawing import Drawing
from ..boxes import width
from ..messages import wrapped
from ..numbers import Look
from .labels import LabelLines, link_label, node_lines
from .layout import Metrics, Placed, Size, layout

UP, RIGHT, DOWN, LEFT = 1, 2, 4, 8
SIGNS = dict(zip(range(16), " ╵╶╰╷│╭├╴╯─┴╮┤┬┼"))
PLAIN = {mask: "|" if mask in (1, 4, 5) else "-" if mask in (2, 8, 10) else "+" for mask in range(1, 16)} | {0: " "}


def drawn(drawing: Drawing, look: Look) -> Iterator[str]:
    """The lines of the picture; of the list, where the picture is wider than the page."""
    lines = {spot.name: node_lines(spot, drawing, look) for spot in drawing.spots}
    page = _Page(look.ascii)
    placed = _placed(drawing, lines)
    if look.width is not None and placed.width > look.width:
        yield from _listed(drawing, lines, look)
        return
    lanes = _lanes(placed)
    for route, lane in zip(placed.routes, lanes):
        page.route(route, lane)
    for name, found in lines.items():
        box = placed.boxes[name]
        left, top = round(box.x - box.width / 2), round(box.y - box.height / 2)
        page.box(left, top, max(map(width, found.shown)) + 4, found.shown)
    yield from page.lines()
    labels = [(link, link_label(link, look)) for link in drawing.links]
    if any(label for _, label in labels):
        yield ""
    d = "d" if look.ascii else "∂"
    for link, label in labels:
        if label:
            yield f"{d}{look.name(link.target)}/{d}{look.name(link.source)} = {label}"


def _placed(drawing: Drawing, lines: dict[str, LabelLines]) -> Placed:
    sizes = {name: Size(max(map(width, found.shown)) + 4, len(found.shown) + 2) for name, found in lines.items()}
    return layout(
        drawing, Metrics(sizes.__getitem__, lambda index: None, across=5 + len(drawing.links) // 2, between=1)
    )


def _lanes(placed: Placed) -> list[list[int]]:
    """For every piece of every route the column in which it goes up or down: one of its own between two layers."""
    gaps: dict[int, int] = {}
    found = []
    for route in placed.routes:
        own = []
        for (x1, y1), (x2, y2) in zip(route, route[1:]):
            key = round(x2)
            if round(y1) == round(y2):
                own.append(round(x2) - 1)
                continue
            gaps[key] = gaps.get(key, 0) + 1
            own.append(max(round(x1) + 1, key - 2 - gaps[key] % max(1, key - round(x1) - 2)))
        found.append(own)
    return found


def _listed(drawing: Drawing, lines: dict[str, LabelLines], look: Look) -> Iterator[str]:
    """Every node on a line of its own, with what reads it."""
    arrow = "->" if look.ascii else "→"
    for spot in drawing.spots:
        said = "  ".join(lines[spot.name].shown)
        readers = [look.name(link.target) for link in drawing.links if link.source == spot.name]
        yield from wrapped(f"{said}  {arrow} {', '.join(readers)}" if readers else said, look.width)


class _Page:
    """A sheet of signs: lines that meet are joined, text lies on top."""

    def __init__(self, ascii: bool) -> None:
        self.signs = PLAIN if ascii else SIGNS
        self.tip = ">" if ascii else "▶"
        self.masks: dict[tuple[int, int], int] = {}
        self.text: dict[tuple[int, int], str] = {}

    def join(self, x: int, y: int, mask: int) -> None:
        self.masks[x, y] = self.masks.get((x, y), 0) | mask

    def level(self, x1: int, x2: int, y: int) -> None:
        for x in range(x1, x2 + 1):
            self.join(x, y, (LEFT if x > x1 else 0) | (RIGHT if x < x2 else 0))

    def upright(self, x: int, y1: int, y2: int) -> None:
        top, bottom = sorted((y1, y2))
        for y in range(top, bottom + 1):
            self.join(x, y, (UP if y > top else 0) | (DOWN if y < bottom else 0))

    def route(self, route: tuple[tuple[float, float], ...], lanes: list[int]) -> None:
        """A line from a box's right side to another's left side, with its tip."""
        for ((x1, y1), (x2, y2)), lane in zip(zip(route, route[1:]), lanes):
            a, b = (round(x1), int(y1)), (round(x2), int(y2))
            self.level(a[0] - 1, lane, a[1])
            self.upright(lane, a[1], b[1])
            self.level(lane, b[0], b[1])
        x, y = route[-1]
        self.text[round(x) - 1, int(y)] = self.tip

    def box(self, left: int, top: int, wide: int, lines: list[str]) -> None:
        """A box with lines of text, each in its middle."""
        right, bottom = left + wide - 1, top + len(lines) + 1
        corners = "++++" if self.tip == ">" else "╭╮╰╯"
        flat, side = ("-", "|") if self.tip == ">" else ("─", "│")
        for y in range(top, bottom + 1):
            for x in range(left, right + 1):
                self.text[x, y] = flat if y in (top, bottom) else side if x in (left, right) else " "
        for sign, place in zip(corners, ((left, top), (right, top), (left, bottom), (right, bottom))):
            self.text[place] = sign
        for index, line in enumerate(lines, 1):
            start = left + (wide - width(line)) // 2
            column = start
            for sign in line:
                if width(sign) == 0:
                    self.text[column - 1, top + index] += sign
                    continue
                self.text[column, top + index] = sign
                column += 1

    def lines(self) -> Iterator[str]:
        """The sheet, line by line."""
        places = {*self.masks, *self.text}
        rows = [y for _, y in places]
        for y in range(min(rows, default=0), max(rows, default=-1) + 1):
            row = {x: self.text.get((x, y), self.signs[self.masks.get((x, y), 0)]) for x, line in places if line == y}
            yield "".join(row.get(x, " ") for x in range(max(row, default=-1) + 1)).rstrip()
