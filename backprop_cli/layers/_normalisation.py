"""What the normalisations have in common, whatever μ and σ² are taken over: parameters, and what hangs on x̂ alone.

x is (batch, features), γ and β (features,); μ and σ² are of a shape that is repeated to that of x.
"""

from ..expr.node import Node, elementwise, rows

PARAMETERS = {"gamma": ("inputs",), "beta": ("inputs",)}
NEUTRAL = {"gamma": "1"}
OPTIONS = {"epsilon": "1e-5"}
CHOICES = {"form": ("compact", "nodes")}


def x_hat_to_x(d: Node, var: Node, epsilon: Node) -> Node:
    """What x̂ sends to x while μ and σ² stand still."""
    return d / elementwise("sqrt", var + epsilon)


def outside_root(x: Node, mu: Node, var: Node, epsilon: Node) -> Node:
    """They wrote √σ² + ε, as Adam has it."""
    return (x - mu) / (elementwise("sqrt", var) + epsilon)


def without_root(x: Node, mu: Node, var: Node, epsilon: Node) -> Node:
    """They divided by the variance."""
    return (x - mu) / (var + epsilon)


def gamma_by_x(d: Node, x: Node) -> Node:
    """They took x for x̂."""
    return (d * x).sum(rows)
