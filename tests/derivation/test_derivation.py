"""Derivations of networks: composed, written out, boxed, in the form of backpropagation; exercises 2, 3 and 5."""

import json
import math
from collections import Counter

import numpy as np
import pytest
from cases import BOUNDED, LAYERS, LOSSES
from examples import examples, mostly_slow
from hypothesis import given
from hypothesis import strategies as st

import backprop_cli
from backprop_cli.derivation.forms import matrix_form, multiplications, scalar_form
from backprop_cli.derivation.parts import Derivation
from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import elements, evaluate, short_names
from backprop_cli.expr.node import Node
from backprop_cli.expr.read.parser import parse_answer
from backprop_cli.expr.traverse import expand, replaced, size, symbols
from backprop_cli.expr.write.style import CANONICAL, TYPESET
from backprop_cli.expr.write.text import text
from backprop_cli.problem.load import load, load_text
from backprop_cli.program.step import Programs

EX2, EX3, EX5 = (load(name)[0] for name in ("ex2", "ex3", "ex5"))


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


class WithSigmoid:
    """Floats, with f the sigmoid and f′ its derivative."""

    number = staticmethod(float)

    def function(self, op):
        if op != "call":
            return DECIMAL.function(op)
        return lambda name, x: sigmoid(x) if name == "f" else sigmoid(x) * (1 - sigmoid(x))

    def unknown(self, node):
        raise KeyError(node.data)


X, Y = np.array([[1.0, -2.0]]), 1.0
W = {1: [[0.1, 0.2], [0.3, 0.4]], 2: [[0.5, -0.6], [0.7, 0.8]], 3: [[-0.9], [1.0]]}
REFERENCE = {
    "dL/dW3": [[-0.077151416036], [-0.06530689491]],
    "dL/dW2": [[0.010289423855, -0.011977055902], [0.009657217770, -0.011241157787]],
    "dL/dW1": [[0.007675512070, -0.001441669044], [-0.015351024139, 0.002883338087]],
}


def numbers():
    """The names of exercise 2's entries at the reference's numbers, computed with numpy."""
    values = {"x1": 1.0, "x2": -2.0, "y": Y}
    out = X
    for layer in (1, 2, 3):
        hidden = out @ np.array(W[layer])
        out = 1 / (1 + np.exp(-hidden))
        last = "y_hat" if layer == 3 else f"O{layer}"
        for name, array in ((f"W{layer}", np.array(W[layer])), (f"H{layer}", hidden), (last, out)):
            nested = tuple(map(tuple, array.tolist()))
            values |= dict(zip(short_names(name, nested), elements(nested)))
    return values


def entries_of(records, values):
    """Every derivative by a weight as a number, from its printed formula read back."""
    return {
        record["name"]: evaluate(
            parse_answer(record.get("full", record["formula"]), ("f", "f′")), values, WithSigmoid()
        )
        for record in records
        if record["phase"] == "derivatives" and record["form"] == "scalar"
    }


def test_exercise_2_s_printed_derivatives_read_back_give_the_reference_s_numbers(backprop):
    records = json.loads(backprop("derive", "ex2", "-f", "json").stdout)["problems"][0]["derivation"]
    found = entries_of(records, numbers())
    assert len(found) == 10
    for name, value in found.items():
        matrix, _, place = name.rstrip("]").partition("[")
        row, column = (int(number) - 1 for number in place.split(","))
        assert value == pytest.approx(REFERENCE[matrix][row][column], abs=1e-12)


def test_a_typeset_derivative_reads_back_as_the_same_expression():
    for entry in scalar_form(Programs(EX2)).full():
        for style in (TYPESET, CANONICAL):
            read = parse_answer(text(entry.expression, style), ("f", "f′"))
            assert text(read) == text(entry.expression)


def test_the_composed_function_of_exercise_2_is_its_output():
    composed = scalar_form(Programs(EX2)).composed().expression
    assert evaluate(composed, numbers(), WithSigmoid()) == pytest.approx(0.491871917096, abs=1e-12)
    assert text(matrix_form(Programs(EX2)).composed().expression, TYPESET) == "f(f(f(X·W1)·W2)·W3)"


def test_exercise_2_s_boxes_are_what_a_person_would_box():
    boxes = {text_of(box.name): (text(box.expression, TYPESET), box.uses) for box in scalar_form(Programs(EX2)).boxes()}
    assert boxes == {
        "δ³₁": ("(ŷ − y)·f′(h³₁)", 4),
        "δ²₁": ("δ³₁·w³₁₁·f′(h²₁)", 4),
        "δ²₂": ("δ³₁·w³₂₁·f′(h²₂)", 4),
        "δ¹₁": ("(δ²₁·w²₁₁ + δ²₂·w²₁₂)·f′(h¹₁)", 2),
        "δ¹₂": ("(δ²₁·w²₂₁ + δ²₂·w²₂₂)·f′(h¹₂)", 2),
    }
    matrix = [(box.name, text(box.expression, TYPESET)) for box in matrix_form(Programs(EX2)).boxes()]
    assert matrix == [("delta3", "(ŷ − y) ⊙ f′(H3)"), ("delta2", "δ3·W3ᵀ ⊙ f′(H2)")]


def text_of(name):
    return TYPESET.name(name)


def test_exercise_2_has_the_form_of_backpropagation():
    lines = [(entry.name, text(entry.expression, TYPESET)) for entry in matrix_form(Programs(EX2)).accumulated()]
    assert lines == [
        ("d", "(ŷ − y) ⊙ f′(H3)"),
        ("dL/dW3", "O2ᵀ·d"),
        ("d", "d·W3ᵀ ⊙ f′(H2)"),
        ("dL/dW2", "O1ᵀ·d"),
        ("d", "d·W2ᵀ ⊙ f′(H1)"),
        ("dL/dW1", "Xᵀ·d"),
    ]


def without_boxes(node: Node) -> Node:
    if node.op == "boxed":
        return without_boxes(node.args[0])
    return replaced(node, tuple(map(without_boxes, node.args))) if node.args else node


def network(activation, loss, inputs=2, hidden=2, outputs=2, bias="false"):
    first = f"  - linear: {{inputs: {inputs}, outputs: {hidden}, bias: {bias}}}\n  - {activation}\n"
    last = f"  - linear: {{inputs: {hidden}, outputs: {outputs}, bias: {bias}}}\n"
    top = f"  - {BOUNDED[loss]}\n" if loss in BOUNDED else ""
    return load_text(f"network:\n{first}{first if hidden == inputs else ''}{last}{top}loss: {loss}\n", "n.yaml", "n")[0]


KINDS = [
    (activation, loss) for activation in [kind for kind in LAYERS if kind != "linear"] + ["function"] for loss in LOSSES
]


@pytest.mark.parametrize(("activation", "loss"), mostly_slow(KINDS, 31))
def test_every_box_is_used_twice_and_unboxing_gives_the_full_form_back(activation, loss):
    problem = network(activation, loss, bias="true")
    for form in (matrix_form(Programs(problem)), scalar_form(Programs(problem))):
        full = {entry.name: entry.expression for entry in form.full()}
        drawn = {
            entry.name: without_boxes(entry.expression)
            for entry in form.drawn(form.boxes(), form.by_boxes(form.boxes()))
        }
        assert drawn.keys() == full.keys()
        for name in full:
            assert text(drawn[name]) == text(full[name])
        boxes = form.boxes()
        used = Counter(
            name
            for node in [e.expression for e in boxes] + [e.expression for e in form.by_boxes(form.boxes())]
            for name in symbols(node)
        )
        assert all(used[box.name] >= 1 and box.uses >= 2 for box in boxes)
        known = {box.name: box.expression for box in boxes}
        assert all(
            text(expand(entry.expression, known)) == text(full[entry.name]) for entry in form.by_boxes(form.boxes())
        )


# A function has no numbers; normalised over a single observation the output is 0, which has no angle.
WITHOUT_NUMBERS = {("function", loss) for loss in LOSSES} | {("batch_norm", "cosine")}


@pytest.mark.parametrize(
    ("activation", "loss"), mostly_slow([pair for pair in KINDS if pair not in WITHOUT_NUMBERS], 69)
)
def test_a_derivation_evaluated_at_numbers_is_the_solution(activation, loss):
    problem = network(activation, loss)
    form = scalar_form(Programs(problem))
    values = {
        name: 0.1 * ((7 * index) % 11 - 4) + 0.05 + 0.03 * (index * index % 5)
        for index, name in enumerate(sorted(free(form)))
    }
    if loss in ("hinge", "cross_entropy", "cross_entropy_with_logits", "log_loss", "log_loss_with_logits"):
        values |= {"y1": 1.0, "y2": 0.0}
    for entry in form.entries:
        if entry.phase in ("forward", "loss"):
            values[entry.name] = evaluate(entry.expression, values, DECIMAL)
    step = {entry.name: entry.expression for entry in form.of("backward")}
    for entry in form.full():
        by_lines = evaluate(expand(form_line(form, entry.name), step), values, DECIMAL)
        assert evaluate(entry.expression, values, DECIMAL) == pytest.approx(by_lines, rel=1e-12, abs=1e-14)
        assert slope(form, values, entry.name.removeprefix("dL/d")) == pytest.approx(by_lines, rel=2e-4, abs=1e-6)


def free(form):
    known = {entry.name for entry in form.entries if entry.phase != "update"}
    found = {name for entry in form.entries for name in symbols(entry.expression)}
    return {name for name in found - known if not name.startswith("dL/")} - {"lr"}


def form_line(form, name):
    return next(entry.expression for entry in form.entries if entry.name == name)


def slope(form, values, name, h=1e-6):
    """The central difference of the loss by one weight, through the forward lines."""
    ends = []
    for sign in (1, -1):
        moved = {key: value for key, value in values.items() if key in free(form)}
        moved[name] = values[name] + sign * h
        for entry in form.entries:
            if entry.phase in ("forward", "loss"):
                moved[entry.name] = evaluate(entry.expression, moved, DECIMAL)
        ends.append(moved["L"])
    return (ends[0] - ends[1]) / (2 * h)


def test_the_cost_grows_with_depth_when_nothing_is_reused():
    (part,) = Derivation(EX2).parts(("cost",))
    assert [(line.name, *line.cost) for line in part.lines] == [
        ("dL/dW3", 4, 3),
        ("dL/dW2", 20, 11),
        ("dL/dW1", 60, 21),
    ]


def deep(depth):
    layers = "".join("  - linear: {inputs: 2, outputs: 2}\n  - sigmoid\n" for _ in range(depth))
    return load_text(f"network:\n{layers}loss: mse\n", "deep.yaml", "deep")[0]


def test_the_written_out_form_grows_exponentially_and_the_shared_one_in_a_line():
    written, shared = [], []
    for depth in (5, 10, 20):
        form = scalar_form(Programs(deep(depth)))
        written.append(sum(multiplications(entry.expression) for entry in form.full()))
        shared.append(sum(multiplications(entry.expression) for entry in form.of("backward", "gradient")))
    assert written[2] > 1000 * written[1] > 10_000 * shared[0]
    assert shared[2] - shared[1] == 2 * (shared[1] - shared[0])


def nodes_in(values):
    seen = set()
    waiting = [item for value in values for item in elements(value) if isinstance(item, Node)]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += node.args
    return len(seen)


def test_symbolic_steps_stay_linear_in_size():
    source = "network:\n" + "  - linear: {inputs: 1, outputs: 1, bias: true}\n  - sigmoid\n" * 3
    source += "loss: half_squared_error\ndata: [{x: [1], y: [1]}, {x: [5], y: [0]}]\ntrain: {lr: 1, order: [2, 1], epochs: 25}\n"
    problem = load_text(source, "s.yaml", "s")[0]
    sizes = [
        nodes_in([row.entries for row in step.rows if row.entries is not None])
        for step in backprop_cli.solve(problem).steps()
    ]
    assert len(sizes) == 50 and max(sizes) <= min(sizes) + 10 < 200


def test_numbers_and_names_may_stand_in_one_matrix():
    source = "network: [linear: {weights: [[a, 0], [b, 1]]}]\ndata: [{x: [1, 2], y: [0, 0]}]\nloss: squared_error\n"
    found = {row.name: row for row in backprop_cli.solve(load_text(source, "m.yaml", "m")[0]).trace()}
    assert [text(item) if isinstance(item, Node) else item for item in elements(found["y_hat"].exact)] == ["a + 2·b", 2]


def test_numbers_put_in_for_names_solve_a_symbolic_problem(backprop):
    sets = [f"--set=network.{2 * k - 1}.linear.weights={json.dumps(W[k])}" for k in (1, 2, 3)]
    sets += [f"--set=network.{2 * k}=sigmoid" for k in (1, 2, 3)] + ["--set=data=[{x: [1, -2], y: [1]}]", "--lr", "1"]
    done = backprop("solve", "ex2", *sets, "-f", "json")
    rows = {
        row["name"]: row["value"] for row in json.loads(done.stdout)["problems"][0]["trace"] if row["phase"] != "update"
    }
    assert rows["L"] == pytest.approx(0.129097074318, abs=1e-12)
    for name, value in REFERENCE.items():
        assert np.allclose(rows[name], value, atol=1e-12)


@pytest.mark.slow
@given(st.integers(1, 3), st.integers(1, 3), st.sampled_from(["sigmoid", "relu", "softmax", "function: f"]))
@examples(12)
def test_the_size_of_a_written_form_is_counted_without_writing_it(inputs, outputs, activation):
    source = f"network:\n  - linear: {{inputs: {inputs}, outputs: {outputs}}}\n  - {activation}\nloss: squared_error\n"
    for entry in scalar_form(Programs(load_text(source, "s.yaml", "s")[0])).full():

        def count(node):
            return 1 + sum(map(count, node.args))

        assert size(entry.expression) == count(entry.expression)
