"""Pictures of computation graphs: nothing on top of anything else, every format readable by its program."""

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from random import Random

import pytest
from examples import mostly_slow
from places import ROOT

from backprop_cli.errors import BackpropError
from backprop_cli.formats.drawing.draw import DRAWINGS
from backprop_cli.formats.drawing.languages import GRAPH_FORMAT
from backprop_cli.formats.drawing.layered_layout import layout
from backprop_cli.formats.drawing.placed import Metrics, Rectangle, Size
from backprop_cli.formats.look import Look
from backprop_cli.formats.text_box import width
from backprop_cli.problem.load import bundled_names, load, load_text
from backprop_cli.views.drawing import Drawing, drawing
from backprop_cli.views.vertices import Edge, Vertex

NAMES = [name for name in bundled_names() if name != "ex4"]
BIG = "network:\n" + "  - linear: {inputs: 4, outputs: 8}\n  - relu\n  - linear: {inputs: 8, outputs: 8}\n  - relu\n"
BIG += "  - linear: {inputs: 8, outputs: 3}\n  - softmax\nloss: cross_entropy\n"
CHAIN = "expression: " + "*".join(f"(x + {index})" for index in range(1, 9)) + " + sin(x*y)*exp(x) + x/y\n"
DRAWINGS_OF = {name: drawing(load(name)[0]) for name in NAMES}
DRAWINGS_OF |= {name: drawing(load_text(text, "a.yaml", "a")[0]) for name, text in (("4-8-8-3", BIG), ("long", CHAIN))}


def random_drawing(seed):
    random = Random(seed)
    count = random.randint(2, 25)
    vertices = [Vertex(f"n{index}", "value") for index in range(count)]
    edges = [
        Edge(f"n{random.randrange(index)}", f"n{index}")
        for index in range(1, count)
        for _ in range(random.randint(0, 3))
    ]
    return Drawing("random", "random", f"n{count - 1}", tuple(vertices), tuple(edges))


LABEL = Size(40, 18)


def placed(graph, label=LABEL):
    sizes = {vertex.name: Size(60 + 7 * len(vertex.name), 40) for vertex in graph.vertices}
    return layout(graph, Metrics(sizes.__getitem__, lambda index: label, across=120, between=24))


def overlaps(boxes):
    return [(a, b) for index, a in enumerate(boxes) for b in boxes[index + 1 :] if a.meets(b)]


@pytest.mark.parametrize(
    "graph", [*DRAWINGS_OF.values(), *map(random_drawing, range(40))], ids=lambda graph: graph.name
)
def test_no_two_labels_or_nodes_overlap_and_every_label_has_a_place(graph):
    found = placed(graph)
    assert None not in found.labels
    assert overlaps([*found.boxes.values(), *found.labels]) == []


def test_boxes_that_overlap_are_seen():
    assert Rectangle(0, 0, 10, 10).meets(Rectangle(9, 9, 10, 10)) and not Rectangle(0, 0, 10, 10).meets(
        Rectangle(10, 0, 10, 10)
    )


@pytest.mark.parametrize("name", DRAWINGS_OF)
def test_links_go_from_left_to_right(name):
    graph = DRAWINGS_OF[name]
    found = placed(graph)
    for edge, route in zip(graph.edges, found.routes):
        assert [x for x, _ in route] == sorted(x for x, _ in route)
        assert found.boxes[edge.source].x < found.boxes[edge.target].x


def svg_of(graph, **look):
    return "".join(DRAWINGS["svg"](graph, Look(exact=True, **look)))


@pytest.mark.parametrize("name", mostly_slow(DRAWINGS_OF, 3))
def test_a_picture_is_valid_and_names_itself(name):
    tree = ET.fromstring(svg_of(DRAWINGS_OF[name]))
    kinds = [element.tag.rpartition("}")[2] for element in tree]
    assert kinds[:2] == ["title", "desc"] and tree.get("role") == "img"
    assert tree[1].text and DRAWINGS_OF[name].output in tree[1].text


def test_a_picture_has_no_scripts_and_no_outside_resources():
    said = svg_of(DRAWINGS_OF["ex1"])
    assert not re.search(r"<script|href|url\((?!#)|@import|on\w+=", said) and "prefers-color-scheme: dark" in said


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("name", mostly_slow(DRAWINGS_OF, 3))
def test_a_text_drawing_is_never_wider_than_the_page(name, columns, lang):
    lines = list(DRAWINGS["text"](DRAWINGS_OF[name], Look(width=columns, lang=lang, exact=True)))
    assert lines and all(width(line.rstrip("\n")) <= columns for line in lines)


def test_exercise_1_is_drawn_with_boxes_and_lines(backprop):
    said = backprop("graph", "ex1").out
    for piece in ("╭", "a = x²", "∂f/∂x = 4·x + 3·y", "▶", "∂e/∂c = 2·c"):
        assert piece in said
    assert backprop("graph", "ex1", "--ascii").out.isascii()


def shown(svg):
    """What a picture says, label by label."""
    groups = ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}g")
    return ["".join(run.text for run in group if run.text) for group in groups]


def test_a_graph_is_drawn_with_what_flows_through_it(backprop):
    said = shown(backprop("graph", "ex3", "-f", "svg", "--view", "computation").out)
    for piece in ("H1 = X·W1 + b1", "∂L∂W3 = 116", " = 12", "∂L∂L = 1", "ŷ − y = 12"):
        assert piece in said


def test_a_network_is_drawn_neuron_by_neuron(backprop):
    said = shown(backprop("graph", "mazur-2-2-2", "-f", "svg").out)
    for piece in ("outh1", "σ", "0.5933", "w5", "0.4 → 0.3589", "δ = 0.1385", "1", "0.35", "y1 = 0.01", "Etotal"):
        assert piece in said


def test_numbers_at_a_point_stand_on_the_nodes(backprop):
    said = backprop("graph", "ex1", "--set", "at.x=1", "--set", "at.y=2").out
    assert "= 12" in said and "∂f/∂x = 10" in said


def test_json_is_enough_to_draw_it_again(backprop):
    found = json.loads(backprop("graph", "ex1", "-f", "json").stdout)
    assert found["format"] == GRAPH_FORMAT and found["output"] == "f"
    names = {node["name"] for node in found["nodes"]}
    assert names == {"x", "y", "a", "b", "c", "d", "e", "f"}
    for edge in found["edges"]:
        assert {edge["source"], edge["target"]} <= names and len(edge["points"]) >= 2
    assert all(0 < node["x"] < found["width"] and 0 < node["y"] < found["height"] for node in found["nodes"])
    assert {(e["source"], e["target"]): e["formula"] for e in found["edges"]}["c", "e"] == "2·c"


HOSTILE = 'title: "<script>&\\"quoted\\" \\\\input{x} -->|]"\nname: "a\\"b]"\nnodes: {a: x^2, b: a + x}\nnames: {a: "<b>&\\"\\\\", x: "]]--|#"}\n'


@pytest.mark.parametrize("form", DRAWINGS)
def test_hostile_texts_are_texts_in_every_format(form):
    graph = drawing(load_text(HOSTILE, "h.yaml", "h")[0])
    page = Look(labels={"a": '<b>&"\\', "x": "]]--|#"})
    said = "".join(DRAWINGS[form](graph, page))
    if form == "svg":
        assert ET.fromstring(said) is not None and "<script" not in said
    if form == "mermaid":
        assert "<b>" not in said and '"quoted"' not in said
    if form == "tikz":
        assert "\\input" not in said


@pytest.mark.skipif(not shutil.which("dot"), reason="needs the Debian package graphviz")
@pytest.mark.parametrize("name", mostly_slow([*DRAWINGS_OF, "hostile"], 3))
def test_graphviz_reads_every_dot_file(name):
    graph = DRAWINGS_OF.get(name) or drawing(load_text(HOSTILE, "h.yaml", "h")[0])
    done = subprocess.run(["dot", "-Tsvg"], input="".join(DRAWINGS["dot"](graph, Look())).encode(), capture_output=True)
    assert done.returncode == 0 and b"Warning" not in done.stderr


@pytest.mark.skipif(
    not shutil.which("pdflatex"), reason="needs the Debian packages texlive-latex-recommended and texlive-pictures"
)
@pytest.mark.slow
def test_tikz_compiles(tmp_path):
    drawn = [*DRAWINGS_OF.values(), *(drawing(load(name)[0], network=True) for name in ("ex2", "mazur-2-2-2", "xor"))]
    looks = (Look().labelled(graph.problem.names) for graph in drawn)
    body = "\n\n".join("".join(DRAWINGS["tikz"](graph, look)) for graph, look in zip(drawn, looks))
    head = "\\documentclass{article}\n\\usepackage[T2A]{fontenc}\n\\usepackage[utf8]{inputenc}\n\\usepackage{tikz,amsmath}\n"
    (tmp_path / "g.tex").write_text(f"{head}\\begin{{document}}\n{body}\n\\end{{document}}\n", encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "g.tex"], cwd=tmp_path, capture_output=True
    )
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-1500:]


def test_a_drawing_that_is_too_big_is_refused():
    vertices = tuple(Vertex(f"n{index}", "value") for index in range(401))
    with pytest.raises(BackpropError):
        placed(Drawing("big", "big", "n0", vertices, ()))


@pytest.mark.parametrize("name", ["ex1", "ex3", "ex5"])
def test_the_pictures_in_the_documents_are_what_is_drawn(name, backprop):

    kept = ROOT / "docs" / "pictures" / f"{name}.svg"
    assert kept.read_text(encoding="utf-8") == backprop("graph", name, "-f", "svg").out
