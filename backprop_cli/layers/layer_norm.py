"""γ ⊙ x̂ + β with x̂ = (x − μ)/√(σ² + ε), each observation by itself over its features. Source: Ba, Kiros, Hinton, 2016.

x is (batch, features); μ and σ² are columns (batch, 1), σ² is divided by the number of features; γ, β and their
gradients are (features,). The compact form of the derivative by x is what is left once those by σ² and μ are put in.
"""

from ..expr.node import Node, as_node, elementwise, row_sum, rows
from ._normalisation import CHOICES, NEUTRAL, OPTIONS, PARAMETERS, gamma_by_x, outside_root, without_root, x_hat_to_x

also_called = ("layer_normalization",)
parameters, neutral, options, choices = PARAMETERS, NEUTRAL, OPTIONS, CHOICES
example = """\
title: layer norm of three features
network:
  - layer_norm: {gamma: [2, 1, 1], beta: [1, 0, 0], epsilon: 0}
loss: half_squared_error
data:
  - {x: [1, 2, 6], y: [0, 1, 3]}
train: {lr: 0.1}
"""


def mu(x: Node, inputs: Node) -> Node:
    return row_sum(x) / inputs


def var(x: Node, mu: Node, inputs: Node) -> Node:
    return row_sum((x - mu) ** 2) / inputs


def x_hat(x: Node, mu: Node, var: Node, epsilon: Node) -> Node:
    return (x - mu) / elementwise("sqrt", var + epsilon)


def out(x_hat: Node, gamma: Node, beta: Node) -> Node:
    return gamma * x_hat + beta


def dx(d: Node, x_hat: Node, var: Node, gamma: Node, epsilon: Node, inputs: Node) -> Node:
    own = d * gamma
    return (own - row_sum(own) / inputs - x_hat * (row_sum(own * x_hat) / inputs)) / elementwise("sqrt", var + epsilon)


def dgamma(d: Node, x_hat: Node) -> Node:
    return (d * x_hat).sum(rows)


def dbeta(d: Node) -> Node:
    return d.sum(rows)


def _x_hat_to_mu(d: Node, var: Node, epsilon: Node) -> Node:
    return -(row_sum(d) / elementwise("sqrt", var + epsilon))


def _x_hat_to_var(d: Node, x_hat: Node, var: Node, epsilon: Node) -> Node:
    return -(row_sum(d * x_hat) / (2 * (var + epsilon)))


def _var_to_x(d: Node, x: Node, mu: Node, inputs: Node) -> Node:
    return 2 / inputs * d * (x - mu)


def _var_to_mu(d: Node, x: Node, mu: Node, inputs: Node) -> Node:
    return -(2 / inputs * d * row_sum(x - mu))


sends = {
    ("x_hat", "x"): x_hat_to_x,
    ("x_hat", "mu"): _x_hat_to_mu,
    ("x_hat", "var"): _x_hat_to_var,
    ("var", "x"): _var_to_x,
    ("var", "mu"): _var_to_mu,
}


def _by_n_minus_one(x: Node, mu: Node, inputs: Node) -> Node:
    """They estimated the variance of a population, as statistics does."""
    return row_sum((x - mu) ** 2) / (inputs - 1)


def _no_mean_path(d: Node, x_hat: Node, var: Node, gamma: Node, epsilon: Node, inputs: Node) -> Node:
    """They forgot that μ hangs on x."""
    return (d * gamma - x_hat * (row_sum(d * gamma * x_hat) / inputs)) / elementwise("sqrt", var + epsilon)


def _no_variance_path(d: Node, var: Node, gamma: Node, epsilon: Node, inputs: Node) -> Node:
    """They forgot that σ² hangs on x."""
    return (d * gamma - row_sum(d * gamma) / inputs) / elementwise("sqrt", var + epsilon)


def _constants(d: Node, var: Node, gamma: Node, epsilon: Node) -> Node:
    """They took μ and σ² for constants."""
    return d * gamma / elementwise("sqrt", var + epsilon)


def _no_gamma(d: Node, x_hat: Node, var: Node, epsilon: Node, inputs: Node) -> Node:
    """They forgot the factor γ."""
    return dx(d, x_hat, var, as_node(1), epsilon, inputs)


mistakes = {
    "variance_by_n_minus_one": ("var", _by_n_minus_one),
    "epsilon_outside_root": ("x_hat", outside_root),
    "deviation_without_root": ("x_hat", without_root),
    "mean_path_forgotten": ("x", _no_mean_path),
    "variance_path_forgotten": ("x", _no_variance_path),
    "statistics_as_constants": ("x", _constants),
    "gamma_not_passed_back": ("x", _no_gamma),
    "gamma_gradient_of_x": ("gamma", gamma_by_x),
}
