"""Every kind of layer and loss in PyTorch: functions that take all options of the kind by name, so that none is left out.

A layer gets what it reads, its parameters by their edges, and its options; a loss gives each observation's loss. Sequences
are (batch, steps, features); what follows them works on the last axis.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

torch: Any = pytest.importorskip("torch")
functional = torch.nn.functional


def _linear(x, own):
    return x @ own["W"] + own.get("b", 0)


def _convolution(x, own, stride, padding, flip):
    spatial = tuple(range(2, x.dim()))
    W = own["W"].flip(spatial) if flip == "true" else own["W"]
    work = functional.conv2d if len(spatial) == 2 else functional.conv1d
    return work(x, W, own.get("b"), stride=stride, padding=padding)


def _max_pool(x, own, size, stride, padding):
    return functional.max_pool2d(x, size, stride, padding)


def _avg_pool(x, own, size, stride, padding):
    return functional.avg_pool2d(x, size, stride, padding)


def _normalised(axis):
    def work(x, own, epsilon, form):
        mean = x.mean(axis, keepdim=True)
        spread = torch.sqrt(((x - mean) ** 2).mean(axis, keepdim=True) + epsilon)
        return own.get("gamma", 1) * (x - mean) / spread + own.get("beta", 0)

    return work


def _dropout(x, own, p, seed, mask, inverted):
    return x * torch.as_tensor(mask).double() / (1 - p if inverted == "true" else 1)


def _attention(x, own, heads, scale, mask):
    q, k, v = (x @ own[name] for name in ("WQ", "WK", "WV"))
    seen = None if mask is None else torch.as_tensor(mask).bool()
    root = 1 / math.sqrt(q.shape[-1]) if scale == "root" else 1.0
    return functional.scaled_dot_product_attention(q, k, v, attn_mask=seen, scale=root)


def encoding(tokens, features):
    """The sines and cosines of the paper, entry by entry."""
    table = torch.zeros(tokens, features, dtype=torch.float64)
    for pos in range(tokens):
        for column in range(features):
            angle = torch.tensor(pos / 10000 ** (column // 2 * 2 / features), dtype=torch.float64)
            table[pos, column] = torch.cos(angle) if column % 2 else torch.sin(angle)
    return table


def _positional(x, own):
    return x + (own["P"] if "P" in own else encoding(*x.shape[1:]))


def _over_time(cell, carried):
    """A layer that takes one step after the other; with bptt, states are cut off before every so-many-th step from the end."""

    def work(x, own, outputs="last", bptt=None, h0=None, c0=None, **options):
        last, width = x.shape[1], next(value.shape[1] for value in own.values() if value.dim() == 2)
        first = {"h": h0, "c": c0}
        given = [first[name] or (0.0,) * width for name in carried]
        states = [torch.tensor(state, dtype=torch.float64).expand(len(x), width) for state in given]
        found = []
        for t in range(last):
            if bptt and t and (last - t) % bptt == 0:
                states = [state.detach() for state in states]
            states = list(cell(x[:, t], own, *states, **options))
            found.append(states[0])
        return torch.stack(found, 1) if outputs == "all" else found[-1]

    return work


def _gate(x, h, own, gate):
    return x @ own[f"Wx{gate}"] + h @ own[f"Wh{gate}"] + own.get(f"b{gate}", 0)


def _rnn(x, own, h, activation):
    return (getattr(torch, activation)(_gate(x, h, own, "")),)


def _lstm(x, own, h, c):
    i, f, o = (torch.sigmoid(_gate(x, h, own, gate)) for gate in "ifo")
    c = f * c + i * torch.tanh(_gate(x, h, own, "g"))
    return o * torch.tanh(c), c


def _gru(x, own, h, reset, update):
    z, r = (torch.sigmoid(_gate(x, h, own, gate)) for gate in "zr")
    within = r * (h @ own["Whn"] + own.get("bhn", 0)) if reset == "after" else (r * h) @ own["Whn"] + own.get("bhn", 0)
    n = torch.tanh(x @ own["Wxn"] + within + own.get("bn", 0))
    return ((z * n + (1 - z) * h if update == "new" else z * h + (1 - z) * n),)


LAYERS: dict[str, Callable[..., Any]] = {
    "add": lambda x, own: sum(x),
    "attention": _attention,
    "avg_pool": _avg_pool,
    "batch_norm": _normalised(0),
    "concat": lambda x, own: torch.cat(x, -1),
    "conv1d": _convolution,
    "conv2d": _convolution,
    "dropout": _dropout,
    "elu": lambda x, own, alpha: torch.where(x > 0, x, alpha * torch.expm1(x.clamp(max=0))),
    "embedding": lambda x, own: own["W"][x.long() - 1],
    "flatten": lambda x, own: x.flatten(1),
    "gelu": lambda x, own: functional.gelu(x),
    "global_avg_pool": lambda x, own: x.mean((2, 3)),
    "gru": _over_time(_gru, "h"),
    "hardtanh": lambda x, own, low, high: functional.hardtanh(x, low, high),
    "identity": lambda x, own: x,
    "layer_norm": _normalised(-1),
    "leaky_relu": lambda x, own, slope: functional.leaky_relu(x, slope),
    "linear": _linear,
    "log_softmax": lambda x, own: torch.log_softmax(x, -1),
    "lstm": _over_time(_lstm, "hc"),
    "max_pool": _max_pool,
    "multiply": lambda x, own: math.prod(x),
    "positional": _positional,
    "relu": lambda x, own: torch.relu(x),
    "rnn": _over_time(_rnn, "h"),
    "sigmoid": lambda x, own: torch.sigmoid(x),
    "silu": lambda x, own: functional.silu(x),
    "softmax": lambda x, own, temperature: torch.softmax(x / temperature, -1),
    "softplus": lambda x, own: functional.softplus(x),
    "softsign": lambda x, own: functional.softsign(x),
    "tanh": lambda x, own: torch.tanh(x),
}


def _smoothed(y, smoothing):
    return y * (1 - smoothing) + smoothing / y.shape[-1]


def _focal(x, y, gamma, alpha):
    ones, zeros = (alpha, 1 - alpha) if alpha else (1, 1)
    hit, miss = torch.xlogy(y, x) * (1 - x) ** gamma, torch.xlogy(1 - y, 1 - x) * x**gamma
    return -(ones * hit + zeros * miss).sum(-1)


def _triplet(x, y, margin, distance):
    """Of x (batch, 3, features); of plain distances without the 1e-6 that PyTorch adds to each difference."""
    if distance == "euclidean":
        return functional.triplet_margin_loss(*x.unbind(1), margin=margin, eps=0, reduction="none")
    return functional.triplet_margin_with_distance_loss(
        *x.unbind(1), distance_function=lambda u, v: ((u - v) ** 2).sum(-1), margin=margin, reduction="none"
    )


LOSSES: dict[str, Callable[..., Any]] = {
    "squared_error": lambda x, y: ((y - x) ** 2).sum(-1),
    "half_squared_error": lambda x, y: ((y - x) ** 2).sum(-1) / 2,
    "mse": lambda x, y: ((y - x) ** 2).mean(-1),
    "mae": lambda x, y: (y - x).abs().mean(-1),
    "huber": lambda x, y, delta: functional.huber_loss(x, y, reduction="none", delta=delta).sum(-1),
    "hinge": lambda x, y: torch.clamp(1 - y * x, min=0).sum(-1),
    "perceptron": lambda x, y: (((x >= 0).double() - y) * x).sum(-1),
    "log_loss": lambda x, y: -(torch.xlogy(y, x) + torch.xlogy(1 - y, 1 - x)).sum(-1),
    "log_loss_with_logits": lambda x, y: functional.binary_cross_entropy_with_logits(x, y, reduction="none").sum(-1),
    "cross_entropy": lambda x, y, smoothing: -torch.xlogy(_smoothed(y, smoothing), x).sum(-1),
    "cross_entropy_with_logits": lambda x, y, smoothing: functional.cross_entropy(
        x, y, reduction="none", label_smoothing=smoothing
    ),
    "focal": _focal,
    "kl_divergence": lambda x, y: functional.kl_div(x.log(), y, reduction="none").sum(-1),
    # Without the 1e-12 that cosine_embedding_loss adds to the squares of the lengths.
    "cosine": lambda x, y: 1 - (functional.normalize(x, dim=-1) * functional.normalize(y, dim=-1)).sum(-1),
    "nll": lambda x, y: -(y * x).sum(-1),
    "triplet": _triplet,
}
