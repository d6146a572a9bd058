"""Formulas of matrices and vectors, read as a file has them: each has the value that numpy gives."""

import numpy as np
import pytest

from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import evaluate
from backprop_cli.expr.node import elementwise, symbol
from backprop_cli.expr.read.matrix_formulas import MATRIX_FUNCTIONS
from backprop_cli.expr.read.parser import parse_answer, parse_formula
from backprop_cli.expr.read.tokens import FormulaError

VALUES = {
    "A": np.array([[1.0, -2.0, 0.5], [0.25, 3.0, -1.5]]),
    "B": np.array([[2.0, 0.5, -1.0], [1.5, -0.75, 4.0]]),
    "S": np.array([[1.0, 2.0, 0.0], [-1.0, 0.5, 3.0], [0.25, -2.0, 1.0]]),
    "u": np.array([1.0, -2.0, 3.0]),
    "v": np.array([0.5, 1.5, -1.0]),
    "x": np.array(2.5),
}
A, B, S, u, v, x = VALUES.values()


def shares(rows):
    return np.exp(rows) / np.exp(rows).sum(-1, keepdims=True)


MEANT = {
    "A@S": A @ S,
    "A·S": A @ S,
    "A*B": A * B,
    "A⊙B": A * B,
    "A/2": A / 2,
    "x*A": x * A,
    "A*x": A * x,
    "2*A + B": 2 * A + B,
    "A@u": A @ u,
    "u@S": u @ S,
    "u·v": u @ v,
    "u@v": u @ v,
    "u*v": u * v,
    "u⊙v": u * v,
    "A@B.T": A @ B.T,
    "A^T@B": A.T @ B,
    "A.T@B": A.T @ B,
    "u@v.T": np.outer(u, v),
    "u.T@v": u @ v,
    "u + v.T": u + v,
    "sum(A)": A.sum(),
    "sum(A, rows)": A.sum(0),
    "sum(A, columns)": A.sum(1, keepdims=True),
    "mean(A)": A.mean(),
    "mean(A, rows)": A.mean(0),
    "mean(A, columns)": A.mean(1, keepdims=True),
    "sum(u)": u.sum(),
    "mean(u)": u.mean(),
    "norm2(A)": np.sqrt((A**2).sum()),
    "norm2(u)": np.sqrt((u**2).sum()),
    "dot(u, v)": u @ v,
    "dot(A, B)": (A * B).sum(),
    "outer(u, v)": np.outer(u, v),
    "diag(u)": np.diag(u),
    "diag(u)@S": np.diag(u) @ S,
    "concat(A, B)": np.concatenate([A, B], 1),
    "softmax(A)": shares(A),
    "softmax(u)": shares(u),
    "step(A)": (A > 0) * 1.0,
    "sign(A)": np.sign(A),
    "transpose(A)": A.T,
    "sum(A*B)*x": (A * B).sum() * x,
    "exp(u)": np.exp(u),
    "-A@S": -(A @ S),
    "A@(-S)": -(A @ S),
    "A - B - A": -B,
    "2*x*(3*x)": 6 * x * x,
    "(-x)*(-x)": x * x,
    "-x*(-2)": 2 * x,
    "(-2)*x*u": -2 * x * u,
    "x*(-A)": -x * A,
    "max(A, B)": np.maximum(A, B),
    "u²": u**2,
    "sum(u³)": (u**3).sum(),
}


def named(name):
    return symbol(name, VALUES[name].shape)


def as_nested(array):
    return tuple(map(as_nested, array)) if array.shape else float(array)


@pytest.mark.parametrize("said", MEANT)
def test_a_formula_of_matrices_has_the_value_that_numpy_gives(said):
    node = parse_formula(said, named)
    found = np.array(evaluate(node, {name: as_nested(value) for name, value in VALUES.items()}, DECIMAL))
    assert found.shape == node.shape == np.shape(MEANT[said])
    assert found == pytest.approx(MEANT[said])


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("A*S", "which_product"), ("S*S", "which_product"), ("A*u", "which_product"), ("A@B", "shapes"), ("A + S", "shapes"),
        ("A⊙S", "shapes"), ("diag(A)", "shapes"), ("sum(A, B)", "argument_count"), ("sum()", "unexpected_sign"),
    ],
)  # fmt: skip
def test_what_has_no_meaning_is_refused(said, key):
    with pytest.raises(FormulaError) as caught:
        parse_formula(said, named)
    assert caught.value.message.key.removeprefix("fault.") == key


TAKES = {
    "sum": (1, 1),
    "mean": (1, 1),
    "norm2": (1, 1),
    "dot": (2, 2),
    "outer": (2, 2),
    "diag": (1, 1),
    "concat": (2, 16),
    "softmax": (1, 1),
    "step": (1, 1),
    "sign": (1, 1),
    "transpose": (1, 1),
}


def test_every_function_of_matrices_takes_as_many_as_it_says():
    assert MATRIX_FUNCTIONS.keys() == TAKES.keys()
    for name, (least, most) in TAKES.items():
        for count in (least - 1, least, most, most + 1):
            if count:
                try:
                    parse_formula(f"{name}({', '.join(['u'] * count)})", named)
                    is_refused = False
                except FormulaError as error:
                    is_refused = error.message.key == "fault.argument_count"
                assert is_refused == (not least <= count <= most), (name, count)


def test_a_comparison_in_brackets_is_1_where_it_holds():
    node = symbol("x")
    assert parse_answer("[x > 2]") is elementwise("step", node - 2, 0)
    for said in ("[x]", "[x > 2", "[x < 2]"):
        with pytest.raises(FormulaError):
            parse_answer(said)
