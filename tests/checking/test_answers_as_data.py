"""Answers of a script: numbers, texts, fractions, lists, arrays of numpy and tensors of torch."""

from collections import deque
from fractions import Fraction
from types import MappingProxyType, SimpleNamespace

import numpy as np
import pytest

from backprop_cli import check, load, solve
from backprop_cli.errors import BackpropError

EX3, TANH = load("ex3")[0], load("tanh-2-2-1")[0]

TENSOR = SimpleNamespace(dtype="torch.float32", tolist=lambda: [[float(np.float32(0.46101677))]])  # as torch has them


def verdicts(*values, name="y_hat", step=2, problem=EX3):
    answers = {"answers": [{"step": step, name: value} for value in values]}
    return [item.verdict for item in check(problem, answers).result.answers]


@pytest.mark.parametrize(
    "value",
    [
        np.float64(0.461016779312316), np.float32(0.46101677), np.float16(0.461), np.array([[0.461016779312316]]),
        np.array([[0.461016779312316]], np.float32), np.array(0.461), TENSOR, ((0.461,),), [(0.461,)],
        (np.float32(0.461),), 0.461, "0.461",
    ],
    ids=lambda value: "a tensor" if value is TENSOR else repr(value),
)  # fmt: skip
def test_a_value_may_be_whatever_a_script_computes_with(value):
    assert verdicts(value) == ["right"]


def test_a_fraction_is_exact():
    assert [verdicts(value, step=1) for value in (Fraction(1, 2), Fraction(51, 100))] == [["right"], ["wrong"]]
    assert verdicts(np.array([[Fraction(1, 2)]], object), step=1) == ["right"]


def test_a_matrix_may_be_an_array_a_list_or_nested_tuples():
    (batch,) = load("batch-of-two")
    rows = ((1, 1), (2, 0))
    forms = (rows, [*map(list, rows)], np.array(rows), np.array(rows, np.float32), [np.array(row) for row in rows])
    for form in forms:
        assert verdicts(form, name="O1", step=1, problem=batch) == ["right"]


def test_what_solve_gives_as_arrays_is_right():
    problem = load("mazur-2-2-2")[0]
    result = check(problem, {"final": solve(problem).arrays()}).result
    assert {item.verdict for item in result.answers} == {"right"}


def test_the_digits_of_a_short_float_are_those_that_it_can_hold():
    result = check(EX3, {"answers": [{"step": 2, "y_hat": np.float32(0.46101677), "L": np.float16(0.1453)}]}).result
    assert [item.answer.raw for item in result.answers] == [0.4610168, 0.145]
    assert verdicts(np.float32(0.46112)) == ["wrong"]


@pytest.mark.parametrize("inner", [dict, MappingProxyType])
def test_any_mapping_is_a_mapping(inner):
    assert len(check(EX3, MappingProxyType({"final": inner({"W3": 1})})).result.answers) == 1


CIRCLE: dict[str, list] = {"answers": []}
CIRCLE["answers"].append(CIRCLE)


@pytest.mark.parametrize(
    "answers",
    [
        object(), 5, None, [], {"final": object()}, {"answers": [{"step": 1, "L": object()}]}, {"final": {"W3": {1, 2}}},
        {"final": {"W3": deque([1])}}, {"final": {"W3": 1j}}, {"final": {"W3": np.array([1j])}}, {"final": {("W", 3): 1}},
        {"final": {"W3": np.array([object()])}}, CIRCLE,
    ],
    ids=lambda answers: type(answers).__name__,
)  # fmt: skip
def test_what_is_no_answers_is_refused_with_its_fault(answers):
    with pytest.raises(BackpropError) as caught:
        check(EX3, answers)
    assert [fault.message.key for fault in caught.value.faults] == ["fault.not_answers"]
