"""The text of a problem with changes in it: it loads as the changed problem, and keeps what was not changed."""

from itertools import product

import pytest
from cases import same
from examples import mostly_slow

from backprop_cli import load, load_text, problem_text
from backprop_cli.problem.document_text import text_of
from backprop_cli.problem.edit import set_value
from backprop_cli.problem.load import bundled
from backprop_cli.problem.yaml_tree import documents

NAMES = sorted(bundled())
EDITS = [
    ("title", "a: b # c"),
    ("names", "{L: E}"),
    ("points", "{L: 2}"),
    ("notes", "[one, {en: two}]"),
    ("name", "no"),
]
TEXT = """# head
title: t   # of the problem
network:
  # the first layer
  - linear: {weights: [[1, 2],   # first row
                       [3, 4]], bias: [0, 0]}
  - linear:
      weights:
        - [1]   # one
        - [2]
      bias: [0]  # last
loss: mse

# the data
data:
- {x: [1, 2], y: [3]}   # one
train:
  lr: 0.1  # slow
# the end
"""


@pytest.mark.parametrize("name", mostly_slow(NAMES, 3))
def test_an_unchanged_file_is_printed_as_it_is(name):
    problems = load(name)
    text = problems[0].document.mark.source.text
    assert problem_text(*problems) == text or len(problems) > 1
    for problem, again in zip(problems, load_text(problem_text(*problems), name, name), strict=True):
        same(problem, again)


@pytest.mark.parametrize(
    ("edit", "name"), mostly_slow(product(EDITS, NAMES), 7), ids=lambda item: item if isinstance(item, str) else item[0]
)
def test_what_is_printed_loads_as_the_changed_problem(name, edit):
    for problem in load(name):
        changed = set_value(problem.document, edit[0], edit[1], "--set")
        text = text_of(changed)
        assert plain(documents(text, "t")[0]) == plain(changed)


def plain(tree):
    """A tree without its marks and styles."""
    if hasattr(tree, "items"):
        return [plain(item) for item in tree.items]
    return {key.text: plain(value) for key, value in tree.pairs} if hasattr(tree, "pairs") else tree.text


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        ("W1[1,2]", "1/3", "[[1, 2],   # first row", "[[1, 1/3],   # first row"),
        ("W2", "[[5], [6]]", "- [1]   # one\n        - [2]", "- [5]   # one\n        - [6]"),
        ("b2", "false", "bias: [0]  # last", "bias: false  # last"),
        ("train.lr", "2", "lr: 0.1  # slow", "lr: 2  # slow"),
        ("train.epochs", "3", "lr: 0.1  # slow\n", "lr: 0.1  # slow\n  epochs: 3\n"),
        ("data.1.y.1", "4", "y: [3]}   # one", "y: [4]}   # one"),
        ("loss", "{huber: {delta: 2}}", "loss: mse\n", "loss: {huber: {delta: 2}}\n"),
        ("name", "n", "lr: 0.1  # slow\n", "lr: 0.1  # slow\nname: n\n"),
        ("title", "'a # b'", "title: t   # of", 'title: "a # b"   # of'),
    ],
)
def test_only_what_was_changed_is_written_anew(path, value, old, new):
    problem = load_text(TEXT, "t.yaml", "t", [(path, value, "--set")])[0]
    said = problem_text(problem)
    assert said == TEXT.replace(old, new)
    same(problem, load_text(said, "t.yaml", "t")[0])


def test_each_problem_of_a_sheet_is_printed_with_its_own_comments():
    sheet = "# sheet\n---\n# one\nexpression: x\n---   \n# two\nexpression: y*y # square\n"
    one, two = load_text(sheet, "s.yaml", "s")
    assert (problem_text(one), problem_text(two)) == (
        "# sheet\n# one\nexpression: x\n",
        "# two\nexpression: y*y # square\n",
    )
    assert [item.name for item in load_text(problem_text(one, two), "s.yaml", "s")] == ["s", "s-2"]


def test_a_changed_alias_is_written_out():
    text = "network:\n- linear: {weights: &w [[1]]} # one\n- linear: {weights: *w}\n"
    (problem,) = load_text(text, "t", "t", [("network.2.linear.weights.1.1", "2", "--set")])
    said = problem_text(problem)
    assert "#" not in said
    assert [layer.parameters["W"][0][0] for layer in load_text(said, "t", "t")[0].network] == [1, 2]
