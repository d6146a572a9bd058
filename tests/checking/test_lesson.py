"""Lessons: every misconception and convention of the catalogue has its sentence, and an example that shows it."""

import pytest
from examples import mostly_slow
from soon import soon

from backprop_cli import load, load_text, solve
from backprop_cli.checking.explain.conventions import CONVENTIONS
from backprop_cli.checking.explain.lesson import lesson
from backprop_cli.checking.fault_injection import is_visible
from backprop_cli.checking.mistakes.arithmetic import SLIPS
from backprop_cli.checking.mistakes.catalogue import names
from backprop_cli.errors import BackpropError
from backprop_cli.expr.write.text import text
from backprop_cli.i18n import LANGUAGES, has
from backprop_cli.problem.load import bundled_names

CONVENTION_NAMES = [item.name for item in CONVENTIONS]
WITHOUT_EXAMPLE = {
    "epsilon_under_root": "no bundled problem has an ε that is large enough to be seen",
    "inputs_by_outputs": "no bundled problem has a row of weights for each output",
    "observations_in_rows": "the one bundled batch in columns has values of one row alone",
    **dict.fromkeys(
        ("other_factor_forgotten", "own_factor", "sum_for_product"), "no bundled network multiplies two values"
    ),
    **dict.fromkeys(
        ("parts_in_other_order", "gradient_cut_elsewhere", "gradient_not_cut"),
        "no bundled network puts values side by side",
    ),
    **dict.fromkeys(
        (
            "length_without_root",
            "cosine_not_by_lengths",
            "cosine_for_distance",
            "length_as_constant",
            "length_not_squared",
        ),
        "no bundled loss is of an angle",
    ),
    "distance_without_root": "the bundled distance is squared",
    **dict.fromkeys(
        (
            "positions_from_one",
            "exponent_of_each_column",
            "exponent_not_doubled",
            "sine_and_cosine_swapped",
            "sine_in_every_column",
            "angle_in_degrees",
        ),
        "the bundled positions are a table",
    ),
    **dict.fromkeys(("mask_forgotten", "zero_for_masked"), "the bundled attention has no mask"),
    **dict.fromkeys(
        (
            "avg_pool_summed",
            "avg_pool_not_divided",
            "avg_pool_wrong_count",
            "avg_pool_wrong_count_back",
            "max_for_avg_pool",
        ),
        "no bundled network takes the means of windows",
    ),
    **dict.fromkeys(
        ("mean_path_forgotten", "variance_path_forgotten", "statistics_as_constants", "gamma_not_passed_back"),
        "the bundled normalisation goes back line by line",
    ),
    "gamma_gradient_of_x": "the bundled normalisation goes back line by line",
    "conv_padding_forgotten_back": "no bundled convolution with padding sends anything back to what it reads",
    **dict.fromkeys(("update_gate_turned", "reset_forgotten"), "no bundled network has a gru"),
    "velocity_alone": "no bundled problem looks ahead",
    "updates_after_going_back": "every bundled problem updates after going back already",
    "relu_at_zero_zero": "0 is the value already",
    "relu_at_zero_half": "no bundled network puts exactly 0 into a ReLU on the way back",
    "relu_at_zero_one": "no bundled network puts exactly 0 into a ReLU on the way back",
}


@pytest.mark.parametrize("name", mostly_slow([*names(), *CONVENTION_NAMES], 17))
def test_every_entry_of_the_catalogue_has_a_sentence_and_an_example_whose_values_differ(name):
    found = lesson(name)
    assert found.name == name
    assert found.message.key == ("convention." if name in CONVENTION_NAMES else "mistake.") + name
    assert all(has(found.message.key, lang) for lang in LANGUAGES)
    assert (found.example is None) == (name in WITHOUT_EXAMPLE)
    if found.example:
        example = found.example
        assert is_visible(example.wrong, example.right)
        assert example.problem in bundled_names()
        assert (example.rewritten is None) == (name in dict(SLIPS))
        assert example.rewritten is not example.formula


def test_an_example_is_computed_from_the_problem_that_is_given():
    example = lesson("forgot_derivative", load("tanh-2-2-1")[0]).example
    assert (example.problem, example.step, example.line) == ("tanh-2-2-1", 1, "dL/dH2")
    assert text(example.formula) == "dL/dy_hat ⊙ (1 - y_hat^2)"
    assert text(example.rewritten) == "dL/dy_hat"
    values = {row.name: row.value for row in solve(load("tanh-2-2-1")[0]).trace() if row.step == 1}
    assert (example.right, example.wrong) == (values["dL/dH2"], values["dL/dy_hat"])


def test_where_the_given_problem_does_not_show_it_a_bundled_one_does():
    assert lesson("relu_not_masked", load("ex3")[0]).example.problem == "batch-of-two"
    assert lesson("relu_not_masked", load("ex5")[0]).example.problem == "batch-of-two"


KINK = """
network: [{linear: {weights: [[1]]}}, relu, {linear: {weights: [[2]]}}]
loss: half_squared_error
data: [{x: [0], y: [1]}]
train: {lr: 1}
"""


def test_a_convention_that_no_bundled_problem_shows_is_shown_by_one_that_does():
    (problem,) = load_text(KINK, "p.yaml", "kink")
    example = lesson("relu_at_zero_half", problem).example
    assert (example.problem, example.line) == ("kink", "dL/dH1")
    assert (example.right, example.wrong) == (((0.0,),), ((-1.0,),))


def test_a_lesson_of_a_long_problem_solves_its_first_steps_only():
    (problem,) = load_text(KINK.replace("lr: 1", "lr: 0.001, epochs: 50000"), "p.yaml", "long")
    with soon():
        assert lesson("forgot_weights", problem).example.problem == "long"


def test_a_name_that_is_none_is_told_with_the_nearest():
    with pytest.raises(BackpropError) as error:
        lesson("forgot_derivativ")
    (fault,) = error.value.faults
    assert fault.message.key == "fault.unknown_mistake"
    assert fault.hint.values == {"near": "forgot_derivative"}
    assert all(has("fault.unknown_mistake", lang) for lang in LANGUAGES)
    with pytest.raises(BackpropError):
        lesson("")
