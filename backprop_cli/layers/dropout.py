"""x ⊙ mask, divided by 1 − p if it is inverted: some of the values are dropped. Source: Srivastava and others, 2014.

mask has a 1 for each value that stays, for one observation or with a row for each of the step; without it, it is
drawn from `seed` anew in each step, each value being dropped with the probability p. Whoever predicts, as on the
observations held out as a test, drops nothing: inverted, x is put out as it is; not inverted, where nothing is divided
here, x·(1 − p).
"""

from fractions import Fraction

from ..expr.node import Node, constant_value

also_called = ("drop", "dropout1d", "alpha_dropout", "inverted_dropout")
options = {"p": "0.5", "seed": "1"}
choices = {"inverted": ("true", "false")}
probable = ("p",)
arrays = {"mask": ("n", "inputs")}
drawn = {"mask": "seed"}
example = """\
title: inverted dropout with a given mask
network:
  - linear: {weights: [[1, -1, 0.5], [0.5, 2, 1]]}
  - dropout: {p: 0.25, mask: [1, 0, 1]}
  - linear: {weights: [[1], [0.5], [-1]]}
loss: half_squared_error
data:
  - {x: [1, 2], y: [1]}
train: {lr: 0.1}
"""


def out(x: Node, p: Node, seed: Node, inverted: str, mask: Node | None) -> Node:
    return x * _kept(x, p, seed, mask) * _scale(p, inverted)


def dx(d: Node, x: Node, p: Node, seed: Node, inverted: str, mask: Node | None) -> Node:
    return d * _kept(x, p, seed, mask) * _scale(p, inverted)


def _divided_by(p: Fraction, inverted: str) -> Fraction:
    """The p of whoever predicts: with 1 for the mask, nothing is divided."""
    return Fraction(0) if inverted == "true" else p


def _share_kept(p: Fraction, inverted: str) -> Fraction:
    """What stands for the mask when somebody predicts: 1, or what it is on average."""
    return Fraction(1) if inverted == "true" else 1 - p


predicts = {"p": _divided_by, "mask": _share_kept}


def _scale(p: Node, inverted: str) -> Node:
    return 1 / (1 - p) if inverted == "true" else 1 + 0 * p


def _kept(x: Node, p: Node, seed: Node, mask: Node | None) -> Node:
    """The mask, drawn if none is given."""
    if mask is not None:
        return mask
    from random import Random

    draw = Random(f"dropout {seed.data}").random
    return constant_value(tuple(tuple(int(draw() >= p.data) for _ in range(x.shape[1])) for _ in range(x.shape[0])))


def _no_mask(d: Node, p: Node, inverted: str) -> Node:
    """They applied the mask on the way forward only."""
    return d * _scale(p, inverted)


def _no_scale(x: Node, p: Node, seed: Node, mask: Node | None) -> Node:
    """They forgot to divide by 1 − p."""
    return x * _kept(x, p, seed, mask)


def _no_scale_back(d: Node, x: Node, p: Node, seed: Node, mask: Node | None) -> Node:
    """They forgot 1/(1 − p) on the way back."""
    return d * _kept(x, p, seed, mask)


def _by_p(x: Node, p: Node, seed: Node, mask: Node | None) -> Node:
    """They divided by the probability of being dropped."""
    return x * _kept(x, p, seed, mask) / p


def _other_mask(x: Node, p: Node, seed: Node, inverted: str, mask: Node | None) -> Node:
    """They dropped what stays."""
    return x * (1 - _kept(x, p, seed, mask)) * _scale(p, inverted)


mistakes = {
    "mask_not_passed_back": ("x", _no_mask),
    "dropout_scale_forgotten": ("out", _no_scale),
    "dropout_scale_not_passed_back": ("x", _no_scale_back),
    "divided_by_p": ("out", _by_p),
    "mask_reversed": ("out", _other_mask),
}
