"""Laws of the layers that read more than rows: gradients, exact numbers, compiled steps, answers, files."""

from random import Random

import pytest
from cases import ARRAY_LAYERS
from differences import slopes
from examples import mostly_slow
from scripts import ran

from backprop_cli import (
    check,
    load_text,
    render,
    solve,
    to_yaml,
)
from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import constant, elements, evaluate, map_value
from backprop_cli.expr.derivative import full, pulled_back
from backprop_cli.expr.node import Node, symbol
from backprop_cli.problem.skeleton import example_of
from backprop_cli.program.step import Programs
from backprop_cli.rules import find

OPTIONS = {
    "conv1d": [
        "kernel: [[1, -2], [0.5, 3]]",
        "kernel: [[[1, -2], [0.5, 1]], [[0.5, 3], [-1, 2]]], bias: [1, -1], stride: 2, padding: 1, flip: true",
    ],
    "conv2d": [
        "kernel: [[1, -2], [0.5, 3]], bias: 0.5",
        "kernel: [[1, -2, 0], [0.5, 3, 1]], stride: 2, padding: 1, flip: true",
    ],
    "max_pool": ["size: 2", "size: 2, stride: 1, padding: 1"],
    "avg_pool": ["size: 2", "size: 2, stride: 1, padding: 1"],
    "attention": [
        "WQ: [[1, 0.5], [-1, 2]], WK: [[0.5, 1], [1, -0.3]], WV: [[1, -1], [2, 0.5]]",
        "WQ: [[1], [-0.5]], WK: [[0.5], [0.2]], WV: [[1, 2, -1], [0.3, 1, 0.5]], mask: [[1, 0], [1, 1]]",
    ],
    "positional": ["", "weights: [[1, -0.5], [0.3, 2]]"],
    "embedding": ["weights: [[1, -0.5], [0.5, 2], [-1, 0.3]]", "weights: [[2, 1, -1], [0.5, 0.3, 1], [0, 1, 1]]"],
}
# By the number of axes that a layer reads: two observations, and a convolution before it.
SEQUENCES = ["[1, -0.5, 2, 0.3, -1]", "[[0.2, 3, -2, 1, 0.6]]"]
IMAGES = [
    "[[1, -0.5, 2, 0.7], [0.3, -1, 0.4, 1.5], [2.5, 0.6, -0.8, 0.9]]",
    "[[0.2, 3, -2, 1], [0.6, -0.7, 1.1, 0.1], [0.5, 1.6, -0.3, 2]]",
]
TOKENS = ["[[1, -0.5], [2, 0.3]]", "[[0.2, 3], [-2, 1]]"]
INDICES = ["[2, 1, 2]", "[3, 2, 3]"]


def problem_of(kind, options="", x=None, before="", batch=1, more=""):
    """A layer after a convolution whose kernel learns, so that its own input gets a gradient; then a linear layer."""
    layers = [before] if before else []
    layers.append(f"{kind}: {{{options}}}" if options else kind)
    rows = "".join(f"  - {{x: {item}, y: [1]}}\n" for item in (x or IMAGES)[:batch])
    body = "network:\n" + "".join(f"  - {layer}\n" for layer in layers) + "  - flatten\n"
    tail = f"loss: half_squared_error\ndata:\n{rows}train: {{lr: 0.01, order: [{list(range(1, batch + 1))}]}}\n"
    count = len(elements(forward_value(body, rows)))
    weights = [[number] for number in (Random(kind).choice((-1.5, -0.5, 0.5, 2)) for _ in range(count))]
    return load_text(f"{body}  - linear: {{weights: {weights}}}\n{tail}{more}", "arrays.yaml", "arrays")[0]


def forward_value(body, rows):
    text = body + "data:\n" + rows.splitlines()[0].replace(", y: [1]", "") + "\ntrain: {lr: 1}\n"
    (step,) = solve(load_text(text, "flat.yaml", "flat")[0]).steps()
    return step.rows[-1].value


def cases():
    for kind in ARRAY_LAYERS:
        for options in OPTIONS.get(kind, [""]):
            for batch in (1, 2):
                yield kind, options, batch


def problem_case(kind, options, batch):
    rules = find("layers", kind)
    if rules.indices:  # nothing stands before what looks up
        return problem_of(kind, options, INDICES, batch=batch)
    if len(rules.axes) == 2:
        return problem_of(kind, options, SEQUENCES, "conv1d: {kernel: [[[0.5, -1]], [[2, 1]]], stride: 2}", batch)
    return problem_of(kind, options, IMAGES, "conv2d: {kernel: [[0.5, -1], [2, 1]]}", batch)


CASES = list(cases())


@pytest.mark.parametrize(("kind", "options", "batch"), mostly_slow(CASES, 3))
def test_every_gradient_is_the_automatic_one_and_the_central_difference(kind, options, batch):
    problem = problem_case(kind, options, batch)
    program = Programs(problem).program(batch)
    observations = tuple(range(1, batch + 1))
    (step,) = solve(problem).steps()
    rows = {row.line.name: row for row in step.rows}
    for name, found in sent_back(program, rows, step.rows[-1].values).items():
        assert found == pytest.approx(elements(rows[f"dL/d{name}"].value), rel=1e-9, abs=1e-12), name
    for name in (row.line.target for row in step.rows if row.line.target):
        assert elements(rows[f"dL/d{name}"].value) == pytest.approx(
            slopes(problem, program, observations, name), rel=1e-5, abs=1e-6
        )


def sent_back(program, rows, values):
    """The gradients by name: the sums of what all lines that read a value send back to it."""
    sums: dict[str, list[float]] = {}
    for line in program:
        if line.phase == "forward" and f"dL/d{line.name}" in rows:
            arriving = symbol(f"dL/d{line.name}", line.expression.shape)
            for part, found in pulled_back(line.expression, arriving).items():
                if part.op == "symbol" and f"dL/d{part.data}" in rows:
                    sent = elements(evaluate(full(found, part.shape), values, DECIMAL))
                    sums[part.data] = [a + b for a, b in zip(sums.get(part.data, [0] * len(sent)), sent)]
    return sums


@pytest.mark.parametrize(("kind", "options", "batch"), mostly_slow(CASES, 3))
def test_exact_is_decimal_a_compiled_step_is_the_same_and_right_answers_are_right(kind, options, batch):
    problem = problem_case(kind, options, batch)
    (step,) = solve(problem, exact=True).steps()
    known = [row for row in step.rows if row.exact is not None]
    # Only what stands behind roots and powers of e grows too long to be written exactly.
    is_rational = not any(isinstance(item, Node) for row in known for item in elements(row.exact))
    assert len(known) == len(step.rows) or not is_rational
    for row in known:
        exact = [constant(item, DECIMAL) for item in elements(row.exact)]
        assert exact == pytest.approx(elements(row.value), rel=1e-9, abs=1e-12), row.name
    stepper = problem.stepper(batch)
    weights, loss = stepper(stepper.flat(), *stepper.data(*range(1, batch + 1)))
    values = {row.line.name: row.value for row in step.rows}
    assert loss == pytest.approx(values["L"], rel=1e-12)
    for name, value in stepper.named(weights).items():
        assert elements(value) == pytest.approx(elements(solve(problem).final[name]), rel=1e-12)
    written = {row.name: row.value for row in step.rows if row.line.part_of is None}
    result = check(problem, {"answers": [{"step": 1, **written}]}).result
    assert result.first_error is None


@pytest.mark.parametrize("kind", ARRAY_LAYERS)
def test_a_layer_that_reads_the_data_has_the_same_numbers_in_columns(kind):
    kept = find("layers", kind)
    rows = INDICES if kept.indices else TOKENS if kept.fewest_axes > 1 else SEQUENCES if len(kept.axes) == 2 else IMAGES
    usual, laid = (
        {row.line.name: sorted(elements(row.value)) for row in solve(problem).trace()}
        for more in ("", "conventions: {observations: columns}\n")
        for problem in (problem_of(kind, OPTIONS.get(kind, [""])[0], rows, batch=2, more=more),)
    )
    assert {name: pytest.approx(value, rel=1e-9, abs=1e-12) for name, value in usual.items()} == laid


@pytest.mark.parametrize("layout", ["observations: columns", "weights: outputs_by_inputs", "observations: rows"])
def test_a_table_on_the_axes_of_the_data_stands_as_it_is_in_every_layout(layout):
    text = example_of("layers", "positional").replace("positional", "positional: {weights: [[1, 2], [3, 4], [5, 6]]}")
    (problem,) = load_text(f"{text}conventions: {{{layout}}}\n", "p.yaml", "p")
    rows = {row.line.name: row.value for row in solve(problem).trace()}
    assert rows["H1"] == (((2, 2), (3, 5), (6, 7)),)
    assert elements(rows["P1⁺"]) == pytest.approx([0.9, 1.9, 2.7, 3.6, 4.5, 5.5])


@pytest.mark.parametrize(("kind", "options", "batch"), mostly_slow(CASES, 7))
def test_every_page_is_written_and_the_file_reads_back(kind, options, batch):
    problem = problem_case(kind, options, batch)
    for form in ("plain", "md", "latex", "html", "json", "csv"):
        assert render(solve(problem), form)
    (again,) = load_text(to_yaml(problem.document), "again.yaml", "again")
    assert solve(again).final == solve(problem).final


@pytest.mark.parametrize(("kind", "options", "batch"), mostly_slow(CASES, 7))
def test_every_script_runs(kind, options, batch):
    assert "expect(" in ran(problem_case(kind, options, batch), "numpy")


@pytest.mark.parametrize(("kind", "options", "batch"), mostly_slow(CASES, 39))
def test_a_zero_for_any_line_is_judged_and_explained(kind, options, batch):
    problem = problem_case(kind, options, batch)
    for line in next(solve(problem).steps()).rows:
        if line.line.part_of is None:
            zeros = map_value(lambda _: 0, line.value)
            result = check(problem, {"answers": [{"step": 1, line.name: zeros}]})
            assert render(result, "plain")
            # Where P = 0.9992 is rounded to 1, an honest gradient is 0: "rounded", but not right.
            is_right = result.result.answers[0].verdict == "right"
            assert is_right == (not any(elements(line.value))), line.name
