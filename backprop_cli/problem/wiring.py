"""Which values the layers of a network put out and read, by their canonical names: X, H1, O1, y_hat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from ..errors import Message
from ..expr.names import whole_of
from ..records import NamedTuple
from ..rules import find, lines_of
from ..typed import Any
from .fields import did_you_mean
from .layer_trees import LayerTree, kind_of_layer, layer_trees
from .model import INPUT, OUTPUT, LayerSpec, LossSpec, Problem
from .reader import Reader
from .series import at_step, lines_over_time, rows_of, sequences, state_labels, time_steps
from .yaml_tree import Tree, inside

_OF_LOSSES = "LtP"  # what lines of losses, their targets and their probabilities are called where there are several


def output_names(network: Iterable[LayerSpec]) -> list[str]:
    """The canonical names of what the layers put out.

    H1, H2 … where a layer has parameters, O1, O1b, O1c … where it follows such a one without any of its own, and y_hat
    at the end.
    """
    found = _numbered(network)
    return [*found[:-1], OUTPUT] if found else []


def _numbered(network: Iterable[LayerSpec]) -> list[str]:
    found, parametric, run = list[str](), 0, 0
    for spec in network:
        rules = find("layers", spec.kind)
        parametric, run = (parametric + 1, 0) if rules and rules.parameters else (parametric, run + 1)
        found.append(f"O{parametric}{_suffix(run)}" if run else f"H{parametric}")
    return found


def inner_suffix(network: Iterable[LayerSpec], layer: int) -> str:
    """What the names of a layer's inner lines end in: 2 of mu2, as in H2 and W2, and 1b where it puts out O1b."""
    return _numbered(network)[layer - 1][1:]


def _suffix(run: int) -> str:
    return "" if run == 1 else chr(ord("a") + run - 1) if run <= 26 else f"_{run}"


def reads_of(network: Iterable[LayerSpec]) -> list[tuple[str, ...]]:
    """The canonical names of what each layer reads."""
    layers = list(network)
    return [spec.of or (before,) for spec, before in zip(layers, [INPUT, *output_names(layers)])]


def inner_names(network: Iterable[LayerSpec]) -> Iterator[str]:
    """The names of the layers' inner lines."""
    layers = list(network)
    for place, spec in enumerate(layers, 1):
        rules = find("layers", spec.kind)
        yield from (
            f"{edge}{inner_suffix(layers, place)}" for edge in (lines_of(rules, spec.parameters) if rules else ())
        )


def names_of_rows(problem: Problem) -> tuple[str, ...]:
    """The canonical names of all values of the rows that a loss compares: x[1], H1[1], y_hat[1] …"""
    return tuple(_row_labels(problem.network, problem.losses, {})) if any(map(rows_of, problem.losses)) else ()


def labels(network: Sequence[LayerSpec], losses: Sequence[LossSpec], data: Any, own: dict[str, str]) -> dict[str, str]:
    """What values are printed as, by their canonical names: the states that a network puts out, the rows that a loss
    compares, and what the author calls values (own).
    """
    return {**_row_labels(network, losses, own), **state_labels(network, time_steps(network, losses, data)), **own}


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


def works_across(problem: Problem) -> bool:
    """Whether a layer works across the observations of a batch, so that one of them alone says nothing."""
    return any(rules.across for layer in problem.network if (rules := find("layers", layer.kind)))


def seeds_of(spec: LayerSpec) -> list[str]:
    """The options from which a layer draws, anew in each step, what its file does not give."""
    rules = find("layers", spec.kind)
    return [seed for name, seed in rules.drawn.items() if spec.options.get(name) is None] if rules else []


class Wiring(NamedTuple):
    """The values of a network while it is read. names: the canonical ones, the data first. labels: the authors' names.

    places: those in `names`, by every name that a file may use: also the authors', and H3 for y_hat of the third layer.
    """

    names: tuple[str, ...]
    places: dict[str, int]
    labels: dict[str, str]

    def canonical(self, said: str) -> str:
        """The canonical name of a value that a file names; any other text as it is."""
        return self.names[self.places[said]] if said in self.places else said

    def place_of(self, reader: Reader, said: str, tree: Tree, before: int) -> int | None:
        """The place of a value that a file names, among those before a layer; None after a fault.

        before: the number of the layer that reads it, whose own output and all after it are not known yet.
        """
        found = self.places.get(said)
        if found is not None and found < before:
            return found
        if found is not None:
            reader.fault("fault.read_before", tree, Message("hint.read_before"), name=said)
            return None
        known = [name for name, place in self.places.items() if place < before]
        reader.fault("fault.no_such_value", tree, partial(did_you_mean, said, known), found=said)
        return None


def wired(reader: Reader, layers: tuple[LayerSpec, ...], document: Tree) -> tuple[tuple[LayerSpec, ...], Wiring]:
    """The layers with canonical names of what they read, and the wiring. Notes a fault for names that mean nothing."""
    trees, names = layer_trees(document), (INPUT, *output_names(layers))
    own = {spec.name: place for place, spec in enumerate(layers, 1) if spec.name}
    places = {name: place for place, name in enumerate((INPUT, *_numbered(layers)))}
    wiring = Wiring(
        names, {**places, **dict(zip(names, range(len(names)))), **own}, {names[k]: n for n, k in own.items()}
    )
    found = []
    for place, (spec, item) in enumerate(zip(layers, trees), 1):
        reads = list(_reads(reader, spec, item, place, wiring)) if spec.of else list(item.reads)
        found.append(spec._replace(of=() if reads == [place - 1] else tuple(names[k] for k in reads)))
    return tuple(found), wiring


def placed_losses(reader: Reader, losses: tuple[LossSpec, ...], wiring: Wiring, place: Tree) -> tuple[LossSpec, ...]:
    """The losses with the canonical names of what they judge. place: the node of `loss`."""
    found = []
    for at, loss in enumerate(losses, 1):
        here = inside(place, at, loss.kind, "of") if loss.number else inside(place, loss.kind, "of")
        of = []
        for number, said in enumerate(loss.of, 1):
            known = wiring.place_of(reader, said, inside(here, number), len(wiring.names))
            of.append(OUTPUT if known is None else wiring.names[known])
        found.append(loss._replace(of=tuple(of)))
    return tuple(found)


def of_tree(item: LayerTree, at: int | None = None) -> Tree:
    """The node of a layer's `of`, or of one of its names (from 1); that of the layer where it has none."""
    return inside(item.tree, kind_of_layer(item.tree), "of", *([] if at is None else [at]))


def _reads(reader: Reader, spec: LayerSpec, item: LayerTree, place: int, wiring: Wiring) -> Iterator[int]:
    for at, said in enumerate(spec.of, 1):
        found = wiring.place_of(reader, said, of_tree(item, at), place)
        if found is not None:
            yield found


def check_all_read(reader: Reader, problem: Problem) -> None:
    """Notes a fault for every layer that learns though no loss hangs on it."""
    live = {whole_of(of) for loss in problem.losses for of in loss.of}
    wired_layers = list(zip(problem.network, output_names(problem.network), reads_of(problem.network)))
    for _, name, reads in reversed(wired_layers):
        live |= set(reads) if name in live else set()
    frozen = problem.train.frozen if problem.train else ()
    used = {called for spec, name, _ in wired_layers if name in live for called in spec.names.values()}
    for spec, name, _ in wired_layers if live else ():
        idle = [called for called in spec.names.values() if called not in used and called not in frozen]
        if idle and spec.mark:
            said = problem.names.get(name, name)
            reader.fault("fault.unread", spec.mark, Message("hint.unread"), name=said)


def check_names(reader: Reader, problem: Problem) -> None:
    """Notes a fault for every name that a value shares with another one, with a parameter or with a line of a loss."""
    taken = {f"{letter}{loss.number}" for loss in problem.losses for letter in _OF_LOSSES if loss.number}
    taken |= set(inner_names(problem.network))
    seen = {called for spec in problem.network for called in spec.names.values()}
    over_time = lines_over_time(problem.network)
    for spec, item in zip(problem.network, layer_trees(problem.document)):
        place = inside(item.tree, kind_of_layer(item.tree), "name")
        for called in taken & {spec.name, *spec.names.values()}:
            reader.fault("fault.taken_name", place, None, name=called)
        if spec.name in seen:
            reader.fault("fault.value_twice", place, None, name=spec.name)
        seen |= {spec.name} if spec.name else set()
        if spec.name in over_time:
            reader.fault("fault.step_name", place, None, name=spec.name)
    for said, called in problem.names.items():
        if called in over_time and called not in {spec.name for spec in problem.network}:
            reader.fault("fault.step_name", inside(problem.document, "names", said), None, name=called)
