"""Laws over every layer, loss and optimiser: the hand-written derivative is the true one, exact is decimal."""

from fractions import Fraction
from random import Random

import pytest
from cases import ACTIVATIONS, LAYERS, LOSSES, OPTIMISERS, network, number
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop_cli.evaluate.algebras import DECIMAL, SYMBOLIC, ExactAlgebra
from backprop_cli.evaluate.evaluate import constant, elements, evaluate, map_value
from backprop_cli.expr.derivative import derivatives
from backprop_cli.expr.node import as_node, symbol
from backprop_cli.program.line import run_decimal
from backprop_cli.program.step import build
from backprop_cli.rules import Rules, edges_of, find, wire
from backprop_cli.solution.solution import solve

seeds = st.integers(0, 2**32)


def rule_edges(rules: Rules, random: Random) -> tuple[dict, dict]:
    """Symbols of a random shape for every edge of a kind's rules, and random numbers for them."""
    size = {name: random.randint(1, 3) for name in ("n", "inputs", "outputs")}
    shapes = {"x": (size["n"], size["inputs" if rules.parameters else "outputs"]), "y": (size["n"], size["outputs"])}
    shapes |= {name: tuple(size[dimension] for dimension in names) for name, names in rules.parameters.items()}
    edges = {name: symbol(name, shape) for name, shape in shapes.items()}
    edges |= {name: as_node(Fraction(text)) for name, text in rules.options.items()}
    edges |= {name: as_node(count) for name, count in size.items()}
    edges["relu_at_zero"] = as_node(0)
    values = {name: nested(shape, lambda: number(random)) for name, shape in shapes.items()}
    if rules.kind in ("log_loss", "cross_entropy"):
        values["x"] = map_value(lambda _: number(random, 5, 95), values["x"])
        values["y"] = map_value(lambda _: number(random, 1, 100), values["y"])
    if rules.distribution:
        values["y"] = map_value(lambda _: Fraction(1, size["outputs"]), values["y"])
    return edges, values


def nested(shape: tuple, make):
    return tuple(nested(shape[1:], make) for _ in range(shape[0])) if shape else make()


def named(name: str, shape: tuple, address: str = ""):
    if not shape:
        return symbol(name + address)
    return tuple(named(name, shape[1:], f"{address}_{index}") for index in range(shape[0]))


def in_floats(value):
    return map_value(lambda element: constant(element, DECIMAL), value)


def extended(rules: Rules, edges: dict, values: dict, algebra) -> dict:
    """Values with those of the extra lines and of out."""
    values = dict(values)
    for name, rule in (*rules.extras.items(), ("out", rules.out)):
        expression = wire(rule, edges)
        values[name] = evaluate(expression, values, algebra)
        edges[name] = symbol(name, expression.shape)
    return values


def agreement(rules: Rules, random: Random) -> list[tuple[float, float, float | None]]:
    """(by hand, automatic, central difference) of every entry of every derivative of a kind."""
    edges, exact = rule_edges(rules, random)
    plain = dict(edges)
    values = extended(rules, edges, in_floats_all(exact), DECIMAL)
    values["d"] = nested(edges["out"].shape, lambda: float(number(random)))
    edges["d"] = symbol("d", edges["out"].shape)
    if "y" in edges and "y" in edges_of(rules.out):
        values["d"], edges["d"] = 0.75, as_node(Fraction(3, 4))
    found = []
    symbols = {name: named(name, edges[name].shape) for name in exact}
    sent = elements(values["d"])
    outs = elements(extended(rules, dict(plain), symbols, SYMBOLIC)["out"])
    weights = sent if len(sent) == len(outs) else sent * len(outs)
    total = as_node(0)
    for weight, out in zip(weights, outs):
        total = total + as_node(Fraction(weight)) * out
    gradient = derivatives(total)
    at = {s.data: v for name in exact for s, v in zip(elements(symbols[name]), elements(in_floats(exact[name])))}
    for edge, rule in rules.derivatives.items():
        by_hand = elements(evaluate(wire(rule, edges), values, DECIMAL))
        for mine, entry in zip(by_hand, elements(symbols[edge]), strict=True):
            automatic = evaluate(gradient[entry], at, DECIMAL) if entry in gradient else 0.0
            found.append((mine, automatic, central(total, at, entry.data)))
    return found


def in_floats_all(values: dict) -> dict:
    return {name: in_floats(value) for name, value in values.items()}


def central(total, at: dict, name: str, h: float = 1e-6) -> float | None:
    """The central difference; None on a kink, where the slopes to its two sides differ."""
    up, here, down = (evaluate(total, {**at, name: at[name] + sign * h}, DECIMAL) for sign in (1, 0, -1))
    on_kink = abs((up - here) - (here - down)) > 1e-3 * h * (1 + abs(up - down) / h)
    return None if on_kink else (up - down) / (2 * h)


FAMILIES = [("layers", kind) for kind in LAYERS] + [("losses", kind) for kind in LOSSES]


@pytest.mark.parametrize(("family", "kind"), FAMILIES)
@settings(max_examples=60, deadline=None)
@given(seed=seeds)
def test_a_hand_written_derivative_is_the_automatic_one_and_the_central_difference(family, kind, seed):
    for by_hand, automatic, difference in agreement(find(family, kind), Random(seed)):
        assert by_hand == pytest.approx(automatic, rel=1e-9, abs=1e-12)
        assert difference is None or by_hand == pytest.approx(difference, rel=1e-5, abs=1e-7)


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


@pytest.mark.parametrize(("activation", "loss", "batch"), NETWORKS)
def test_every_gradient_of_a_random_network_is_its_central_difference(activation, loss, batch):
    for seed in range(3):
        random = Random(f"{activation} {loss} {batch} {seed}")
        problem = network(random, activation, loss, batch, random.choice(("mean", "sum")))
        rows = next(solve(problem).steps()).rows
        start = {name: value for name, value in rows[0].values.items() if name[0] in "WbXy" and "⁺" not in name}
        start.pop("y_hat", None)
        for row in rows:
            if row.phase != "gradient":
                continue
            name = row.name.removeprefix("dL/d")
            for index, mine in enumerate(elements(row.value)):
                assert mine == pytest.approx(slope(problem, start, name, index), rel=1e-6, abs=2e-8)


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


@pytest.mark.parametrize(("activation", "loss"), [(a, b) for a in ACTIVATIONS for b in LOSSES])
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
    edges = {"w": symbol("w"), "d": symbol("d"), "lr": symbol("lr")}
    new = evaluate(wire(find("optimisers", kind).out, edges), {"w": 0.5, "d": 0.0, "lr": 0.1}, DECIMAL)
    assert new == 0.5


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


class Counting:
    """A made-up algebra: an element is how many products it took."""

    def number(self, value):
        return 0

    def function(self, op):
        return lambda *args: sum(args) + (op == "mul")


class Interval:
    """A made-up algebra: an element is a lower and an upper bound."""

    def number(self, value):
        return Bounds(float(value), float(value))

    def function(self, op):
        return getattr(Bounds, op)


class Bounds:
    def __init__(self, low, high):
        self.low, self.high = low, high

    def add(*terms):
        return Bounds(sum(t.low for t in terms), sum(t.high for t in terms))

    def mul(self, other):
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Bounds(min(ends), max(ends))

    def sigmoid(self):
        return Bounds(*(DECIMAL.function("sigmoid")(end) for end in (self.low, self.high)))


def test_another_algebra_fits_the_walk_without_a_change():
    layer = find("layers", "linear")
    edges = {name: symbol(name, shape) for name, shape in (("x", (1, 2)), ("W", (2, 3)), ("b", (3,)))}
    out = wire(layer.out, edges)
    counts = evaluate(out, {"x": ((0, 0),), "W": ((0,) * 3,) * 2, "b": (0,) * 3}, Counting())
    assert counts == ((2, 2, 2),)
    wide = {"x": ((Bounds(0, 1), Bounds(1, 1)),), "W": ((Bounds(-1, 1),) * 3,) * 2, "b": (Bounds(0, 0),) * 3}
    assert [(e.low, e.high) for e in elements(evaluate(out, wide, Interval()))] == [(-2.0, 2.0)] * 3


def test_exact_decides_a_comparison_of_what_has_no_fraction():
    algebra = ExactAlgebra()
    x = algebra.function("add")(algebra.function("sigmoid")(Fraction(1)), Fraction(-1))
    assert algebra.function("relu")(x) == 0
    assert algebra.function("step")(-x, Fraction(0)) == 1
