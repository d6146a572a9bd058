"""The keys of an answer file and of a problem's tests: the readers, and the schema that is derived from them.

The value of an answer stays as it stands in the file; `checking` reads the numbers in it.
"""

from __future__ import annotations

import re

from ..errors import Message
from ..expr.axes import MAX_RANK
from ..expr.read.tokens import MAX_LENGTH
from ..records import NamedTuple
from ..typed import Any
from .fields import comma_in_braces, element, integer, keys_of, kind_of, mapping, name
from .reader import Reader
from .schema import Field, Schema, SchemaBuilder, accepts, by_name, described, either, several
from .training import MOST
from .yaml_tree import Mapping, Scalar, Sequence, Tree

BLANK = ("", "~", "null", "Null", "NULL", "?", "…", "...")
NUMBER = re.compile(r"[+-]?\d+")
NULL: Schema = {"type": "null"}


class UnreadAnswer(NamedTuple):
    """An answer as it stands in its file: its step (None at the end) or question, its name, and its value as a tree.

    key: the key that it stands under: its name, or the id of a question that has no names. assumed: whether no step was
    given.
    """

    step: int | None
    question: str | None
    name: str
    value: Tree
    key: Scalar
    assumed: bool = False


class AnswerDocument(NamedTuple):
    """One document of answers in the order of the file; problem: the name of the problem, if it is said."""

    answers: tuple[UnreadAnswer, ...]
    problem: str | None


def _value_shape(of: SchemaBuilder) -> Schema:
    """A number or its text, or lists of such up to four deep; nothing where nothing was worked out."""
    levels: list[Schema] = [{"type": ["number", "string"], "maxLength": MAX_LENGTH}]
    for _ in range(MAX_RANK):
        levels.append(several(levels[-1]))
    return either(NULL, *levels)


@accepts(_value_shape, "value")
def _value(reader: Reader, tree: Tree) -> Tree:
    """A value as it stands: what cannot be read as numbers is no fault of the file, it is judged with the others."""
    return tree


def _values_shape(of: SchemaBuilder) -> Schema:
    # No name is a number: YAML reads {L: 0,145} as two keys, the second of them 145.
    return by_name(of(_value), {"pattern": "[^0-9]"})


def _step_shape(of: SchemaBuilder) -> Schema:
    number = described(of(integer(1, MOST)), "schema.answers.step")
    return {**_values_shape(of), "properties": {"step": number}, "required": ["step"]}


@accepts(lambda of: several(_step_shape(of)))
def _steps(reader: Reader, tree: Tree) -> tuple[UnreadAnswer, ...]:
    """The answers of a list of steps, or of a single one, which needs no number."""
    found: list[UnreadAnswer] = []
    items = tree.items if isinstance(tree, Sequence) else (tree,)
    for item in items:
        if isinstance(item, Scalar) and item.text in BLANK:
            continue
        if not isinstance(item, Mapping):
            _expected_mapping(reader, item, "answers")
            continue
        step = item.get("step")
        number = _step_number(step) if step is not None else 1 if len(items) == 1 else None
        if number is None:
            place = step if step is not None else item
            reader.fault("fault.answer_step", place, Message("hint.answers"), found=kind_of(place))
        else:
            found += [answer._replace(assumed=step is None) for answer in _named(reader, item, number, None)]
    return tuple(found)


def _step_number(tree: Tree) -> int | None:
    text = tree.text.strip() if isinstance(tree, Scalar) else ""
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) <= 9 else None


@accepts(lambda of: by_name(either(of(_value), _values_shape(of))))
def _questions(reader: Reader, tree: Tree) -> tuple[UnreadAnswer, ...]:
    """The answers to questions by id: a value, or values by name."""
    if not isinstance(tree, Mapping):
        _expected_mapping(reader, tree, "questions")
        return ()
    found: list[UnreadAnswer] = []
    for key, value in tree.pairs:
        is_named = isinstance(value, Mapping)
        found += _named(reader, value, None, key.text) if is_named else [UnreadAnswer(None, key.text, "", value, key)]
    return tuple(found)


@accepts(lambda of: either(NULL, _values_shape(of)))
def _final(reader: Reader, tree: Tree) -> tuple[UnreadAnswer, ...]:
    """The weights at the end by name."""
    return tuple(_named(reader, tree, None, None))


def _named(reader: Reader, tree: Tree, step: int | None, question: str | None) -> list[UnreadAnswer]:
    """The values by name of a step, of a question, or of the end."""
    if isinstance(tree, Scalar) and tree.text in BLANK:
        return []
    if not isinstance(tree, Mapping):
        _expected_mapping(reader, tree, "answers")
        return []
    found: list[UnreadAnswer] = []
    before: Tree | None = None
    for key, value in tree.pairs:
        if key.text == "step" and step is not None:
            continue
        if not comma_in_braces(reader, key, value, before, quoted=True):
            found.append(UnreadAnswer(step, question, key.text, value, key))
        before = value
    return found


def _expected_mapping(reader: Reader, tree: Tree, what: str) -> None:
    reader.fault("fault.expected_mapping", tree, Message("hint.answers"), what=what, found=kind_of(tree))


ANSWERS = {
    "answers": Field(_steps, about="schema.answers.answers"),
    "questions": Field(_questions, about="schema.answers.questions"),
    "final": Field(_final, about="schema.answers.final"),
    "problem": Field(name, about="schema.answers.problem"),
}


@accepts(lambda of: {**of.keys(ANSWERS), "minProperties": 1}, "answers")
def answer_document(reader: Reader, tree: Tree) -> AnswerDocument | None:
    """One document of answers: by step and name, by question, at the end."""
    if not isinstance(tree, Mapping):
        _expected_mapping(reader, tree, "answers")
        return None
    values = mapping(reader, tree, ANSWERS, "answers") or {}
    problem = values.pop("problem", None)
    if all(tree.get(key) is None for key in ANSWERS if key != "problem"):
        reader.fault("fault.no_answers", tree, Message("hint.answers"))
    return AnswerDocument(tuple(item for answers in values.values() for item in answers), problem)


@accepts(lambda of: {"type": "number", "minimum": 0, "maximum": 1})
def _score(reader: Reader, tree: Tree) -> Any:
    """A score from 0 to 1."""
    return element(reader, tree)


@accepts(lambda of: {"type": ["string", "null"]})
def _or_null(reader: Reader, tree: Tree) -> tuple[str | None] | None:
    """A text, or null where nothing is expected; in a tuple, so that null differs from a fault."""
    if isinstance(tree, Scalar) and tree.plain and tree.text in ("null", "~", ""):
        return (None,)
    found = name(reader, tree)
    return None if found is None else (found,)


TESTS = {
    "answers": Field(answer_document, True, "schema.tests.answers"),
    "score": Field(_score, about="schema.tests.score"),
    "first_error": Field(_or_null, about="schema.tests.first_error"),
    "mistake": Field(_or_null, about="schema.tests.mistake"),
}
expected_result = keys_of(TESTS, "tests")


def tests_schema(of: SchemaBuilder, answers: Field = TESTS["answers"]) -> Schema:
    """The schema of a problem's tests; answers: another field for their answers."""
    found = of.keys({**TESTS, "answers": answers})
    required = found.pop("required")
    return several({**found, "required": required})


def answers_schema(of: SchemaBuilder) -> Schema:
    """The schema of an answer file; its `$defs` hold the tests of a problem, whose answers are such a document."""
    itself = accepts(lambda of: {"$ref": "#"})(lambda reader, tree: None)
    of.under("tests", tests_schema(of, TESTS["answers"]._replace(read=itself)))
    return {**of.keys(ANSWERS), "minProperties": 1}
