"""What a problem's notes are worth in a variant of it."""

import pytest
from examples import mostly_slow

from backprop_cli import load, load_text, vary
from backprop_cli.i18n import LANGUAGES, text
from backprop_cli.problem.load import bundled

CAVEAT = {lang: text("board.other_numbers", lang) for lang in LANGUAGES}
NUMBERED = [name for name in bundled() if any(not problem.symbolic for problem in load(name))]


@pytest.mark.parametrize(
    "name", mostly_slow([name for name in NUMBERED if name in ("ex3", "ex4", "momentum", "perceptron")], 5)
)
def test_the_notes_of_a_variant_stay_and_begin_with_what_they_are_worth(name):
    (variant,) = vary(load(name), seed=3)
    for old, new in zip(load(name), variant.problems):
        assert old.notes and new.notes == (CAVEAT, *old.notes)


def test_a_variant_of_a_variant_says_it_once():
    (first,) = vary(load("ex3"))
    (second,) = vary(load_text(first.text, "ex3.yaml", "ex3"))
    assert second.problems[0].notes == first.problems[0].notes


def test_a_problem_without_notes_gets_none():
    text = "network: [{linear: {weights: [[2, 3]]}}]\nloss: mse\ndata: [{x: [1], y: [4, 5]}]\ntrain: {lr: 1}\n"
    (variant,) = vary(load_text(text, "n.yaml", "n"))
    assert variant.problems[0].notes == () and "notes" not in variant.text
