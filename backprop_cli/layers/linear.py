"""X·W + b for rows of observations X (batch, inputs). Source: Goodfellow, Bengio, Courville, Deep Learning, 6.5.

x is (batch, inputs), W (inputs, outputs), b (outputs,); what is put out, and the gradient d that arrives, (batch,
outputs). The gradients dx, dW and db have the shapes of x, W and b; db sums d over the observations.
"""

from ..expr.node import Node, rows

also_called = ("dense", "fc", "fully_connected", "affine", "inner_product", "feed_forward", "mlp")
parameters = {"W": ("inputs", "outputs"), "b": ("outputs",)}


def out(x: Node, W: Node, b: Node) -> Node:
    return x @ W + b


def dx(d: Node, W: Node) -> Node:
    return d @ W.T


def dW(x: Node, d: Node) -> Node:
    return x.T @ d


def db(d: Node) -> Node:
    return d.sum(rows)
