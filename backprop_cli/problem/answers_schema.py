"""What an answer file takes, as the contract has it, and the tests of a problem, which hold answers."""

from __future__ import annotations

from ..expr.read.tokens import MAX_LENGTH
from .fields import integer, name
from .schema import Schema, SchemaBuilder, by_name, described, either, several
from .training import MOST

# No name is a number: YAML reads {L: 0,145} as two keys, the second of them 145.
_NAME: Schema = {"pattern": "[^0-9]"}


def answers_schema(of: SchemaBuilder) -> Schema:
    """One document of answers: by step and name, by question, at the end; `$defs` hold what a problem's tests are."""
    of.under("tests", several(_test({"$ref": "#"})))
    return _answers(of)


def tests_schema(of: SchemaBuilder) -> Schema:
    """The tests of a problem: answers of somebody with what is to be said of them."""
    return several(_test(of.under("answers", _answers(of))))


def _answers(of: SchemaBuilder) -> Schema:
    value = of.under("value", _value())
    number = described(of(integer(1, MOST)), "schema.answers.step")
    values = by_name(value, _NAME)
    step = {**values, "properties": {"step": number}, "required": ["step"]}
    keys = {"answers": several(step), "questions": by_name(either(value, values)), "final": either(_BLANK, values)}
    keys["problem"] = of(name)
    return {**_keys(keys, "answers"), "minProperties": 1}


_BLANK: Schema = {"type": "null"}


def _value() -> Schema:
    """A number or its text, a list of such, or a list of lists; nothing where nothing was worked out."""
    entry = {"type": ["number", "string"], "maxLength": MAX_LENGTH}
    return either(_BLANK, entry, several(entry), several(several(entry)))


def _test(answers: Schema) -> Schema:
    """Answers of somebody with what is to be said of them."""
    name_or_null: Schema = {"type": ["string", "null"]}
    keys: dict[str, Schema] = {"answers": answers, "score": {"type": "number", "minimum": 0, "maximum": 1}}
    keys |= {"first_error": name_or_null, "mistake": name_or_null}
    return {**_keys(keys, "tests"), "required": ["answers"]}


def _keys(schemas: dict[str, Schema], what: str) -> Schema:
    properties = {key: described(schema, f"schema.{what}.{key}") for key, schema in schemas.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}
