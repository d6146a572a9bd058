"""The network as a picture: circles in columns, weights on the edges, values above and what comes back below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import hypot

from ...errors import Message
from ...expr.write.name_layout import Part
from ...records import NamedTuple
from ...typed import Any
from ...views.drawing import Drawing
from ...views.vertices import Edge, Vertex
from ..look import Look
from ..messages import say, wrapped
from .edge_labels import place_labels
from .geometry import Crowd, Outline, Point
from .layered_layout import layout
from .placed import Metrics, Placed, Size
from .scene import LETTERS, PAGE, SMALL_LETTERS, WORDS, Label, Link, Scene, Shape, set_label, straight
from .speech import Speech

RADIUS, ONE, WIDEST_NEURON = 22, 12, 34  # of a neuron at least, of the 1 of a bias, of a neuron at most
MARGIN, ROOM, DOTS = 14, 19, 34  # around the picture; above and below a neuron for a number; for ⋮
NARROWEST, WIDEST = 30, 230  # between two columns
MOST_LABELS = 32  # of the edges between two columns; more never find a place
GAPS = (14, 26, 40, 58, 80, 110, 140)  # between the neurons of a column: the first at which all labels have a place
Way = tuple[Point, ...]
SMALLEST_LETTERS = 10.5
COLUMNS = 112  # characters of a line of words


class _Neurons(NamedTuple):
    """A drawing about to be placed: how it speaks, the radius of its neurons, whether they have numbers.

    targets: what the loss compares with; it is written below the loss.
    """

    drawing: Drawing
    speech: Speech
    radius: float
    numbered: bool
    targets: tuple[Vertex, ...]

    def size(self, name: str) -> Size:
        """The room of a neuron with the numbers above and below it."""
        vertex = next(vertex for vertex in self.drawing.vertices if vertex.name == name)
        radius = self.radius_of(vertex)
        below = self.below(vertex)
        said = [*_numbers_of(vertex, self.speech), *below]
        widths = [set_label(part, SMALL_LETTERS).width for part in said if part]
        # A loss stands in the middle of its column, so that what is below it has as much room above.
        lines = 2 * len(below) if below else 2 if self.numbered and vertex.role != "one" else 0
        return Size(max([2 * radius, *widths]), 2 * radius + lines * ROOM + (DOTS if vertex.skipped else 0))

    def below(self, vertex: Vertex) -> list[Part]:
        """The targets, below the loss."""
        if vertex.role != "loss":
            return []
        return [self._target(target) for target in self.targets]

    def _target(self, target: Vertex) -> Part:
        name = self.speech.name(target.name)
        return name if target.value is None else ("row", (name, ("sign", "="), self.speech.value(target.value)))

    def radius_of(self, vertex: Vertex) -> float:
        """The radius of a circle."""
        return ONE if vertex.role == "one" else self.radius


def network_scene(drawing: Drawing, look: Look) -> Scene:
    """The picture of a network, at most PAGE wide as far as its depth allows.

    The labels of edges are as full as they find places: name and numbers, numbers, or nothing, which is said then.
    """
    speech, targets = Speech(drawing, look), tuple(v for v in drawing.vertices if v.role == "target")
    drawing = _without(drawing, {vertex.name for vertex in targets})
    names = [set_label(speech.name(vertex.name), LETTERS).width for vertex in drawing.vertices]
    functions = [set_label(_sign(vertex), SMALLEST_LETTERS).width for vertex in drawing.vertices if vertex.function]
    wanted = [*(width / 2 + 5 for width in names), *(hypot(width / 2, 15) + 3 for width in functions)]
    radius = min(max([RADIUS, *wanted]), WIDEST_NEURON)
    shape = _Neurons(drawing, speech, radius, any(v.value is not None for v in drawing.vertices), targets)
    found = None
    for detail in _details(drawing) if _most_beside(drawing) <= MOST_LABELS else ():
        scenes = []
        for gap in GAPS:
            found = _drawn(shape, gap, detail, look.thick)
            scenes += [found[0]] if found[1] else []
            # Where labels stand beyond the page though the neurons do not, a larger gap may have room for them.
            if found[1] and not found[0].width > PAGE >= _placed(shape, gap).width:
                return _with_words(found[0], drawing, look, detail)
        if scenes:
            return _with_words(scenes[0], drawing, look, detail)
    scene, _ = found or _drawn(shape, GAPS[1], "", look.thick)
    return _with_words(scene, drawing, look, "")


def _without(drawing: Drawing, names: set[str]) -> Drawing:
    vertices = tuple(vertex for vertex in drawing.vertices if vertex.name not in names)
    return drawing._replace(vertices=vertices, edges=tuple(edge for edge in drawing.edges if edge.source not in names))


def _most_beside(drawing: Drawing) -> int:
    """The most weights that stand between two columns: those that lead to neurons of one layer."""
    targets = {vertex.name: vertex.lines[0] for vertex in drawing.vertices}
    counts = Counter(targets[edge.target] for edge in drawing.edges if edge.weight)
    return max(counts.values(), default=0)


def _details(drawing: Drawing) -> tuple[str, ...]:
    named = any(edge.named for edge in drawing.edges)
    numbered = any(edge.before is not None for edge in drawing.edges)
    return (("full",) if named and numbered else ()) + (("numbers", "before") if numbered else ("names",))


def _drawn(shape: _Neurons, gap: float, detail: str, thick: bool) -> tuple[Scene, bool]:
    """The picture with these gaps, and whether every label of an edge has a place."""
    drawing, placed = shape.drawing, _placed(shape, gap)
    boxes, labels = [], []
    for vertex in drawing.vertices:
        circle, said = _neuron(vertex, shape, placed)
        boxes.append(circle)
        labels += said
    texts = [label.outline for label in labels if label.kind in ("number", "slope")]
    sizes = [abs(float(edge.before)) for edge in drawing.edges if _is_real(edge.before)]
    largest = max(sizes, default=0) if thick else 0
    ways = zip(drawing.edges, _routes(shape, placed, texts), placed.routes)
    links = [_link(edge, way, shape, largest, len(route) > 2) for edge, way, route in ways]
    wanted = [_edge_label(edge, shape.speech, detail) for edge in drawing.edges]
    taken = [*(box.outline for box in boxes), *(label.outline for label in labels)]
    if detail == "full":
        names = [shape.speech.name(edge.weight) if edge.named else None for edge in drawing.edges]
        wanted += [Label(0, 0, name, SMALL_LETTERS, "label") if name else None for name in names]
    at_edges = place_labels([*links, *links][: len(wanted)], wanted, taken, turned=True, whole=True)
    complete = all(place or not label for place, label in zip(at_edges, wanted))
    labels += [label for label in at_edges if label] if complete else []
    scene = Scene(placed.width, placed.height, tuple(boxes), tuple(links), tuple(labels))
    return scene.fitted(MARGIN), complete


def _placed(shape: _Neurons, gap: float) -> Placed:
    """The places of the neurons, the columns as far apart as the page allows."""
    narrow = layout(shape.drawing, Metrics(shape.size, lambda index: None, 0, gap))
    columns = len({box.x for box in narrow.boxes.values()})
    free = PAGE - 1 - 2 * MARGIN - (narrow.width - 2 * gap)
    across = min(max(free / max(1, columns - 1), NARROWEST), WIDEST)
    found = layout(shape.drawing, Metrics(shape.size, lambda index: None, across, gap))
    passes = any(len(route) > 2 for route in found.routes)
    return (found if passes else _centred(shape, found, gap)).shifted(MARGIN - gap, MARGIN - gap)


def _centred(shape: _Neurons, placed: Placed, gap: float) -> Placed:
    """The neurons of every column about one axis, with the 1 of a bias below."""
    roles = {vertex.name: vertex.role for vertex in shape.drawing.vertices}
    columns: dict[float, list[str]] = {}
    for name in sorted(placed.boxes, key=lambda name: (roles[name] == "one", placed.boxes[name].y)):
        columns.setdefault(placed.boxes[name].x, []).append(name)
    boxes = {}
    for names in columns.values():
        main = [name for name in names if roles[name] != "one"]
        y = -(sum(placed.boxes[name].height for name in main) + gap * (len(main) - 1)) / 2
        for name in names:
            box = placed.boxes[name]
            boxes[name] = box._replace(y=y + box.height / 2)
            y += box.height + gap
    top = min(box.y - box.height / 2 for box in boxes.values())
    bottom = max(box.y + box.height / 2 for box in boxes.values())
    down = {name: box._replace(y=box.y - top + gap) for name, box in boxes.items()}
    return placed._replace(height=bottom - top + 2 * gap, boxes=down)


def _routes(shape: _Neurons, placed: Placed, texts: list[Outline]) -> Iterator[Way]:
    """From the right of one circle to the left of another, by the places that are held for an edge between them.

    An edge that would cross a number above or below a neuron is level at first, as far as its column reaches.
    """
    circles = {vertex.name: (vertex, placed.boxes[vertex.name]) for vertex in shape.drawing.vertices}
    crowd, wide = Crowd(texts), dict[float, float]()
    for box in placed.boxes.values():
        wide[box.x] = max(wide.get(box.x, 0), box.width)
    for edge, route in zip(shape.drawing.edges, placed.routes):
        (source, start), (target, end) = circles[edge.source], circles[edge.target]
        y1, y2 = _middle(source, start.y), _middle(target, end.y)
        way = ((start.x + shape.radius_of(source), y1), *route[1:-1], (end.x - shape.radius_of(target), y2))
        if any(map(crowd.meets, zip(way, way[1:]))):
            out, into = start.x + wide[start.x] / 2, end.x - wide[end.x] / 2
            way = (way[0], (max(way[0][0], out), y1), *way[1:-1], (min(way[-1][0], into), y2), way[-1])
        yield way


def _middle(vertex: Vertex, y: float) -> float:
    return y + (DOTS / 2 if vertex.skipped else 0)


def _link(edge: Edge, route: Way, shape: _Neurons, thick: float, passes: bool) -> Link:
    drawing = shape.drawing
    source = next(vertex for vertex in drawing.vertices if vertex.name == edge.source)
    back = source.lines[1] if source.gradient is not None else ""
    bend = _bent if passes else straight
    pieces = tuple(bend(a, b) for a, b in zip(route, route[1:]) if a != b)
    width = 0.7 + 4.3 * abs(float(edge.before)) / thick if thick and _is_real(edge.before) else 1.2
    return Link(route[0], pieces, back, width)


def _is_real(value: Any) -> bool:
    return value is not None and not hasattr(value, "op")


def _bent(a: tuple[float, float], b: tuple[float, float]) -> tuple[Any, Any, Any]:
    """A piece that is level at both ends."""
    middle = (a[0] + b[0]) / 2
    return (middle, a[1]), (middle, b[1]), b


def _neuron(vertex: Vertex, shape: _Neurons, placed: Placed) -> tuple[Shape, list[Label]]:
    box = placed.boxes[vertex.name]
    x, y, radius = box.x, _middle(vertex, box.y), shape.radius_of(vertex)
    circle = Shape(x, y, 2 * radius, 2 * radius, f"node {vertex.role}", round=True)
    name = shape.speech.name(vertex.name)
    size = min(LETTERS, LETTERS * (2 * radius - 8) / max(1, set_label(name, LETTERS).width))
    if vertex.function:
        labels = [Label(x, y - 5, name, size, "head"), Label(x, y + 10, _sign(vertex), SMALLEST_LETTERS, "function")]
    else:
        labels = [Label(x, y, name, size, "head")]
    value, gradient = _numbers_of(vertex, shape.speech)
    if value is not None:
        labels.append(Label(x, y - radius - ROOM / 2 - 1, value, SMALL_LETTERS, "number", of=vertex.lines[0]))
    if gradient is not None:
        labels.append(Label(x, y + radius + ROOM / 2 + 1, gradient, SMALL_LETTERS, "slope", of=vertex.lines[1]))
    for index, target in enumerate(shape.below(vertex)):
        labels.append(Label(x, y + radius + ROOM * (index + 0.5) + 1, target, SMALL_LETTERS, "number"))
    if vertex.skipped:
        labels.append(Label(x, box.y - box.height / 2 + DOTS / 2 - 4, ("sign", "⋮"), 20, "head"))
    return circle, labels


def _sign(vertex: Vertex) -> Part:
    """The sign, or the word, of a neuron's function."""
    return ("name" if len(vertex.function) == 1 else "word", vertex.function)


def _numbers_of(vertex: Vertex, speech: Speech) -> tuple[Part | None, Part | None]:
    """What stands above a neuron, and below it."""
    above = None if vertex.value is None else speech.value(vertex.value)
    below = None
    if vertex.gradient is not None:
        below = ("row", (("name", "δ"), ("sign", "="), speech.value(vertex.gradient)))
    return above, below


def _edge_label(edge: Edge, speech: Speech, detail: str) -> Label | None:
    """A weight: its name where it has no number; else its number, with the new one after the step."""
    if not edge.weight or not detail:
        return None
    if edge.before is None:
        return Label(0, 0, speech.name(edge.weight), SMALL_LETTERS, "label")
    before = speech.value(edge.before)
    if edge.after in (None, edge.before) or detail == "before":
        return Label(0, 0, before, SMALL_LETTERS, "label")
    return Label(0, 0, speech.change(edge.before, edge.after), SMALL_LETTERS, "label", of=edge.line, before=before)


def _with_words(scene: Scene, drawing: Drawing, look: Look, detail: str) -> Scene:
    """The picture with its key below it, and what is left out of it."""
    d = next((vertex.lines[1] for vertex in reversed(drawing.vertices) if vertex.gradient is not None), "")
    # Up to the way back the first line speaks of the values alone.
    alone = say(Message("board.drawn.key.values"), look)
    y, labels = scene.height + 8, []
    for index, message in enumerate((*_key(drawing, detail), *drawing.remarks)):
        for line in wrapped(say(message, look), COLUMNS):
            label = Label(MARGIN + set_label(line, WORDS).width / 2, y, line, WORDS, "words")
            labels.append(label if index or not d else label._replace(of=d, before=alone))
            y += 17
    wide = max([scene.width, *(label.x * 2 for label in labels)])
    return scene._replace(width=wide, height=y + 2 if labels else scene.height, labels=(*scene.labels, *labels))


def _key(drawing: Drawing, detail: str) -> Iterator[Message]:
    if any(vertex.value is not None for vertex in drawing.vertices):
        back = any(vertex.gradient is not None for vertex in drawing.vertices)
        by_sums = "board.drawn.key.sums" if drawing.problem and drawing.problem.network else "board.drawn.key.numbers"
        yield Message(by_sums if back else "board.drawn.key.values", {"name": drawing.output})
    if not detail and any(edge.weight for edge in drawing.edges):
        yield Message("board.drawn.no_weights")
    elif detail == "before":
        yield Message("board.drawn.key.before")
