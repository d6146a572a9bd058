"""A picture before it has a language: boxes, links and formulas with their places in pixels; SVG and TikZ print it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from ...expr.write.name_layout import Part
from ...records import NamedTuple
from .geometry import Outline, Point, disc, turned_box
from .typeset import Block, set_math, set_text

PAGE = 700  # pixels: a picture in a README, and the width of a text on A4 at this size of letters
LETTERS, SMALL_LETTERS, WORDS = 14, 12.5, 12  # the sizes of formulas, of numbers beside things, of texts
STEPS = 24  # pieces by which a curve is looked at


class Shape(NamedTuple):
    """A rectangle with round corners, or a circle, about its middle. kind: its class in a style sheet."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    round: bool = False

    @property
    def outline(self) -> Outline:
        """The shape as a polygon."""
        return disc(self.x, self.y, self.width / 2) if self.round else turned_box(*self[:4])


class Link(NamedTuple):
    """A curve through points, each piece a Bézier curve by its two handles and its end.

    back: the name of the line that brings a gradient back along it, "" for none.
    """

    start: Point
    pieces: tuple[tuple[Point, Point, Point], ...]
    back: str = ""
    width: float = 1.2

    def moved(self, x: float, y: float) -> Link:
        """The same curve somewhere else."""
        pieces = tuple(((a + x, b + y), (c + x, d + y), (e + x, f + y)) for (a, b), (c, d), (e, f) in self.pieces)
        return self._replace(start=(self.start[0] + x, self.start[1] + y), pieces=pieces)

    def points(self) -> tuple[Point, ...]:
        """Points along the curve, near each other."""
        return _along(self.start, self.pieces)

    def segments(self) -> Iterator[Outline]:
        """The curve as pieces of lines."""
        points = self.points()
        yield from zip(points, points[1:])


class Label(NamedTuple):
    """A formula, or a text (words), about its middle; kind: its class; angle: by which it is turned, clockwise.

    of: the name of the line of the work that gives it, "" for what is given; before: what stands there before that.
    """

    x: float
    y: float
    said: Part | str | None
    size: float
    kind: str
    angle: float = 0
    of: str = ""
    before: Part | str | None = None

    @property
    def earlier(self) -> Label:
        """What stands there before; words begin at the same place."""
        found = self._replace(said=self.before)
        if not isinstance(self.before, str):
            return found
        return found._replace(x=self.x - self.block.width / 2 + found.block.width / 2)

    @property
    def block(self) -> Block:
        """The label set."""
        assert self.said is not None
        return set_label(self.said, self.size)

    @property
    def outline(self) -> Outline:
        """The room that it takes."""
        block = self.block
        return turned_box(self.x, self.y, block.width, block.height, self.angle)


class Scene(NamedTuple):
    """A picture: its size, and what is in it."""

    width: float
    height: float
    boxes: tuple[Shape, ...]
    links: tuple[Link, ...]
    labels: tuple[Label, ...]

    def up_to(self, shows: Callable[[str], bool]) -> Scene:
        """The same picture without what lines give that are not shown yet; nothing moves."""
        links = tuple(link if shows(link.back) else link._replace(back="") for link in self.links)
        earlier = (label if shows(label.of) else label.earlier for label in self.labels)
        return self._replace(links=links, labels=tuple(label for label in earlier if label.said is not None))

    def fitted(self, margin: float) -> Scene:
        """The same picture, just so large that everything is in it with a margin around."""
        links = [link.points() for link in self.links]
        outlines = [*(box.outline for box in self.boxes), *(label.outline for label in self.labels)]
        points = [point for outline in outlines for point in outline]
        xs, ys = zip(*points, *(point for link in links for point in link))
        x, y = margin - min(xs), margin - min(ys)
        boxes = tuple(box._replace(x=box.x + x, y=box.y + y) for box in self.boxes)
        labels = tuple(label._replace(x=label.x + x, y=label.y + y) for label in self.labels)
        moved = tuple(link.moved(x, y) for link in self.links)
        return Scene(max(xs) + x + margin, max(ys) + y + margin, boxes, moved, labels)


@lru_cache(4096)  # a label is tried in many places, and set once
def set_label(said: Part | str, size: float) -> Block:
    """A formula, or a text of words, set. Words are in a wider face than formulas."""
    if isinstance(said, str):
        block = set_text(said, size)
        wide = block.width * WORD_WIDTH
        return block._replace(width=wide, runs=tuple(run._replace(width=wide) for run in block.runs))
    return set_math(said, size)


WORD_WIDTH = 1.08  # how much wider a sans serif face is than Times


def straight(a: Point, b: Point) -> tuple[Point, Point, Point]:
    """A line from one point to another, as a piece of a curve."""
    (x1, y1), (x2, y2) = a, b
    return ((2 * x1 + x2) / 3, (2 * y1 + y2) / 3), ((x1 + 2 * x2) / 3, (y1 + 2 * y2) / 3), b


def _is_straight(a: Point, b: Point, c: Point, d: Point) -> bool:
    (x1, y1), (x2, y2) = a, d
    return all(abs((x - x1) * (y2 - y1) - (y - y1) * (x2 - x1)) < 1e-6 for x, y in (b, c))


@lru_cache(256)  # of the edges of one picture, whose labels are tried again and again
def _along(start: Point, pieces: tuple[tuple[Point, Point, Point], ...]) -> tuple[Point, ...]:
    found, a = [start], start
    for b, c, d in pieces:
        weights = WEIGHTS[-1:] if _is_straight(a, b, c, d) else WEIGHTS
        found += [
            (p * a[0] + q * b[0] + r * c[0] + s * d[0], p * a[1] + q * b[1] + r * c[1] + s * d[1])
            for p, q, r, s in weights
        ]
        a = d
    return tuple(found)


def _weights(t: float) -> tuple[float, float, float, float]:
    """The shares of a curve's start, of its handles and of its end in a point of it."""
    return (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3


WEIGHTS = tuple(_weights(step / STEPS) for step in range(1, STEPS + 1))
