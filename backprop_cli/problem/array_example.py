"""A small example of a layer that reads more than rows: arguments for its rules, and a problem with it as YAML."""

from __future__ import annotations

from math import prod
from random import Random

from ..expr.node import Node, symbol
from ..expr.read.constants import parse_number
from ..rules import Rules, arguments_of, wire
from ..typed import Any
from .parameter_keys import key_of

CHANNELS, LENGTH, WINDOW, OUTPUTS = 1, 3, 2, 1
KERNEL, INPUTS = ("-1", "0", "1", "2"), ("0", "1", "2", "3")


def example_edges(rules: Rules) -> dict[str, Any]:
    """The arguments of a kind's rules for a small observation: x, its parameters, its options, out and d."""
    x = symbol("x", (1, *_sizes(rules)))
    parameters = {edge: symbol(edge, _shape(dimensions)) for edge, dimensions in rules.parameters.items()}
    options: dict[str, Any] = {name: words[0] for name, words in rules.choices.items()}
    options |= {name: parse_number(rules.options.get(said, said)) for name, said in rules.options.items()}
    arguments = arguments_of(rules, (x,), parameters, options)
    shape = wire(rules.out, arguments).shape
    return {**arguments, "out": symbol("out", shape), "d": symbol("d", shape)}


def array_example(rules: Rules, seed: int = 1) -> str:
    """A problem with the layer, a flat row after it, and a linear layer."""
    random = Random(seed)
    keys = {key_of(rules, edge): _numbers(_shape(dims), KERNEL, random) for edge, dims in rules.parameters.items()}
    options = {name: rules.options.get(said, said) for name, said in rules.options.items()}
    options |= {name: words[0] for name, words in rules.choices.items()}
    said = ", ".join(f"{name}: {value}" for name, value in {**keys, **options}.items())
    out: Node = example_edges(rules)["out"]
    rows = _numbers((prod(out.shape[1:]), 1), KERNEL, random)
    lines = [f"title: {rules.kind}", "network:", f"  - {rules.kind}: {{{said}}}" if said else f"  - {rules.kind}"]
    lines += [] if len(out.shape) == 2 else ["  - flatten"]
    lines += [f"  - linear: {{weights: {rows}}}", "data:", f"  - {{x: {_numbers(_sizes(rules), INPUTS, random)}}}"]
    return "".join(f"{line}\n" for line in lines)


def _sizes(rules: Rules) -> tuple[int, ...]:
    """The axes of the observation: one channel, and a few places along each other one."""
    return (CHANNELS, *(LENGTH,) * (len(rules.axes) - 1))


def _shape(dimensions: tuple[str, ...]) -> tuple[int, ...]:
    known = {"inputs": CHANNELS, "outputs": OUTPUTS}
    return tuple(known.get(name, WINDOW) for name in dimensions)


def _numbers(shape: tuple[int, ...], choices: tuple[str, ...], random: Random) -> str:
    """Numbers in nested lists; of arrays without the axes of a single item in front."""
    while len(shape) > 2 and shape[0] == 1:
        shape = shape[1:]
    return _nested(shape, choices, random)


def _nested(shape: tuple[int, ...], choices: tuple[str, ...], random: Random) -> str:
    if not shape:
        return random.choice(choices)
    return f"[{', '.join(_nested(shape[1:], choices, random) for _ in range(shape[0]))}]"
