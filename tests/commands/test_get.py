"""One bare value by its address, for scripts."""

import pytest


def test_a_value_is_got_for_scripts(backprop):
    assert backprop("solve", "ex3", "--get", "2:dL/dW3").out == "-0.06696335847769735\n"
    assert backprop("solve", "ex3", "--exact", "--get", "1:W3").out == "-1/16\n"
    assert backprop("solve", "ex4-regression", "--get", "1:W1[2,1]").out == "-1.5\n"
    assert backprop("solve", "ex4-regression", "--get", "final:W2").out == "[[-3.5], [1.0]]\n"


@pytest.mark.parametrize("address", ["9:L", "2:nothing", "1:W1[7,7]", "::", "dL/dW3"])
def test_an_address_of_nothing_is_a_clear_error(backprop, address):
    done = backprop("solve", "ex3", "--get", address)
    assert (done.returncode, done.out) == (2, "")
    assert "error" in done.err


@pytest.mark.parametrize(
    ("command", "step"),
    [
        ("solve --at-step 2", 2),
        ("solve --steps 1", 1),
        ("solve --set train.done=1", 2),
        ("step", 1),
        ("step --at 2", 2),
    ],
)
def test_where_one_step_is_taken_an_address_need_not_say_it_and_may_say_no_other(backprop, command, step):
    command, *options = command.split()
    alone, said, other = (backprop(command, "ex3", *options, "--get", f"{place}L") for place in ("", f"{step}:", "3:"))
    assert alone.returncode == 0 and alone.out == said.out
    assert f"the steps are {step} to {step}" in other.err


def test_the_question_which_step_is_meant_names_one_that_there_is(backprop):
    done = backprop("solve", "ex3", "--set", "train.done=1", "--steps", "2", "--get", "L")
    assert "which of the 2 steps" in done.err and "such as 2:L" in done.err
