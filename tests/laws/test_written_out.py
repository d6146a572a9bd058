"""Laws of functions written out with exponentials: their lines are those of the function that they are."""

import json

import pytest
from examples import mostly_slow

from backprop_cli import derive, graph, load_text, render, solve
from backprop_cli.checking.check import check
from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import elements, evaluate, map_value
from backprop_cli.expr.read.parser import parse_formula
from backprop_cli.expr.write.text import text
from backprop_cli.expr.written_out import recognised

WRITTEN = {
    "1/(1 + exp(-z))": "sigmoid(z)",
    "1/(exp(-z) + 1)": "sigmoid(z)",
    "exp(z)/(1 + exp(z))": "sigmoid(z)",
    "1/(1 + 1/exp(z))": "sigmoid(z)",
    "1 - 1/(1 + exp(z))": "sigmoid(z)",
    "(1 + exp(-z))^(-1)": "sigmoid(z)",
    "1/(1 + exp(-2*z))": "sigmoid(2*z)",
    "exp(z)/(exp(z) + exp(-z))": "sigmoid(2*z)",
    "(exp(z) - exp(-z))/(exp(z) + exp(-z))": "tanh(z)",
    "(exp(2*z) - 1)/(exp(2*z) + 1)": "tanh(z)",
    "(exp(z)^2 - 1)/(exp(z)^2 + 1)": "tanh(z)",
    "(1 - exp(-2*z))/(1 + exp(-2*z))": "tanh(z)",
    "2/(1 + exp(-2*z)) - 1": "tanh(z)",
    "2/(1 + exp(-z)) - 1": "tanh(1/2*z)",
}
INSIDE = {
    "1/(1 + exp(-(w*x + b)))": "sigmoid(w*x + b)",
    "1/(1 + exp(-w*x - b))": "sigmoid(w*x + b)",
    "1/(1 + exp(b - w*x))": "sigmoid(w*x - b)",
    "1/(1 + exp(-2*w*x))": "sigmoid(2*w*x)",
    "1/(1 + exp(-k*(w*x + b)/2))": "sigmoid(1/2*(k*(w*x + b)))",
}
OTHERS = (
    "exp(z)", "2^z", "1/(1 + 2^(-z))", "1/(1 + exp(-z) + t)", "t/(1 + exp(-z))", "1/(1 + exp(-z)) + 1/(1 + exp(-y))",
    "1/(2 + exp(-z))", "exp(z)/(exp(z) + exp(y))", "exp(z)/(1 + exp(-z))", "1/(1 + exp(-z^2)*exp(z))", "(exp(z)^16)^16",
)  # fmt: skip
PLACES = {
    "numbers": "nodes: {z: w*x + b, h: FORM, L: (h - t)^2/2}\nat: {w: 0.5, x: 2, b: -2, t: 1}\n",
    "unknowns": "nodes: {z: w*x + b, h: FORM, L: (h - t)^2/2}\n",
    "steps": "nodes: {z: w*x + b, h: FORM, L: (h - t)^2/2}\nat: {w: 0.5, b: -2}\n"
    "data: [{x: 2, t: 1}, {x: 1, t: 0}]\ntrain: {lr: 0.1, order: [1, [1, 2]]}\n",
    "matrices": "nodes: {z: X @ W, h: FORM, L: sum((h - T)^2)/2}\n"
    "at: {X: [[1, 2], [0, 1]], W: [[1, -1], [0.5, 2]], T: [[1, 0], [0, 1]]}\n",
}


def problem_of(place, form):
    return load_text(PLACES[place].replace("FORM", form), "graph.yaml", "graph")[0]


def rows_of(problem, **options):
    """The rows by their addresses, but h itself."""
    rows = solve(problem, **options).trace()
    return {(row.step, row.phase, row.name): row for row in rows if row.name != "h"}


@pytest.mark.parametrize(("written", "meant"), {**WRITTEN, **INSIDE}.items())
def test_a_function_written_out_is_recognised_however_it_is_written(written, meant):
    formula, function = parse_formula(written), parse_formula(meant)
    assert text(recognised(formula)) == text(function)
    point = {"z": 0.25, "w": 0.5, "x": 1.5, "b": -0.125, "k": 3.0}
    assert evaluate(formula, point, DECIMAL) == pytest.approx(evaluate(function, point, DECIMAL), rel=1e-12)


@pytest.mark.parametrize("written", OTHERS)
def test_what_is_no_such_function_stays_as_it_is(written):
    assert recognised(parse_formula(written)) is parse_formula(written)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("written", WRITTEN)
def test_its_lines_are_those_of_the_function(place, written):
    out, function = problem_of(place, written), problem_of(place, WRITTEN[written])
    rows, exact = rows_of(out), rows_of(out, exact=True)
    assert rows.keys() == rows_of(function).keys()
    for address, row in rows_of(function).items():
        assert rows[address].formula == row.formula, address
        numbers = elements(row.value) if row.value is not None else []
        for found in (rows, exact) if numbers else ():
            assert list(elements(found[address].value)) == pytest.approx(list(numbers), rel=1e-12), address
    edges = [json.loads(render(graph(problem), "json"))["edges"] for problem in (out, function)]
    slopes = [{(edge["source"], edge["target"]): edge.get("formula") for edge in drawn} for drawn in edges]
    assert slopes[0] == slopes[1]
    assert place != "unknowns" or "exp(" not in render(derive(out, parts=["backprop"]), "plain")


def listed(value):
    return [listed(item) for item in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("place", [place for place in PLACES if place != "unknowns"])
@pytest.mark.parametrize("written", mostly_slow(WRITTEN, 3))
def test_a_page_with_it_is_judged_as_one_with_the_function(place, written):
    out, function = problem_of(place, written), problem_of(place, WRITTEN[written])
    rows = {(row.step, row.name): row.value for row in solve(function).trace() if row.line.part_of is None}
    page = [{"step": step, name: listed(value)} for (step, name), value in rows.items()]
    assert {item.verdict for item in check(out, {"answers": page}).answers} <= {"right", "repeated"}
    for name in ("dL/dz", "dL/dw" if (1, "dL/dw") in rows else "dL/dW"):
        wrong = [
            item | ({name: listed(map_value(lambda x: -x - 0.5, rows[1, name]))} if name in item else {})
            for item in page
        ]
        pages = [check(problem, {"answers": wrong}).answers for problem in (out, function)]
        verdicts = [[(item.answer.name, item.verdict, item.mistake) for item in judged] for judged in pages]
        assert verdicts[0] == verdicts[1]
        assert (name, "wrong") in [item[:2] for item in verdicts[0]]
