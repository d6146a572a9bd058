"""Reads data and training: observations, the order of the steps, the optimiser."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from ..errors import BackpropError, Message
from ..expr.node import symbol
from ..records import NamedTuple
from ..typed import TYPE_CHECKING, Any
from .arrays import observed
from .fields import (
    did_you_mean,
    element,
    integer,
    keys_of,
    kind_of,
    list_of,
    name,
    one_of,
    one_or_more,
)
from .learning import LEARNING, rate, state
from .model import Observation, Problem, Train
from .network import kind_with_options
from .parameter_keys import MAX_SEED, file_name
from .reader import Reader
from .schema import Field, accepts, by_name, either, several
from .wiring import works_across

if TYPE_CHECKING:
    from .batches import Batches
from .yaml_tree import Mapping, Scalar, Sequence, Tree, inside

MOST = 100_000_000

_class = keys_of({"class": Field(integer(1, MOST, "hint.class"), True, "schema.class")}, "y")


@accepts(lambda of: either(of(observed), of(_class), several(of(_class))))
def _one_target(reader: Reader, tree: Tree) -> Any:
    """Targets: numbers, or `{class: number}`; a row, or a class, for each time step."""
    if isinstance(tree, Sequence) and tree.items and isinstance(tree.items[0], Mapping):
        rows = tuple(_class(reader, item) for item in tree.items)
        return None if None in rows else rows
    return _class(reader, tree) if isinstance(tree, Mapping) else observed(reader, tree)


class NamedTargets(NamedTuple):
    """The targets of several losses, by the names of the values that they are of."""

    rows: dict[str, Any]


def has_rows(y: Any) -> bool:
    """Whether the targets of an observation are written as rows, one for each time step."""
    return isinstance(y, tuple) and not isinstance(y, NamedTargets) and bool(y) and isinstance(y[0], (tuple, dict))


@accepts(lambda of: either(of(_one_target), by_name(of(_one_target), of(name))))
def _target(reader: Reader, tree: Tree) -> Any:
    """Targets of one loss, or of several by the names of the values that they judge."""
    several = isinstance(tree, Mapping) and tree.get("class") is None and _is_by_name(tree)
    if not isinstance(tree, Mapping) or not several:
        return _one_target(reader, tree)
    rows = {key.text: _one_target(reader, value) for key, value in tree.pairs}
    return None if None in rows.values() else NamedTargets(rows)


def _is_by_name(tree: Mapping) -> bool:
    """Whether a mapping has several keys, or anything but a single number: the class of a word that is misspelt."""
    return len(tree.pairs) > 1 or any(not isinstance(value, Scalar) for _, value in tree.pairs)


def _observation(values: dict[str, Any], tree: Tree) -> Observation:
    return Observation(values["x"], values.get("y"), tree.mark)


OBSERVATION = {"x": Field(observed, True, "schema.x"), "y": Field(_target, about="schema.y")}
observation = keys_of(OBSERVATION, "observation", _observation)
_listed = list_of(observation, "hint.data")
# Matrices of observations, which are spelled out before they are read: `data_trees`.
_batch_of = {
    "x": Field(list_of(list_of(element, "hint.vector"), "hint.data"), True, "schema.batch.x"),
    "y": Field(list_of(_one_target, "hint.data"), about="schema.batch.y"),
}
_batch = keys_of(_batch_of, "observation")
_file = keys_of({"file": Field(file_name, True, "schema.data_file")}, "data", lambda found, _: found["file"])


@accepts(lambda of: either(several(either(of(observation), of(_batch))), of(_batch), of(_file)), "data")
def data(reader: Reader, tree: Tree) -> Any:
    """Observations: a list, or `{file: digits.csv}`, which is read; of matrices what they are spelled out as."""
    if not isinstance(tree, Mapping) or tree.get("file") is None:
        return _listed(reader, tree)
    from .data_file import read_data  # which most problems do without

    named = _file(reader, tree)
    try:
        return None if named is None else read_data(named)
    except BackpropError as error:
        reader.faults += [(fault, fault.hint) for fault in error.faults]
        return None


@accepts(lambda of: {**of(element), "exclusiveMinimum": 0, "exclusiveMaximum": 1})
def _share(reader: Reader, tree: Tree) -> Fraction | None:
    """A share of the observations, above 0 and below 1."""
    found = element(reader, tree)
    if found is None or (isinstance(found, Fraction) and 0 < found < 1):
        return found
    reader.fault("fault.test_share", tree, Message("hint.test_share"), found=kind_of(tree))
    return None


BATCHING = ("batch", "seed", "shuffle", "test")  # the keys that say how mini-batches are made
_entry = one_or_more(integer(1, MOST, "hint.order"), "hint.order", uniqueItems=True)
TRAIN = {
    "lr": Field(rate, True, "schema.lr"),
    "order": Field(list_of(_entry, "hint.order"), about="schema.order"),
    "epochs": Field(integer(1, MOST), about="schema.epochs"),
    "optimizer": Field(kind_with_options("optimisers"), about="schema.optimizer"),
    "done": Field(integer(0, MOST), about="schema.done"),
    "batch": Field(integer(1, MOST), about="schema.batch"),
    "seed": Field(integer(0, MAX_SEED), about="schema.shuffle_seed"),
    "shuffle": Field(one_of(("true", "false")), about="schema.shuffle"),
    "test": Field(_share, about="schema.test"),
    "frozen": Field(one_or_more(name, "hint.frozen"), about="schema.frozen"),
    "state": Field(state, about="schema.state"),
    **LEARNING,
    "learn": Field(one_or_more(name, "hint.learn"), about="schema.learn"),
    "direction": Field(one_of(("descent", "ascent")), about="schema.direction"),
}
train = keys_of(TRAIN, "train")


def completed(reader: Reader, values: dict[str, Any], tree: Tree, count: int, max_steps: int) -> Train | None:
    """The training on `count` observations, from the values of `tree`; by default each observation in turn."""
    before = len(reader.faults)
    batches = _batches(reader, values, tree)
    learned, held = batches.parts(count) if batches else (tuple(range(1, count + 1)), ())
    if count and not learned:
        reader.fault("fault.test_all", inside(tree, "test"), Message("hint.test_share"), count=count)
    order = values.get("order") or (batches.of_epoch(learned, 1) if batches else tuple((number,) for number in learned))
    if any(order) and not count:
        reader.fault("fault.no_data", inside(tree, "order"), Message("hint.data"))
        return None
    for at, entry in enumerate(order, 1):
        _check_entry(reader, entry, count, inside(tree, "order", at))
    epochs, done = values.get("epochs", 1), values.get("done", 0)
    steps = sum(max(1, len(entry)) for entry in order) * epochs
    if steps > max_steps:
        place = inside(tree, "epochs" if "epochs" in values else "order")
        reader.fault("fault.many_steps", place, Message("hint.max_steps"), found=steps, limit=max_steps)
    if done > len(order) * epochs:
        reader.fault("fault.done", inside(tree, "done"), Message("hint.done"), done=done, count=len(order) * epochs)
    kind, options = values.get("optimizer", ("sgd", {}))
    if len(reader.faults) > before:
        return None
    given = {name: values[name] for name in ("frozen", "state", *LEARNING) if name in values}
    given |= {"batches": batches, "learned": learned, "held": held} if batches else {}
    # An optimiser that decays weights in its own way takes the decay for itself.
    if "weight_decay" in options and "weight_decay" in given:
        options = {**options, "weight_decay": given.pop("weight_decay")}
    made: dict[str, Any] = {"epochs": epochs, "optimizer": kind, "optimizer_options": options, "done": done}
    return Train(order=order, mark=tree.mark, **values["lr"], **made, **given)


def _batches(reader: Reader, values: dict[str, Any], tree: Tree) -> Batches | None:
    """How mini-batches are made, where a key speaks of them; a fault where the order is listed as well."""
    given = {key: values[key] for key in BATCHING if key in values}
    if not given:
        return None
    from .batches import Batches  # which most problems do without

    if "order" in values:
        reader.fault("fault.order_and_batch", inside(tree, "order"), None, key=next(iter(given)))
    shuffle = given.get("shuffle", "true") == "true"
    return Batches(given.get("batch", 1), given.get("seed", 1), shuffle, given.get("test", Fraction(0)))


def in_batches(values: dict[str, Any], batches: tuple[tuple[int, ...], ...]) -> dict[str, Any]:
    """The values of `train` with the batches of the data for its order, unless they say how steps are made."""
    return {"order": batches, **values} if batches and values.keys().isdisjoint(BATCHING) else values


def check_frozen(reader: Reader, problem: Problem, place: Tree) -> None:
    """Notes a fault for every frozen name that is no parameter."""
    known = [called for layer in problem.network for called in layer.names.values()]
    for at, called in enumerate(problem.train.frozen if problem.train else (), 1):
        if called not in known:
            hint = partial(did_you_mean, called, known)
            reader.fault("fault.not_a_parameter", inside(place, at), hint, found=called)


def symbolic_training(problem: Problem) -> Train:
    """The training of a problem with unknowns that gives none: every observation once, at the rate γ."""
    return Train(symbol("lr"), whole_order(problem))


def across_batches(problem: Problem) -> tuple[tuple[int, ...], ...]:
    """The one batch of all observations, where a layer works across them; else none."""
    return whole_order(problem) if works_across(problem) else ()


def whole_order(problem: Problem) -> tuple[tuple[int, ...], ...]:
    """Every observation once, in turn; where a layer works across them, all in one step."""
    numbers = tuple(range(1, len(problem.data) + 1))
    return (numbers,) if numbers and works_across(problem) else tuple((number,) for number in numbers)


def _check_entry(reader: Reader, entry: tuple[int, ...], count: int, place: Tree) -> None:
    for at, number in enumerate(entry, 1):
        if number > count:
            reader.fault(
                "fault.no_such_observation", inside(place, at), Message("hint.order"), number=number, count=count
            )
        if number in entry[: at - 1]:
            reader.fault("fault.twice_in_batch", inside(place, at), Message("hint.batch"), number=number)
