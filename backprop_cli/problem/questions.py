"""Reads the questions of a problem: what is asked, of which layers, and with what given."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ..errors import Message
from ..expr.axes import laid_on
from ..rules import find
from ..typed import Any
from .arrays import first_nested, observed, said_shape
from .extents import Extent, extent_of, shape_of
from .fields import did_you_mean, integer, keys_of, kind_of, list_of, name, numbers, one_of, one_or_more
from .model import INPUT, OUTPUT, Problem, Question
from .reader import Reader
from .schema import Field, Schema, accepts, by_name, either, where
from .series import data_names, step_names
from .wiring import output_names, reads_of, works_across
from .yaml_tree import Mapping, Scalar, Sequence, Tree, inside

PARTS = ("composed", "outputs", "derivatives", "boxes", "backprop", "algorithm", "cost", "graph", "update")
ROWS = ("formula", "forward", "jacobian", "backward", "loss", "derivative", "gradient", "update", "compare")
ASKED = (*ROWS, *(part for part in PARTS if part not in ROWS))


_number = integer(1, 10_000, "hint.question_layer")


@accepts(lambda of: either({"const": "loss"}, of(_number)))
def _layer(reader: Reader, tree: Tree) -> int | str | None:
    if isinstance(tree, Scalar) and tree.text == "loss":
        return "loss"
    found: int | None = _number(reader, tree)
    return found


_rows = list_of(numbers, "hint.given_input")


@accepts(lambda of: either(of(observed), of(_rows), by_name(of(observed), of(name))))
def _input(reader: Reader, tree: Tree) -> Any:
    """Numbers; of layers that read several values rows in their order, or numbers by the names of the values."""
    if isinstance(tree, Mapping):
        found = {key.text: observed(reader, value) for key, value in tree.pairs}
        return None if None in found.values() else found
    items = tree.items if isinstance(tree, Sequence) else ()
    is_even = len({len(item.items) if isinstance(item, Sequence) else 0 for item in items}) < 2
    return (observed if is_even or not all(isinstance(item, Sequence) for item in items) else _rows)(reader, tree)


_KEYS = ("input", "output", "upstream", "prediction", "target")
GIVEN = {key: Field(_input if key == "input" else observed, about=f"schema.given.{key}") for key in _KEYS}
QUESTION = {
    "id": Field(name, True, "schema.id"),
    "layer": Field(one_or_more(_layer, "hint.question_layer"), about="schema.layer"),
    "ask": Field(one_or_more(one_of(ASKED), "hint.ask"), True, "schema.ask"),
    "given": Field(keys_of(GIVEN, "given"), about="schema.given"),
    "with": Field(name, about="schema.with"),
}


def _question(values: dict[str, Any], tree: Tree) -> Question:
    layers, given = values.get("layer", ()), values.get("given", {})
    return Question(values["id"], values["ask"], layers, given, values.get("with"), tree.mark)


def _needed() -> list[Schema]:
    """The schema of keys that need another: compare needs `with`, given values need `layer`."""
    compares = either({"const": "compare"}, {"type": "array", "contains": {"const": "compare"}})
    return [
        where({"ask": compares}, {"required": ["with"]}),
        where({"given": {"minProperties": 1}}, {"required": ["layer"]}),
    ]


question = accepts(lambda of: {**of.keys(QUESTION), "allOf": _needed()}, "question")(
    keys_of(QUESTION, "question", _question)
)
questions = list_of(question, "hint.questions")


def check_questions(reader: Reader, problem: Problem, widths: dict[str, Extent]) -> None:
    """Notes a fault for what a problem cannot answer. widths: of the values of a network, by their names."""
    seen: set[str] = set()
    for number, item in enumerate(problem.questions, 1):
        place = partial(inside, problem.document, "questions", number)
        if item.id in seen:
            reader.fault("fault.question_twice", place("id"), Message("hint.question_twice"), id=item.id)
        seen.add(item.id)
        if "compare" in item.ask and not item.other:
            reader.fault("fault.compare_with", place("ask"), Message("hint.compare_with"), id=item.id)
        steps = problem.train and (problem.graph or (problem.data and problem.loss))
        if "update" in item.ask and not steps:
            reader.fault("fault.update_needs", place("ask"), None, id=item.id)
        if item.layers:
            _check_layers(reader, problem, item, widths, place)
        elif item.given:
            reader.fault("fault.given_needs_layer", place("given"), Message("hint.question_layer"), id=item.id)


Place = Callable[..., Tree]


def _check_layers(reader: Reader, problem: Problem, item: Question, widths: dict[str, Extent], place: Place) -> None:
    count = len(problem.network)
    numbered = [count + 1 if layer == "loss" else int(layer) for layer in item.layers]
    places = sorted(numbered)
    wrong = next((at for at, layer in enumerate(item.layers, 1) if layer != "loss" and int(layer) > count), 0)
    if "loss" in item.layers and not problem.loss:
        reader.fault("fault.no_loss", place("layer", item.layers.index("loss") + 1), None, id=item.id)
    elif wrong:
        at = place("layer", wrong)
        reader.fault("fault.no_layer", at, None, id=item.id, number=numbered[wrong - 1], count=count)
    elif places != list(range(places[0], places[-1] + 1)):
        reader.fault("fault.not_together", place("layer"), None, id=item.id, found=list(item.layers))
    else:
        _check_jacobian(reader, problem, item, place)
        _check_given(reader, problem, item, (widths, places), place)


def _check_jacobian(reader: Reader, problem: Problem, item: Question, place: Place) -> None:
    """Notes a fault where the Jacobian of a layer is asked that looks up indices, by which nothing has a derivative."""
    for layer in item.layers if {"jacobian"} & set(item.ask) else ():
        rules = find("layers", problem.network[int(layer) - 1].kind) if layer != "loss" else None
        if rules and rules.indices:
            reader.fault("fault.no_jacobian", place("ask"), None, id=item.id, kind=rules.kind, layer=layer)


def _check_given(
    reader: Reader, problem: Problem, item: Question, sizes: tuple[dict[str, Extent], list[int]], place: Place
) -> None:
    """Notes a fault for given values of a wrong size. sizes: the widths, and the numbers of the layers in a row."""
    (widths, places), outputs = sizes, output_names(problem.network)
    judged = widths[problem.loss.of[0] if problem.loss else OUTPUT]
    count = batch_given(problem, item)
    _check_inputs(reader, problem, item, widths, partial(place, "given", "input"))
    expected: dict[str, Extent] = {
        "output": widths[[*outputs, OUTPUT][places[-1] - 1]],
        "prediction": judged,
        "target": judged,
        "upstream": 1 if "loss" in item.layers else widths[outputs[places[-1] - 1]],
    }
    rules = find("losses", problem.loss.kind) if problem.loss else None
    if rules and rules.reads:
        for key in sorted({"prediction", "target"} & item.given.keys()):
            values = {"id": item.id, "key": key, "loss": rules.kind, "names": ", ".join(rules.reads)}
            reader.fault("fault.given_beside_loss", place("given", key), Message("hint.given_input"), **values)
    for key, extent in expected.items():
        if key in item.given:
            of_loss = key == "upstream" and "loss" in item.layers
            _check_extent(reader, item, key, item.given[key], (extent, place("given", key)), 0 if of_loss else count)


def _check_extent(
    reader: Reader, item: Question, key: str, value: Any, expected: tuple[Extent, Tree], count: int
) -> None:
    """Notes a fault for given numbers that are too many, too few or of another shape. expected: what, and where; of so
    many observations, 0 for one.
    """
    extent, here = expected
    if count:
        value, extent = of_batch(value), (count, *shape_of(extent))
    nested = None if isinstance(extent, tuple) else first_nested(here)
    found = extent_of(laid_on(value, len(shape_of(extent))))
    values = {"id": item.id, "key": key, "found": found, "expected": extent}
    if nested:
        reader.fault("fault.expected_number", nested, Message("hint.number"), found=kind_of(nested))
    elif isinstance(extent, tuple) and found != extent:
        said = {name: said_shape(shape_of(values[name])) for name in ("found", "expected")}
        reader.fault("fault.given_shape", here, None, **{**values, **said})
    elif isinstance(extent, int) and found != extent:
        reader.fault("fault.given_count", here, None, **values)


def _check_inputs(
    reader: Reader, problem: Problem, item: Question, widths: dict[str, Extent], place: Callable[..., Tree]
) -> None:
    """Notes a fault for given inputs that the layers do not read, or of a wrong size."""
    reads, steps = inputs_of(problem, item), step_names(problem)
    given, count = _by_step(item.given.get("input", ()), reads, steps), batch_given(problem, item)
    names = [problem.names.get(read, read) for read in reads]
    if isinstance(given, dict):
        canonical = _called(problem, reads)
        for said in given:
            if said not in canonical:
                values = {"id": item.id, "found": said, "names": names}
                reader.fault("fault.given_not_read", place(said), partial(did_you_mean, said, names), **values)
        rows = [(canonical[said], row, place(said)) for said, row in given.items() if said in canonical]
    elif given and isinstance(given[0], tuple) and not isinstance(widths.get(reads[0]), tuple) and not count:
        if len(given) > len(reads) or len(given) < len(set(reads) & set(steps)):
            values = {"id": item.id, "found": len(given), "expected": len(reads), "names": names}
            reader.fault("fault.given_inputs", place(), None, **values)
        rows = [(read, row, place(at)) for at, (read, row) in enumerate(zip(reads, given), 1)]
    else:
        rows = [(reads[0], given, place())] if given else []
    for read, row, where_ in rows:
        _check_extent(reader, item, "input", row, (widths[INPUT if read in steps else read], where_), count)


def batch_given(problem: Problem, item: Question) -> int:
    """How many observations the given values are of, where a layer works across a batch and they have a row for each;
    0 where nothing is given, and where they are of one observation.
    """
    given = item.given if works_across(problem) else {}
    kept = [value for key, value in given.items() if key != "upstream" or "loss" not in item.layers]
    return max(
        (len(one) for value in kept for one in (value.values() if isinstance(value, dict) else [value])), default=0
    )


def of_batch(value: Any) -> Any:
    """The rows of a batch; numbers are rows of one each."""
    return value if isinstance(value[0], tuple) else tuple((number,) for number in value)


def inputs_of(problem: Problem, item: Question) -> tuple[str, ...]:
    """The canonical names of the values that the layers of a question read, and that none of them puts out."""
    reads, outputs = reads_of(problem.network), output_names(problem.network)
    numbers_ = sorted(layer for layer in item.layers if isinstance(layer, int))
    found = [read for number in numbers_ for read in reads[number - 1]]
    found += problem.loss.of if "loss" in item.layers and problem.loss else ()
    made = {outputs[number - 1] for number in numbers_}
    names = {INPUT: data_names(problem)}  # of a sequence, a name for each time step
    return tuple(dict.fromkeys(name for read in found if read not in made for name in names.get(read, (read,))))


def _by_step(given: Any, reads: tuple[str, ...], steps: tuple[str, ...]) -> Any:
    """Of a sequence that is given as a row of numbers, a row for each time step; else what is given."""
    is_flat = isinstance(given, tuple) and given and not isinstance(given[0], tuple)
    return tuple((number,) for number in given) if is_flat and len(steps) > 1 and reads[0] in steps else given


def given_inputs(problem: Problem, item: Question, given: Any, of_rows: bool) -> dict[str, Any]:
    """What a question gives for what its layers read, by canonical names.

    of_rows: whether they read rows of numbers, so that a list of rows has one for each of them, and is no image.
    """
    reads = inputs_of(problem, item)
    given = _by_step(given, reads, step_names(problem))
    if isinstance(given, dict):
        called = _called(problem, reads)
        return {called[said]: row for said, row in given.items()}
    return dict(zip(reads, given if of_rows and isinstance(given[0], tuple) else (given,)))


def _called(problem: Problem, reads: tuple[str, ...]) -> dict[str, str]:
    """The values that are read, by all names that a file may use."""
    return {**{read: read for read in reads}, **{problem.names.get(read, read): read for read in reads}}
