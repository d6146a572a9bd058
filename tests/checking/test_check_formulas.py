"""Formulas as answers: twenty right forms and twenty wrong ones of exercises 1, 2 and 5."""

import pytest
from examples import mostly_slow

from backprop_cli import check, load
from backprop_cli.checking.answers.number import read_number
from backprop_cli.checking.check import check_by_key
from backprop_cli.checking.judge.key import AnswerKey, functions_of
from backprop_cli.checking.template import blank_answers
from backprop_cli.problem.load import bundled

EX1, EX2, EX5 = (load(name)[0] for name in ("ex1", "ex2", "ex5"))

RIGHT: dict[str, list[tuple[str, str | list[str]]]] = {
    "ex1": [
        ("df/dx", "4x + 3y"), ("df/dx", "3y+4x"), ("df/dx", "2x + y + 2(x + y)"), ("df/dx", "2x + y + 2x + 2y"),
        ("∂f/∂x", "4·x + 3·y"), ("df/dx", "2*x + y + 2*c"), ("df/dx", "da/dx + db/dx + 2c"), ("df/dx", "3(x + y) + x"),
        ("df/dy", "3x + 2y"), ("df/dy", "x + 2(x+y)"), ("df/dy", "2y + 3x"), ("df/dy", "(x + y)·2 + x"),
        ("f", "x^2 + xy + (x+y)^2"), ("f", "2x² + 3xy + y²"), ("f", "d + e"), ("f", "a+b+c²"),
        ("e", "(x+y)(x+y)"), ("de/dc", "2c"), ("de/dx", "2x + 2y"), ("dd/dx", "2x + y"),
    ],
    "ex2": [
        ("H1", ["x1*w¹₁₁ + x2*w¹₂₁", "x₁·w¹₁₂ + x₂·w¹₂₂"]), ("H1", "X·W1"), ("O1", "f(H1)"), ("O1", "f(X·W1)"),
        ("H1[1,2]", "w¹₁₂x₁ + w¹₂₂x₂"), ("y_hat", "f(H3)"), ("y_hat", "f(O2·W3)"), ("L", "½(y − ŷ)²"),
        ("L", "(ŷ − y)^2/2"), ("dL/dy_hat", "ŷ − y"), ("dL/dy_hat", "-(y - ŷ)"), ("dL/dH3", "(ŷ − y)·f'(H3)"),
        ("dL/dH3", "dL/dy_hat ⊙ f′(H3)"), ("dL/dW3", "O2ᵀ·∂L/∂H3"), ("dL/dW3", "O2^T dL/dH3"),
        ("dL/dW3[1,1]", "o²₁·∂L/∂H3"), ("dL/dO2", "∂L/∂H3·W3ᵀ"), ("dL/dH2", "∂L/∂O2 ⊙ f′(H2)"),
        ("dL/dW1", "Xᵀ·(∂L/∂O1 ⊙ f′(H1))"), ("W3", "W3 − γ·O2ᵀ·∂L/∂H3"),
    ],
    "ex5": [
        ("H", "X·W2"), ("H", "X W2"), ("O", "ReLU(H)"), ("O", "relu(X·W2)"), ("O", "max(H, 0)"), ("y", "O·W1"),
        ("y", "ReLU(X·W2)·W1"), ("L", "(y − ŷ)²"), ("L", "(ŷ − y)^2"), ("dL/dy", "2(y − ŷ)"), ("dL/dy", "2y − 2ŷ"),
        ("dL/dy", "-2(ŷ - y)"), ("dL/dW1", "Oᵀ·dL/dy"), ("dL/dW1", "2·Oᵀ·(y − ŷ)"), ("dL/dO", "dL/dy·W1ᵀ"),
        ("dL/dH", "dL/dO ⊙ [H > 0]"), ("dL/dH", "dL/dO ⊙ relu'(H)"), ("dL/dW2", "X^T·dL/dH"),
        ("W1", "W1 − γ·dL/dW1"), ("W2", "W2 − γ·Xᵀ·dL/dH"),
    ],
}  # fmt: skip
WRONG: dict[str, list[tuple[str, str | list[str]]]] = {
    "ex1": [
        ("df/dx", "4x + 2y"), ("df/dx", "2x + y"), ("df/dx", "3x + 4y"), ("df/dx", "4x − 3y"), ("df/dx", "4xy"),
        ("df/dx", "2x + 2y"), ("df/dx", "7"), ("df/dx", "2x + y + (x + y)"), ("df/dy", "3x + y"), ("df/dy", "x + 2y"),
        ("df/dy", "4x + 3y"), ("f", "x^2 + xy + x^2 + y^2"), ("f", "d·e"), ("f", "x + y"), ("e", "x² + y²"),
        ("e", "2(x+y)"), ("de/dc", "c"), ("de/dc", "2"), ("de/dx", "x + y"), ("dd/dx", "2x"),
    ],
    "ex2": [
        ("H1", ["x1*w¹₁₁ + x2*w¹₁₂", "x₁·w¹₂₁ + x₂·w¹₂₂"]), ("H1", "X·W2"), ("H1", "X·W1ᵀ"), ("O1", "H1"),
        ("O1", "f(X)·W1"), ("y_hat", "f(O2)"), ("y_hat", "f(H2)"), ("L", "(y − ŷ)²"), ("L", "½(y − ŷ)"),
        ("dL/dy_hat", "y − ŷ"), ("dL/dy_hat", "2(ŷ − y)"), ("dL/dH3", "ŷ − y"), ("dL/dH3", "(ŷ − y)·f(H3)"),
        ("dL/dW3", "O1ᵀ·∂L/∂H3"), ("dL/dW3", "O2·∂L/∂H3"), ("dL/dO2", "∂L/∂H3·W2ᵀ"), ("dL/dH2", "∂L/∂O2 ⊙ f′(O2)"),
        ("dL/dH2", "∂L/∂O2"), ("dL/dW1", "Xᵀ·∂L/∂O1"), ("W3", "W3 + γ·O2ᵀ·∂L/∂H3"),
    ],
    "ex5": [
        ("H", "W2·X"), ("H", "X·W1"), ("H", "X"), ("O", "H"), ("O", "X·W2"), ("y", "H·W1"), ("y", "O·W2"),
        ("L", "½(y − ŷ)²"), ("L", "y − ŷ"), ("dL/dy", "2(ŷ − y)"), ("dL/dy", "y − ŷ"), ("dL/dW1", "Hᵀ·dL/dy"),
        ("dL/dW1", "dL/dy"), ("dL/dO", "dL/dy·W1"), ("dL/dO", "dL/dy·W2ᵀ"), ("dL/dH", "dL/dO"),
        ("dL/dH", "dL/dO ⊙ H"), ("dL/dW2", "Oᵀ·dL/dH"), ("W1", "W1 + γ·dL/dW1"), ("W2", "W2 − dL/dW2"),
    ],
}  # fmt: skip
PROBLEMS = {"ex1": EX1, "ex2": EX2, "ex5": EX5}


def verdict(name, line, formula):
    (item,) = check(PROBLEMS[name], {"answers": [{"step": 1, line: formula}]}).result.answers
    return item.verdict


@pytest.mark.parametrize(
    ("name", "line", "formula"), mostly_slow([(n, *row) for n, rows in RIGHT.items() for row in rows], 3), ids=str
)
def test_a_right_formula_is_right_however_it_is_written(name, line, formula):
    assert verdict(name, line, formula) == "right"


@pytest.mark.parametrize(
    ("name", "line", "formula"), mostly_slow([(n, *row) for n, rows in WRONG.items() for row in rows], 3), ids=str
)
def test_a_wrong_formula_is_not_right(name, line, formula):
    assert verdict(name, line, formula) in ("wrong", "missing")


def test_twenty_forms_each_are_held():
    assert {len(rows) for table in (RIGHT, WRONG) for rows in table.values()} == {20}


@pytest.mark.parametrize(
    ("name", "line", "formula", "mistake"),
    [
        ("ex1", "df/dx", "2x + y", "path_left_out"),
        ("ex1", "de/dc", "c", "lost_factor_two"),
        ("ex2", "dL/dH2", "∂L/∂O2 * f(H2)", "value_for_derivative"),
        ("ex2", "dL/dH2", "∂L/∂O2", "forgot_derivative"),
        ("ex2", "dL/dH2", "∂L/∂O2 ⊙ f′(O2)", "derivative_of_output"),
        ("ex5", "dL/dy", "2(ŷ − y)", "wrong_sign"),
        ("ex5", "W1", "W1 + γ·dL/dW1", "added_gradient"),
        ("ex5", "dL/dH", "dL/dO", "relu_not_masked"),
    ],
)
def test_the_same_mistakes_are_named_in_formulas(name, line, formula, mistake):
    (item,) = check(PROBLEMS[name], {"answers": [{"step": 1, line: formula}]}).result.answers
    assert mistake in (item.mistake.name, *item.mistake.also)


@pytest.mark.parametrize(("formula", "verdict"), [("-γ·dL/dW1", "right"), ("γ·dL/dW1", "wrong"), ("1", "wrong")])
def test_the_step_of_a_matrix_without_numbers_is_a_formula(formula, verdict):
    result = check(EX5, {"answers": [{"step": 1, "step W1": formula}]}, level="given")
    assert [item.verdict for item in result.result.answers] == [verdict]
    assert result.to_dict()["total"] == 1


def test_a_product_whose_sizes_do_not_fit_is_wrong():
    (item,) = check(EX5, {"answers": [{"step": 1, "H": "W2·X"}]}).result.answers
    assert (item.verdict, item.note.values["why"].key) == ("wrong", "fault.shapes")


def test_what_follows_from_a_wrong_formula_earns_its_marks():
    answers = {"step": 1, "dL/dy": "2(ŷ − y)", "dL/dW1": "Oᵀ·dL/dy", "dL/dO": "2(ŷ − y)·W1ᵀ", "W1": "W1 − γ·dL/dW1"}
    found = [item.verdict for item in check(EX5, {"answers": [answers]}).result.answers]
    assert found[:3] == ["wrong", "follows", "follows"]


@pytest.mark.parametrize("formula", ["foo", "W1·", "X·W2·X·W2", "f(", "H + W1", "1/0"])
def test_what_cannot_be_read_is_missing(formula):
    (item,) = check(EX5, {"answers": [{"step": 1, "H": formula}]}).result.answers
    assert item.verdict in ("missing", "wrong")


@pytest.mark.parametrize("name", [name for name in bundled() for problem in load(name) if problem.symbolic])
def test_no_line_answers_itself(name):
    for problem in (problem for problem in load(name) if problem.symbolic):
        for own in (lambda line: line, lambda line: f"{line} + 0", lambda line: f"2*{line}/2"):
            answers = [
                answer._replace(value=read_number(own(answer.name), functions_of(problem)), raw=own(answer.name))
                for answer in blank_answers(problem, "all")
            ]
            result = check_by_key(AnswerKey(problem), tuple(answers))
            assert answers and result.score == 0, name


def test_a_line_may_use_the_lines_before_it():
    answers = {"answers": [{"step": 1, "dL/dW1": "Oᵀ·dL/dy", "dL/dy": "dL/dW1"}]}
    found = {item.answer.name: item for item in check(EX5, answers).result.answers}
    assert (found["dL/dW1"].verdict, found["dL/dy"].verdict) == ("right", "wrong")
    assert found["dL/dy"].note.values["why"].key == "check.later_name"
