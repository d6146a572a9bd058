"""Laws over every layer, loss and optimiser: the hand-written derivative is the true one, exact is decimal."""

from fractions import Fraction
from random import Random

import pytest
from agreement import agreement, nested
from cases import ACTIVATIONS, LAYERS, LOSSES, OPTIMISERS, network, number
from examples import examples, mostly_slow
from hypothesis import given
from hypothesis import strategies as st

from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import constant, elements, evaluate, map_value
from backprop_cli.expr.node import symbol
from backprop_cli.problem.load import load_text
from backprop_cli.problem.skeleton import example_of
from backprop_cli.program.line import run_decimal
from backprop_cli.program.step import Programs, build
from backprop_cli.rules import find, kinds
from backprop_cli.solution.solution import solve

seeds = st.integers(0, 2**32)


FAMILIES = [("layers", kind) for kind in LAYERS] + [("losses", kind) for kind in LOSSES]


@pytest.mark.parametrize(("family", "kind"), mostly_slow(FAMILIES, 24))
@examples(60, derandomize=False)
@given(seed=seeds)
def test_a_hand_written_derivative_is_the_automatic_one_and_the_central_difference(family, kind, seed):
    for by_hand, automatic, difference in agreement(find(family, kind), Random(seed)):
        assert by_hand == pytest.approx(automatic, rel=1e-9, abs=1e-12)
        assert difference is None or by_hand == pytest.approx(difference, rel=1e-5, abs=1e-7)


FORMS = [
    (kind, option, word) for kind in LOSSES for option, words in find("losses", kind).choices.items() for word in words
]


@pytest.mark.parametrize(("kind", "option", "word"), FORMS)
def test_so_it_is_in_every_form_that_a_word_chooses(kind, option, word):
    rules = find("losses", kind)
    chosen = rules._replace(choices={**rules.choices, option: (word,)})
    for seed in range(20):
        for by_hand, automatic, difference in agreement(chosen, Random(seed)):
            assert by_hand == pytest.approx(automatic, rel=1e-9, abs=1e-12)
            assert difference is None or by_hand == pytest.approx(difference, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize(("family", "kind"), FAMILIES)
def test_no_hand_written_derivative_is_wrong_at_once(family, kind):
    for seed in range(3):  # the law above has many draws, and the fast run few of its kinds
        for by_hand, automatic, _ in agreement(find(family, kind), Random(f"{kind} {seed}")):
            assert by_hand == pytest.approx(automatic, rel=1e-9, abs=1e-12)


def test_a_wrong_derivative_is_caught():
    rules = find("layers", "sigmoid")
    wrong = rules._replace(derivatives={"x": lambda d, out: d * (1 - out)})
    pairs = [agreement_of for seed in range(5) for agreement_of in agreement(wrong, Random(seed))]
    assert any(by_hand != pytest.approx(automatic, rel=1e-6) for by_hand, automatic, _ in pairs)


def loss_after(problem, values: dict) -> float:
    """The loss of the problem's first step with the given parameters, by the forward half of its program."""
    values = dict(values)
    for line in build(problem, len(problem.data)):
        if line.phase in ("forward", "loss"):
            run_decimal(line, values, DECIMAL)
    return values["L"]


NETWORKS = [(activation, loss, batch) for activation in ACTIVATIONS for loss in LOSSES for batch in range(1, 6)]


@pytest.mark.parametrize(("activation", "loss", "batch"), mostly_slow(NETWORKS, 67))
def test_every_gradient_of_a_random_network_is_its_central_difference(activation, loss, batch):
    for seed in range(3):
        random = Random(f"{activation} {loss} {batch} {seed}")
        problem = network(random, activation, loss, batch, random.choice(("mean", "sum")))
        rows = next(solve(problem).steps()).rows
        given = {name: value for name, value in rows[0].values.items() if name[0] in "WbXxy" and "⁺" not in name}
        start = {name: value for name, value in given.items() if not name.startswith("y_hat")}
        if any(row.name[0] == "H" and 0 in elements(row.value) for row in rows if row.phase == "forward"):
            continue  # on a kink a derivative is a convention: see test_kinks.py
        for row in rows:
            if row.phase != "gradient":
                continue
            name = row.name.removeprefix("dL/d")
            for index, mine in enumerate(elements(row.value)):
                if mine != pytest.approx(slope(problem, start, name, index), rel=1e-6, abs=2e-8):
                    # A corner may lie within the step of the difference: then a smaller step is on one side of it.
                    near = slope(problem, start, name, index, 1e-6)
                    assert mine == pytest.approx(near, rel=1e-5, abs=2e-7)


def slope(problem, start: dict, name: str, index: int, h: float = 1e-4) -> float:
    """Richardson's central difference of the loss by one entry. Source: Burden and Faires, 4.2."""

    def difference(step: float) -> float:
        return (
            loss_after(problem, moved(start, name, index, step)) - loss_after(problem, moved(start, name, index, -step))
        ) / (2 * step)

    return (4 * difference(h / 2) - difference(h)) / 3


def moved(start: dict, name: str, index: int, step: float) -> dict:
    counter = iter(range(10**6))
    value = map_value(lambda element: element + (step if next(counter) == index else 0), start[name])
    return {**start, name: value}


@pytest.mark.parametrize(("activation", "loss"), mostly_slow([(a, b) for a in ACTIVATIONS for b in LOSSES], 11))
def test_exact_is_decimal(activation, loss):
    random = Random(f"{activation} {loss}")
    problem = network(random, activation, loss, 2)
    for row in solve(problem, exact=True).trace():
        exact = row.exact
        if exact is not None:
            floats = map_value(lambda element: constant(element, DECIMAL), exact)
            assert elements(floats) == pytest.approx(elements(row.value), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("kind", OPTIMISERS)
def test_an_optimiser_leaves_a_weight_whose_gradient_is_zero(kind):
    text = "network: [{linear: {weights: [[1/2]]}}]\nloss: mse\ndata: [{x: [2], y: [1]}]\n"
    without = "{weight_decay: 0}" if "weight_decay" in find("optimisers", kind).options else ""
    text += f"train: {{lr: 1, optimizer: {{{kind}: {without}}}}}"
    assert solve(load_text(text, "p.yaml", "p")[0]).final["W1"] == ((0.5,),)


def test_a_sum_that_cancels_on_paper_is_zero_before_relu():
    from backprop_cli.problem.model import LayerSpec, LossSpec, Observation, Problem, Train

    tenths = tuple((Fraction(n, 10),) for n in (1, 2, -3))
    layers = (LayerSpec("linear", {}, {"W": tenths}), LayerSpec("relu"))
    problem = Problem(
        "kink",
        {"en": ""},
        layers,
        LossSpec("mse"),
        (Observation((Fraction(1),) * 3, (Fraction(1),)),),
        Train(Fraction(1), ((1,),)),
        {"relu_at_zero": Fraction(0)},
    )
    rows = {row.name: row for row in solve(problem, exact=True).trace()}
    assert rows["H1"].value == ((0.0,),)
    assert elements(rows["dL/dW1"].value) == [0.0, 0.0, 0.0]
    assert rows["dL/dW1"].exact == ((0,), (0,), (0,))


BY_LINES = [kind for kind in kinds("layers") if find("layers", kind).sends]


@pytest.mark.parametrize("kind", BY_LINES)
def test_what_an_inner_line_sends_by_hand_is_its_automatic_derivative(kind):
    text = example_of("layers", kind).replace("epsilon: 0}", "epsilon: 0.1, form: nodes}")
    (problem,) = load_text(text, "p.yaml", "p")
    row = [row for row in solve(problem).trace() if row.phase == "forward"][-1]
    (stage, *_) = Programs(problem).stages(len(row.observations))
    assert {edge for part in stage.through for edge in part.rules.derivatives}
    for part in stage.through:
        random, d = Random(kind), symbol("d", part.out.shape)
        values = {**row.values, "d": nested(d.shape, lambda: float(number(random)))}  # noqa: B023
        for place in range(len(part.inputs)):
            plain = part._replace(rules=part.rules._replace(derivatives={}))
            by_hand, automatic = (evaluate(p.backward(d, place).expression, values, DECIMAL) for p in (part, plain))
            assert elements(by_hand) == pytest.approx(elements(automatic), rel=1e-9, abs=1e-12)
