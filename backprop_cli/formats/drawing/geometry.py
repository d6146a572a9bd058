"""Whether two things of a picture lie on each other: boxes, turned ones too, circles and pieces of lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import cos, pi, radians, sin

Point = tuple[float, float]
Outline = tuple[Point, ...]  # the corners of a convex shape in their order; two of them are a piece of a line


def turned_box(x: float, y: float, width: float, height: float, angle: float = 0) -> Outline:
    """The corners of a box about its middle, turned clockwise by degrees (y counts downwards)."""
    c, s = cos(radians(angle)), sin(radians(angle))
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    halves = ((a * width / 2, b * height / 2) for a, b in corners)
    return tuple((x + a * c - b * s, y + a * s + b * c) for a, b in halves)


def disc(x: float, y: float, radius: float) -> Outline:
    """A circle as a polygon around it."""
    outer = radius / cos(pi / 16)
    return tuple((x + outer * cos(pi * k / 8), y + outer * sin(pi * k / 8)) for k in range(16))


def meet(a: Outline, b: Outline, slack: float = 0.01) -> bool:
    """Whether two convex shapes overlap; what only touches does not. Source: the separating axis theorem."""
    for nx, ny in (*_normals(a), *_normals(b)):
        first, second = [x * nx + y * ny for x, y in a], [x * nx + y * ny for x, y in b]
        if max(first) <= min(second) + slack or max(second) <= min(first) + slack:
            return False
    return True


class Crowd:
    """Convex shapes of a picture, found by where they lie: a grid says which of them are near to another one.

    >>> crowd = Crowd([turned_box(0, 0, 10, 10)])
    >>> crowd.meets(turned_box(8, 0, 10, 10)), crowd.meets(turned_box(500, 0, 10, 10))
    (True, False)
    """

    CELL = 64  # pixels: about as large as a label, so that a shape lies in few cells and a cell has few shapes

    def __init__(self, outlines: Iterable[Outline] = ()) -> None:
        self._cells: dict[tuple[int, int], list[tuple[float, float, float, float, Outline]]] = {}
        for outline in outlines:
            self.add(outline)

    def add(self, outline: Outline) -> None:
        """Puts another shape there."""
        bounded = (*_bounds(outline), outline)
        for cell in self._near(bounded[:4]):
            self._cells.setdefault(cell, []).append(bounded)

    def meets(self, outline: Outline) -> bool:
        """Whether a shape overlaps one of them."""
        left, right, top, bottom = bounds = _bounds(outline)
        return any(
            first < right and last > left and high < bottom and low > top and meet(outline, other)
            for cell in self._near(bounds)
            for first, last, high, low, other in self._cells.get(cell, ())
        )

    def _near(self, bounds: tuple[float, float, float, float]) -> Iterator[tuple[int, int]]:
        left, right, top, bottom = (int(at // self.CELL) for at in bounds)
        return ((x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))


def _bounds(outline: Outline) -> tuple[float, float, float, float]:
    """The least box around an outline: left, right, top, bottom."""
    xs, ys = zip(*outline)
    return min(xs), max(xs), min(ys), max(ys)


def _normals(outline: Outline) -> Iterator[Point]:
    """Unit normals of the sides; of a piece of a line its direction too, or two on one line would seem to meet."""
    for (x1, y1), (x2, y2) in zip(outline, (*outline[1:], outline[0])):
        dx, dy = x2 - x1, y2 - y1
        length = (dx * dx + dy * dy) ** 0.5
        if length:
            yield -dy / length, dx / length
            if len(outline) == 2:
                yield dx / length, dy / length
