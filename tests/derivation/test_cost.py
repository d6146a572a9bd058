"""The count of multiplications, held against a count of the signs that stand on the page, and of paths listed one by one."""

import re

import pytest

from backprop_cli import load, load_text
from backprop_cli.derivation.parts import Derivation
from backprop_cli.derivation.paths import paths
from backprop_cli.expr.write.style import TYPESET
from backprop_cli.expr.write.text import text

SEVERAL_READERS = """
network:
  - linear: {weights: [[1, 2], [3, -1]], name: skip}
  - sigmoid
  - add: {of: [O1, skip]}
  - linear: {weights: W1}
  - multiply: {of: [H2, skip]}
loss: half_squared_error
data: [{x: [1, 2], y: [1, 0]}]
train: {lr: 0.1}
"""
DESCENT = """
nodes: {a: w*x + b, c: a*sin(a), o: sigmoid(c), L: (o - t)^2/2 + a*w}
at: {w: 1, b: 2}
data: [{x: 2, t: 1}, {x: 1, t: 0}]
train: {lr: 0.1, order: [[1, 2]]}
"""
ON_THE_PAGE = [
    "ex2",
    "ex3",
    "mazur-2-2-2",
    "residual-network",
    "residual-unit",
    "attention-head",
    "three-time-steps",
    "quadratic-bowl",
    SEVERAL_READERS,
    DESCENT,
]


def problem(said):
    return load_text(said, "cost.yaml", "cost")[0] if "\n" in said else load(said)[0]


def signs(expression):
    """The signs of multiplication and division in a written formula, those in names of derivatives left out."""
    written = re.sub(r"∂[^\s·+−()]+?/∂", "∂", text(expression, TYPESET))
    return len(re.findall(r"[·/⊙]", re.sub(r"\d/\d", "", written)))


@pytest.mark.parametrize("said", ON_THE_PAGE)
def test_the_count_is_that_of_the_signs_on_the_page(said):
    derivation = Derivation(problem(said))
    (part,) = derivation.parts(("cost",))
    form = derivation.scalar
    written, reused, found = 0, 0, {}
    full = {entry.name: signs(entry.expression) for entry in form.full()}
    for entry in form.of("backward", "gradient"):
        written, reused = written + full.get(entry.name, 0), reused + signs(entry.expression)
        if entry.phase == "gradient":
            found[entry.of] = (written, reused)
    assert {line.name: line.cost for line in part.lines} == found and found


GRAPHS = {
    "several readers": "{a: x + 1, b: a*y, c: b + a, d: c*b, e: d*c + b, f: e*d}",
    "ends in an input": "{a: x*y, f: a + x}",
    "one node": "{f: x}",
}


def counts(nodes):
    (item,) = load_text(f"nodes: {nodes}\nat: {{x: 2}}\n", "paths.yaml", "paths")
    (part,) = Derivation(item).parts(("cost",))
    return item.graph, {line.words.key.rpartition(".")[2]: line.cost[0] for line in part.lines}


@pytest.mark.parametrize("nodes", GRAPHS.values(), ids=GRAPHS)
def test_along_paths_it_is_that_of_the_paths_one_by_one(nodes):
    graph, counted = counts(nodes)
    assert counted["paths"] == sum(len(path) - 2 for x in graph.wrt for path in paths(graph, x, 10_000))


def test_a_million_paths_are_counted_and_not_listed():
    nodes = {"b0": "x"} | {f"{letter}{k}": rule for k in range(1, 21) for letter, rule in _diamond(k)}
    said = "{" + ", ".join(f"{name}: {formula}" for name, formula in nodes.items()) + "}"
    assert counts(said)[1]["paths"] == 2**20 * 2 * 20  # two edges a diamond, and the first edge needs no product


def _diamond(k):
    return (("l", f"sin(b{k - 1})"), ("r", f"cos(b{k - 1})"), ("b", f"l{k}*r{k}"))
