"""Names that textbooks and programs have for the lines of the work, where there is one line they can mean."""

import pytest
from examples import mostly_slow

from backprop_cli import answers, check, find_value, load, load_text, solve
from backprop_cli.errors import BackpropError, describe
from backprop_cli.expr.write.style import typeset_name
from backprop_cli.i18n import text
from backprop_cli.problem.load import bundled
from backprop_cli.program.aliases import meanings

EX3 = load("ex3")[0]
ALIASES = {
    "dW3": "dL/dW3", "dL_dW3": "dL/dW3", "W3.grad": "dL/dW3", "grad_W3": "dL/dW3", "dL/dw3": "dL/dW3", "∇W3": "dL/dW3",
    "loss": "L", "Loss": "L", "cost": "L", "yhat": "y_hat", "y_pred": "y_hat", "Y_hat": "y_hat", "a3": "y_hat",
    "δ3": "dL/dH3", "delta_2": "dL/dH2", "z1": "H1", "net1": "H1", "a1": "O1", "dz1": "dL/dH1", "da1": "dL/dO1",
    "dyhat": "dL/dy_hat", "dLoss/dW3": "dL/dW3", "d_b2": "dL/db2", "bias1": "b1", "w_2": "W2", "dLdW1": "dL/dW1",
    "dW3[1,1]": "dL/dW3", "DL/DW3": "dL/dW3",
}  # fmt: skip


@pytest.mark.parametrize("name", mostly_slow(ALIASES, 3))
def test_a_name_is_understood_where_it_can_mean_one_line(name):
    (item,) = check(EX3, {"answers": [{"step": 1, name: 7}]}).result.answers
    assert item.target and item.target.line.name == ALIASES[name]


@pytest.mark.parametrize("name", ["dW9", "z4", "dq", "grad", "d", "δ", "W3grad3", "foo", "", "dd", "x" * 500])
def test_a_name_that_means_nothing_is_unknown(name):
    (item,) = check(EX3, {"answers": [{"step": 1, name: 7}]}).result.answers
    assert item.verdict == "unknown"


def test_a_name_with_two_meanings_has_none():
    assert meanings("H1", ["h1", "h_1"], {}, "L") == {"h1", "h_1"}
    assert (
        check(load("ex1", [("at.x", "1", "-"), ("at.y", "2", "-")])[0], {"answers": {"A": 1}}).result.answers[0].target
    )


def test_the_names_of_a_problem_have_their_forms_too():
    mazur = load("mazur-2-2-2")[0]
    given = {
        "dE_total/dw5": 0.082167,
        "w5.grad": 0.082167,
        "e_total": 0.298371109,
        "dw5": 0.082167,
        "dE_total/dnet_o": [0.1385, -0.0381],
    }
    for name, value in given.items():
        (item,) = check(mazur, {"answers": [{"step": 1, name: value}]}).result.answers
        assert item.verdict == "right", name


INNER = {
    "sigma^2": "var2", "sigma2": "var2", "σ²": "var2", "var": "var2", "variance": "var2", "mu": "mu2", "mean": "mu2",
    "x_hat": "x_hat2", "x_hat⁽²⁾": "x_hat2", "x̂⁽²⁾": "x_hat2", "dL/dmu": "dL/dmu2", "dmu": "dL/dmu2", "gamma": "gamma2",
    "∂L/∂σ²": "dL/dvar2", "dL/dsigma^2": "dL/dvar2", "dvar": "dL/dvar2", "dL/dx_hat⁽²⁾": "dL/dx_hat2", "dgamma": "dL/dgamma2",
}  # fmt: skip


@pytest.mark.parametrize("name", INNER)
def test_an_inner_line_that_one_layer_alone_has_needs_no_number(name):
    (item,) = check(load("batch-norm")[0], {"answers": [{"step": 1, name: 7}]}).result.answers
    assert item.target and item.target.line.name == INNER[name]


@pytest.mark.parametrize("name", ["mu", "sigma^2", "dvar"])
def test_an_inner_line_of_two_layers_needs_its_number(name):
    assert not meanings(name, ["mu2", "dL/dmu2", "var2", "dL/dvar2", "mu4", "dL/dmu4", "var4", "dL/dvar4"], {}, "L")


def test_a_graph_has_its_own_gradients():
    graph = load("ex1", [("at.x", "1", "-"), ("at.y", "2", "-")])[0]
    for name in ("dx", "x.grad", "grad_x", "df_dx"):
        (item,) = check(graph, {"answers": {name: 1}}).result.answers
        assert item.target and item.target.line.assignment.shown == "df/dx"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"answers": {"y_hta": 1}}, "no such name; did you mean y_hat?"),
        ({"answers": {"y": 1}}, "no such name; did you mean y_hat?"),
        ({"answers": {"dL/dy": 1}}, "no such name; did you mean dL/dy_hat?"),
        ({"answers": [{"step": 9, "L": 1}]}, "no such step: 9; the steps are 1 to 2"),
        ({"questions": {"я": 1}}, "no such question; choose from: "),
        ({"final": {"W33": 1}}, "no such name; did you mean W3?"),
    ],
)
def test_a_name_of_nothing_is_told_what_comes_near(answers, said):
    (item,) = check(EX3, answers).result.answers
    assert text(item.note.key, "en", **item.note.values) == said


@pytest.mark.parametrize("name", mostly_slow(sorted(bundled()), 3))
def test_get_takes_every_name_that_the_screen_shows(name):
    for problem in load(name):
        step = next(solve(problem).steps(), None)
        for row in step.rows if step else ():
            if (
                row.line.part_of is None
                and row.value is not None
                and row.phase in ("forward", "loss", "gradient", "update")
            ):
                label = problem.names.get(row.name)
                for said in {row.name, label or typeset_name(row.name)}:
                    assert find_value(solve(problem), f"1:{said}") == row.value, said


@pytest.mark.parametrize(
    ("name", "value"), [("1:dE_total/dw5", 0.082167), ("1:∂L/∂ŷ", None), ("1:dnet_o", None), ("1:E_total", 0.298371)]
)
def test_get_takes_the_names_of_a_problem_and_other_names(name, value):
    found = find_value(solve(load("mazur-2-2-2")[0]), name)
    assert value is None or found == pytest.approx(value, rel=1e-4)


def test_get_takes_the_values_of_questions():
    regression = load("ex4")[0]
    for answer in answers(regression):
        for row in (row for row in answer.rows if row.value is not None):
            same = [other for other in answer.rows if other.phase == row.phase and other.value is not None]
            if row is same[-1]:
                assert find_value(solve(regression), f"{answer.question.id}:{row.phase}") == row.value
    with pytest.raises(BackpropError) as caught:
        find_value(solve(regression), "а:nothing")
    assert "choose from" in describe(caught.value.faults[0])


def test_get_obeys_digits(backprop):
    assert backprop("solve", "ex3", "--get", "2:dL/dW3", "--digits", "3").out == "-0.067\n"
    assert backprop("solve", "ex3", "--get", "1:W3", "--exact", "--digits", "2").out == "-1/16\n"
    assert backprop("solve", "mazur-2-2-2", "--get", "1:W2", "--digits", "2").out == "[[0.36, 0.51], [0.41, 0.56]]\n"


def test_a_solution_can_be_asked_for_its_values_again_and_in_any_order():
    numbers = (1, 2, 4, 3, 1)
    solution = solve(load("ex3")[0], steps=4)
    asked = [find_value(solution, f"{number}:L") for number in numbers]
    assert asked == [find_value(solve(load("ex3")[0], steps=4), f"{number}:L") for number in numbers]
    assert find_value(solution, "final:W3") == solve(load("ex3")[0], steps=4).final["W3"]


GATES = {
    "C_tilde_1": "g[1]", "c_tilde[2]": "g[2]", "C̃_1": "g[1]", "forget_gate_2": "f[2]", "cell_1": "c[1]", "dL/dC_tilde_2": "dL/dg[2]",
    "h_tilde_1": "n[1]", "ĥ_1": "n[1]", "h_hat[2]": "n[2]", "update_gate_1": "z[1]", "u_2": "z[2]", "h_1": "h[1]",
    "ŷ_1": "y_hat[1]", "yhat[2]": "y_hat[2]", "y_pred_2": "y_hat[2]", "dL/dŷ_2": "dL/dy_hat[2]", "dL/dyhat[1]": "dL/dy_hat[1]",
    "p_2": "y_hat[2]", "p1": "y_hat[1]", "dL/dp_2": "dL/dy_hat[2]",
}  # fmt: skip


@pytest.mark.parametrize("name", GATES)
def test_a_line_of_a_time_step_is_known_by_what_textbooks_call_it(name):
    line = GATES[name]
    kind = "gru" if line[0] in "nz" else "lstm"
    (problem,) = load_text(
        f"names: {{y_hat: p}}\nnetwork: [{kind}: {{inputs: 1, hidden: 1, outputs: all}}, linear: {{weights: [[2]]}}]\n"
        "loss: half_squared_error\ndata: [{x: [1, 2], y: [1, 0]}]\n",
        "p.yaml",
        "p",
    )
    (item,) = check(problem, {"answers": [{"step": 1, name: 7}]}).result.answers
    assert item.target and item.target.line.name == line
