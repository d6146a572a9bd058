"""What the values of rows and of time steps are printed as: a of y_hat[1] where a loss compares rows, h[3] of y_hat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..rules import find
from .model import INPUT, OUTPUT, LayerSpec, LossSpec, Problem
from .series import ALL, at_step, out_line, rows_of, sequences, state_name, time_steps
from .wiring import output_names, reads_of


def names_of_rows(problem: Problem) -> tuple[str, ...]:
    """The canonical names of all values of the rows that a loss compares: x[1], H1[1], y_hat[1] …"""
    return tuple(_row_labels(problem.network, problem.losses, {})) if any(map(rows_of, problem.losses)) else ()


def labels(network: Sequence[LayerSpec], losses: Sequence[LossSpec], data: Any, own: dict[str, str]) -> dict[str, str]:
    """What values are printed as, by their canonical names: the states that a network puts out, the rows that a loss
    compares, and what the author calls values (own).
    """
    return {**_row_labels(network, losses, own), **_state_labels(network, time_steps(network, losses, data)), **own}


def _row_labels(network: Sequence[LayerSpec], losses: Sequence[LossSpec], own: dict[str, str]) -> dict[str, str]:
    """The names of the rows that a loss compares: a of y_hat[1], x_a of the data, H_1a of H1[1]."""
    rows = next(filter(None, map(rows_of, losses)), ())
    names, found = output_names(network), dict[str, str]()
    for name in sequences(network, losses, names, reads_of(network)) if rows else ():
        letter, number = name[:1], name[1:]
        stem = f"{own[name]}_" if name in own else "" if name == OUTPUT else f"{letter}_{number}"
        stem = f"{INPUT.lower()}_" if name == INPUT else stem
        found |= {at_step(name, step): f"{stem}{row}" for step, row in enumerate(rows, 1)}
    return found


def _state_labels(network: Sequence[LayerSpec], steps: int) -> dict[str, str]:
    """The names of the states that a network puts out, h[3], by their canonical ones: y_hat, or y_hat[1], y_hat[2] …"""
    rules = find("layers", network[-1].kind) if network else None
    if not rules or not rules.carried:
        return {}
    called = state_name(network, len(network), out_line(rules))
    if network[-1].options.get("outputs") != ALL:
        return {OUTPUT: at_step(called, steps)}
    return {at_step(OUTPUT, step): at_step(called, step) for step in range(1, steps + 1)}
