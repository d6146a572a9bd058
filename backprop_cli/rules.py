"""Layers, losses and optimisers as their rules: plain functions whose parameter names are edges.

A kind is a module of pure functions on expressions: `out` is its value, `dNAME` its derivative by
NAME times the gradient `d` that arrives, any other public function an extra line of that name.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from fractions import Fraction
from functools import cache
from importlib import import_module
from types import ModuleType

from .expr.node import Node, as_node, constant_value, number, symbol
from .records import NamedTuple
from .typed import Any

Rule = Callable[..., Node]


class Rules(NamedTuple):
    """A kind's rules: its module's `out`, its derivatives by edge name, its extra lines, and its traits.

    A trait is a variable of the module that says something of the kind which its functions cannot show; whoever picks
    kinds (a mistake, a convention, a reader) asks for traits, never for a name. Of every kind:
      also_called: what other libraries and textbooks call it, for hints.
      options: name → default, as exact text; positive: those of them that must be above 0; probable: probabilities,
      from 0 to below 1.
      whole: options that are whole numbers, name → the least; alone: the one that a file may give without its name, as
      in `max_pool: 2`. An option whose default is the name of another one is that where it is not given.
      mistakes: what people make of a rule, by the name of the misconception: ("out", an extra line or several such, the
      edge whose derivative it is, or "S>Q", what the line S sends to Q; and the rule that they use).
    Of a layer:
      arrays: options that are rows or tables of numbers, name → names of their dimensions (of a table's
      first one that is missing, it is the same for all), None where they are left out.
      drawn: those of them that are drawn where they are left out, anew in each step, name → the option with the seed.
      predicts: options that are others for whoever predicts, name → what they are then, of the options.
      indices: the dimension of a parameter in which it looks up what it reads, indices counted from 1.
      parameters: name → names of its dimensions; neutral: what stands for one that is left out, as exact text, else 0.
      A parameter that is a line as well has the value of that line where a file leaves it out.
      sends: its extra lines are inner ones, which stand before its output in the forward pass. The derivatives by hand
      skip them on the way back; where there is none by x, or the option `form` is "nodes", the way back leads through
      each of them, by automatic derivatives, but for those that are written better by hand: (line, edge) → what that
      line sends to what it reads. across: it puts out for one observation what hangs on all others.
      function: the edge that is the name of an unknown function. example: a problem with it, where a few numbers of the
      usual kind would not do.
      probabilities: what it puts out are probabilities, of "each" output alone, of all in a "row" together,
      or the "logarithms" of those.
      familiar: among the first that a course teaches, so that people take it for another activation.
      carried: it reads a sequence, step by step, with the same parameters; these of its lines each step hands to the
      next, whose rules read them as h_before. The first of them is what `out` gives.
      axes: the names of those of one observation that it reads, where it is more than a row: ("channels", "rows",
      "columns"); a file may leave out the first of them if it has a single item. fewest_axes: how many there must be
      at least, where that is fewer. puts_out: the names of the axes of what it makes of one observation, with ′ where
      there are as many as there are places for its window.
      keys: what a file calls a parameter, by its name, where that is not the usual key: {"W": "kernel"}.
      several: it reads several values, all of one shape ("alike"), or with features of their own ("side by side"); x is
      their tuple, and `place` the one, from 0, that a gradient is by.
    Of an optimiser:
      state: what it remembers from step to step, name → value at first, as exact text. Its rule `name` gives the new
      value and reads the old one under that name; rules below it read the new one. shared: extra lines that are one for
      all parameters. choices: options that are words, name → those that there are, the default first. loss: the one
      that it learns from where a problem names none.
    Of a loss:
      reads: of one that says several, what the values that it compares are called, in order. A loss of which no line
      reads y has no targets.
      targets: the bounds of its targets, as exact text; only_bounds: nothing between them is meant; distribution: they
      sum to 1; directions: they are not all 0. logarithmic: it is a logarithm, whose base is a convention;
      of_logarithms: a layer before it has taken it. squared: it adds up squared errors, each halved ("half"), as
      they are ("sum"), or divided by the number of outputs ("mean"). threshold: its targets are classes, and an output
      from this on, as exact text, decides for the one of the larger target.
    """

    family: str
    kind: str
    doc: str
    out: Rule
    derivatives: dict[str, Rule]
    extras: dict[str, Rule]
    also_called: tuple[str, ...] = ()
    options: dict[str, str] = {}
    positive: tuple[str, ...] = ()
    probable: tuple[str, ...] = ()
    whole: dict[str, int] = {}
    alone: str = ""
    mistakes: dict[str, tuple[str | tuple[str, ...], Callable[..., Any]]] = {}
    parameters: dict[str, tuple[str, ...]] = {}
    arrays: dict[str, tuple[str, ...]] = {}
    drawn: dict[str, str] = {}
    predicts: dict[str, Callable[..., Any]] = {}
    indices: str = ""
    neutral: dict[str, str] = {}
    sends: dict[tuple[str, str], Rule] = {}
    example: str = ""
    across: bool = False
    function: str | None = None
    state: dict[str, str] = {}
    shared: tuple[str, ...] = ()
    choices: dict[str, tuple[str, ...]] = {}
    loss: str | None = None
    familiar: bool = False
    carried: tuple[str, ...] = ()
    several: str = ""
    axes: tuple[str, ...] = ()
    fewest_axes: int = 0
    puts_out: tuple[str, ...] = ()
    keys: dict[str, str] = {}
    probabilities: str | None = None
    reads: tuple[str, ...] = ()
    targets: tuple[str, str] | None = None
    only_bounds: bool = False
    distribution: bool = False
    directions: bool = False
    logarithmic: bool = False
    of_logarithms: bool = False
    squared: str | None = None
    threshold: str | None = None

    @property
    def is_activation(self) -> bool:
        """Whether it is a layer of one value alone, a row: no parameters, no joining, no axes, no mask."""
        return self.family == "layers" and not (self.parameters or self.several or self.axes or self.arrays)

    @property
    def has_targets(self) -> bool:
        """Whether a line of it reads the target y."""
        return any("y" in edges_of(rule) for rule in (self.out, *self.extras.values()))

    @property
    def source(self) -> str:
        """Where its formulas are from, as the docstring of its module says; "" where it says nothing."""
        _, _, said = self.doc.partition("Source: ")
        return " ".join(said.split("\n\n")[0].split()).rstrip(".")


TRAITS = tuple(Rules._field_defaults)


@cache
def find(family: str, kind: str) -> Rules | None:
    """The rules of a kind of "layers", "losses" or "optimisers"; None where there is no such kind."""
    name = f"{__package__}.{family}.{kind}"
    if not kind.isidentifier() or kind.startswith("_"):
        return None
    try:
        return of_module(import_module(name))
    except ModuleNotFoundError as error:
        if error.name == name:
            return None
        raise  # something that the kind imports


def kinds(family: str) -> list[str]:
    """The names of all kinds of a family, in alphabetical order."""
    folders = import_module(f"{__package__}.{family}").__path__
    files = {name for folder in folders for name in os.listdir(folder)}
    return sorted(name[:-3] for name in files if name.endswith(".py") and not name.startswith("_"))


def of_module(module: ModuleType) -> Rules:
    """A module's public functions, sorted by what their names say, and its traits."""
    functions = {
        name: thing
        for name, thing in vars(module).items()
        if callable(thing) and not name.startswith("_") and getattr(thing, "__module__", "") == module.__name__
    }
    traits = {name: getattr(module, name) for name in TRAITS if name not in functions and hasattr(module, name)}
    derivatives = {
        edge: functions["d" + edge] for edge in ("x", *traits.get("parameters", ())) if "d" + edge in functions
    }
    extras = {name: rule for name, rule in functions.items() if name != "out" and name[1:] not in derivatives}
    family, kind = module.__name__.split(".")[-2:]
    return Rules(family, kind, module.__doc__ or "", functions["out"], derivatives, extras, **traits)


def edges_of(rule: Rule) -> tuple[str, ...]:
    """The names of the edges that a rule reads: its parameters."""
    # Read off the code object: importing inspect takes 5 ms, a tenth of the start-up; rules are plain functions.
    code = rule.__code__
    return tuple(code.co_varnames[: code.co_argcount])


def options_as_arguments(options: dict[str, Any]) -> dict[str, Any]:
    """Options as arguments: numbers, rows and tables of them as nodes, the names of functions as they are.

    A row of nothing is a state of zeros, which no rule reads.
    """
    return {name: _as_argument(value) for name, value in options.items() if value != ()}


def _as_argument(value: Any) -> Any:
    if isinstance(value, tuple):
        return constant_value(value)
    return as_node(value) if isinstance(value, (Fraction, int)) else value


def arguments_of(
    rules: Rules, x: tuple[Node, ...], parameters: dict[str, Node], options: dict[str, Any]
) -> dict[str, Any]:
    """What a layer's `out` can read, but for its inner lines: the values x, its parameters (0, or what is neutral, for
    one that it does not have), its options, the batch size, and the number of inputs, of images that of their channels.
    """
    inputs = x[0].shape[1 + inputs_axis(rules)]
    absent = {edge: as_node(Fraction(rules.neutral.get(edge, "0"))) for edge in rules.parameters}
    values = {"x": x if rules.several else x[0], "inputs": size_of(inputs), "n": size_of(x[0].shape[0])}
    return {**values, **absent, **parameters, **options_as_arguments(options)}


def shape_after(
    rules: Rules, x: tuple[Node, ...], parameters: dict[str, Node], options: dict[str, Any]
) -> tuple[Any, ...]:
    """The shape of what a layer puts out. Raises ShapeError for what it cannot take."""
    arguments = arguments_of(rules, x, parameters, options)
    for edge, rule in lines_of(rules, parameters).items():
        arguments[edge] = symbol(edge, wire(rule, arguments).shape)
    return wire(rules.out, arguments).shape


def lines_of(rules: Rules, parameters: Collection[str]) -> dict[str, Rule]:
    """The extra lines of a layer that has these parameters: none in the place of one, nor what such alone reads."""
    if rules.extras.keys().isdisjoint(parameters):
        return rules.extras
    left = {edge: rule for edge, rule in rules.extras.items() if edge not in parameters}
    read = {edge for rule in (rules.out, *rules.derivatives.values(), *left.values()) for edge in edges_of(rule)}
    return {edge: rule for edge, rule in left.items() if edge in read}


def inputs_axis(rules: Rules) -> int:
    """Which axis of an observation is that of its inputs, from 0: the features, or the first: the channels."""
    return rules.axes.index("features") if "features" in rules.axes else 0


def size_of(size: Any) -> Node:
    """A size as a number, or as the name of one that is not known."""
    return symbol(size) if isinstance(size, str) else number(size)


def wire(rule: Rule, edges: dict[str, Any]) -> Node:
    """The rule's expression for given edges."""
    return rule(*(edges[name] for name in edges_of(rule)))
