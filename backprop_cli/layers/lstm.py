"""c[t] = f ⊙ c[t−1] + i ⊙ g, h[t] = o ⊙ tanh(c[t]) with gates i, f, o. Source: Gers, Schmidhuber, Cummins, 2000.

x is one time step, (batch, inputs); h_before and c_before are of the step before, (batch, hidden). A gate is
σ(x·Wx + h_before·Wh + b) with matrices of its own, (inputs, hidden) and (hidden, hidden), and a bias (hidden,).
"""

from ..expr.node import Node, elementwise
from ._gates import gate_parameters

also_called = ("long_short_term_memory", "lstm_cell")
parameters = gate_parameters("ifgo")
carried = ("h", "c")
example = """\
title: an LSTM over two time steps
network:
  - lstm:
      {Wxi: [[0.5]], Whi: [[0.1]], bi: [0], Wxf: [[0.4]], Whf: [[0.2]], bf: [1],
       Wxg: [[0.3]], Whg: [[0.2]], bg: [0], Wxo: [[0.6]], Who: [[-0.1]], bo: [0]}
loss: half_squared_error
data:
  - {x: [1, 2], y: 0.5}
train: {lr: 0.1}
"""


def i(x: Node, h_before: Node, Wxi: Node, Whi: Node, bi: Node) -> Node:
    return elementwise("sigmoid", x @ Wxi + h_before @ Whi + bi)


def f(x: Node, h_before: Node, Wxf: Node, Whf: Node, bf: Node) -> Node:
    return elementwise("sigmoid", x @ Wxf + h_before @ Whf + bf)


def g(x: Node, h_before: Node, Wxg: Node, Whg: Node, bg: Node) -> Node:
    return elementwise("tanh", x @ Wxg + h_before @ Whg + bg)


def o(x: Node, h_before: Node, Wxo: Node, Who: Node, bo: Node) -> Node:
    return elementwise("sigmoid", x @ Wxo + h_before @ Who + bo)


def c(f: Node, c_before: Node, i: Node, g: Node) -> Node:
    return f * c_before + i * g


def out(o: Node, c: Node) -> Node:
    return o * elementwise("tanh", c)


def _gates_swapped(f: Node, c_before: Node, i: Node, g: Node) -> Node:
    """They kept by the input gate and let in by the forget gate."""
    return i * c_before + f * g


def _nothing_kept(i: Node, g: Node) -> Node:
    """They forgot what the cell keeps of the step before."""
    return i * g


def _without_tanh(o: Node, c: Node) -> Node:
    """They let the cell's state out as it is, without tanh."""
    return o * c


def _candidate_as_gate(x: Node, h_before: Node, Wxg: Node, Whg: Node, bg: Node) -> Node:
    """They took σ for the candidate, as for the gates."""
    return elementwise("sigmoid", x @ Wxg + h_before @ Whg + bg)


mistakes = {
    "gates_swapped": ("c", _gates_swapped),
    "nothing_kept": ("c", _nothing_kept),
    "cell_without_tanh": ("out", _without_tanh),
    "candidate_as_gate": ("g", _candidate_as_gate),
}
