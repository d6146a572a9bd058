"""Layers, losses and optimisers as their rules: plain functions whose parameter names are edges.

A kind is a module of pure functions on expressions: `out` is its value, `dNAME` its derivative by
NAME times the gradient `d` that arrives, any other public function an extra line of that name.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, NamedTuple

from .expr.node import Node

Rule = Callable[..., Node]


class Rules(NamedTuple):
    """A kind's rules: its module's `out`, derivatives by edge name, extra lines, and metadata.

    parameters: name → names of its dimensions. options: name → default, as exact text; positive: those that
    must be above 0. targets: the bounds that a loss sets to its targets, as exact text; only_bounds: whether
    nothing between them is meant; distribution: whether they sum to 1. function: the edge that is the name of
    an unknown function. mistakes: what people make of a rule (out, or the derivative by an edge), by the name of the
    misconception. logarithmic: whether the loss is a logarithm, whose base is a convention.
    """

    kind: str
    doc: str
    out: Rule
    derivatives: dict[str, Rule]
    extras: dict[str, Rule]
    parameters: dict[str, tuple[str, ...]]
    options: dict[str, str]
    targets: tuple[str, str] | None = None
    distribution: bool = False
    only_bounds: bool = False
    positive: tuple[str, ...] = ()
    function: str | None = None
    mistakes: dict[str, tuple[str, Rule]] = {}
    logarithmic: bool = False


@cache
def find(family: str, kind: str) -> Rules | None:
    """The rules of a kind of "layers", "losses" or "optimisers"; None where there is no such kind."""
    package = f"{__package__}.{family}"
    if not kind.isidentifier() or kind.startswith("_") or find_spec(f"{package}.{kind}") is None:
        return None
    return of_module(import_module(f"{package}.{kind}"))


def kinds(family: str) -> list[str]:
    """The names of all kinds of a family, in alphabetical order."""
    folders = import_module(f"{__package__}.{family}").__path__
    files = {name for folder in folders for name in os.listdir(folder)}
    return sorted(name[:-3] for name in files if name.endswith(".py") and not name.startswith("_"))


def of_module(module: ModuleType) -> Rules:
    """A module's public functions, sorted by what their names say."""
    functions = {
        name: thing
        for name, thing in vars(module).items()
        if callable(thing) and not name.startswith("_") and getattr(thing, "__module__", "") == module.__name__
    }
    parameters = getattr(module, "parameters", {})
    derivatives = {edge: functions["d" + edge] for edge in ("x", *parameters) if "d" + edge in functions}
    extras = {name: rule for name, rule in functions.items() if name != "out" and name[1:] not in derivatives}
    return Rules(
        module.__name__.rpartition(".")[2],
        module.__doc__ or "",
        functions["out"],
        derivatives,
        extras,
        parameters,
        getattr(module, "options", {}),
        getattr(module, "targets", None),
        getattr(module, "distribution", False),
        getattr(module, "only_bounds", False),
        getattr(module, "positive", ()),
        getattr(module, "function", None),
        getattr(module, "mistakes", {}),
        getattr(module, "logarithmic", False),
    )


def edges_of(rule: Rule) -> tuple[str, ...]:
    """The names of the edges that a rule reads: its parameters."""
    code = rule.__code__
    return tuple(code.co_varnames[: code.co_argcount])


def wire(rule: Rule, edges: dict[str, Any]) -> Node:
    """The rule's expression for given edges."""
    return rule(*(edges[name] for name in edges_of(rule)))
