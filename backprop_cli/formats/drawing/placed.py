"""The sizes and places of a laid-out drawing, in whatever unit its format counts."""

from __future__ import annotations

from collections.abc import Callable

from ...records import NamedTuple


class Size(NamedTuple):
    """A width and a height."""

    width: float
    height: float


class Rectangle(NamedTuple):
    """A rectangle by its centre."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Rectangle) -> bool:
        """Whether two rectangles overlap; sides that touch do not."""
        apart_x = abs(self.x - other.x) * 2 >= self.width + other.width
        return not (apart_x or abs(self.y - other.y) * 2 >= self.height + other.height)


Point = tuple[float, float]
Route = tuple[Point, ...]  # the points of an edge, from its source to its target


class Placed(NamedTuple):
    """A laid-out drawing: its size, the box of each vertex, and for each edge its route and its label's box, if any."""

    width: float
    height: float
    boxes: dict[str, Rectangle]
    routes: tuple[Route, ...]
    labels: tuple[Rectangle | None, ...]

    def shifted(self, x: float, y: float) -> Placed:
        """The same with other margins: everything moved by so much, and so much more room around."""
        boxes = {name: box._replace(x=box.x + x, y=box.y + y) for name, box in self.boxes.items()}
        routes = tuple(tuple((a + x, b + y) for a, b in route) for route in self.routes)
        labels = tuple(box and box._replace(x=box.x + x, y=box.y + y) for box in self.labels)
        return Placed(self.width + 2 * x, self.height + 2 * y, boxes, routes, labels)

    def turned(self) -> Placed:
        """The same with rows for columns: what went from left to right goes from the top down."""
        boxes = {name: _turned(box) for name, box in self.boxes.items()}
        routes = tuple(tuple((y, x) for x, y in route) for route in self.routes)
        return Placed(self.height, self.width, boxes, routes, tuple(box and _turned(box) for box in self.labels))


def _turned(box: Rectangle) -> Rectangle:
    return Rectangle(box.y, box.x, box.height, box.width)


class Metrics(NamedTuple):
    """The size of a vertex by name, of an edge's label by index (None: it has none), the gaps across and in a layer.

    straight: whether what nothing leads to, and which leads to one thing only (a weight), pulls at nothing, so that the
    way from the input to the output is as straight as it can be.
    """

    vertex: Callable[[str], Size]
    label: Callable[[int], Size | None]
    across: float
    between: float
    straight: bool = False
