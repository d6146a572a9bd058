"""Scripts of numpy: whatever is solved can be run, and every value in it is asserted."""

import pytest
from examples import mostly_slow
from scripts import CONVENTIONS, KINDS, NUMBERED, named_badly, of_kinds, ran, run, spoilt, under

from backprop_cli import BackpropError, load, render, solve


@pytest.mark.parametrize("problem", NUMBERED, ids=repr)
def test_the_script_of_a_bundled_problem_runs(problem):
    assert ran(problem, "numpy").count("expect(") > len(problem.network)


@pytest.mark.parametrize(("activation", "loss"), mostly_slow(KINDS, 13))
def test_the_script_of_every_kind_runs(activation, loss):
    ran(of_kinds(activation, loss), "numpy")


@pytest.mark.parametrize("convention", mostly_slow(CONVENTIONS, 3))
@pytest.mark.parametrize("name", ["xor", "dying-relu", "batch-of-two"])
def test_a_script_keeps_to_the_conventions_of_its_problem(name, convention):
    ran(under(name, convention), "numpy")


def test_a_script_with_another_value_fails():
    with pytest.raises(AssertionError, match="L"):
        run(spoilt(render(solve(load("ex3")[0]), "numpy")))


def test_a_script_says_what_a_person_writes():
    lines = render(solve(load("ex3")[0]), "numpy").splitlines()
    assert {"H1 = X @ W1 + b1", "O1 = sigmoid(H1)", "dL_dW3 = O2.T @ dL_dH3", "W1_new = W1 - lr * dL_dW1"} <= {*lines}
    assert 'expect("dL/dW3", dL_dW3, [[0.0625]])' in lines


def test_names_that_a_script_needs_are_written_otherwise():
    assert "lambda_" in ran(named_badly(), "numpy")


def test_a_problem_without_numbers_has_no_script():
    with pytest.raises(BackpropError, match="a script needs numbers, and ex2 has values without any"):
        render(solve(load("ex2")[0]), "numpy")
