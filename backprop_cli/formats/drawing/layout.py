"""Where the nodes of a drawing stand: layers from left to right, few crossings, nothing on top of anything else.

Source: Sugiyama, Tagawa, Toda, 1981: ranks by longest paths, a place held in every layer that an edge passes, order by
barycentres, then heights that pull towards neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ...errors import fail
from ...views.drawing import Drawing

MAX_SPOTS, SWEEPS, TRIES = 400, 12, 8


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
        """Whether two rectangles overlap."""
        apart_x = abs(self.x - other.x) * 2 >= self.width + other.width
        return not (apart_x or abs(self.y - other.y) * 2 >= self.height + other.height)


class Placed(NamedTuple):
    """A laid-out drawing: boxes by name; for each link its points from source to target, and its label's box."""

    width: float
    height: float
    boxes: dict[str, Rectangle]
    routes: tuple[tuple[tuple[float, float], ...], ...]
    labels: tuple[Rectangle | None, ...]


class Metrics(NamedTuple):
    """How large nodes and labels of links are (None: there is none), and the gaps between layers and between nodes."""

    spot: Callable[[str], Size]
    label: Callable[[int], Size | None]
    across: float
    between: float


class _Item(NamedTuple):
    """A node, or the place that a link holds in a layer."""

    name: str
    size: Size


def layout(drawing: Drawing, metrics: Metrics) -> Placed:
    """The places of everything; wider apart until no label lies on another or on a node.

    Raises BackpropError for a drawing of more than MAX_SPOTS nodes.
    """
    if len(drawing.spots) > MAX_SPOTS:
        raise fail("fault.big_drawing", found=len(drawing.spots), limit=MAX_SPOTS)
    ranks = _ranks(drawing)
    chains = [_chain(index, ranks[link.source], ranks[link.target]) for index, link in enumerate(drawing.links)]
    layers = _layers(drawing, ranks, chains, metrics)
    neighbours = _neighbours(drawing, chains)
    _untangle(layers, neighbours)
    stretch = 1.0
    for _ in range(TRIES):
        placed = _placed(drawing, layers, neighbours, chains, metrics._replace(between=metrics.between * stretch))
        if None not in (box for index, box in enumerate(placed.labels) if metrics.label(index)):
            return placed
        stretch *= 1.4
    return placed


def _ranks(drawing: Drawing) -> dict[str, int]:
    """The layer of each node: after all that it reads; what is only read stands right before its first reader."""
    ranks: dict[str, int] = {}
    reads: dict[str, list[str]] = {}
    for link in drawing.links:
        reads.setdefault(link.target, []).append(link.source)
    for spot in drawing.spots:
        ranks[spot.name] = max((ranks[name] + 1 for name in reads.get(spot.name, ())), default=0)
    for spot in drawing.spots:
        readers = [ranks[link.target] for link in drawing.links if link.source == spot.name]
        if spot.name not in reads and readers:
            ranks[spot.name] = min(readers) - 1
    return ranks


def _chain(index: int, start: int, end: int) -> list[str]:
    """The names of the places that a link holds between its ends."""
    return [f"{index}:{rank}" for rank in range(start + 1, end)]


def _layers(drawing: Drawing, ranks: dict[str, int], chains: list[list[str]], metrics: Metrics) -> list[list[_Item]]:
    layers: list[list[_Item]] = [[] for _ in range(max(ranks.values(), default=0) + 1)]
    for spot in drawing.spots:
        layers[ranks[spot.name]].append(_Item(spot.name, metrics.spot(spot.name)))
    for index, chain in enumerate(chains):
        for place in chain:
            label = metrics.label(index)
            layers[int(place.partition(":")[2])].append(_Item(place, Size(0, label.height if label else 0)))
    return layers


def _neighbours(drawing: Drawing, chains: list[list[str]]) -> dict[str, tuple[list[str], list[str]]]:
    """For every item what stands before it and after it on a link."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for link, chain in zip(drawing.links, chains):
        way = [link.source, *chain, link.target]
        for before, after in zip(way, way[1:]):
            found.setdefault(before, ([], []))[1].append(after)
            found.setdefault(after, ([], []))[0].append(before)
    return found


def _untangle(layers: list[list[_Item]], neighbours: dict[str, tuple[list[str], list[str]]]) -> None:
    """Orders every layer by the middles of its neighbours, to and fro; keeps the order with the fewest crossings."""
    best, order = _crossings(layers, neighbours), [list(layer) for layer in layers]
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        for index in range(1, len(layers)) if forward else range(len(layers) - 2, -1, -1):
            fixed = {item.name: place for place, item in enumerate(layers[index - 1 if forward else index + 1])}
            side = 0 if forward else 1
            layers[index].sort(key=lambda item: _middle(item.name, fixed, neighbours, side))
        crossings = _crossings(layers, neighbours)
        if crossings < best:
            best, order = crossings, [list(layer) for layer in layers]
    layers[:] = order


def _middle(name: str, fixed: dict[str, int], neighbours: dict[str, tuple[list[str], list[str]]], side: int) -> float:
    places = [fixed[other] for other in neighbours.get(name, ([], []))[side] if other in fixed]
    return sum(places) / len(places) if places else len(fixed) / 2


def _crossings(layers: list[list[_Item]], neighbours: dict[str, tuple[list[str], list[str]]]) -> int:
    count = 0
    for left, right in zip(layers, layers[1:]):
        place = {item.name: index for index, item in enumerate(right)}
        ends = [
            (start, place[name])
            for start, item in enumerate(left)
            for name in neighbours.get(item.name, ([], []))[1]
            if name in place
        ]
        count += sum((a - c) * (b - d) < 0 for index, (a, b) in enumerate(ends) for c, d in ends[index + 1 :])
    return count


def _placed(
    drawing: Drawing,
    layers: list[list[_Item]],
    neighbours: dict[str, tuple[list[str], list[str]]],
    chains: list[list[str]],
    metrics: Metrics,
) -> Placed:
    heights = _heights(layers, neighbours, metrics.between)
    boxes: dict[str, Rectangle] = {}
    x = metrics.between
    for layer in layers:
        widest = max((item.size.width for item in layer), default=0)
        for item in layer:
            boxes[item.name] = Rectangle(x + widest / 2, heights[item.name], item.size.width, item.size.height)
        x += widest + metrics.across
    routes = tuple(_route(boxes, link.source, chain, link.target) for link, chain in zip(drawing.links, chains))
    spots = {spot.name: boxes[spot.name] for spot in drawing.spots}
    labels = _label_boxes(routes, list(spots.values()), metrics)
    bottom = max((box.y + box.height / 2 for box in [*spots.values(), *filter(None, labels)]), default=0)
    return Placed(x - metrics.across + metrics.between, bottom + metrics.between, spots, routes, labels)


def _heights(
    layers: list[list[_Item]], neighbours: dict[str, tuple[list[str], list[str]]], gap: float
) -> dict[str, float]:
    """The middle of every item: stacked, then pulled towards its neighbours as far as the stack allows."""
    middles: dict[str, float] = {}
    for layer in layers:
        y = gap
        for item in layer:
            middles[item.name] = y + item.size.height / 2
            y += item.size.height + gap
    for sweep in range(SWEEPS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = [_pull(item.name, middles, neighbours) for item in layer]
            for item, y in zip(layer, _spread(layer, wanted, gap)):
                middles[item.name] = y
    top = min((middles[item.name] - item.size.height / 2 for layer in layers for item in layer), default=0)
    return {name: y - top + gap for name, y in middles.items()}


def _pull(name: str, middles: dict[str, float], neighbours: dict[str, tuple[list[str], list[str]]]) -> float:
    before, after = neighbours.get(name, ([], []))
    around = sorted(middles[other] for other in (*before, *after))
    if not around:
        return middles[name]
    half = len(around) // 2
    return around[half] if len(around) % 2 else (around[half - 1] + around[half]) / 2


def _spread(layer: list[_Item], wanted: list[float], gap: float) -> list[float]:
    """Middles as near to the wanted ones as their order and the gaps allow: isotonic regression by pooling neighbours.

    Source: Ayer et al., 1955.
    """
    stacked = [0.0]
    for above, below in zip(layer, layer[1:]):
        stacked.append(stacked[-1] + (above.size.height + below.size.height) / 2 + gap)
    blocks: list[tuple[float, int]] = []
    for target, offset in zip(wanted, stacked):
        mean, count = target - offset, 1
        while blocks and blocks[-1][0] > mean:
            other, many = blocks.pop()
            mean, count = (mean * count + other * many) / (count + many), count + many
        blocks.append((mean, count))
    pooled = [mean for mean, count in blocks for _ in range(count)]
    return [mean + offset for mean, offset in zip(pooled, stacked)]


def _route(boxes: dict[str, Rectangle], source: str, chain: list[str], target: str) -> tuple[tuple[float, float], ...]:
    start, end = boxes[source], boxes[target]
    inner = ((boxes[name].x, boxes[name].y) for name in chain)
    return ((start.x + start.width / 2, start.y), *inner, (end.x - end.width / 2, end.y))


def _label_boxes(
    routes: Iterable[tuple[tuple[float, float], ...]], taken: list[Rectangle], metrics: Metrics
) -> tuple[Rectangle | None, ...]:
    """A box for every label on its link, at the first place that is free; None where none is."""
    busy, found = list(taken), []
    for index, route in enumerate(routes):
        size = metrics.label(index)
        box = next((box for box in _places(route, size) if not any(map(box.meets, busy))), None) if size else None
        busy += [box] if box else []
        found.append(box)
    return tuple(found)


def _places(route: tuple[tuple[float, float], ...], size: Size) -> Iterable[Rectangle]:
    for share in (0.5, 0.35, 0.65, 0.25, 0.75, 0.15, 0.85):
        for (x1, y1), (x2, y2) in zip(route, route[1:]):
            x, y = x1 + (x2 - x1) * share, y1 + (y2 - y1) * share
            for shift in (0, -size.height, size.height):
                yield Rectangle(x, y + shift, *size)
