"""The right line of a wrong formula: as it is worked, and in a scalar graph in what is given, as the solution has it."""

import pytest

from backprop_cli import Look, check, load, load_text, render, solve
from backprop_cli.formats.messages import value_text
from backprop_cli.problem.load import bundled

GRAPHS = {problem.name: problem for name in bundled() for problem in load(name) if problem.symbolic and problem.graph}
GRAPHS["fractions"] = load_text("nodes: {u: x/y, v: u + 1, w: v^2, L: w - 3*x}\n", "t", "fractions")[0]
GRAPHS["functions"] = load_text("nodes: {u: exp(x), v: u*x, L: v + u}\n", "t", "functions")[0]
NETWORKS = [problem for name in bundled() for problem in load(name) if problem.symbolic and problem.network]


def rows_of(problem):
    """The rows of a solution by the name of their line, which tells a local derivative from a total one."""
    return {row.line.name: row for row in solve(problem).trace() if row.line.part_of is None}


def judged(problem, name):
    """The right line in the report on a wrong formula, and the name of the line that it is about."""
    checked = check(problem, {"answers": {"step": 1, name: "17"}})
    (line,) = [line for line in render(checked).splitlines() if line.startswith("expected")]
    return line, checked.result.answers[0].target.line.assignment.name


def expected(problem, name):
    return judged(problem, name)[0]


@pytest.mark.parametrize("name", GRAPHS)
def test_in_a_scalar_graph_it_is_worked_out_as_in_the_solution(name):
    problem = GRAPHS[name]
    rows = rows_of(problem)
    for shown in {row.name for row in rows.values()}:
        line, about = judged(problem, shown)
        row = rows[about]
        value = row.value if row.exact is None else row.exact
        assert line.endswith(f"= {value_text(value, Look().labelled(problem.names))}"), line
        assert line.count(" = ") == len(set(line.split(" = "))) - 1, line


@pytest.mark.parametrize("problem", NETWORKS, ids=lambda problem: problem.name)
def test_in_a_network_it_is_the_line_as_it_is_worked(problem):
    for row in rows_of(problem).values():
        assert expected(problem, row.name).count(" = ") == 1


def test_it_is_what_a_student_compares_with():
    assert expected(GRAPHS["ex1"], "df/dy") == "expected   ∂f/∂y = ∂f/∂b·∂b/∂y + ∂f/∂c·∂c/∂y = 3·x + 2·y"
    assert expected(GRAPHS["ex1"], "df/db") == "expected   ∂f/∂b = ∂f/∂d·∂d/∂b = 1"
    assert expected(GRAPHS["ex1"], "da/dx") == "expected   ∂a/∂x = 2·x"
