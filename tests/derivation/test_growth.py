"""A derivation of a deep network stays readable: what every layer would double is written by the names of its lines."""

from backprop_cli import derive, load_text
from backprop_cli.derivation.forms import scalar_form
from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import evaluate
from backprop_cli.expr.traverse import size, symbols
from backprop_cli.expr.write.text import text
from backprop_cli.program.step import Programs
from backprop_cli.tolerances import MAX_WRITTEN

LAYER = "  - linear: {weights: [[0.5, -0.25], [1, 0.75]], bias: [0.125, -0.5]}\n  - tanh\n"


def deep(layers):
    (problem,) = load_text(
        f"network:\n{LAYER * layers}data: [{{x: [1, 2], y: [0, 1]}}]\nloss: mse\ntrain: {{lr: 1}}\n", "d.yaml", "d"
    )
    return problem


def written(problem):
    """The length of all formulas of a derivation."""
    lines = [line for part in derive(problem).parts for line in part.lines]
    return sum(len(text(node)) for line in lines for node in (line.formula, line.full) if node is not None)


def test_four_times_the_layers_are_at_most_five_times_the_text():
    assert written(deep(20)) <= 5 * written(deep(5))


def test_a_composed_function_that_is_too_long_is_written_by_the_names_of_its_lines():
    outputs = scalar_form(Programs(deep(20))).outputs()
    names = {entry.name for entry in outputs}
    assert len(outputs) > 2 and all(size(entry.expression) < 3 * MAX_WRITTEN for entry in outputs)
    given = set().union(*(symbols(entry.expression) for entry in outputs)) - names
    assert {name[0] for name in given} == {"x", "W", "b"}, "every other name has a line of its own"


def test_the_lines_of_a_long_composed_function_give_the_output():
    form = scalar_form(Programs(deep(12)))
    numbers = {"x1": 1.0, "x2": 2.0}
    for layer in range(1, 13):
        w, b = ((0.5, -0.25), (1.0, 0.75)), (0.125, -0.5)
        numbers |= {f"W{layer}[{i},{j}]": w[i - 1][j - 1] for i in (1, 2) for j in (1, 2)}
        numbers |= {f"b{layer}[{i}]": b[i - 1] for i in (1, 2)}
    step_by_step, composed = dict(numbers), dict(numbers)
    for entries, values in ((form.of("forward"), step_by_step), (form.outputs(), composed)):
        for entry in entries:
            values[entry.name] = evaluate(entry.expression, values, DECIMAL)
    assert all(step_by_step[name] == value for name, value in composed.items())


def test_a_short_one_is_written_out():
    outputs = scalar_form(Programs(deep(5))).outputs()
    assert [entry.name for entry in outputs] == ["y_hat[1]", "y_hat[2]"]
