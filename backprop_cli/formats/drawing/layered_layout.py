"""Where the vertices of a drawing stand: in layers from left to right, with few crossings, nothing on top of another.

Source: Sugiyama, Tagawa, Toda, 1981, in four steps: layers by longest paths; a place held for an edge in every layer
that it passes; the order in each layer by barycentres; then heights that pull towards neighbours.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from ...errors import fail
from ...records import NamedTuple
from ...tolerances import MAX_VERTICES
from ...views.drawing import Drawing
from .placed import Metrics, Placed, Point, Rectangle, Route, Size

# Barycentres settle within a few sweeps, or go round in circles; the best order that was seen is kept.
SWEEPS = 12
# With so many stretches by 1.4 the gaps are ten times as wide: then a label has a place, or never will.
TRIES, STRETCH = 8, 1.4
# What a weight has to say of its place, where the way from the input to the output is to be straight.
LEAST = 1e-6
# Where on a piece of an edge its label is tried: the middle first, then further and further to both sides.
SHARES = (0.5, 0.35, 0.65, 0.25, 0.75, 0.15, 0.85)


class _Item(NamedTuple):
    """What takes room in a layer: a vertex, or the place that an edge holds where it passes."""

    name: str
    size: Size


Layers = list[list[_Item]]
Neighbours = dict[str, tuple[list[str], list[str]]]  # the items next to one: in the layer before, in the layer after


def layout(drawing: Drawing, metrics: Metrics) -> Placed:
    """The places of everything; wider apart until no label lies on another or on a vertex.

    Raises BackpropError for a drawing of more than MAX_VERTICES vertices.
    """
    if len(drawing.vertices) > MAX_VERTICES:
        raise fail("fault.big_drawing", found=len(drawing.vertices), limit=MAX_VERTICES)
    ranks = _ranks(drawing)
    chains = [_chain(index, ranks[edge.source], ranks[edge.target]) for index, edge in enumerate(drawing.edges)]
    neighbours = _neighbours(drawing, chains)
    layers = _untangled(_layers(drawing, ranks, chains, metrics), neighbours)
    stretch = 1.0
    for _ in range(TRIES):
        wider = metrics._replace(between=metrics.between * stretch)
        placed = _placed(drawing, layers, chains, _heights(layers, neighbours, wider), wider)
        if None not in (box for index, box in enumerate(placed.labels) if metrics.label(index)):
            break
        stretch *= STRETCH
    return placed


def _ranks(drawing: Drawing) -> dict[str, int]:
    """The layer of each vertex: after all that it reads, so that every edge goes to the right.

    A vertex that reads nothing would stand in the first layer; it stands right before its first reader instead, or the
    weights of the last layer would send an edge across the whole picture.
    """
    ranks: dict[str, int] = {}
    reads: dict[str, list[str]] = {}
    for edge in drawing.edges:
        reads.setdefault(edge.target, []).append(edge.source)
    for vertex in drawing.vertices:
        ranks[vertex.name] = max((ranks[name] + 1 for name in reads.get(vertex.name, ())), default=0)
    for vertex in drawing.vertices:
        readers = [ranks[edge.target] for edge in drawing.edges if edge.source == vertex.name]
        if vertex.name not in reads and readers:
            ranks[vertex.name] = min(readers) - 1
    return ranks


def _chain(index: int, start: int, end: int) -> list[str]:
    """The names of the places that an edge holds in the layers between its ends: `index:layer`."""
    return [f"{index}:{rank}" for rank in range(start + 1, end)]


def _layers(drawing: Drawing, ranks: dict[str, int], chains: list[list[str]], metrics: Metrics) -> Layers:
    """The items of each layer; the place that an edge holds is as high as its label, which may come to stand there."""
    layers: Layers = [[] for _ in range(max(ranks.values(), default=0) + 1)]
    for vertex in drawing.vertices:
        layers[ranks[vertex.name]].append(_Item(vertex.name, metrics.vertex(vertex.name)))
    for index, (edge, chain) in enumerate(zip(drawing.edges, chains)):
        label = metrics.label(index)
        for rank, place in enumerate(chain, ranks[edge.source] + 1):
            layers[rank].append(_Item(place, Size(0, label.height if label else 0)))
    return layers


def _neighbours(drawing: Drawing, chains: list[list[str]]) -> Neighbours:
    """For every item the items next to it on an edge: those before it, and those after it."""
    found: Neighbours = {}
    for edge, chain in zip(drawing.edges, chains):
        way = [edge.source, *chain, edge.target]
        for before, after in zip(way, way[1:]):
            found.setdefault(before, ([], []))[1].append(after)
            found.setdefault(after, ([], []))[0].append(before)
    return found


def _untangled(layers: Layers, neighbours: Neighbours) -> Layers:
    """Every layer in the order of the middles of its neighbours, layer by layer to and fro.

    A sweep may make things worse (it looks at one side at a time), so the order with the fewest crossings is kept.
    """
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
    return order


def _middle(name: str, fixed: dict[str, int], neighbours: Neighbours, side: int) -> float:
    """The barycentre of an item's neighbours in the layer that stays fixed; the middle of the layer if it has none."""
    places = [fixed[other] for other in neighbours.get(name, ([], []))[side] if other in fixed]
    return sum(places) / len(places) if places else len(fixed) / 2


def _crossings(layers: Layers, neighbours: Neighbours) -> int:
    """How many pairs of edges cross: one begins above the other and ends below it."""
    count = 0
    for left, right in zip(layers, layers[1:]):
        place = {item.name: index for index, item in enumerate(right)}
        ends = [
            (start, place[name])
            for start, item in enumerate(left)
            for name in neighbours.get(item.name, ([], []))[1]
            if name in place
        ]
        count += _inversions(ends)
    return count


def _inversions(ends: list[tuple[int, int]]) -> int:
    """How many pairs of edges, in the order of where they begin, end in the other order; not those of one beginning."""
    count = 0
    passed: list[int] = []  # the ends of those that begin further up, sorted
    for _, edges in groupby(ends, itemgetter(0)):
        found = [end for _, end in edges]
        count += sum(len(passed) - bisect_right(passed, end) for end in found)
        passed = sorted(passed + found)
    return count


def _heights(layers: Layers, neighbours: Neighbours, metrics: Metrics) -> dict[str, float]:
    """The middle of every item: stacked, then pulled towards its neighbours as far as the items beside it allow."""
    gap = metrics.between
    weak = {name for name, (before, after) in neighbours.items() if metrics.straight and not before and len(after) == 1}
    middles: dict[str, float] = {}
    for layer in layers:
        y = gap
        for item in layer:
            middles[item.name] = y + item.size.height / 2
            y += item.size.height + gap
    for sweep in range(SWEEPS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = [_pull(item.name, middles, neighbours, weak) for item in layer]
            weights = [LEAST if item.name in weak else 1 for item in layer]
            for item, y in zip(layer, _spread(layer, wanted, weights, gap)):
                middles[item.name] = y
    top = min((middles[item.name] - item.size.height / 2 for layer in layers for item in layer), default=0)
    return {name: y - top + gap for name, y in middles.items()}


def _pull(name: str, middles: dict[str, float], neighbours: Neighbours, weak: set[str]) -> float:
    """The median height of an item's neighbours: unlike their mean, it keeps long edges straight."""
    before, after = neighbours.get(name, ([], []))
    strong = [other for other in (*before, *after) if other not in weak]
    around = sorted(middles[other] for other in strong or (*before, *after))
    if not around:
        return middles[name]
    half = len(around) // 2
    return around[half] if len(around) % 2 else (around[half - 1] + around[half]) / 2


def _spread(layer: list[_Item], wanted: list[float], weights: list[float], gap: float) -> list[float]:
    """Middles as near to the wanted ones as the order and the gaps allow: isotonic regression by pooling neighbours.

    Less the offset that each item has in the tightest stack, gaps are kept exactly where the numbers do not fall; where
    they would, the items move together to their common mean. Source: Ayer et al., 1955.
    """
    stacked = [0.0]
    for above, below in zip(layer, layer[1:]):
        stacked.append(stacked[-1] + (above.size.height + below.size.height) / 2 + gap)
    blocks: list[tuple[float, float, int]] = []
    for target, weight, offset in zip(wanted, weights, stacked):
        mean, count = target - offset, 1
        while blocks and blocks[-1][0] > mean:
            other, heavy, many = blocks.pop()
            mean, weight = (mean * weight + other * heavy) / (weight + heavy), weight + heavy
            count += many
        blocks.append((mean, weight, count))
    pooled = [mean for mean, _, count in blocks for _ in range(count)]
    return [mean + offset for mean, offset in zip(pooled, stacked)]


def _placed(
    drawing: Drawing, layers: Layers, chains: list[list[str]], heights: dict[str, float], metrics: Metrics
) -> Placed:
    """The layers side by side, each as wide as its widest item; then the routes and labels of the edges."""
    boxes: dict[str, Rectangle] = {}
    ends: dict[str, float] = {}
    vertices = {vertex.name for vertex in drawing.vertices}
    x = metrics.between
    for layer in layers:
        widest = max((item.size.width for item in layer), default=0)
        for item in layer:
            # The place that an edge holds is as wide as its layer: there the edge is level, and behind no box.
            size = item.size if item.name in vertices else Size(widest, item.size.height)
            boxes[item.name] = Rectangle(x + widest / 2, heights[item.name], *size)
            if metrics.straight and size.width < widest:
                ends[item.name] = widest / 2
        x += widest + metrics.across
    pairs = zip(drawing.edges, chains)
    routes = tuple(_route(boxes, ends, edge.source, chain, edge.target) for edge, chain in pairs)
    found = {name: boxes[name] for name in boxes if name in vertices}
    labels = _label_boxes(routes, list(found.values()), metrics)
    bottom = max((box.y + box.height / 2 for box in [*boxes.values(), *filter(None, labels)]), default=0)
    return Placed(x - metrics.across + metrics.between, bottom + metrics.between, found, routes, labels)


def _route(boxes: dict[str, Rectangle], ends: dict[str, float], source: str, chain: list[str], target: str) -> Route:
    """The points of an edge; ends: by vertex, half the width of its layer, as far as an edge is level there."""
    start, end = boxes[source], boxes[target]
    inner: list[Point] = [(start.x + ends[source], start.y)] if source in ends else []
    for x, y, width, _ in (boxes[name] for name in chain):
        inner += [(x - width / 2, y), (x + width / 2, y)]
    inner += [(end.x - ends[target], end.y)] if target in ends else []
    return ((start.x + start.width / 2, start.y), *inner, (end.x - end.width / 2, end.y))


def _label_boxes(routes: tuple[Route, ...], taken: list[Rectangle], metrics: Metrics) -> tuple[Rectangle | None, ...]:
    """A box for every label on its edge, at the first place that is free; None where none is."""
    busy, found = list(taken), []
    for index, route in enumerate(routes):
        size = metrics.label(index)
        box = next((box for box in _places(route, size) if not any(map(box.meets, busy))), None) if size else None
        busy += [box] if box else []
        found.append(box)
    return tuple(found)


def _places(route: Route, size: Size) -> Iterator[Rectangle]:
    """Where a label may stand: on a piece of its edge, just above it or just below it."""
    for share in SHARES:
        for (x1, y1), (x2, y2) in zip(route, route[1:]):
            x, y = x1 + (x2 - x1) * share, y1 + (y2 - y1) * share
            for shift in (0, -size.height, size.height):
                yield Rectangle(x, y + shift, *size)
