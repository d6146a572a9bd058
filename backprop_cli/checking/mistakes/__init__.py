"""The catalogue of misconceptions: each is a rewriting of one line of the program; slips are seen in the digits."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ...expr.node import Node
from ...rules import find
from . import activation, linear, loss, order, signs, update
from .arithmetic import SLIPS
from .rewriting import COMMON, Misconception, RewriteContext, rewritings

_PHASES = {"out": ("forward", "loss"), "x": ("backward", "derivative", "jacobian")}


@cache
def catalogue() -> tuple[Misconception, ...]:
    """Every misconception of the catalogue, the commonest first."""
    themes = (signs, loss, activation, linear, update, order)
    return tuple(sorted((item for theme in themes for item in theme.MISTAKES), key=lambda item: item.rank))


@cache
def ranked() -> tuple[Misconception, ...]:
    """The misconceptions of the catalogue and of all kinds, the commonest first."""
    from ...rules import kinds

    own = (item for kind in (*kinds("layers"), *kinds("losses")) for item in of_kind(kind))
    return (*own, *catalogue())


def everywhere(mistake: Misconception) -> bool:
    """Whether it is one rewriting of a line, that a person may make wherever it fits."""
    return mistake.rank == COMMON


def of_kind(kind: str) -> tuple[Misconception, ...]:
    """The misconceptions that a kind's own module has beside its rules."""
    rules = next((rules for family in ("layers", "losses", "optimisers") if (rules := find(family, kind))), None)
    found = rules.mistakes if rules else {}
    return tuple(
        Misconception(name, _PHASES.get(of, ("gradient",)), rule, (of,), (kind,), COMMON)
        for name, (of, rule) in found.items()
    )


def candidates(setting: RewriteContext) -> Iterator[tuple[str, Node]]:
    """What a line can become, with the name of the misconception, the commonest first."""
    for mistake in (*of_kind(setting.line.kind), *catalogue()):
        for node in rewritings(mistake, setting):
            yield mistake.name, node


def theme_of(name: str) -> str:
    """The theme of a misconception: signs, loss, activation, linear, order, update or arithmetic."""
    for theme in (signs, loss, activation, linear, order, update):
        if any(mistake.name == name for mistake in theme.MISTAKES):
            return theme.__name__.rpartition(".")[2]
    return "arithmetic" if any(name == slip for slip, _ in SLIPS) else "activation"


def names() -> list[str]:
    """The names of all misconceptions, those of the kinds included."""
    return list(dict.fromkeys([*(item.name for item in ranked()), *(name for name, _ in SLIPS)]))
