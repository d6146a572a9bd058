"""Documents written back are the same, and step after step through a file is solve."""

from fractions import Fraction
from random import Random

import pytest
import yaml
from cases import ACTIVATIONS, LOSSES, network, same
from examples import examples, mostly_slow
from hypothesis import given
from hypothesis import strategies as st

from backprop_cli.errors import BackpropError
from backprop_cli.problem.edit import set_value, to_yaml, with_weights
from backprop_cli.problem.load import bundled, load, load_text
from backprop_cli.problem.yaml_tree import documents
from backprop_cli.solution.next_problem import after_step
from backprop_cli.solution.one_step import step
from backprop_cli.solution.solution import solve


@pytest.mark.parametrize("name", mostly_slow(sorted(bundled()), 3))
def test_a_bundled_problem_written_back_is_the_same(name):
    problems = load(name)
    again = load_text("---\n".join(to_yaml(problem.document) for problem in problems), name, name)
    for problem, other in zip(problems, again, strict=True):
        same(problem, other)


def test_a_document_written_back_keeps_order_quotes_and_flow():
    said = "title: 'yes: no'\nnetwork:\n- linear: {weights: [[1, 0x_]], bias: false}\n- relu\nname: no\n"
    written = to_yaml(documents(said, "t")[0])
    assert written == said.replace("'yes: no'", '"yes: no"')


KEYS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8)
TREES = st.recursive(
    st.one_of(
        st.sampled_from(["1:30", "=", "<<", "~", "no", "0x10", "1e3", "a, b", "- a", "#", " "]), st.text(max_size=12)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)


def plain(tree):
    """A tree without its marks and styles."""
    if hasattr(tree, "items"):
        return [plain(item) for item in tree.items]
    return {key.text: plain(value) for key, value in tree.pairs} if hasattr(tree, "pairs") else tree.text


@examples(60)
@given(st.dictionaries(KEYS, TREES, min_size=1, max_size=3), st.booleans())
def test_any_document_written_back_reads_the_same(tree, flow):
    try:
        first = documents(yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow), "t")
    except BackpropError:
        return
    again = documents(to_yaml(first[0]), "t")
    assert plain(again[0]) == plain(first[0])


@examples(60)
@given(st.text(max_size=20), st.sampled_from(["title", "network.1.linear.bias", "loss", "notes.1"]))
def test_a_value_that_was_set_is_written_as_it_was_read(value, path):
    base = "title: t\nnetwork: [{linear: {weights: [[1]], bias: [1]}}]\nloss: mse\nnotes: [n]\n"
    try:
        changed = set_value(documents(base, "t")[0], path, value, "--set")
    except BackpropError:
        return
    assert plain(documents(to_yaml(changed), "t")[0]) == plain(changed)


@pytest.mark.parametrize("said", ["1:30", "-", "~", "=", "- -", "a: b", "", "0x10", "yes"])
def test_a_value_that_cannot_stand_plain_in_brackets_is_quoted(said):
    changed = set_value(documents("notes: [n]\n", "t")[0], "notes.1", said, "--set")
    written = to_yaml(changed)
    assert "!!" not in written
    assert plain(documents(written, "t")[0]) == plain(changed)


# Step after step


def as_yaml(problem, turned=False, without_bias=False):
    """A problem of the case table as a file."""
    lines = ["name: random", *(["conventions: {weights: outputs_by_inputs}"] if turned else []), "network:"]
    for layer in problem.network:
        given_ = {key: str(value) for key, value in layer.options.items()}
        if "W" in layer.parameters:
            rows = layer.parameters["W"]
            given_["weights"] = nested(tuple(zip(*rows)) if turned else rows)
            bias = layer.parameters.get("b")
            given_["bias"] = nested(bias) if bias and not without_bias else "false"
        lines.append(f"  - {layer.kind}: {{{', '.join(f'{key}: {value}' for key, value in given_.items())}}}")
    lines += [f"loss: {{{problem.loss.kind}: {{reduction: {problem.loss.reduction}}}}}", "data:"]
    targets = [f", y: {nested(item.y)}" if item.y else "" for item in problem.data]
    lines += [f"  - {{x: {nested(item.x)}{target}}}" for item, target in zip(problem.data, targets)]
    lines.append(f"train: {{lr: {problem.train.lr}, order: {nested(problem.train.order)}}}")
    return "\n".join(lines) + "\n"


def nested(value):
    return f"[{', '.join(map(nested, value))}]" if isinstance(value, tuple) else str(value)


CASES = [(activation, LOSSES[at % len(LOSSES)], at) for at, activation in enumerate(ACTIVATIONS * 4)]


@pytest.mark.parametrize(("activation", "loss", "seed"), mostly_slow(CASES, 3))
def test_step_after_step_is_solve_whatever_the_file_looks_like(activation, loss, seed):
    problem = network(Random(seed), activation, loss, 1 + seed % 3)
    said = as_yaml(problem, turned=seed % 2 == 1, without_bias=seed % 4 > 1)
    (read,) = load_text(said, "random.yaml", "random")
    whole, document = solve(read).final, said
    for _ in range(2):
        (now,) = load_text(document, "random.yaml", "random")
        document = to_yaml(after_step(step(now, exact=True)))
    (last,) = load_text(document, "random.yaml", "random")
    assert last.train.done == 2
    stepped = solve(last).final
    for name, value in whole.items():
        assert flat(stepped[name]) == pytest.approx(flat(value), rel=1e-12, abs=1e-15)
    with pytest.raises(BackpropError):
        step(last)


def flat(value):
    return [item for row in value for item in flat(row)] if isinstance(value, tuple) else [value]


@pytest.mark.parametrize("seed", range(12))
def test_a_random_problem_written_back_is_the_same(seed):
    problem = network(Random(seed), ACTIVATIONS[seed % len(ACTIVATIONS)], LOSSES[seed % len(LOSSES)], 2)
    (read,) = load_text(as_yaml(problem, turned=seed % 2 == 0), "r", "random")
    (again,) = load_text(to_yaml(read.document), "r", "random")
    same(read, again)
    assert again.network[0].parameters["W"] == problem.network[0].parameters["W"]


def test_new_weights_of_a_problem_without_training_leave_it_a_problem():
    (read,) = load_text("network: [{linear: {weights: [[1]]}}]\ndata: [{x: [1]}]\n", "t", "t")
    (again,) = load_text(to_yaml(with_weights(read.document, {(1, "W"): (("2",),)}, 1)), "t", "t")
    assert again.network[0].parameters["W"] == ((Fraction(2),),)


def test_a_step_beyond_the_order_leaves_the_file_a_problem():
    said = "network: [{linear: {weights: [[1]]}}]\nloss: mse\ndata: [{x: [1], y: [0]}]\ntrain: {lr: 1, done: 1}\n"
    (read,) = load_text(said, "t", "t")
    (again,) = load_text(to_yaml(after_step(step(read, observations=(1,)))), "t", "t")
    assert again.train.done == 1
    assert again.network[0].parameters["W"] == ((Fraction(-1),),)
