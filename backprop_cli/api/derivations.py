"""Derivations and computation graphs of problems."""

from __future__ import annotations

from ..derivation.parts import PARTS, Derivation, DerivationPart
from ..errors import one_of
from ..notebook_display import as_html
from ..problem.model import Problem
from ..records import NamedTuple
from ..views.drawing import PARTS_OF_STEP, Drawing, drawing, frames
from ..views.neurons import has_neurons
from .choices import known_word

FORMS = ("scalar", "matrix")
MODES = ("forward", "reverse")
VIEWS = ("network", "computation")


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


def graph(
    problem: Problem, lang: str = "en", view: str = "computation", at: int | None = None, until: str = "update"
) -> Drawing:
    """The computation graph of a problem: values and gradients at its nodes, local derivatives at its edges.

    lang: the language of the title. view: "network" is the network drawn instead, neuron by neuron. at: the step whose
    numbers are shown, instead of the first. until: up to which part of it: "forward", "backward" or "update". `render`
    draws it: "text", "svg", "dot", "mermaid", "tikz", "json" or "html". Raises BackpropError for the network of a
    problem that leaves sizes open.

    >>> from backprop_cli import graph, load, render
    >>> print(render(graph(load("ex1")[0]), "dot").splitlines()[0])
    digraph "ex1" {
    >>> [neuron.name for neuron in graph(load("ex2")[0], view="network").vertices if neuron.role == "input"]
    ['X[1,1]', 'X[1,2]']
    """
    known_word(view, VIEWS)
    known_word(until, PARTS_OF_STEP)
    return drawing(problem, lang, view == "network", at, until)


def picture_view(problem: Problem) -> str:
    """The view in which `backprop graph` draws a picture of a problem: "network", or "computation" of a formula.

    >>> from backprop_cli import load, picture_view
    >>> picture_view(load("ex1")[0]), picture_view(load("ex3")[0])
    ('computation', 'network')
    """
    return "network" if problem.network and has_neurons(problem) else "computation"


def film(drawing: Drawing) -> list[Drawing]:
    """The pictures of a film: what is given, then one more line of the work in each, at last all new weights.

    >>> from backprop_cli import film, graph, load
    >>> len(film(graph(load("ex3")[0], view="network", until="forward")))
    5
    """
    return list(frames(drawing))
