"""e^x_i / Σ_j e^x_j along each row, of x/temperature. Source: Bridle, 1990; Goodfellow, Bengio, Courville, 6.29."""

from ..expr.node import Node, by_rows, elementwise, row_sum

also_called = ("normalised_exponential", "softargmax")
options = {"temperature": "1"}
positive = ("temperature",)
probabilities = "row"


def out(x: Node, temperature: Node) -> Node:
    return by_rows("softmax", x / temperature)


def dx(d: Node, out: Node, temperature: Node) -> Node:
    return out * (d - row_sum(d * out)) / temperature


def _elementwise(d: Node, out: Node) -> Node:
    """They took p·(1 − p) for the derivative, as if each output depended on its own input alone."""
    return d * out * (1 - out)


def _own_share(d: Node, out: Node) -> Node:
    """They forgot the sum over the other outputs."""
    return d * out


def _not_normalised(x: Node) -> Node:
    """They wrote e^x and forgot to divide by the sum."""
    return elementwise("exp", x)


def _sigmoid(x: Node) -> Node:
    """They took the sigmoid of each output."""
    return elementwise("sigmoid", x)


mistakes = {
    "softmax_by_entries": ("x", _elementwise),
    "softmax_sum_forgotten": ("x", _own_share),
    "softmax_not_normalised": ("out", _not_normalised),
    "sigmoid_for_softmax": ("out", _sigmoid),
}
