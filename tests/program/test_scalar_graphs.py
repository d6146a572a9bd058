"""Scalar graphs: nodes, local derivatives, both orders of accumulation, paths, and the derivation of exercise 1."""

import json
import math
from fractions import Fraction
from random import Random

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from scalar_graphs import FORMULAS, graph, point, rows

import backprop_cli
from backprop_cli.derivation.parts import Derivation
from backprop_cli.derivation.paths import path_count, paths, product_along
from backprop_cli.errors import BackpropError
from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import evaluate
from backprop_cli.expr.collect import collected
from backprop_cli.expr.node import Node
from backprop_cli.expr.operations import CHAINED
from backprop_cli.expr.read.parser import parse_formula
from backprop_cli.expr.read.tokens import FormulaError
from backprop_cli.expr.traverse import symbols
from backprop_cli.expr.write.text import text
from backprop_cli.problem.load import load, load_text


def written(row):
    value = row.exact if row.value is None else row.value
    return text(value) if isinstance(value, Node) else value


EX1 = load("ex1")[0]
TOTALS = {
    "da/dx": "2·x", "da/dy": 0.0, "db/dx": "y", "db/dy": "x", "dc/dx": 1.0, "dc/dy": 1.0,
    "dd/dx": "2·x + y", "dd/dy": "x", "de/dx": "2·x + 2·y", "de/dy": "2·x + 2·y",
    "df/dx": "4·x + 3·y", "df/dy": "3·x + 2·y",
}  # fmt: skip


def test_exercise_1_has_all_twelve_derivatives_of_nodes_by_inputs():
    found = rows(EX1)
    assert {name: written(row) for (phase, name), row in found.items() if phase == "total"} == TOTALS


def test_exercise_1_has_its_local_derivatives():
    local = {name: written(row) for (phase, name), row in rows(EX1).items() if phase == "jacobian"}
    assert local == {
        "da/dx": "2·x", "db/dx": "y", "db/dy": "x", "dc/dx": 1.0, "dc/dy": 1.0, "dd/da": 1.0, "dd/db": 1.0,
        "de/dc": "2·x + 2·y", "df/dd": 1.0, "df/de": 1.0,
    }  # fmt: skip


def test_exercise_1_at_a_point_has_the_reference_s_numbers(backprop):
    for name, value in {"f": 12, "df/dx": 10, "df/dy": 7}.items():
        done = backprop("solve", "ex1", "--set", "at.x=1", "--set", "at.y=2", "--get", name)
        assert float(done.out) == value


def test_exercise_1_has_three_paths_to_x_and_two_to_y():
    assert paths(EX1.graph, "x") == [("f", "d", "a", "x"), ("f", "d", "b", "x"), ("f", "e", "c", "x")]
    assert paths(EX1.graph, "y") == [("f", "d", "b", "y"), ("f", "e", "c", "y")]


def test_nodes_are_named_in_the_order_in_which_a_person_works():
    nodes = graph("x^2 + x*y + (x + y)^2").graph.nodes
    assert {name: text(node) for name, node in nodes.items()} == {
        "v1": "x^2", "v2": "x·y", "v3": "x + y", "v4": "v1 + v2", "v5": "v3^2", "f": "v4 + v5",
    }  # fmt: skip


def test_a_repeated_part_is_one_node():
    nodes = graph("(x + y)^2 + exp(x + y)").graph.nodes
    assert [text(node) for node in nodes.values()] == ["x + y", "v1^2", "exp(v1)", "v2 + v3"]


def test_a_name_of_the_formula_is_not_taken_for_a_node():
    assert list(graph("v1*f + f^2").graph.nodes) == ["v2", "v3", "f′"]


@pytest.mark.parametrize("formula", FORMULAS)
def test_derivatives_at_a_point_are_central_differences(formula):
    random = Random(formula)
    for _ in range(5):
        at = point(formula, random)
        found = rows(graph(formula, **at))
        node = parse_formula(formula)
        numbers = {name: float(value) for name, value in at.items()}
        for name in at:
            h = 1e-6 * max(1, abs(numbers[name]))
            ends = [evaluate(node, {**numbers, name: numbers[name] + sign * h}, DECIMAL) for sign in (1, -1)]
            slope = (ends[0] - ends[1]) / (2 * h)
            assert found["total", f"d{graph(formula).graph.output}/d{name}"].value == pytest.approx(
                slope, rel=1e-5, abs=1e-6
            )


@pytest.mark.parametrize("formula", FORMULAS)
def test_forward_and_reverse_accumulation_agree_and_paths_add_up(formula):
    random = Random(formula)
    at = point(formula, random)
    problem = graph(formula, **at)
    steps = list(backprop_cli.solve(problem).trace())
    values = steps[-1].values
    for x in problem.graph.wrt:
        forward = values[f"d{problem.graph.output}/d{x}:total"]
        backward = values.get(f"d{problem.graph.output}/d{x}", forward)
        assert backward == pytest.approx(forward, rel=1e-12, abs=1e-15)
        assert path_count(problem.graph, x) == len(paths(problem.graph, x, 10_000))
        if problem.graph.output != x and all(len(path) > 1 for path in paths(problem.graph, x)):
            along = [evaluate(product_along(path), values, DECIMAL) for path in paths(problem.graph, x)]
            assert sum(along) == pytest.approx(forward, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_symbolic_derivative_evaluated_is_the_number(formula):
    at = point(formula, Random(formula))
    numbers = {name: float(value) for name, value in at.items()}
    solved = rows(graph(formula, **at))
    numbers |= {name: row.value for (_, name), row in solved.items()}
    for key, row in rows(graph(formula)).items():
        if row.entries is not None and key[0] != "forward":
            assert evaluate(collected(row.entries), numbers, DECIMAL) == pytest.approx(
                solved[key].value, rel=1e-9, abs=1e-12
            )


@given(st.integers(0, 10**9))
@examples(150)
def test_collecting_keeps_the_value_at_random_rational_points(seed):
    random = Random(seed)

    def some(depth):
        if depth == 0:
            return random.choice(["x", "y", "z", str(random.randint(1, 4))])
        left, right = some(depth - 1), some(depth - 1)
        return random.choice(
            [f"({left} + {right})", f"({left} - {right})", f"{left}*{right}", f"({left})^2", f"({left})/3"]
        )

    node = parse_formula(some(4))
    at = {name: Fraction(random.randint(-9, 9), random.randint(1, 5)) for name in "xyz"}
    from backprop_cli.evaluate.algebras import ExactAlgebra

    assert evaluate(collected(node), at, ExactAlgebra()) == evaluate(node, at, ExactAlgebra())


@pytest.mark.parametrize(
    ("said", "tidy"),
    [
        ("2*x + y + 2*(x + y)", "4·x + 3·y"),
        ("x*y - y*x", "0"),
        ("(x + y)*(x - y)", "x^2 - y^2"),
        ("x/y + 2*x/y", "3·x/y"),
        ("exp(x) + exp(x)", "exp(x) + exp(x)"),
        ("x/(x + y)", "x/(x + y)"),
        ("-(x - y) + x", "y"),
        ("x^2*x^-1", "x"),
    ],
)
def test_like_terms_are_collected_and_nothing_else(said, tidy):
    assert text(collected(parse_formula(said))) == tidy


def test_what_would_be_long_stays_as_it_is():
    node = parse_formula("(a + b + c + d + g + h + k + m)^9")
    assert collected(node) is node


def test_the_derivation_of_exercise_1_shows_paths_and_both_orders(backprop):
    said = backprop("derive", "ex1").out
    for piece in ("f → d → a → x", "∂f/∂d·∂d/∂b·∂b/∂y", "4·x + 3·y", "3·x + 2·y", "3 paths", "2 paths"):
        assert piece in said
    forward, reverse = (
        backprop("derive", "ex1", "--part", "derivatives", "--mode", mode).out for mode in ("forward", "reverse")
    )
    assert "∂d/∂x" in forward and "∂f/∂c" not in forward
    assert "∂f/∂c" in reverse and "∂d/∂x" not in reverse


def test_the_multiplications_of_both_orders_are_counted():
    (part,) = Derivation(EX1).parts(("cost",))
    counted = {line.words.key.rpartition(".")[2]: line.cost[0] for line in part.lines}
    assert counted == {"reverse": 8, "forward": 10, "paths": 10}


def test_the_cost_of_paths_grows_and_that_of_accumulation_does_not():
    deep = (
        "nodes: {a: x*y + x, "
        + ", ".join(
            f"a{i}: a{i - 1 if i > 1 else ''}*a{i - 1 if i > 1 else ''} + x*a{i - 1 if i > 1 else ''}"
            for i in range(1, 6)
        )
        + "}"
    )
    problem = load_text(deep, "deep.yaml", "deep")[0]
    (part,) = Derivation(problem).parts(("cost",))
    counted = {line.words.key.rpartition(".")[2]: line.cost[0] for line in part.lines}
    assert counted["reverse"] <= counted["forward"] < counted["paths"] or path_count(problem.graph, "x") < 12


def test_some_inputs_may_have_numbers_and_others_not():
    found = rows(graph("x^2*y + y^2", y=3))
    assert written(found["backward", "df/dx"]) == "6·x" and written(found["backward", "df/dy"]) == "x^2 + 6"


def test_derivatives_by_some_inputs_only():
    problem = load_text("expression: a*x + b\nwrt: [a]\n", "some.yaml", "some")[0]
    assert [name for phase, name in rows(problem) if phase == "total"] == ["dv1/da", "df/da"]


def test_a_graph_is_exact_where_it_is_asked_for(backprop):
    done = backprop("solve", "ex1", "--set", "at.x=1/3", "--set", "at.y=1/7", "--exact", "--get", "f")
    x, y = Fraction(1, 3), Fraction(1, 7)
    assert done.out.strip() == str(x**2 + x * y + (x + y) ** 2)


@pytest.mark.parametrize(
    "formula",
    ["__import__('os')", "9^9^9", "x.y", "x[0]", "lambda: 1", "x; y", "(" * 60 + "x" + ")" * 60, "х + x*Ꭓ(2)", "x**y", "x y", "1/0", "0^-1", "yes + no(1)"],
)  # fmt: skip
def test_a_hostile_formula_gets_a_place_and_no_answer(formula):
    with pytest.raises(BackpropError) as caught:
        list(backprop_cli.solve(load_text(f"expression: {formula!r}\n", "bad.yaml", "bad")[0]).steps())
    assert caught.value.faults[0].mark is not None


def test_names_that_are_words_of_yaml_are_names():
    assert load_text('expression: "yes*no + on"\n', "a.yaml", "a")[0].graph.inputs == ("yes", "no", "on")


def test_ten_thousand_random_strings_get_an_error_with_a_place_or_an_answer():
    random = Random(4)
    signs = "xyzab0123456789.+-*/^()|,² ·σ′[]{}'\"\\expsinlnmax√½\u202e"
    answered = 0
    for _ in range(10_000):
        said = "".join(random.choice(signs) for _ in range(random.randint(1, 14)))
        try:
            node = parse_formula(said)
        except FormulaError as error:
            assert 0 <= error.column <= len(said)
            continue
        answered += 1
        numbers = dict.fromkeys(symbols(node), 1.3)
        try:
            assert math.isfinite(evaluate(node, numbers, DECIMAL)) or True
        except (OverflowError, ZeroDivisionError, ValueError, TypeError):
            continue
    assert answered > 300


def test_pi_has_no_fraction_and_no_derivative_and_is_no_input_of_a_picture(backprop, tmp_path):
    (tmp_path / "circle.yaml").write_text("nodes: {n: pi*x, L: n^2}\nat: {x: 3}\n", "utf-8")
    found = {name: backprop("solve", "circle.yaml", "--exact", "--get", name).out.strip() for name in ("n", "dL/dx")}
    assert found == {"n": "3·pi", "dL/dx": "6·pi·pi"}
    circle = load(tmp_path / "circle.yaml")[0]
    slopes = rows(circle)
    assert math.isclose(slopes["backward", "dL/dx"].value, 6 * math.pi**2)
    assert not [name for _, name in slopes if name.endswith("/dpi")]
    drawn = json.loads(backprop("graph", "circle.yaml", "-f", "json").out)
    assert [node["name"] for node in drawn["nodes"]] == ["x", "n", "L"]


@pytest.mark.parametrize("name", sorted(CHAINED))
def test_what_takes_several_operands_is_written_with_all_of_them(name):
    formula = parse_formula(f"{name}(x, 2, y, z)")
    assert text(formula) == f"{name}(x, 2, y, z)"
    assert parse_formula(text(formula)) == formula
    assert text(parse_formula(f"{name}(x, {name}(y, z))")) == f"{name}(x, {name}(y, z))"
