"""--set takes the names that the screen shows, and places in brackets, beside the paths of keys with dots."""

from typing import Any

import pytest

from backprop_cli import BackpropError, load, load_text
from backprop_cli.evaluate.evaluate import short_names
from backprop_cli.expr.names import parse
from backprop_cli.expr.write.style import typeset_name
from backprop_cli.problem.edit import set_value
from backprop_cli.problem.layer_trees import layer_trees
from backprop_cli.problem.load import bundled
from backprop_cli.problem.set_path import keys_of_path
from backprop_cli.problem.yaml_tree import Scalar, documents

TEXT = """
network:
- linear: {weights: [[1, 2], [3, 4]], bias: [5, 6]}
- relu
- linear: {weights: V, inputs: 2, outputs: 1, bias: {shared: 7}}
names: {"W1[2,1]": w3, b1: shift}
data: [{x: [1, 2], y: [3]}]
train: {lr: 1}
"""
PROBLEMS = [problem for name in bundled() for problem in load(name)]


def changed(path, value="9"):
    """Where the document differs after a value was set: the path of keys to it, and the value."""
    before = leaves(documents(TEXT, "t")[0])
    after = leaves(set_value(documents(TEXT, "t")[0], path, value, "--set"))
    (found,) = after.items() - before.items()
    return found


def leaves(tree: Any, path: tuple[str, ...] = ()) -> dict[str, str]:
    """Every scalar of a document by the path to it."""
    if isinstance(tree, Scalar):
        return {".".join(path): tree.text}
    items = enumerate(tree.items, 1) if hasattr(tree, "items") else ((key.text, value) for key, value in tree.pairs)
    return {name: text for key, item in items for name, text in leaves(item, (*path, str(key))).items()}


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("train.lr", "train.lr"),
        ("network.1.linear.bias.2", "network.1.linear.bias.2"),
        ("network[1].linear.bias[2]", "network.1.linear.bias.2"),
        ("network[1].linear.weights[2,1]", "network.1.linear.weights.2.1"),
        ("data[1].x[2]", "data.1.x.2"),
        ("W1[1,2]", "network.1.linear.weights.1.2"),
        ("w¹₁₂", "network.1.linear.weights.1.2"),
        ("w3", "network.1.linear.weights.2.1"),
        ("b1[2]", "network.1.linear.bias.2"),
        ("b1", "network.1.linear.bias"),
        ("shift", "network.1.linear.bias"),
        ("V", "network.3.linear.weights"),
        ("b2", "network.3.linear.bias.shared"),
        ("names.W1[2,1]", "names.W1[2,1]"),
    ],
)
def test_a_path_and_a_name_lead_to_their_place(path, place):
    assert changed(path) == (place, "9")


@pytest.mark.parametrize("write", [str, typeset_name], ids=["canonical", "typeset"])
@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.name)
def test_every_parameter_and_entry_of_a_bundled_problem_is_found_by_its_name(problem, write):
    for index, layer in enumerate(problem.network, 1):
        for edge, name in layer.names.items():
            keys = keys_of_path(problem.document, write(name))[0]
            path = layer_trees(problem.document)[index - 1].path  # a layer of a residual unit stands deeper
            assert keys[: len(path)] == [*path]
            for entry in short_names(name, layer.parameters[edge]) if type(layer.parameters[edge]) is tuple else ():
                places = [str(place) for place in parse(entry).entry]
                assert keys_of_path(problem.document, write(entry))[0] == [*keys[: len(path) + 2], *places]


def test_a_number_of_a_graph_is_set_by_its_name():
    (problem,) = load_text("nodes: {a: x + 1, b: a*y}", "t", "t", [("x", "2", "--set"), ("y", "1/2", "--set")])
    assert {name: str(value) for name, value in problem.graph.at.items()} == {"x": "2", "y": "1/2"}


def test_an_entry_of_a_graph_s_matrix_is_set_by_its_address():
    text = "nodes: {z: A @ v, L: sum(z)}\nat: {A: [[1, 2], [3, 4]], v: [1, 1]}"
    (problem,) = load_text(text, "t", "t", [("A[2,1]", "7", "--set"), ("v[2]", "-1", "--set")])
    assert problem.graph.at == {"A": ((1, 2), (7, 4)), "v": (1, -1)}


def test_a_drawn_matrix_is_replaced_by_its_numbers():
    text = "network: [{linear: {init: {he: {seed: 1}}, inputs: 1, outputs: 1}}]"
    (problem,) = load_text(text, "t", "t", [("W1", "[[3]]", "--set")])
    assert str(problem.network[0].parameters["W"][0][0]) == "3"


@pytest.mark.parametrize("path", ["W7", "W7[1,1]", "b3"])
def test_a_parameter_that_there_is_not_names_those_that_there_are(path):
    with pytest.raises(BackpropError, match="unknown key") as caught:
        set_value(documents(TEXT, "t")[0], path, "1", "--set")
    assert "choose from: W1, b1, V, b2" in str(caught.value)
