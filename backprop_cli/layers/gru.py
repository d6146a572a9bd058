"""h[t] = (1 − z) ⊙ n + z ⊙ h[t−1] with gates z, r and a candidate n. Source: Cho et al., 2014.

x is one time step, (batch, inputs), h_before of the step before, (batch, hidden). A gate is σ(x·Wx + h_before·Wh + b);
the candidate's state is reset before its product, (r ⊙ h_before)·Whn, or after it, r ⊙ (h_before·Whn + bhn), as in
cuDNN. The update gate z weighs the old state, or the new one, (1 − z) ⊙ h[t−1] + z ⊙ n, as Chung et al., 2014, have it.
Matrices are (inputs, hidden) and (hidden, hidden), biases (hidden,).
"""

from ..expr.node import Node, elementwise
from ._gates import gate_parameters

also_called = ("gated_recurrent_unit", "gru_cell")
parameters = gate_parameters("zrn") | {"bhn": ("hidden",)}
choices = {"reset": ("before", "after"), "update": ("old", "new")}
carried = ("h",)
example = """\
title: a GRU over two time steps
network:
  - gru:
      {Wxz: [[0.5]], Whz: [[0.1]], bz: [0], Wxr: [[0.4]], Whr: [[0.2]], br: [0], Wxn: [[0.3]], Whn: [[0.2]], bn: [0]}
loss: half_squared_error
data:
  - {x: [1, 2], y: 0.5}
train: {lr: 0.1}
"""


def z(x: Node, h_before: Node, Wxz: Node, Whz: Node, bz: Node) -> Node:
    return elementwise("sigmoid", x @ Wxz + h_before @ Whz + bz)


def r(x: Node, h_before: Node, Wxr: Node, Whr: Node, br: Node) -> Node:
    return elementwise("sigmoid", x @ Wxr + h_before @ Whr + br)


def n(x: Node, r: Node, h_before: Node, Wxn: Node, Whn: Node, bn: Node, bhn: Node, reset: str) -> Node:
    kept = r * (h_before @ Whn + bhn) if reset == "after" else (r * h_before) @ Whn + bhn
    return elementwise("tanh", x @ Wxn + kept + bn)


def out(z: Node, n: Node, h_before: Node, update: str) -> Node:
    return (1 - z) * h_before + z * n if update == "new" else (1 - z) * n + z * h_before


def _turned(z: Node, n: Node, h_before: Node, update: str) -> Node:
    """They let z and 1 − z change places."""
    return out(z, n, h_before, "old" if update == "new" else "new")


def _not_reset(x: Node, h_before: Node, Wxn: Node, Whn: Node, bn: Node, bhn: Node) -> Node:
    """They gave the candidate the whole state, without r."""
    return elementwise("tanh", x @ Wxn + (h_before @ Whn + bhn) + bn)


mistakes = {"update_gate_turned": ("out", _turned), "reset_forgotten": ("n", _not_reset)}
