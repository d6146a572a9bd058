"""Derivations and computation graphs of problems."""

from __future__ import annotations

from typing import NamedTuple

from ..derivation.parts import PARTS, Derivation, DerivationPart
from ..errors import one_of
from ..notebook_display import as_html
from ..problem.model import Problem
from ..views.drawing import Drawing, drawing
from .choices import known_word

FORMS = ("scalar", "matrix")
MODES = ("forward", "reverse")


class DerivedParts(NamedTuple):
    """The parts of a problem's derivation, each a list of lines; `render` writes them.

    >>> from backprop_cli import derive, load
    >>> (part,) = derive(load("ex3")[0], ["update"], "matrix").parts
    >>> part.part, part.form, [line.name for line in part.lines][:2]
    ('update', 'matrix', ['W1', 'b1'])
    """

    problem: Problem
    parts: tuple[DerivationPart, ...]

    def _repr_html_(self) -> str:
        return as_html(self)


def derive(
    problem: Problem,
    parts: list[str] | tuple[str, ...] = PARTS,
    form: str | None = None,
    mode: str | None = None,
    shapes: bool = False,
) -> DerivedParts:
    """The derivation of a problem.

    parts: which of PARTS, in their order on the page. form: "scalar", entry by entry, or "matrix" only. mode: of a
    scalar graph, "forward" or "reverse" accumulation only. shapes: whether the shape of every matrix stands at its
    name. Raises BackpropError for other words, and for a form that the problem does not have.

    >>> from backprop_cli import View, derive, load, render
    >>> print(render(derive(load("ex1")[0], ["cost"]), view=View(quiet=True)), end="")
    ━━ Number of multiplications ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
    order                                         multiplications
    from the output to the inputs (reverse mode)  8
    from each input to the output (forward mode)  10
    each path separately                          10
    """
    for part in parts:
        one_of(part, PARTS, "fault.unknown_part")
    if form is not None:
        known_word(form, FORMS)
    if mode is not None:
        known_word(mode, MODES, "fault.unknown_mode")
    forms = FORMS if form is None else (form,)
    return DerivedParts(problem, tuple(Derivation(problem, mode, shapes).parts(tuple(parts), forms)))


def graph(problem: Problem, lang: str = "en") -> Drawing:
    """The computation graph of a problem: values and gradients at its nodes, local derivatives at its edges.

    lang: the language of the title. `render` draws it: "text", "svg", "dot", "mermaid", "tikz" or "json".

    >>> from backprop_cli import graph, load, render
    >>> print(render(graph(load("ex1")[0]), "dot").splitlines()[0])
    digraph "ex1" {
    """
    return drawing(problem, lang)
