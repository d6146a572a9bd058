"""γ ⊙ x̂ + β with x̂ = (x − μ)/√(σ² + ε), feature by feature over the batch. Source: Ioffe and Szegedy, 2015.

x is (batch, features); μ, σ², γ, β and their gradients are (features,), σ² is divided by the number of observations.
The compact form of the derivative by x is what is left once those by σ² and μ are put in.
"""

from ..expr.node import Node, as_node, elementwise, rows
from ._normalisation import CHOICES, NEUTRAL, OPTIONS, PARAMETERS, gamma_by_x, outside_root, without_root, x_hat_to_x

also_called = ("batch_normalization", "batch_norm1d", "bn")
parameters, neutral, options, choices = PARAMETERS, NEUTRAL, OPTIONS, CHOICES
across = True
example = """\
title: batch norm of three numbers
network:
  - batch_norm: {gamma: [2], beta: [1], epsilon: 0}
loss: half_squared_error
data:
  - {x: [1], y: [0]}
  - {x: [2], y: [1]}
  - {x: [6], y: [3]}
train: {lr: 0.1, order: [[1, 2, 3]]}
"""


def mu(x: Node, n: Node) -> Node:
    return x.sum(rows) / n


def var(x: Node, mu: Node, n: Node) -> Node:
    return ((x - mu) ** 2).sum(rows) / n


def x_hat(x: Node, mu: Node, var: Node, epsilon: Node) -> Node:
    return (x - mu) / elementwise("sqrt", var + epsilon)


def out(x_hat: Node, gamma: Node, beta: Node) -> Node:
    return gamma * x_hat + beta


def dx(d: Node, x_hat: Node, var: Node, gamma: Node, epsilon: Node, n: Node) -> Node:
    return _scale(var, gamma, epsilon) * (d - d.sum(rows) / n - x_hat * ((d * x_hat).sum(rows) / n))


def dgamma(d: Node, x_hat: Node) -> Node:
    return (d * x_hat).sum(rows)


def dbeta(d: Node) -> Node:
    return d.sum(rows)


def _x_hat_to_mu(d: Node, var: Node, epsilon: Node) -> Node:
    return -(d.sum(rows) / elementwise("sqrt", var + epsilon))


def _x_hat_to_var(d: Node, x_hat: Node, var: Node, epsilon: Node) -> Node:
    return -((d * x_hat).sum(rows) / (2 * (var + epsilon)))


def _var_to_x(d: Node, x: Node, mu: Node, n: Node) -> Node:
    return 2 / n * d * (x - mu)


def _var_to_mu(d: Node, x: Node, mu: Node, n: Node) -> Node:
    return -(2 / n * d * (x - mu).sum(rows))


sends = {
    ("x_hat", "x"): x_hat_to_x,
    ("x_hat", "mu"): _x_hat_to_mu,
    ("x_hat", "var"): _x_hat_to_var,
    ("var", "x"): _var_to_x,
    ("var", "mu"): _var_to_mu,
}


def _scale(var: Node, gamma: Node, epsilon: Node) -> Node:
    return gamma / elementwise("sqrt", var + epsilon)


def _by_n_minus_one(x: Node, mu: Node, n: Node) -> Node:
    """They estimated the variance of a population, as statistics does."""
    return ((x - mu) ** 2).sum(rows) / (n - 1)


def _no_mean_path(d: Node, x_hat: Node, var: Node, gamma: Node, epsilon: Node, n: Node) -> Node:
    """They forgot that μ hangs on x."""
    return _scale(var, gamma, epsilon) * (d - x_hat * ((d * x_hat).sum(rows) / n))


def _no_variance_path(d: Node, var: Node, gamma: Node, epsilon: Node, n: Node) -> Node:
    """They forgot that σ² hangs on x."""
    return _scale(var, gamma, epsilon) * (d - d.sum(rows) / n)


def _constants(d: Node, var: Node, gamma: Node, epsilon: Node) -> Node:
    """They took μ and σ² for constants."""
    return _scale(var, gamma, epsilon) * d


def _no_gamma(d: Node, x_hat: Node, var: Node, epsilon: Node, n: Node) -> Node:
    """They forgot the factor γ."""
    return dx(d, x_hat, var, as_node(1), epsilon, n)


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
