"""Where the labels of edges stand: along their edge, on nothing else.

What can stand in few places is placed first; each takes the place that is nearest to the middle of its edge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import atan2, degrees, hypot

from .geometry import Crowd, Outline
from .scene import Label, Link

SHARES = (0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8, 0.14, 0.86)  # of the edge's length
NEAR = 2.5  # pixels between an edge and its label
STEEPEST = 60  # degrees by which a label is turned at most


def place_labels(
    links: Sequence[Link], labels: Sequence[Label | None], taken: Sequence[Outline], turned: bool, whole: bool = False
) -> list[Label | None]:
    """Each label at its edge, clear of every edge, box and other label; None where there is no such place.

    taken: the outlines of what is in the picture already. turned: whether labels lie along their edges.
    whole: whether all are wanted or none, so that the search ends with the first label that has no place.
    """
    solid = Crowd((*(piece for link in links for piece in link.segments()), *taken))
    free: dict[int, list[Label]] = {}
    for index, (link, label) in enumerate(zip(links, labels)):
        if label:
            free[index] = [place for place in _places(link, label, turned) if not solid.meets(place.outline)]
            if whole and not free[index]:
                return [None] * len(links)
    found: list[Label | None] = [None] * len(links)
    busy = Crowd()
    for index in sorted(free, key=lambda index: len(free[index])):
        place = next((place for place in free[index] if not busy.meets(place.outline)), None)
        found[index] = place
        if place:
            busy.add(place.outline)
    return found


def _places(link: Link, label: Label, turned: bool) -> Iterator[Label]:
    """Places on both sides of an edge, at more and more distance from its middle."""
    points = link.points()
    lengths = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in zip(points, points[1:])]
    block = label.block
    for share in SHARES:
        rest = share * sum(lengths)
        index = 0
        while index < len(lengths) - 1 and rest > lengths[index]:
            rest -= lengths[index]
            index += 1
        (x1, y1), (x2, y2) = points[index], points[index + 1]
        part = rest / lengths[index] if lengths[index] else 0
        x, y = x1 + (x2 - x1) * part, y1 + (y2 - y1) * part
        angle = degrees(atan2(y2 - y1, x2 - x1))
        yield from _beside(label, (x, y), angle, turned and abs(angle) <= STEEPEST, (block.width, block.height))


def _beside(
    label: Label, point: tuple[float, float], angle: float, turned: bool, size: tuple[float, float]
) -> Iterator[Label]:
    """The label above and below an edge that is level there, else to its right and to its left."""
    from math import cos, radians, sin

    width, height = size
    x, y = point
    c, s = cos(radians(angle)), sin(radians(angle))
    # The normal that points up, or to the right of an edge that goes down.
    nx, ny = (s, -c) if c >= 0 else (-s, c)
    off = (height / 2 if turned else abs(nx) * width / 2 + abs(ny) * height / 2) + NEAR
    for side in (1, -1):
        yield label._replace(x=x + side * nx * off, y=y + side * ny * off, angle=angle if turned else 0)
