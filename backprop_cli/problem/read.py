"""Reads a document into a checked problem, or raises every fault that it has."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from ..errors import Message, fail
from ..expr.names import whole_of
from ..rules import find
from ..typed import Any
from . import network as networks
from .data_trees import SpelledData, is_by_columns, spelled_out, with_data
from .extents import Extent
from .fields import element, keys_of, kind_of, list_of, localized, mapping, name
from .fitting import fitted
from .learning import check_order, with_state
from .model import Observation, Problem
from .observations import symbolic_observation, targets_schema
from .reader import Read, Reader
from .schema import Field, Schema, SchemaBuilder, accepts, by_name, either, late, where
from .series import step_names
from .training import (
    OBSERVATION,
    TRAIN,
    across_batches,
    check_frozen,
    completed,
    data,
    in_batches,
    symbolic_training,
    train,
)
from .wiring import check_all_read, check_names, labels
from .yaml_tree import Mapping, Sequence, Tree, inside


@accepts(lambda of: by_name(of(name), of(name)))
def _names(reader: Reader, tree: Tree) -> dict[str, str] | None:
    if not isinstance(tree, Mapping):
        reader.fault("fault.expected_mapping", tree, Message("hint.names"), what="names", found=kind_of(tree))
        return None
    read = {key.text: name(reader, value) for key, value in tree.pairs if name(reader, key)}
    return {key: value for key, value in read.items() if value is not None}


def _of_kind(network: Read, graph: Read) -> Read:
    """The reader of a key that is one thing in a network and another in a graph: it keeps the tree for later."""

    @accepts(lambda of: either(of(network), of(graph)))
    def kept(reader: Reader, tree: Tree) -> Tree:
        return tree

    return kept


OF_KIND = {"data": (data, late("graph", "data")), "loss": (networks.losses, late("graph", "loss"))}


@accepts(lambda of: by_name({**of(element), "minimum": 0}, of(name)))
def _points(reader: Reader, tree: Tree) -> dict[str, Fraction] | None:
    """The marks of answers, by name: numbers that are not negative."""
    if not isinstance(tree, Mapping):
        reader.fault("fault.expected_mapping", tree, Message("hint.points"), what="points", found=kind_of(tree))
        return None
    found: dict[str, Fraction] = {}
    for key, value in tree.pairs:
        weight = element(reader, value)
        if isinstance(weight, Fraction) and weight >= 0:
            found[key.text] = weight
        elif weight is not None:
            reader.fault("fault.negative_points", value, Message("hint.points"), found=kind_of(value))
    return found


def _tests_schema(of: SchemaBuilder) -> Schema:
    from .answers import tests_schema

    return tests_schema(of)


@accepts(_tests_schema)
def _tests(reader: Reader, tree: Tree) -> Tree | None:
    """The tests of a problem, unread: they are read where answers are."""
    if not isinstance(tree, Sequence):
        reader.fault("fault.expected_list", tree, Message("hint.tests"), found=kind_of(tree))
        return None
    return tree


PROBLEM = {
    "title": Field(localized, about="schema.title"),
    "name": Field(name, about="schema.name"),
    "source": Field(localized, about="schema.source"),
    "network": Field(networks.network, about="schema.network"),
    "loss": Field(_of_kind(*OF_KIND["loss"]), about="schema.loss"),
    "data": Field(_of_kind(*OF_KIND["data"]), about="schema.data"),
    "train": Field(train, about="schema.train"),
    "conventions": Field(keys_of(networks.CONVENTIONS, "conventions"), about="schema.conventions"),
    "names": Field(_names, about="schema.names"),
    "notes": Field(list_of(localized, "hint.notes"), about="schema.notes"),
    "questions": Field(late("questions", "questions"), about="schema.questions"),
    "points": Field(_points, about="schema.points"),
    "check": Field(late("marking", "marking_scheme"), about="schema.check"),
    "look": Field(late("look", "page_look"), about="schema.look"),
    "tests": Field(_tests, about="schema.tests"),
    "expression": Field(late("graph", "formula"), about="schema.expression"),
    "nodes": Field(late("graph", "nodes"), about="schema.nodes"),
    "at": Field(late("graph", "values_by_name"), about="schema.at"),
    "wrt": Field(late("graph", "names"), about="schema.wrt"),
}

# Where a key may stand besides the place where it was found, and how it is written there.
PLACES = {
    "": (PROBLEM, "{}"),
    "train": (TRAIN, "train: {{{}}}"),
    "data": (OBSERVATION, "data: [{{{}}}]"),
    "conventions": (networks.CONVENTIONS, "conventions: {{{}}}"),
}


def problem_schema(of: SchemaBuilder) -> Schema:
    """The schema of a problem: its keys, which of them go together, and the targets that its loss needs."""
    others = {kind: [*_foreign(kind), *(other for other in KINDS if other != kind)] for kind in KINDS}
    one = [where({kind: {}}, {"properties": dict.fromkeys(keys, False)}) for kind, keys in others.items()]
    for kind in KINDS:
        read = {key: readers[kind != "network"] for key, readers in OF_KIND.items()}
        one.append(where({kind: {}}, {"properties": {key: of(reader) for key, reader in read.items()}}))
    needed = [{"required": [kind]} for kind in KINDS]
    return {**of.keys(PROBLEM), "anyOf": needed, "allOf": [*one, where({"network": {}}, {"allOf": targets_schema()})]}


def problem(document: Tree, default_name: str, max_steps: int) -> Problem:
    """The problem of a document; default_name: its name where it gives none. Raises BackpropError with all faults."""
    reader = Reader(PLACES)
    if isinstance(document, Mapping) and document.get("sheet") and document.get("problems"):
        raise fail("fault.is_sheet", document.mark, Message("hint.is_sheet"))
    values = _by_kind(reader, mapping(reader, document, PROBLEM, "problem") or {})
    found = None
    if isinstance(document, Mapping) and _is_one_kind(reader, document):
        if "network" in values:
            found = _checked(reader, values, document, default_name, max_steps)
        elif "expression" in values or "nodes" in values:
            found = _graph(reader, values, document, default_name, max_steps)
    reader.finish()
    assert found
    return found


def _by_kind(reader: Reader, values: dict[str, Any]) -> dict[str, Any]:
    """The values with those read that are not the same in networks and graphs; `spelled`: data, spelled out."""
    is_graph = "network" not in values and ("nodes" in values or "expression" in values)
    read = {"loss": OF_KIND["loss"][is_graph](reader, values["loss"])} if "loss" in values else {}
    if "data" in values:
        before = len(reader.faults)
        by_columns = is_by_columns(values.get("conventions", {}))
        fitting = values.get("network", ()), () if is_graph else read.get("loss") or ()
        spelled = spelled_out(reader, values["data"], fitting, by_columns)
        if len(reader.faults) > before:
            return {key: value for key, value in values.items() if key not in OF_KIND}
        values = {**values, "data": spelled.tree, "spelled": spelled}
        read["data"] = OF_KIND["data"][is_graph](reader, spelled.tree)
    return {key: read.get(key, value) for key, value in values.items() if read.get(key, value) is not None}


KINDS = ("network", "expression", "nodes")
OF_GRAPHS = ("at", "wrt")


def _foreign(kind: str) -> tuple[str, ...]:
    """The keys that a problem of this kind cannot have."""
    return OF_GRAPHS if kind == "network" else ()


def _is_one_kind(reader: Reader, document: Mapping) -> bool:
    """Whether a document is a network or a graph, and only that. Notes a fault for keys that say otherwise."""
    kinds = [(key, value) for key, value in document.pairs if key.text in KINDS]
    if not kinds and not reader.meant.intersection(KINDS):
        reader.fault("fault.no_network", document, Message("hint.example"))
    for key, _ in kinds[1:]:
        reader.fault("fault.two_kinds", key, None, found=key.text, first=kinds[0][0].text)
    for key, _ in document.pairs if kinds else ():
        if key.text in _foreign(kinds[0][0].text):
            reader.fault("fault.foreign_key", key, None, found=key.text, kind=kinds[0][0].text)
    return len(kinds) == 1


KEPT = ("names", "notes", "questions", "source", "points", "check", "look", "tests")


def _common(values: dict[str, Any], document: Mapping, default_name: str) -> dict[str, Any]:
    """The fields of a problem that networks and graphs have alike."""
    called = values.get("name", default_name)
    kept: dict[str, Any] = {key: values[key] for key in KEPT if key in values}
    return {"name": called, "title": values.get("title") or {"": called}, "document": document, **kept}


def _graph(
    reader: Reader, values: dict[str, Any], document: Mapping, default_name: str, max_steps: int
) -> Problem | None:
    from .graph import graph as read_graph  # which networks do without

    conventions = values.get("conventions", {})
    _refuse(reader, conventions.keys() - {"relu_at_zero"}, inside(document, "conventions"), "nodes")
    graph = read_graph(reader, values, document)
    if graph is None:
        return None
    rows = tuple(Observation((), None, document.mark, row) for row in values.get("data", ()))
    found = Problem(
        network=(), graph=graph, data=rows, conventions=conventions, **_common(values, document, default_name)
    )
    if "train" in values:
        given = values["train"] if rows else {"order": ((),), **values["train"]}
        training = completed(reader, given, inside(document, "train"), len(rows), max_steps)
        found = with_state(reader, found._replace(train=training), inside(document, "train"))
        _refuse(reader, values["train"].keys() & OF_NETWORK_TRAINING, inside(document, "train"), "nodes")
    _check_questions(reader, found, {})
    return found


# Keys of `train` that only one kind has: formulas write their own penalties, networks say what is frozen.
OF_NETWORK_TRAINING, OF_GRAPH_TRAINING = {"l1", "l2"}, {"learn", "direction"}


def _refuse(reader: Reader, keys: Iterable[str], place: Tree, kind: str) -> None:
    """Notes a fault for each key of a mapping that a problem of this kind cannot have."""
    for key in keys:
        reader.fault("fault.foreign_key", inside(place, key), None, found=key, kind=kind)


def _checked(reader: Reader, values: dict[str, Any], document: Mapping, default_name: str, max_steps: int) -> Problem:
    conventions = values.get("conventions", {})
    values = networks.with_implied_loss(values)
    spelled = values.get("spelled", SpelledData(document))
    layers, judged, observations = fitted(reader, values, with_data(document, spelled.tree))
    common = _common(values, document, default_name)
    printed = labels(layers, judged.losses, observations, judged.wiring.labels)
    found = Problem(
        network=layers,
        loss=judged.losses[0] if judged.losses else None,
        more_losses=judged.losses[1:],
        data=observations,
        batches=spelled.batches,
        conventions={"relu_at_zero": Fraction(0), **conventions},
        stated=tuple(conventions),
        **{**common, "names": {**printed, **common.get("names", {})}},
    )
    found = found._replace(names=_with_output(found))
    check_names(reader, found)
    if found.symbolic and judged.widths and document.get("data") is None:
        found = found._replace(data=(symbolic_observation(judged, step_names(found)),))
    if "train" in values and (found.data or not document.get("data")):
        _refuse(reader, values["train"].keys() & OF_GRAPH_TRAINING, inside(document, "train"), "network")
        given = in_batches(values["train"], spelled.batches or across_batches(found))
        training = completed(reader, given, inside(document, "train"), len(found.data), max_steps)
        found = with_state(reader, found._replace(train=training), inside(document, "train"))
        check_order(reader, found, inside(document, "train"))
        check_all_read(reader, found)
        check_frozen(reader, found, inside(document, "train", "frozen"))
    elif found.symbolic and "train" not in values:
        found = found._replace(train=symbolic_training(found))
    if judged.widths:
        _check_tables(reader, found, judged.widths)
        _check_questions(reader, found, judged.widths)
    return found


def _check_questions(reader: Reader, problem: Problem, widths: dict[str, Extent]) -> None:
    """Notes a fault for what a problem cannot answer, if it asks anything. widths: of all values of a network."""
    if problem.questions:
        from .questions import check_questions

        check_questions(reader, problem, widths)


def _check_tables(reader: Reader, problem: Problem, widths: dict[str, Extent]) -> None:
    """Notes a fault for every table and index that does not fit, if a layer has any. widths: of all values."""
    found = (find("layers", spec.kind) for spec in problem.network)
    if any(rules.arrays or rules.indices for rules in found if rules):
        from .array_options import check_looked_up

        check_looked_up(reader, problem, widths)


def _with_output(problem: Problem) -> dict[str, str]:
    """The printed names, those of the output's other name (H2, "H2[1,2]") under the canonical y_hat."""
    other = problem.other_output
    turned = {name: f"y_hat{name.removeprefix(other)}" for name in problem.names if other == whole_of(name)}
    return {turned.get(name, name): label for name, label in problem.names.items()}


def siblings(problems: list[Problem]) -> tuple[Problem, ...]:
    """The problems of one file, each with the others as its siblings."""
    return tuple(item._replace(siblings=tuple(other for other in problems if other is not item)) for item in problems)
