"""x + P, a row of P for each token of a sequence. Source: Vaswani and others, 2017, section 3.5.

x is (batch, tokens, features), P (tokens, features). With `weights` P is a table that learns, and what comes back to
it is the sum over the observations. Without them P[pos, 2i] is the sine of the angle pos/10000^(2i/features), and
P[pos, 2i + 1] its cosine; pos and i are counted from 0, and `angle` has the angle of each entry.
"""

from collections.abc import Callable
from fractions import Fraction
from math import pi

from ..expr.node import Node, constant_value, elementwise, number, ones, rows, symbol

also_called = ("positional_encoding", "positional_embedding", "position_embedding", "pos_encoding", "sinusoidal")
parameters = {"P": ("tokens", "features")}
keys = {"P": "weights"}
axes = ("tokens", "features")
puts_out = ("tokens", "features")
fewest_axes = 2
example = """\
title: three tokens and their positions
network:
  - positional
  - flatten
loss: half_squared_error
data:
  - {x: [[1, 0], [0, 1], [1, 1]], y: [1, 1, 0, 1, 1, 2]}
train: {lr: 0.1}
"""


def angle(x: Node) -> Node:
    return _positions(x, 0) / _scales(x)


def P(angle: Node) -> Node:
    return _even(angle) * elementwise("sin", angle) + _odd(angle) * elementwise("cos", angle)


def out(x: Node, P: Node) -> Node:
    return x + P


def dx(d: Node) -> Node:
    return d


def dP(d: Node) -> Node:
    return d.sum(rows)


def _positions(x: Node, first: int) -> Node:
    """The positions of the tokens as a column, the first one's given; pos where it is not known how many there are."""
    count = x.shape[-2]
    if not isinstance(count, int):
        return symbol("pos", (count, 1))
    return constant_value(tuple((Fraction(first + place),) for place in range(count)))


def _scales(x: Node) -> Node:
    """10000^(2i/features) for each column: the two of a pair have the same i."""
    return elementwise("power", 10000, _by_column(x, lambda j: j - j % 2, "2i") / _width(x))


def _even(x: Node) -> Node:
    """A 1 for every column that has a sine."""
    return _by_column(x, lambda j: 1 - j % 2, "even")


def _odd(x: Node) -> Node:
    """A 1 for every column that has a cosine."""
    return _by_column(x, lambda j: j % 2, "odd")


def _by_column(x: Node, entry: Callable[[int], int], unknown: str) -> Node:
    """A row with a number for each column, counted from 0; a name where it is not known how many there are."""
    width = x.shape[-1]
    if not isinstance(width, int):
        return symbol(unknown, (width,))
    return constant_value(tuple(Fraction(entry(column)) for column in range(width)))


def _width(x: Node) -> Node:
    """The number of features, or that word where it is not known."""
    width = x.shape[-1]
    return number(width) if isinstance(width, int) else symbol("features")


def _from_one(x: Node) -> Node:
    """They counted the positions from 1."""
    return _positions(x, 1) / _scales(x)


def _own_exponents(x: Node) -> Node:
    """They gave every column an exponent of its own, also the second one of a pair."""
    return _positions(x, 0) / elementwise("power", 10000, _by_column(x, lambda j: j, "j") / _width(x))


def _by_pairs(x: Node) -> Node:
    """They took i for 2i."""
    return _positions(x, 0) / elementwise("power", 10000, _by_column(x, lambda j: j // 2, "i") / _width(x))


def _swapped(angle: Node) -> Node:
    """They took cosines in the even columns and sines in the odd ones."""
    return _even(angle) * elementwise("cos", angle) + _odd(angle) * elementwise("sin", angle)


def _sines_alone(angle: Node) -> Node:
    """They took the sine in every column."""
    return elementwise("sin", angle)


def _in_degrees(angle: Node) -> Node:
    """They read the angles as degrees."""
    return P(angle * number(Fraction(pi / 180).limit_denominator(10**9)))


def _encoding_alone(x: Node, P: Node) -> Node:
    """They put out the encoding in the place of the token."""
    return 0 * x + P


def _first_row(x: Node, P: Node) -> Node:
    """They added the row of the first position to every token."""
    count = x.shape[-2]
    first = constant_value(((Fraction(1), *(Fraction(0),) * (count - 1)),) * count)
    return x + first @ P


def _multiplied(x: Node, P: Node) -> Node:
    """They multiplied by the encoding."""
    return x * P


def _shared_gradient(d: Node) -> Node:
    """They gave every row of the table what comes back to all of them."""
    return ones((d.shape[1], d.shape[1])) @ d.sum(rows)


def _mean_gradient(d: Node, n: Node) -> Node:
    """They took the mean over the observations once more."""
    return d.sum(rows) / n


mistakes = {
    "positions_from_one": ("angle", _from_one),
    "exponent_of_each_column": ("angle", _own_exponents),
    "exponent_not_doubled": ("angle", _by_pairs),
    "sine_and_cosine_swapped": ("P", _swapped),
    "sine_in_every_column": ("P", _sines_alone),
    "angle_in_degrees": ("P", _in_degrees),
    "position_for_token": ("out", _encoding_alone),
    "same_position_for_all": ("out", _first_row),
    "position_multiplied": ("out", _multiplied),
    "position_gradient_shared": ("P", _shared_gradient),
    "position_gradient_averaged": ("P", _mean_gradient),
}
