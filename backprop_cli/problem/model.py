"""A problem as checked, plain data. Everything after the reading of files works on this.

An element is an exact number: a Fraction, or an expression of constants where it is none (`exp(-1)`); a weight without
a number is a symbol. In bulk (drawn, or from a file of numbers) it is a float, which stands for its shortest decimal.
Vectors are tuples of elements, matrices are tuples of rows; weights are always (inputs, outputs).
An observation is what other books call a sample or an example. Everything that is counted is counted from 1.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from importlib import import_module

from ..errors import Mark
from ..evaluate.evaluate import has_name
from ..expr.node import Node
from ..expr.traverse import symbols, walk
from ..records import NamedTuple
from ..rules import find
from ..tolerances import MIN_DIGITS
from ..typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .batches import Batches

Element = Fraction | Node
Matrix = tuple[tuple[Element, ...], ...]
Localized = dict[str, str]
INPUT, OUTPUT, TARGET = "X", "y_hat", "y"  # the data that a network reads, what it puts out, and its targets


class LayerSpec(NamedTuple):
    """One layer of the network. parameters: values by edge (W, b); names: theirs, W2 or the problem's own.

    A value is a nested tuple of elements; a single element that a whole vector shares; or, where sizes are not known, a
    symbol whose shape names them. of: the canonical names of the values that it reads; none is what the layer before
    puts out. name: what its author calls what it puts out; "" if nothing.
    """

    kind: str
    options: dict[str, Any] = {}
    parameters: dict[str, Any] = {}
    names: dict[str, str] = {}
    mark: Mark | None = None
    of: tuple[str, ...] = ()
    name: str = ""


class LossSpec(NamedTuple):
    """The loss: its kind, its options, and whether a batch is averaged ("mean") or summed ("sum").

    says_reduction: whether its author wrote which of the two. of: the canonical names of the values that it judges,
    mostly of one; weight: its factor in the sum L of several losses; target, number: the name of its targets, "" where
    it has none, and its number among several losses (L1, L2), 0 of the only one.
    """

    kind: str
    options: dict[str, Any] = {}
    reduction: str = "mean"
    mark: Mark | None = None
    says_reduction: bool = False
    of: tuple[str, ...] = (OUTPUT,)
    weight: Element = Fraction(1)
    target: str = TARGET
    number: int = 0


class Observation(NamedTuple):
    """One row of the data: inputs x and, where the loss needs them, targets y; of a graph, values by name.

    Of a network with several losses that have targets of their own, values are these, t1, t2 by the losses' numbers.
    """

    x: tuple[Element, ...]
    y: tuple[Element, ...] | None = None
    mark: Mark | None = None
    values: dict[str, Any] = {}


class Train(NamedTuple):
    """How the weights are learned: each entry of `order` is one step on those observations.

    lr: the rate, of a schedule that of its start. schedule: the kind of it, "" for none; rates: those of the first
    steps, if they are listed. state: what the optimiser remembers of the steps that are done, by name (v_W1, t); what
    is not there is as at first. clip: "norm" or "value", and the limit. l2, l1: the factors of penalties in the loss.
    batches: how mini-batches are made, where the order is not listed: then `order` is that of the first epoch, of the
    observations `learned`; those `held` out are for a test.
    """

    lr: Element
    order: tuple[tuple[int, ...], ...]
    epochs: int = 1
    optimizer: str = "sgd"
    optimizer_options: dict[str, Any] = {}
    done: int = 0
    frozen: tuple[str, ...] = ()
    mark: Mark | None = None
    state: dict[str, Any] = {}
    schedule: str = ""
    schedule_options: dict[str, Any] = {}
    rates: tuple[Element, ...] = ()
    clip: tuple[str, Element] | None = None
    weight_decay: Element | None = None
    l2: Element | None = None
    l1: Element | None = None
    batches: Batches | None = None
    learned: tuple[int, ...] = ()
    held: tuple[int, ...] = ()

    @property
    def rate_changes(self) -> bool:
        """Whether the learning rate is not the same in every step."""
        return bool(self.rates or self.schedule)


class Graph(NamedTuple):
    """Named values in order, each an expression of earlier ones and inputs, with numbers or matrices.

    at: values of inputs, as nested tuples. wrt: the inputs with respect to which derivatives are wanted. loss: the node
    that is differentiated; "": the last. learn: the inputs that steps change, uphill if `ascent`. mean: whether the
    loss of a batch is the mean over its observations, or the sum. constants: pi, which is no input.
    """

    nodes: dict[str, Node]
    inputs: tuple[str, ...]
    at: dict[str, Any] = {}
    wrt: tuple[str, ...] = ()
    loss: str = ""
    learn: tuple[str, ...] = ()
    ascent: bool = False
    mean: bool = True
    constants: dict[str, Element] = {}

    @property
    def output(self) -> str:
        """The name of the node that is differentiated."""
        return self.loss or next(reversed(self.nodes))

    @property
    def is_scalar(self) -> bool:
        """Whether every value is a number, and none a vector or a matrix."""
        return not any(part.shape for node in self.nodes.values() for part in walk(node))

    def needed(self, wrt: Collection[str]) -> set[str]:
        """The names on the ways from the output down to some inputs."""
        below: dict[str, bool] = {name: name in wrt for name in self.inputs}
        for name, node in self.nodes.items():
            below[name] = any(below.get(read) for read in symbols(node))
        above = {self.output}
        for name in reversed(list(self.nodes)):
            if name in above:
                above |= set(symbols(self.nodes[name]))
        return {name for name in above if below.get(name)}


class Question(NamedTuple):
    """A question of the sheet.

    ask: the phases and parts that are wanted. layers: of which layers (numbers, or "loss"); none is the whole pass.
    given: values by key (input, upstream, prediction, target). other: the problem to compare with.
    """

    id: str
    ask: tuple[str, ...]
    layers: tuple[int | str, ...] = ()
    given: dict[str, Any] = {}
    other: str | None = None
    mark: Mark | None = None


class MarkingScheme(NamedTuple):
    """How answers are marked.

    level: which lines count: those given, final, gradient or all, where a line that is left out is missing; None: all,
    and what is left out is not listed. accept: the conventions that pass beside the problem's own: any that the
    problem leaves open, none, or by name. rounding: "usual" also accepts truncation, "strict" does not. min_digits: the
    fewest significant digits of a right answer. follow: what is earned by what follows from an earlier wrong answer:
    full, half or none. asks: whether one answer is enough to speak of a convention, for the person is asked back.
    """

    level: str | None = None
    accept: tuple[str, ...] = ("any",)
    rounding: str = "usual"
    min_digits: int = MIN_DIGITS
    follow: str = "full"
    asks: bool = False


class PageLook(NamedTuple):
    """How an author wants a problem's work shown: entry by entry or not (None: as fits), and in how many digits."""

    entries: bool | None = None
    digits: int | None = None


class Problem(NamedTuple):
    """One document of a problem file, checked.

    graph: a scalar graph in the place of a network. names: printed names by canonical ones. points: the marks of an
    answer, by name or STEP:name. stated: the keys of `conventions` that its author wrote. check: how to mark answers.
    tests: the tree of its tests. look: how its work is shown. document: the tree that it was read from. siblings: the
    other problems of its file. batches: those in each matrix of data. more_losses: beside the first, L is their sum.

    >>> from backprop_cli import load
    >>> (problem,) = load("ex3")
    >>> problem, [layer.kind for layer in problem.network], problem.loss.kind
    (<Problem ex3>, ['linear', 'sigmoid', 'linear', 'sigmoid', 'linear', 'sigmoid'], 'half_squared_error')
    """

    name: str
    title: Localized
    network: tuple[LayerSpec, ...]
    loss: LossSpec | None = None
    data: Sequence[Observation] = ()
    train: Train | None = None
    conventions: dict[str, Any] = {}
    stated: tuple[str, ...] = ()
    names: dict[str, str] = {}
    notes: tuple[Localized, ...] = ()
    questions: tuple[Question, ...] = ()
    source: Localized = {}
    graph: Graph | None = None
    points: dict[str, Fraction] = {}
    check: MarkingScheme = MarkingScheme()
    look: PageLook = PageLook()
    tests: Any = None
    document: Any = None
    siblings: tuple[Problem, ...] = ()
    batches: tuple[tuple[int, ...], ...] = ()
    more_losses: tuple[LossSpec, ...] = ()

    def __repr__(self) -> str:
        return f"<Problem {self.name}>"

    @property
    def symbolic(self) -> bool:
        """Whether anything has no number: a weight, the data, a function, an input of the graph."""
        if self.graph:
            varying = self.data[0].values if self.data else {}
            return not set(self.graph.inputs) <= {*self.graph.at, *varying}
        if any(map(_is_unknown, self.network)):
            return True
        rows = self.data if isinstance(self.data, tuple) else ()  # a file of data has numbers alone
        return any(has_name((item.x, item.y, *item.values.values())) for item in rows)

    @property
    def losses(self) -> tuple[LossSpec, ...]:
        """The loss, or the several of which L is the sum."""
        return (self.loss, *self.more_losses) if self.loss else ()

    @property
    def kinds_of_losses(self) -> str:
        """The kind of the loss, of several with a + between them; "" without one."""
        return " + ".join(loss.kind for loss in self.losses)

    @property
    def targets(self) -> tuple[str, ...]:
        """The names of the targets: y; or t1, t2, where several losses have targets of their own."""
        return tuple(dict.fromkeys(loss.target for loss in self.losses if loss.target)) if self.loss else (TARGET,)

    @property
    def is_chain(self) -> bool:
        """Whether it is a network in which one gradient is carried down: each layer is read by the next one alone."""
        is_plain = not any(layer.of or getattr(find("layers", layer.kind), "carried", ()) for layer in self.network)
        return self.graph is None and is_plain and [loss.of for loss in self.losses] in ([], [(OUTPUT,)])

    @property
    def by_paths(self) -> bool:
        """Whether it is a graph of numbers that takes no steps: then its lines show every derivative, path by path."""
        return bool(self.graph and self.graph.is_scalar and not self.train and not self.data)

    @property
    def other_output(self) -> str:
        """The other name of ŷ: H2, where the last layer is the second that has parameters; "" where it has none."""
        found = [rules for layer in self.network if (rules := find("layers", layer.kind))]
        return f"H{sum(bool(rules.parameters) for rules in found)}" if found and found[-1].parameters else ""

    def stepper(self, batch: int = 1, many: bool = False, dtype: str = "") -> Any:
        """One step on that many observations as a compiled function (`Stepper`).

        many: of many variants at once, a `ManyStepper`. dtype: of whole matrices of these numbers, "float64" or
        "float32", a `MatrixStepper`, for large networks.
        """
        # By its name and when it is wanted: it stands on a floor above this one.
        room = f"{__package__.rpartition('.')[0]}.solution"
        if many:
            return import_module(f"{room}.many_stepper").ManyStepper(self, batch, dtype)
        if dtype:
            return import_module(f"{room}.matrix_stepper").MatrixStepper(self, batch, dtype)
        return import_module(f"{room}.stepper").stepper(self, batch)

    def text(self, texts: Localized, lang: str = "en") -> str:
        """A text of the problem in a language, else in the first language that it has; "" where there is none."""
        return texts.get(lang) or next(iter(texts.values()), "")


def _is_unknown(layer: LayerSpec) -> bool:
    rules = find("layers", layer.kind)
    return bool(rules and rules.function) or any(map(has_name, layer.parameters.values()))
