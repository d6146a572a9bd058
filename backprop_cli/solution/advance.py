"""A problem put forward: with other weights, what the optimiser remembers with them, and more of its steps done."""

from __future__ import annotations

from collections.abc import Mapping

from ..problem.model import Problem
from ..typed import Any


def advanced(problem: Problem, weights: Mapping[str, Any], done: int) -> Problem:
    """The problem as it stands after `done` steps that led to these weights and states, arrays by name."""
    values = {name: nested(value) for name, value in weights.items()}
    train, graph = problem.train, problem.graph
    if train is None:
        return problem
    layers = tuple(
        layer._replace(
            parameters={
                edge: values.get(layer.names[edge], value) if edge in layer.names else value
                for edge, value in layer.parameters.items()
            }
        )
        for layer in problem.network
    )
    known = {called for layer in problem.network for called in layer.names.values()} | set(graph.learn if graph else ())
    state = {name: value for name, value in values.items() if name not in known}
    at = {**graph.at, **{name: values[name] for name in graph.learn if name in values}} if graph else {}
    return problem._replace(
        network=layers,
        graph=graph and graph._replace(at=at),
        train=train._replace(state=state, done=done),
    )


def nested(value: Any) -> Any:
    """An array as nested tuples of floats."""
    found = value.tolist() if hasattr(value, "tolist") else value
    return _tuples(found)


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
