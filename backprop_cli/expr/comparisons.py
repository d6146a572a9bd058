"""What the comparisons of the table pick from their operands, and the derivatives of what is picked.

A pick takes the operands, and the operands as they compare: where rounding alone is left of a sum, that is 0.
"""

from __future__ import annotations

from fractions import Fraction

from ..typed import Any

Args = tuple[Any, ...]


def step(args: Args, at: Args) -> Any:
    """0 below 0, 1 above, and at 0 what is chosen."""
    return 1 if at[0] > 0 else args[1] if at[0] == 0 else 0


def sign(args: Args, at: Args) -> Any:
    """The sign of a number: −1, 0 or 1."""
    return (at[0] > 0) - (at[0] < 0)


def leaky(args: Args, at: Args) -> Any:
    """x above 0, the slope times x below."""
    return args[0] if at[0] > 0 else args[1] * args[0]


def leaky_derivative(args: Args, out: Any, f: Any) -> Args:
    """1 above 0 and the slope below; by the slope, x below."""
    on = f("step", args[0], 0)
    return args[1] + (1 - args[1]) * on, (1 - on) * args[0]


def huber(args: Args, at: Args) -> Any:
    """½·r² within ±δ, δ·(|r| − ½·δ) outside. Source: Huber, 1964."""
    size = -args[0] if at[0] < 0 else args[0]
    inside = (at[0] if at[0] >= 0 else -at[0]) <= at[1]
    return args[0] * args[0] / 2 if inside else args[1] * (size - args[1] / 2)


def huber_derivative(args: Args, out: Any, f: Any) -> Args:
    """The difference between −δ and δ, the bound outside."""
    return f("max", -args[1], f("min", args[0], args[1])), 0


def larger(args: Args, out: Any, f: Any) -> Args:
    """Half to each of two equal numbers, else all to the larger."""
    left = f("step", args[0] - args[1], Fraction(1, 2))
    return left, 1 - left


def smaller(args: Args, out: Any, f: Any) -> Args:
    """Half to each of two equal numbers, else all to the smaller."""
    left = f("step", args[1] - args[0], Fraction(1, 2))
    return left, 1 - left


def largest(args: Args, at: Args) -> Any:
    """The largest of some numbers."""
    return args[at.index(max(at))]


def largest_derivative(args: Args, out: Any, f: Any) -> Args:
    """1 for the first largest number, 0 for the others."""
    return tuple(f("winner", arg, place, *args[:place], *args[place + 1 :]) for place, arg in enumerate(args))


def winner(args: Args, at: Args) -> Any:
    """Whether the first operand is the first largest one of a window; the second says how many others stand before."""
    mine, others, before = at[0], at[2:], int(at[1])
    return int(all(mine > other for other in others[:before]) and all(mine >= other for other in others[before:]))
