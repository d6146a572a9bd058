"""What lies on what in a picture: an SVG read back into outlines, and the faults that a person would see in it."""

import re
import xml.etree.ElementTree as ET
from itertools import combinations
from typing import NamedTuple

from backprop_cli.formats.drawing.geometry import Outline, disc, meet, turned_box
from backprop_cli.formats.drawing.typeset import ASCENT, DESCENT, set_text

SVG = "{http://www.w3.org/2000/svg}"
PIECES = 16
TOUCH = 1.0  # pixels by which things may lie on each other before a person sees it
LEAST_CONTRAST = 4.5  # WCAG 2.1, 1.4.3
SMALLEST = 9.0  # pixels of a letter


class Thing(NamedTuple):
    kind: str
    outline: Outline
    said: str = ""


class Picture(NamedTuple):
    width: float
    height: float
    boxes: list[Thing]
    edges: list[list[Outline]]
    labels: list[Thing]
    style: str
    smallest: float


def read_picture(svg: str) -> Picture:
    """The boxes, edges and labels of a picture, as outlines in its own pixels."""
    tree = ET.fromstring(svg)
    width, height = map(float, tree.get("viewBox").split()[2:])
    boxes = [_box(each) for each in tree if each.get("class", "").startswith("node")]
    edges = [_pieces(each.get("d")) for each in tree.findall(f"{SVG}path")]
    labels = [_label(each) for each in tree.findall(f"{SVG}g")]
    sizes = [float(each.get("font-size")) for each in tree.iter(f"{SVG}text")]
    return Picture(width, height, boxes, edges, labels, tree.find(f"{SVG}style").text, min(sizes))


def _box(element) -> Thing:
    kind, at = (
        element.get("class"),
        {key: float(element.get(key, 0)) for key in ("x", "y", "width", "height", "cx", "cy", "r")},
    )
    if element.tag == f"{SVG}circle":
        return Thing(kind, disc(at["cx"], at["cy"], at["r"]))
    middle = at["x"] + at["width"] / 2, at["y"] + at["height"] / 2
    return Thing(kind, turned_box(*middle, at["width"], at["height"]))


def _pieces(path: str) -> list[Outline]:
    x, y, *rest = map(float, re.findall(r"-?[\d.]+", path))
    points, a = [(x, y)], (x, y)
    for index in range(0, len(rest), 6):
        b, c, d = zip(rest[index : index + 6 : 2], rest[index + 1 : index + 6 : 2])
        points += [_between(a, b, c, d, k / PIECES) for k in range(1, PIECES + 1)]
        a = d
    return list(zip(points, points[1:]))


def _between(a, b, c, d, t):
    weights = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
    return tuple(sum(weight * point[axis] for weight, point in zip(weights, (a, b, c, d))) for axis in (0, 1))


def _label(group) -> Thing:
    xs: list[float] = []
    ys: list[float] = []
    said = ""
    for run in group.findall(f"{SVG}text"):
        x, y, size = (float(run.get(key)) for key in ("x", "y", "font-size"))
        wide = float(run.get("textLength") or set_text(run.text, size).width)
        xs, ys, said = [*xs, x, x + wide], [*ys, y - ASCENT * size, y + DESCENT * size], said + run.text
    for stroke in group.findall(f"{SVG}path"):
        numbers = list(map(float, re.findall(r"-?[\d.]+", stroke.get("d"))))
        xs, ys = [*xs, *numbers[::2]], [*ys, *numbers[1::2]]
    move = re.fullmatch(r"translate\((\S+) (\S+)\)(?: rotate\((\S+) (\S+) (\S+)\))?", group.get("transform"))
    dx, dy, angle, cx, cy = (float(found or 0) for found in move.groups())
    inner = turned_box((min(xs) + max(xs)) / 2 - cx, (min(ys) + max(ys)) / 2 - cy, max(xs) - min(xs), max(ys) - min(ys))
    turned = tuple(turned_box(0, 0, 2 * x, 2 * y, angle)[2] for x, y in inner)
    return Thing(group.get("class"), tuple((x + cx + dx, y + cy + dy) for x, y in turned), said)


def faults(picture: Picture) -> set[str]:
    """What is wrong with a picture, in a few words for each kind of fault."""
    found = set()
    if any(meet(a.outline, b.outline, TOUCH) for a, b in combinations(picture.labels, 2)):
        found.add("a label on a label")
    if any(meet(a.outline, b.outline, TOUCH) for a, b in combinations(picture.boxes, 2)):
        found.add("a node on a node")
    pieces = [piece for edge in picture.edges for piece in edge]
    if any(meet(label.outline, piece, TOUCH) for label in picture.labels for piece in pieces):
        found.add("a label on an edge")
    for label in picture.labels:
        on = [box for box in picture.boxes if meet(label.outline, box.outline, TOUCH)]
        if any(not _inside(label.outline, box.outline) for box in on):
            found.add("a label on a node")
    if any(meet(box.outline, piece, 2 * TOUCH) for box in picture.boxes for piece in pieces):
        found.add("an edge behind a node")
    everything = [each.outline for each in (*picture.labels, *picture.boxes)] + pieces
    if any(
        not (-TOUCH < x < picture.width + TOUCH and -TOUCH < y < picture.height + TOUCH)
        for o in everything
        for x, y in o
    ):
        found.add("something outside")
    if picture.smallest < SMALLEST:
        found.add("small letters")
    return found | ({"little contrast"} if least_contrast(picture) < LEAST_CONTRAST else set())


def _inside(inner: Outline, outer: Outline) -> bool:
    """Whether all corners are in a convex outline, but for what a person does not see."""
    cx, cy = (sum(point[axis] for point in outer) / len(outer) for axis in (0, 1))
    wider = tuple((x + (x - cx) * 0.04, y + (y - cy) * 0.04) for x, y in outer)
    sides = list(zip(wider, (*wider[1:], wider[0])))
    return all((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) >= 0 for (x1, y1), (x2, y2) in sides for x, y in inner)


def least_contrast(picture: Picture) -> float:
    """The least contrast of a label with what is behind it, in light and in dark."""
    light, _, dark = picture.style.partition("@media (prefers-color-scheme: dark)")
    least = 21.0
    for rules in (_rules(light), {**_rules(light), **_rules(dark)}):
        for label in picture.labels:
            under = [box.kind for box in picture.boxes if meet(label.outline, box.outline, TOUCH)]
            paper = _colour(rules, under[0].split() if under else ["paper"], "fill")
            ink = _colour(rules, ["svg", *label.kind.split()], "color")
            least = min(least, _contrast(ink, paper))
    return least


def _rules(style: str) -> dict[tuple[str, str], str]:
    """The colours of a style sheet by class (or `svg`) and property."""
    found = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", style):
        for selector in selectors.split(","):
            for name, value in re.findall(r"([\w-]+):\s*(#\w+)", body):
                found[selector.strip().lstrip("."), name] = value
    return found


def _colour(rules, kinds, name) -> str:
    return [rules[kind, name] for kind in kinds if (kind, name) in rules][-1]


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted(map(_luminance, (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.1."""
    digits = colour[1:] if len(colour) == 7 else "".join(sign * 2 for sign in colour[1:])
    shares = [int(digits[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    r, g, b = (share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
