"""Laws of graphs with matrices, and of steps on them: differences of numpy, exact numbers, steps one by one."""

from fractions import Fraction
from typing import Any

import pytest
import yaml

from backprop_cli import Session, after_step, answers, load_text, solve, step, to_yaml
from backprop_cli.checking.check import check
from backprop_cli.checking.tests import run_tests
from backprop_cli.derivation.parts import PARTS, Derivation
from backprop_cli.errors import BackpropError
from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import elements, evaluate, map_value, value_shape
from backprop_cli.problem.load import bundled, load

np = pytest.importorskip("numpy")
from examples import mostly_slow  # noqa: E402
from random_graphs import RandomGraph, softmax  # noqa: E402

SEEDS = mostly_slow(range(200), 40)


def problem_of(text):
    return load_text(text, "graph.yaml", "graph")[0]


def rows_of(problem, **options):
    return {(row.step, row.name): row for row in solve(problem, **options).trace()}


@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_of_random_graphs_are_differences_of_numpy(seed):
    graph = RandomGraph(seed)
    rows = rows_of(problem_of(graph.text()))
    for name, value in graph.values.items():
        if name in graph.formulas:
            assert np.allclose(rows[1, name].value, value), name
    reached = [name for name in graph.inputs if (1, f"dL/d{name}") in rows]
    for name in graph.inputs:
        slope = graph.slope(name)
        assert name in reached or not np.any(slope)
        if name in reached:
            found = rows[1, f"dL/d{name}"].value
            assert value_shape(found) == graph.inputs[name].shape
            assert np.allclose(found, slope, rtol=1e-6, atol=1e-7), name


@pytest.mark.parametrize("seed", mostly_slow(range(30), 8))
def test_exact_numbers_of_random_graphs_agree_with_decimals(seed):
    for row in solve(problem_of(RandomGraph(seed, count=4).text()), exact=True).trace():
        for exact, decimal in zip(elements(row.exact), elements(row.value)) if row.exact is not None else ():
            number = float(exact) if isinstance(exact, Fraction) else evaluate(exact, {}, DECIMAL)
            assert number == pytest.approx(decimal, rel=1e-9, abs=1e-12), row.name


def descended(graph, learn, lr, steps, sign=-1):
    inputs = dict(graph.inputs)
    for _ in range(steps):
        slopes = {name: graph.slope(name, inputs) for name in learn}
        inputs |= {name: inputs[name] + sign * lr * slope for name, slope in slopes.items()}
    return inputs


@pytest.mark.parametrize("direction", ["descent", "ascent"])
@pytest.mark.parametrize("seed", mostly_slow(range(40), 8))
def test_steps_on_random_graphs_are_those_of_numpy_one_by_one_or_all_at_once(seed, direction):
    graph = RandomGraph(seed)
    rows = rows_of(problem_of(graph.text()))
    learn = [name for name in graph.inputs if (1, f"dL/d{name}") in rows]
    train = {"lr": 0.125, "learn": learn, "epochs": 2, "direction": direction}
    problem = problem_of(graph.text(train=train))
    final = solve(problem).final
    expected = descended(graph, learn, 0.125, 2, -1 if direction == "descent" else 1)
    assert all(np.allclose(final[name], expected[name], rtol=1e-6, atol=1e-7) for name in learn)
    for _ in range(2):
        problem = problem_of(to_yaml(after_step(step(problem))))
    assert problem.train.done == 2
    assert {name: problem.graph.at[name] for name in learn}.keys() == final.keys()
    again = solve(problem, steps=0).final
    assert {name: again[name] for name in learn} == final


FORMULAS: dict[str, tuple[dict[str, str], Any]] = {
    "linear": ({"p": "w*x + b", "r": "p - t", "L": "r^2/2"}, lambda w, b, x, t: (w * x + b - t) ** 2 / 2),
    "logistic": (
        {"h": "sigmoid(w*x + b)", "L": "-t*ln(h) - (1 - t)*ln(1 - h)"},
        lambda w, b, x, t: -t * np.log(1 / (1 + np.exp(-w * x - b))) - (1 - t) * np.log(1 / (1 + np.exp(w * x + b))),
    ),
    "shared": (
        {"u": "tanh(w*x)", "v": "tanh(w*u + b)", "L": "(v - t)^2 + w^2/10"},
        lambda w, b, x, t: (np.tanh(w * np.tanh(w * x) + b) - t) ** 2 + w**2 / 10,
    ),
}


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("name", FORMULAS)
def test_a_batch_descends_its_mean_or_its_sum(name, reduction):
    nodes, loss = FORMULAS[name]
    data = [{"x": 0.5, "t": 1}, {"x": -1, "t": 0}, {"x": 2, "t": 1}]
    train = {"lr": 0.5, "order": [[1, 2, 3], 2, [3, 1]], "epochs": 2}
    at, said = {"w": 0.75, "b": -0.25}, {"L": {"reduction": reduction}}
    text = yaml.safe_dump({"nodes": nodes, "at": at, "data": data, "loss": said, "train": train}, sort_keys=False)
    problem = problem_of(text)
    weights = np.array([0.75, -0.25])
    join = np.mean if reduction == "mean" else np.sum
    for batch in [(0, 1, 2), (1,), (2, 0)] * 2:
        of = lambda w, batch=batch: join([loss(*w, data[i]["x"], data[i]["t"]) for i in batch])  # noqa: E731
        slope = [(of(weights + h) - of(weights - h)) / 2e-5 for h in np.eye(2) * 1e-5]
        weights = weights - 0.5 * np.array(slope)
    final = solve(problem).final
    assert [final["w"], final["b"]] == pytest.approx(list(weights), rel=1e-6)
    for _ in range(6):
        problem = problem_of(to_yaml(after_step(step(problem))))
    assert {name: float(problem.graph.at[name]) for name in ("w", "b")} == final
    assert check(problem_of(text), answers_of(problem_of(text))).lines.right == len(rows_of(problem_of(text))) - 4


def listed(value):
    return [listed(item) for item in value] if isinstance(value, tuple) else value


def answers_of(problem, wrong=None):
    """The right numbers of every row; wrong: the place of one that another number is put in for, and that number."""
    found = []
    rows = [row for row in solve(problem).trace() if row.value is not None and row.line.part_of is None]
    last = {(row.step, row.name): row for row in rows}  # where a local and a total derivative have one name, the total
    for place, row in enumerate(last[row.step, row.name] for row in rows):
        value = wrong[1](row.value) if wrong and wrong[0] == place else row.value
        found.append({"step": row.step, row.name: listed(value)})
    return {"answers": found}


def graphs():
    for name in bundled():
        yield from ((problem.name, problem) for problem in load(name) if problem.graph and not problem.symbolic)
    texts = {f"random-{seed}": RandomGraph(seed, count=4).text() for seed in range(4)}
    texts["paths"] = "nodes: {s: p + q, t: s*r}\nat: {p: 3, q: 1, r: 2}\n"
    texts["unread"] = "nodes: {a: x^2, b: x*3, c: a*2 + x}\nat: {x: 2.35}\n"
    texts["ex1"] = "nodes: {a: x^2, b: x*y, c: x + y, d: a + b, e: c^2, f: d + e}\nat: {x: 1, y: 2}\n"
    texts["steps"] = "nodes: {p: w*x + b, L: (p - t)^2}\nat: {w: 1, b: 3}\ndata: [{x: 2, t: 1}, {x: 1, t: 2}]\n"
    texts["bptt"] = "nodes: {h1: tanh(u*x1 + w*h0), h2: tanh(u*x2 + w*h1), h3: tanh(u*x3 + w*h2), L: (h3 - t)^2/2}\n"
    texts["bptt"] += "at: {u: 0.5, w: 0.8, h0: 0.1, x1: 1, x2: 2, x3: -1, t: 0.5}\ntrain: {lr: 0.1, learn: [u, w]}\n"
    texts["attention"] = "nodes: {S: Q @ K^T / sqrt(d), P: softmax(S), O: P @ V, L: sum((O - Y)^2)/2}\n"
    texts["attention"] += "at: {Q: [[1, 0.5]], K: [[1, 1], [0, 1]], V: [[2, 0.7], [1, 3]], Y: [[1, 0.3]], d: 2}\n"
    texts["steps"] += "train: {lr: 0.1, order: [1, [1, 2]]}\n"
    yield from ((name, problem_of(text)) for name, text in texts.items())


GRAPHS = dict(graphs())


@pytest.mark.parametrize("name", mostly_slow(GRAPHS, 8))
def test_right_numbers_are_right_and_one_wrong_number_is_judged_in_every_row(name):
    problem = GRAPHS[name]
    result = check(problem, answers_of(problem))
    assert {item.verdict for item in result.answers} <= {"right", "rounded", "repeated"}
    count = len(answers_of(problem)["answers"])
    for place in range(count):
        for spoilt in (lambda x: x + 1.25, lambda x: -x - 0.5):
            answers = answers_of(problem, (place, lambda value, spoilt=spoilt: map_value(spoilt, value)))
            result = check(problem, answers)
            ((_, said),) = [item for item in answers["answers"][place].items() if item[0] != "step"]
            wrong = [item for item in result.answers if item.verdict == "wrong"]
            assert wrong or any(item.verdict == "repeated" for item in result.answers), said


READ = {
    **{name: getattr(np, name) for name in ("sqrt", "exp", "tanh", "sum")},
    "max": np.maximum,
    "softmax": softmax,
}


def read_by_numpy(problem, values):
    """The output of a problem's formulas, which Python reads: ^T is turned into .T, and ^ into **."""
    values = dict(values)
    for node, tree in problem.document.get("nodes").pairs:
        formula = tree.text.replace("^T", ".T").replace("^", "**")
        values[node.text] = eval(formula, {**READ, **values})
    return values[problem.graph.output]


def moved(values, name, place, h):
    found = np.array(values[name], float)
    found[place] += h
    return {**values, name: found}


BUNDLED = [problem for name in bundled() for problem in load(name) if problem.graph and not problem.symbolic]


@pytest.mark.parametrize("problem", mostly_slow(BUNDLED, 3), ids=lambda problem: problem.name)
def test_the_bundled_graphs_agree_with_formulas_that_python_reads(problem):
    values = {name: np.array(listed(map_value(float, value)), float) for name, value in problem.graph.at.items()}
    for taken in solve(problem).steps():
        rows = {row.name: row for row in taken.rows}
        for name in problem.graph.learn or problem.graph.wrt:
            slope = np.zeros(values[name].shape)
            for place in np.ndindex(slope.shape):
                ends = [read_by_numpy(problem, moved(values, name, place, h)) for h in (1e-5, -1e-5)]
                slope[place] = (ends[0] - ends[1]) / 2e-5
            assert np.allclose(rows[f"d{problem.graph.output}/d{name}"].value, slope, atol=1e-8), name
        values |= {name: np.array(rows[name].value) for name in problem.graph.learn}
    outcomes = list(run_tests(problem))
    assert [item for item in outcomes if item.differences] == []
    assert len(outcomes) >= 10


CAUGHT = {  # a row of a graph, what somebody writes there, and the mistake that it is
    ("paths", "dt/dp", -2): "wrong_sign",
    ("ex1", "df/dx", 4): "path_left_out",
    ("ex1", "df/dy", 1): "path_left_out",
    ("unread", "dc/dx", 9.4): "path_left_out",
    ("bptt", "dL/dh1", 0.167446): "forgot_upstream",
    ("bptt", "dL/dh1", 0.753271): "added_for_multiplied",
    ("attention", "dL/dP", "[[2.49907, 3.94748]]"): "forgot_transpose",
    ("attention", "dL/dQ", "[[0.707107, 1.41421]]"): "forgot_upstream",
    ("attention", "dL/dK", "[[0.312359, 0.15618], [-0.312359, -0.15618]]"): "wrong_sign",
}


@pytest.mark.parametrize("term", [0, 1, 2])
@pytest.mark.parametrize("name", ["u", "w"])
def test_a_step_in_time_left_out_of_a_shared_weight_s_gradient_is_named(name, term):
    problem = GRAPHS["bptt"]
    rows = list(solve(problem).trace())
    place, row = next((place, row) for place, row in enumerate(rows) if row.name == f"dL/d{name}")
    (first, second), third = row.formula.args[0].args, row.formula.args[1]
    left_out = evaluate((first, second, third)[term], row.values, DECIMAL)
    result = check(problem, answers_of(problem, (place, lambda value: value - left_out)))
    assert result.first_error.mistake.name == "path_left_out"


@pytest.mark.parametrize(("name", "row", "said"), CAUGHT)
def test_a_mistake_on_a_graph_is_named(name, row, said):
    problem = GRAPHS[name]
    result = check(problem, {"answers": [{"step": 1, row: said}]})
    assert result.first_error.mistake.name == CAUGHT[name, row, said]


@pytest.mark.parametrize("name", GRAPHS)
def test_every_part_of_a_derivation_of_a_graph_has_lines(name):
    derivation = Derivation(GRAPHS[name])
    found = {item.part for item in derivation.parts(PARTS)}
    assert set(PARTS) - found <= {"boxes", "update"}


@pytest.mark.parametrize("formula", ["x^0.5", "x^y", "sqrt(x)", "ln(x)", "sum(A^0.5)", "1/(x + 1)"])
def test_what_has_no_real_number_is_told_and_never_complex(formula):
    used = {"x": -1, "y": 0.25, "A": [[1, -1]]}
    at = {name: value for name, value in used.items() if name in formula.replace("sqrt", "")}
    problem = problem_of(yaml.safe_dump({"nodes": {"L": formula}, "at": at}))
    with pytest.raises(BackpropError) as caught:
        list(solve(problem).trace())
    assert caught.value.faults[0].message.key in ("fault.domain", "fault.division")


@pytest.mark.parametrize("name", GRAPHS)
def test_practice_asks_for_every_value_and_takes_the_right_ones(name):
    session = Session(GRAPHS[name])
    assert session.asked
    for _ in session.asked:
        right = session.current.target.line.value
        assert session.hint() and session.size() == len(elements(right))
        assert session.judge(str(listed(right))).verdict in ("right", "rounded")
    assert session.done


def test_a_question_may_ask_for_the_update_of_a_formula():
    text = "nodes: {p: w*x, L: (p - 3)^2}\nat: {w: 1, x: 2}\ntrain: {lr: 0.1, learn: w}\nquestions: [{id: a, ask: update}]\n"
    (answer,) = answers(problem_of(text))
    assert {row.name: row.value for row in answer.rows} == {"dL/dp": -2, "dL/dw": -4, "w": 1.4}


def test_what_rounding_leaves_of_terms_that_cancel_is_0():
    text = "nodes: {S: Q @ K^T / sqrt(2), P: softmax(S), O: P @ V, L: sum((O - 1)^2)/2}\n"
    rows = rows_of(problem_of(text + "at: {Q: [[1, 0]], K: [[1, 1], [0, 1]], V: [[2], [1]]}\nwrt: [Q]\n"))
    assert rows[1, "dL/dQ"].value[0][1] == 0  # both keys have the same second entry
