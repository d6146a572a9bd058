"""The catalogue of misconceptions: those of the themes, and those that a kind has beside its rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from ...errors import Message
from ...expr.node import Node
from ...i18n import has
from ...rules import Rules, edges_of, find, kinds
from . import activation, arithmetic, linear, loss, memory, order, over_time, signs, update
from .rewriting import (
    COMMON,
    Misconception,
    RewriteContext,
    already_wrong,
    of_other_shape,
    rewritings,
    rewritten,
    rules_of,
)

THEMES = (signs, loss, activation, linear, update, memory, over_time, order)
OWN_THEMES = {"layers": activation, "losses": loss, "optimisers": update}
_PHASES = {"out": ("forward", "loss", "update"), "x": ("backward", "derivative", "jacobian")}


@cache
def catalogue() -> tuple[Misconception, ...]:
    """Every misconception of the themes, the commonest first."""
    return tuple(sorted((item for theme in THEMES for item in theme.MISTAKES), key=lambda item: item.rank))


def own_mistakes(rules: Rules) -> tuple[Misconception, ...]:
    """The misconceptions that a kind's own module has beside its rules."""
    return tuple(
        Misconception(name, _phases(rules, outputs[0], rule), rule, outputs, lambda other: other is rules, COMMON)
        for name, (said, rule) in rules.mistakes.items()
        for outputs in [(said,) if isinstance(said, str) else said]
    )


def _phases(rules: Rules, output: str, rule: Callable[..., Node]) -> tuple[str, ...]:
    if rules.family == "optimisers":
        return ("update",)
    if ">" in output:  # what an inner line sends on
        return _PHASES["x"]
    # Of what is a line or a parameter, only the gradient reads d.
    is_line = output in rules.extras and not (output in rules.derivatives and "d" in edges_of(rule))
    return _PHASES["out"] if is_line else _PHASES.get(output, ("gradient",))


def _own() -> Iterator[tuple[str, Misconception]]:
    """Every misconception of a kind's own, with the kind's family."""
    for family in OWN_THEMES:
        for rules in (rules for kind in kinds(family) if (rules := find(family, kind))):
            yield from ((family, mistake) for mistake in own_mistakes(rules))


def ranked() -> tuple[Misconception, ...]:
    """The misconceptions of all kinds and of the themes, the commonest first."""
    return (*(mistake for _, mistake in _own()), *catalogue())


def is_made_everywhere(mistake: Misconception) -> bool:
    """Whether whoever makes it in one line makes it in every line where it fits."""
    # A common misconception is a wrong belief, held throughout; a rarer one is taken for a lapse in a single line.
    return mistake.rank == COMMON


@cache
def is_belief(name: str) -> bool:
    """Whether a misconception of that name is one that a person has in every line where it fits."""
    return any(is_made_everywhere(mistake) for mistake in ranked() if mistake.name == name)


def candidates(context: RewriteContext) -> Iterator[tuple[str, Node]]:
    """What a line can become, with the name of the misconception, the commonest first."""
    for mistake in _mistakes_of(context):
        for node in rewritings(mistake, context):
            yield mistake.name, node


def by_misconception(
    mistakes: tuple[Misconception, ...], context: RewriteContext
) -> Iterator[tuple[Misconception, tuple[Node, ...]]]:
    """What a line becomes by each of some misconceptions, in their order."""
    yield from ((mistake, tuple(rewritings(mistake, context))) for mistake in mistakes)


def misshapen(context: RewriteContext) -> Iterator[tuple[str, Node]]:
    """What a line can become in another shape than its own, with the name of the misconception."""
    for mistake in _mistakes_of(context):
        for node in of_other_shape(mistake, context):
            yield mistake.name, node


def _mistakes_of(context: RewriteContext) -> Iterator[Misconception]:
    # Of a value with several readers, each of these may be of another kind.
    lines = (context.line, *(term.line for term in context.line.terms))
    kinds_read = dict.fromkeys((rules.family, rules.kind) for line in lines if (rules := rules_of(line)))
    own = (mistake for family, kind in kinds_read if (rules := find(family, kind)) for mistake in own_mistakes(rules))
    yield from (*own, *catalogue())


def pairs(context: RewriteContext) -> Iterator[tuple[str, Node]]:
    """What a line can become by two misconceptions at once, with both names and a plus sign between them.

    The first is a common one; the second takes the line as it stands after that: a sign, a factor, a transpose.
    """
    seconds = [item for item in catalogue() if edges_of(item.rewriting) == ("right",)]
    upright = context.upright
    for first in (item for item in ranked() if is_made_everywhere(item)):
        for node in rewritten(first, upright):
            line = already_wrong(upright.line, node)
            for second in (item for item in seconds if item.name != first.name):
                for both in rewritten(second, upright._replace(line=line)):
                    for laid in context.written(both):
                        yield f"{first.name}+{second.name}", laid


@cache
def theme_of(name: str) -> str:
    """The theme of a misconception: signs, loss, activation, linear, order, update or arithmetic.

    Of two misconceptions it is that of the first.
    """
    name = name.partition("+")[0]
    own = (OWN_THEMES[family] for family, mistake in _own() if mistake.name == name)
    themes = (theme for theme in THEMES if any(mistake.name == name for mistake in theme.MISTAKES))
    first, *_ = (*themes, *own, arithmetic)
    return first.__name__.rpartition(".")[2]


def said_of(name: str) -> Message:
    """What is told of a misconception: its text, or what its rule says of itself where the texts have nothing."""
    key = f"mistake.{name}"
    if has(key):
        return Message(key)
    docs = (mistake.rewriting.__doc__ for mistake in ranked() if mistake.name == name)
    said = next(docs, None) or name.replace("_", " ")
    return Message("check.own_mistake", {"said": said.strip().partition("\n")[0]})


def names() -> list[str]:
    """The names of all misconceptions, those of the kinds and the slips included."""
    return list(dict.fromkeys([*(item.name for item in ranked()), *(name for name, _ in arithmetic.SLIPS)]))
