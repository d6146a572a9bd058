"""Scripts of torch: every value is asserted, and every gradient is that of its autograd too."""

import pytest
from examples import mostly_slow
from scripts import CONVENTIONS, KINDS, NUMBERED, of_kinds, ran, run, spoilt, under

from backprop_cli import load, render, solve

torch = pytest.importorskip("torch")


@pytest.fixture(autouse=True)
def usual_floats():
    yield
    torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("problem", NUMBERED, ids=repr)
def test_the_script_of_a_bundled_problem_runs(problem):
    source = ran(problem, "torch")
    assert not problem.train or "(autograd)" in source


@pytest.mark.parametrize(("activation", "loss"), mostly_slow(KINDS, 13))
def test_the_script_of_every_kind_runs(activation, loss):
    ran(of_kinds(activation, loss), "torch")


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("name", ["xor", "dying-relu", "batch-of-two"])
def test_a_script_keeps_to_the_conventions_of_its_problem(name, convention):
    ran(under(name, convention), "torch")


def test_a_script_with_another_value_fails():
    with pytest.raises(AssertionError, match="L"):
        run(spoilt(render(solve(load("ex3")[0]), "torch")))
