"""A kind's hand-written derivatives beside the automatic ones and central differences, at random shapes and numbers."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from cases import BOUNDED, number, options

from backprop_cli.evaluate.algebras import DECIMAL, SYMBOLIC
from backprop_cli.evaluate.evaluate import constant, elements, evaluate, map_value
from backprop_cli.expr.derivative import derivatives
from backprop_cli.expr.node import as_node, symbol
from backprop_cli.rules import Rules, options_as_arguments, wire


def rule_edges(rules: Rules, random: Random) -> tuple[dict, dict]:
    """Symbols of a random shape for every edge of a kind's rules, and random numbers for them."""
    size = {name: random.randint(1, 3) for name in ("n", "inputs", "outputs")}
    shapes: dict[str, tuple[int, ...]]
    shapes = {"x": (size["n"], size["inputs" if rules.parameters else "outputs"]), "y": (size["n"], size["outputs"])}
    shapes |= {name: tuple(size[dimension] for dimension in names) for name, names in rules.parameters.items()}
    compared = {f"x{place}": shapes["x"] for place, _ in enumerate(rules.reads, 1)}
    shapes = compared or shapes
    edges: dict = {name: symbol(name, shape) for name, shape in shapes.items()}
    edges |= {"x": tuple(map(edges.get, compared))} if compared else {}
    edges |= options_as_arguments(options(rules))
    edges |= {name: as_node(count) for name, count in size.items()}
    edges["relu_at_zero"] = as_node(0)
    bounds = {Fraction(text) for text in rules.options.values()}  # a corner may be there: no derivative to compare
    values = {name: nested(shape, lambda: number(random, but=bounds)) for name, shape in shapes.items()}
    if rules.kind in BOUNDED:
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
    if rules.family == "losses":  # each row with its share
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
    for edge, place in [(f"x{k}", k - 1) for k, _ in enumerate(rules.reads, 1)] or [(e, 0) for e in rules.derivatives]:
        rule = rules.derivatives["x" if rules.reads else edge]
        by_hand = elements(evaluate(wire(rule, {**edges, "place": place}), values, DECIMAL))
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
