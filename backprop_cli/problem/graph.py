"""A graph: one formula, or named nodes, of numbers and matrices, with values for some of the free names."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from functools import partial

from ..errors import Message, plainly
from ..evaluate.evaluate import value_shape
from ..expr.node import Node, symbol
from ..expr.read.confusables import latin, look_alike
from ..expr.read.matrix_formulas import EULER, column_of
from ..expr.read.parser import parse_formula
from ..expr.read.tokens import AS_FORMULA, MAX_LENGTH, FormulaError, refuse_length, tokens_of
from ..typed import Any
from .data_trees import one_row
from .expression import nodes_of_formula
from .fields import (
    comma_in_braces,
    did_you_mean,
    element,
    is_name,
    keys_of,
    kind_of,
    list_of,
    mark_of_character,
    matrix,
    name,
    numbers,
    one_of,
)
from .model import Element, Graph
from .reader import Reader
from .schema import Field, accepts, by_name, either, formulas, several
from .yaml_tree import Mapping, Scalar, Sequence, Tree, inside


@accepts(lambda of: formulas(MAX_LENGTH), "formula")
def formula(reader: Reader, tree: Tree) -> Scalar | None:
    """The tree of a formula, whose signs are all known; it is read once the shapes of the names in it are."""
    if not isinstance(tree, Scalar) or not tree.text.strip():
        reader.fault("fault.expected_formula", tree, Message("hint.formula"), found=kind_of(tree))
        return None
    try:
        refuse_length(tree.text)
        tokens_of(tree.text, AS_FORMULA)
    except FormulaError as error:
        _fault(reader, tree, error)
        return None
    return tree


def _fault(reader: Reader, tree: Scalar, error: FormulaError) -> None:
    reader.fault(error.message.key, mark_of_character(tree, error.column), error.hint, **error.message.values)


@accepts(lambda of: {**by_name(of(formula), of(is_name)), "minProperties": 1})
def nodes(reader: Reader, tree: Tree) -> dict[str, Scalar] | None:
    """The trees of formulas by the names of their nodes, in the order of the file."""
    if not isinstance(tree, Mapping) or not tree.pairs:
        reader.fault("fault.expected_mapping", tree, Message("hint.nodes"), what="nodes", found=kind_of(tree))
        return None
    if tree.flow and _cut_at_commas(reader, tree):
        return None
    for key, _ in tree.pairs:
        if not is_name(key.text):
            reader.fault("fault.bad_node_name", key, Message("hint.nodes"), found=key.text)
    read = {key.text: formula(reader, value) for key, value in tree.pairs}
    return {key: node for key, node in read.items() if node is not None} if None not in read.values() else None


def _cut_at_commas(reader: Reader, tree: Mapping) -> bool:
    """Whether a formula in braces ends at a comma inside of its own brackets, {c: concat(u, v)}, which is a fault."""
    cut = False
    for place, (_, value) in enumerate(tree.pairs):
        if not isinstance(value, Scalar) or value.text.count("(") <= value.text.count(")"):
            continue
        parts = [value.text]
        for key, after in tree.pairs[place + 1 :]:
            if not isinstance(after, Scalar) or after.text or _is_closed(parts):
                break
            parts.append(key.text)
        if len(parts) > 1:
            hint = Message("hint.quote_comma", {"mended": plainly(", ".join(parts))})
            reader.fault("fault.formula_cut", value, hint, found=plainly(value.text))
            cut = True
    return cut


def _is_closed(parts: list[str]) -> bool:
    return sum(part.count("(") - part.count(")") for part in parts) <= 0


@accepts(lambda of: either(of(numbers), several(of(numbers))))
def given_value(reader: Reader, tree: Tree) -> Any:
    """A number, a vector as a list of numbers, or a matrix as a list of rows."""
    if not isinstance(tree, Sequence):
        return element(reader, tree)
    has_rows = any(isinstance(item, Sequence) for item in tree.items)
    return matrix(reader, tree) if has_rows else numbers(reader, tree)


@accepts(lambda of: by_name(of(given_value)))
def values_by_name(reader: Reader, tree: Tree) -> dict[str, Any] | None:
    """Values by name."""
    if not isinstance(tree, Mapping):
        reader.fault("fault.expected_mapping", tree, Message("hint.at"), what="at", found=kind_of(tree))
        return None
    read: dict[str, Any] = {}
    for (key, value), before in zip(tree.pairs, (None, *(value for _, value in tree.pairs))):
        if not comma_in_braces(reader, key, value, before):
            read[key.text] = given_value(reader, value)
    return {key: value for key, value in read.items() if value is not None}


_rows = list_of(values_by_name, "hint.rows")


@accepts(lambda of: either(of(_rows), of(values_by_name)))
def data(reader: Reader, tree: Tree) -> tuple[dict[str, Any], ...] | None:
    """Rows of values by name; a single one needs no list around it."""
    found: tuple[dict[str, Any], ...] | None = _rows(reader, one_row(tree))
    return found


LOSS = {"reduction": Field(one_of(("mean", "sum")), about="schema.reduction")}
_loss_options = keys_of(LOSS, "loss")


@accepts(lambda of: either(of(name), by_name(of.keys(LOSS), of(name))))
def loss(reader: Reader, tree: Tree) -> tuple[str, bool] | None:
    """The name of the node that descends, `L` or `{L: {reduction: sum}}`, and whether a batch of it is averaged."""
    if not (isinstance(tree, Mapping) and len(tree.pairs) == 1):
        said = name(reader, tree)
        return None if said is None else (said, True)
    ((key, options),) = tree.pairs
    found = _loss_options(reader, options)
    return None if found is None else (key.text, found.get("reduction", "mean") == "mean")


names = list_of(name, "hint.wrt")


class _Scope:
    """What names stand for while formulas are read: nodes so far, given values, constants; the rest are free numbers.

    free: the names that are no nodes, in the order in which formulas have them.
    """

    def __init__(self, given: dict[str, Any], later: Iterable[str]) -> None:
        self.shapes = {name: value_shape(value) for name, value in given.items()}
        self.nodes: dict[str, Node] = {}
        self.later = set(later)
        self.free: dict[str, None] = {}
        self.early: dict[str, None] = {}

    def named(self, said: str) -> Node:
        """The value that a name stands for; Kᵀ is K turned."""
        if said in self.nodes:
            return symbol(said, self.nodes[said].shape)
        if said in self.later:
            self.early[said] = None
            return symbol(said)
        if said == "e" and said not in self.shapes:
            return EULER
        if said[-1:] == "ᵀ" and len(said) > 1 and said not in self.shapes:
            return column_of(self.named(said[:-1]))
        self.free[said] = None
        return symbol(said, self.shapes.get(said, ()))

    def read(self, reader: Reader, called: str, tree: Scalar) -> None:
        """Reads the formula of a node."""
        self.early = {}
        try:
            self.nodes[called] = parse_formula(tree.text, self.named)
        except FormulaError as error:
            if not self.early:
                _fault(reader, tree, error)
        for used in self.early:
            reader.fault("fault.used_before", tree, Message("hint.nodes"), name=called, used=used)
        self.later.discard(called)


PI = Fraction(math.pi)


def graph(reader: Reader, values: dict[str, Any], document: Tree) -> Graph | None:
    """The graph of a document's values; None after a fault."""
    before = len(reader.faults)
    trees = values["nodes"] if "nodes" in values else {"": values["expression"]}
    place = inside(document, "nodes" if "nodes" in values else "expression")
    at, rows = values.get("at", {}), values.get("data", ())
    scope = _Scope({**at, **(rows[0] if rows else {})}, trees if "nodes" in values else ())
    for called, tree in trees.items():
        scope.read(reader, called, tree)
    if len(reader.faults) > before:
        return None
    found = scope.nodes if "nodes" in values else nodes_of_formula(scope.nodes[""])
    inputs = tuple(scope.free)
    _check_look_alikes(reader, (*inputs, *found), place)
    constants: dict[str, Element] = {said: PI for said in ("pi", "π") if said in inputs and said not in scope.shapes}
    known = [said for said in inputs if said not in constants]
    if not known:
        reader.fault("fault.no_free_name", place, Message("hint.formula"))
    _check_free(reader, values, document, known)
    wrt = tuple(dict.fromkeys(values.get("wrt", known)))
    made = Graph(found, tuple(known), at, wrt, *_descent(reader, values, document, found, known), constants)
    _check_values(reader, made, values, document)
    return None if len(reader.faults) > before else made


def _check_free(reader: Reader, values: dict[str, Any], document: Tree, known: list[str]) -> None:
    """Notes a fault for every name that is given a value, or asked for, and stands in no formula."""
    asked: list[tuple[str, Tree]] = [(said, inside(document, "at", said)) for said in values.get("at", ())]
    asked += [(said, inside(document, "wrt", at)) for at, said in enumerate(values.get("wrt", ()), 1)]
    for number, row in enumerate(values.get("data", ()), 1):
        asked += [(said, inside(document, "data", number, said)) for said in row]
    learn = values.get("train", {}).get("learn", ())
    asked += [(said, inside(document, "train", "learn", at)) for at, said in enumerate(learn, 1)]
    for said, where in asked:
        if said not in known:
            reader.fault("fault.not_free", where, partial(did_you_mean, said, known), found=said)


def _descent(
    reader: Reader, values: dict[str, Any], document: Tree, nodes: dict[str, Node], known: list[str]
) -> tuple[str, tuple[str, ...], bool, bool]:
    """The node that descends, what is learned, whether uphill, and whether a batch is averaged."""
    output, mean = values.get("loss", ("", True))
    if output and output not in nodes:
        hint = partial(did_you_mean, output, list(nodes))
        reader.fault("fault.no_such_node", inside(document, "loss"), hint, found=output)
        output = ""
    train = values.get("train")
    if train is None:
        return output, (), False, mean
    varying = values["data"][0] if values.get("data") else {}
    frozen = train.get("frozen", ())
    default = [said for said in known if said not in varying and said not in frozen]
    learn = tuple(dict.fromkeys(train.get("learn", default)))
    for said in learn:
        if said in varying:
            reader.fault("fault.learned_data", inside(document, "train", "learn"), None, found=said)
    return output, learn, train.get("direction") == "ascent", mean


def _check_values(reader: Reader, graph: Graph, values: dict[str, Any], document: Tree) -> None:
    """Notes faults: rows of data that differ in names or sizes, batches of what is no number, a loss that is none."""
    rows = values.get("data", ())
    shapes = [{name: value_shape(value) for name, value in row.items()} for row in rows]
    for number, row in enumerate(shapes, 1):
        if row != shapes[0]:
            reader.fault("fault.row_differs", inside(document, "data", number), Message("hint.rows"), number=number)
    order = values.get("train", {}).get("order", ())
    if any(len(batch) > 1 for batch in order) and not graph.is_scalar:
        reader.fault("fault.batch_of_matrices", inside(document, "train", "order"), Message("hint.batch_of_matrices"))
    shape = graph.nodes[graph.output].shape if graph.output in graph.nodes else ()
    if "train" in values and math.prod(shape) != 1:
        place = (
            inside(
                document,
                "loss",
            )
            if "loss" in values
            else inside(document, "nodes", graph.output)
        )
        reader.fault("fault.no_number_descends", place, Message("hint.no_number_descends"), name=graph.output)
    needed = graph.needed(graph.learn)
    for said in graph.learn if graph.output in graph.nodes else ():
        if said not in needed:
            place = inside(document, "train", "learn")
            reader.fault("fault.not_learned", place, None, found=said, name=graph.output)


def _check_look_alikes(reader: Reader, found: tuple[str, ...], place: Tree) -> None:
    """A fault for two names that a reader cannot tell apart: х (Cyrillic) beside x."""
    seen: dict[str, str] = {}
    for said in found:
        first = seen.setdefault(latin(said), said)
        if first != said:
            a, b = next((a, b) for a, b in zip(first, said) if a != b)
            codes = {"first_code": f"U+{ord(a):04X}", "second_code": f"U+{ord(b):04X}"}
            hint = look_alike(said) or look_alike(first)
            reader.fault("fault.look_alike_names", place, hint, first=first, second=said, **codes)
