"""f, F and φ in a formula are the activation of the network, f', f′ and F' its derivative; in names ' and ′ are one sign."""

import pytest
from examples import mostly_slow

from backprop_cli import check, load_text
from backprop_cli.checking.judge.activation import USUAL
from backprop_cli.checking.judge.key import functions_of
from backprop_cli.rules import find, kinds

APPLIED = {kind: rules for kind in kinds("layers") if (rules := find("layers", kind)) and rules.is_activation}
ACTIVATIONS = [kind for kind in APPLIED if kind not in ("softmax", "log_softmax", "identity")]
HIDDEN = "{linear: {weights: W1}}, %s, {linear: {weights: W2, outputs: 1}}"


def problem(*activations, names="{}", layers=HIDDEN):
    text = f"network: [{layers % activations}]\nloss: half_squared_error\nnames: {names}\n"
    return load_text(text, "t.yaml", "t")[0]


def verdicts(given, answers):
    return [item.verdict for item in check(given, {"answers": {"step": 1, **answers}}).result.answers]


@pytest.mark.parametrize("prime", ["'", "′"])
@pytest.mark.parametrize("name", mostly_slow(USUAL, 9))
@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_every_activation_goes_by_its_usual_names(kind, name, prime):
    given = problem(kind)
    right = {
        "O1": f"{name}(H1)",
        "dL/dH1": f"dL/dO1 ⊙ {name}{prime}(H1)",
        "dL/dW1": f"Xᵀ·(dL/dO1 ⊙ {name}{prime}(X·W1))",
    }
    assert verdicts(given, right) == ["right"] * 3
    assert verdicts(given, {"O1": f"{name}{prime}(H1)", "dL/dH1": f"dL/dO1 ⊙ {name}(H1)"}) == ["wrong"] * 2


@pytest.mark.parametrize("kind", ACTIVATIONS)
def test_entries_in_a_row_may_call_it(kind):
    given = problem(kind, layers="{linear: {inputs: 2, outputs: 2}}, %s, {linear: {weights: W2, outputs: 1}}")
    assert (
        verdicts(given, {"O1": ["f(h¹₁)", "F(h¹₂)"], "dL/dH1": "(dL/do¹₁*f'(h¹₁), dL/do¹₂*F′(h¹₂))"}) == ["right"] * 2
    )


def test_several_activations_have_no_usual_name_and_the_same_one_twice_has():
    layers = "{linear: {weights: W1}}, %s, {linear: {weights: W2}}, %s, {linear: {weights: W3, outputs: 1}}"
    for first in ("relu", "sigmoid"):
        for second in ("relu", "sigmoid", "identity"):
            given = problem(first, second, layers=layers)
            read = second in (first, "identity")
            assert set(functions_of(given)) >= set(USUAL) if read else functions_of(given) == ()
            assert verdicts(given, {"dL/dH1": "dL/dO1*f'(H1)"}) == ["right" if read else "missing"]


def test_a_name_that_a_problem_gives_away_is_its_own():
    unknown = problem("{function: g}")
    assert verdicts(unknown, {"O1": "f(H1)", "dL/dH1": "dL/dO1·g'(H1)"}) == ["right"] * 2
    named = problem("relu", names="{H1: f}")
    assert verdicts(named, {"f": "X·W1", "dL/dH1": "dL/dO1·F'(f)", "O1": "f'(H1)"}) == ["right", "right", "missing"]


@pytest.mark.parametrize(("own", "written"), [("f'", "f′"), ("f′", "f'"), ("h1'", "h1′")])
def test_in_names_both_primes_are_one_sign(own, written):
    given = problem("relu", names=f'{{H1: "{own}"}}')
    for name in (own, written):
        assert verdicts(given, {name: "X·W1", "O1": f"relu({name})"}) == ["right"] * 2
