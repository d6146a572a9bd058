"""Other libraries at the same work, as baselines; None, and a line that says so, where a library is not there."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from .figures import Baseline, seconds

EAGER_STEPS = 50


def is_there(library: str, row: str) -> bool:
    """Whether a library can be imported; else says that a row is left out."""
    found = find_spec(library) is not None
    if not found:
        print(f"without {library}: no row for {row}")
    return found


def torch_steps(sizes: tuple[int, ...], activation: str, loss: str, x: Any, y: Any, rate: float) -> Callable[[], None]:
    """A step of PyTorch eager in float64 as everybody writes it: layers with an activation between them, and SGD."""
    import torch

    torch.manual_seed(0)
    layers = [torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])]
    between = [module for layer in layers for module in (layer, getattr(torch.nn, activation)())]
    # A loss of logits has no activation before it.
    net = torch.nn.Sequential(*(between if loss == "MSELoss" else between[:-1])).double()
    judge, optimiser = getattr(torch.nn, loss)(), torch.optim.SGD(net.parameters(), lr=rate)
    given, wanted = torch.from_numpy(x), torch.from_numpy(y)

    def step() -> None:
        optimiser.zero_grad()
        judge(net(given), wanted).backward()
        optimiser.step()

    return step


def torch_baseline(step: Callable[[], None], times: int = EAGER_STEPS) -> Baseline:
    """PyTorch as what a row is held against."""
    return Baseline("PyTorch eager", lambda: seconds(step, times))


def jax_variants(weights: Any, x: Any, y: Any) -> Baseline:
    """Two steps of exercise 3 in jax: the gradient, for all variants by vmap, compiled by jit; after a warm-up."""
    import jax

    jax.config.update("jax_enable_x64", True)
    sigmoid = jax.nn.sigmoid

    def loss(w: Any, x: Any, y: Any) -> Any:
        out = sigmoid(w[4] * sigmoid(w[2] * sigmoid(w[0] * x + w[1]) + w[3]) + w[5])
        return 0.5 * (y - out) ** 2

    def two(w: Any, x: Any, y: Any) -> Any:
        for n in range(2):
            w = w - jax.grad(loss)(w, x[n], y[n])
        return w

    compiled = jax.jit(jax.vmap(two, in_axes=(1, 1, 1), out_axes=1))
    given = [jax.numpy.asarray(value) for value in (weights, x[:, 0], y[:, 0])]
    compiled(*given).block_until_ready()
    return Baseline("jax, vmap and jit", lambda: seconds(lambda: compiled(*given).block_until_ready(), 5) / x.shape[-1])
