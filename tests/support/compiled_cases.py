"""What the compiled readings are held against: every activation and loss, every way of learning, every bundled problem."""

from cases import ACTIVATIONS, LOSSES, OPTIMISERS

from backprop_cli import load, problems

NETWORKS = [(activation, loss, batch) for activation in ACTIVATIONS for loss in LOSSES for batch in (1, 3)]
BUNDLED = [item for row in problems() for item in load(row["name"]) if not item.symbolic]
LEARNING = """
network:
  - linear: {{weights: [[0.31, -0.72], [0.43, 0.24]], bias: [0.15, -0.36]}}
  - {activation}
  - linear: {{weights: [[0.67], [-0.98]], bias: [0.29]}}
loss: half_squared_error
data: [{{x: [1, 2], y: [0.5]}}, {{x: [-1, 0.5], y: [1]}}, {{x: [0.5, -1.5], y: [-1]}}]
train: {{lr: {lr}, order: [[1, 2], 3], epochs: 40, optimizer: {optimizer}{more}}}
conventions: {{update_order: {order}}}
"""
RATES = (
    "0.1",
    "0.0625",
    "[0.3, 0.2, 0.1]",
    "{step: {start: 0.2, every: 2, times: 0.5}}",
    "{inverse: {start: 0.2, decay: 0.5}}",
)
MORE = (
    "",
    ", clip: {norm: 0.3}",
    ", clip: {value: 0.05}",
    ", l2: 0.1, l1: 0.05",
    ", weight_decay: 0.2",
    ", frozen: [W1]",
)
WAYS = [(kind, lr, more) for kind in OPTIMISERS for lr in RATES for more in MORE]
