"""h[t] = tanh(x[t]·Wx + h[t−1]·Wh + b), with the same weights at every time step. Source: Elman, 1990.

x is one time step, (batch, inputs), h_before the state of the step before, (batch, hidden); Wx is (inputs, hidden),
Wh (hidden, hidden), b (hidden,). The way back through time is that of Werbos, 1990: by the derivatives of these lines.
"""

from ..expr.node import Node, elementwise

also_called = ("elman", "simple_rnn", "vanilla_rnn", "recurrent")
parameters = {"Wx": ("inputs", "hidden"), "Wh": ("hidden", "hidden"), "b": ("hidden",)}
choices = {"activation": ("tanh", "relu", "sigmoid")}
carried = ("h",)
keys = {"b": "b"}
example = """\
title: a recurrent layer over three time steps
network:
  - rnn: {Wx: [[0.5, -0.3]], Wh: [[0.8, 0.1], [0.2, 0.4]], b: [0, 0.1]}
  - linear: {weights: [[1], [-1]], bias: 0}
loss: half_squared_error
data:
  - {x: [1, 2, -1], y: 0.5}
train: {lr: 0.1}
"""


def out(x: Node, h_before: Node, Wx: Node, Wh: Node, b: Node, activation: str) -> Node:
    return elementwise(activation, x @ Wx + h_before @ Wh + b)
