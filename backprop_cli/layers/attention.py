"""softmax(Q·Kᵀ/√d)·V of the tokens of an observation, one head. Source: Vaswani and others, 2017, equation 1.

x is (batch, tokens, features), Q = x·WQ, K = x·WK and V = x·WV have a row for each token, d is the width of Q and K.
scale: what Q·Kᵀ is divided by, √d ("root") or nothing ("none"), as Luong, Pham and Manning, 2015, have it.
mask has a row for each token that looks, and a 1 for each that it may look at. Of several observations all tokens stand
below each other, and none looks at those of another one.
"""

from fractions import Fraction

from ..expr.axes import reshape
from ..expr.node import Node, by_rows, constant_value, elementwise, number, row_sum, symbol

also_called = ("self_attention", "scaled_dot_product_attention", "multihead_attention")
parameters = {"WQ": ("inputs", "keys"), "WK": ("inputs", "keys"), "WV": ("inputs", "outputs")}
choices = {"heads": ("1",), "scale": ("root", "none")}
arrays = {"mask": ("tokens", "tokens")}
axes = ("tokens", "features")
puts_out = ("tokens", "outputs")
fewest_axes = 2
example = """\
title: one attention head
network:
  - attention:
      WQ: [[1, 0], [0, 1]]
      WK: [[0, 1], [1, 0]]
      WV: [[1, 2], [0, 1]]
  - flatten
loss: half_squared_error
data:
  - {x: [[1, 0], [0, 1], [1, 1]], y: [1, 1, 0, 1, 1, 2]}
train: {lr: 0.1}
"""


def Q(x: Node, WQ: Node) -> Node:
    return _tokens(x) @ WQ


def K(x: Node, WK: Node) -> Node:
    return _tokens(x) @ WK


def V(x: Node, WV: Node) -> Node:
    return _tokens(x) @ WV


def S(Q: Node, K: Node, scale: str) -> Node:
    return _scaled(Q @ K.T, Q, scale)


def P(x: Node, S: Node, mask: Node | None) -> Node:
    seen = _seen(x, mask)
    if seen is None:
        return by_rows("softmax", S)
    powers = elementwise("exp", S) * seen
    return powers / row_sum(powers)


def out(x: Node, P: Node, V: Node) -> Node:
    return P @ V if len(x.shape) == 2 else reshape(P @ V, (x.shape[0], x.shape[1], V.shape[1]))


def _softmax_back(d: Node, P: Node) -> Node:
    """What P sends to S; what is masked has the weight 0, and sends nothing."""
    return P * (d - row_sum(d * P))


def _scores_to_queries(d: Node, Q: Node, K: Node, scale: str) -> Node:
    return _scaled(d @ K, Q, scale)


def _scores_to_keys(d: Node, Q: Node, scale: str) -> Node:
    return _scaled(d.T @ Q, Q, scale)


sends = {("P", "S"): _softmax_back, ("S", "Q"): _scores_to_queries, ("S", "K"): _scores_to_keys}


def _tokens(x: Node) -> Node:
    """The tokens of all observations below each other; those of one alone, a matrix, as they are."""
    return x if len(x.shape) == 2 else reshape(x, (x.shape[0] * x.shape[1], x.shape[2]))


def _scaled(products: Node, Q: Node, scale: str) -> Node:
    """Divided by √d, if that is wanted."""
    return products / elementwise("sqrt", _width(Q)) if scale == "root" else products


def _width(Q: Node) -> Node:
    """d, or its name where it is not known."""
    count = Q.shape[1]
    return symbol(count) if isinstance(count, str) else number(count)


def _seen(x: Node, mask: Node | None) -> Node | None:
    """Which token may look at which, of all observations; None where every one may look at all."""
    if mask is None and (len(x.shape) == 2 or x.shape[0] == 1):
        return None
    n, tokens = x.shape[:2]
    one = mask.data if mask is not None else ((Fraction(1),) * tokens,) * tokens
    places = range(n * tokens)
    return constant_value(
        tuple(
            tuple(one[i % tokens][j % tokens] if i // tokens == j // tokens else Fraction(0) for j in places)
            for i in places
        )
    )


def _not_scaled(Q: Node, K: Node) -> Node:
    """They forgot √d."""
    return Q @ K.T


def _by_width(Q: Node, K: Node) -> Node:
    """They divided by d."""
    return Q @ K.T / _width(Q)


def _turned(Q: Node, K: Node, scale: str) -> Node:
    """They let keys look for queries."""
    return _scaled(K @ Q.T, Q, scale)


def _down_columns(S: Node) -> Node:
    """They took softmax over the columns."""
    return by_rows("softmax", S.T).T


def _not_masked(S: Node) -> Node:
    """They let every token look at all."""
    return by_rows("softmax", S)


def _zero_scores(x: Node, S: Node, mask: Node | None) -> Node:
    """They put a 0 for the score of what is masked, whose e^0 is 1."""
    seen = _seen(x, mask)
    return by_rows("softmax", S if seen is None else S * seen)


def _keys_for_values(P: Node, K: Node, x: Node) -> Node:
    """They mixed the keys in the place of the values."""
    return reshape(P @ K, (x.shape[0], x.shape[1], K.shape[1]))


def _by_entries(d: Node, P: Node) -> Node:
    """They took p·(1 − p) for the derivative of softmax."""
    return d * P * (1 - P)


def _own_share(d: Node, P: Node) -> Node:
    """They forgot the sum over the row."""
    return d * P


def _unscaled_to_query(d: Node, K: Node) -> Node:
    """They forgot √d on the way back."""
    return d @ K


mistakes = {
    "scores_not_scaled": ("S", _not_scaled),
    "scores_by_width": ("S", _by_width),
    "scores_turned": ("S", _turned),
    "softmax_down_columns": ("P", _down_columns),
    "mask_forgotten": ("P", _not_masked),
    "zero_for_masked": ("P", _zero_scores),
    "keys_for_values": ("out", _keys_for_values),
    "softmax_by_entries": ("P>S", _by_entries),
    "softmax_sum_forgotten": ("P>S", _own_share),
    "scale_not_passed_back": ("S>Q", _unscaled_to_query),
}
