"""What an answer file takes, as the contract has it; to be derived from the reader of answers once there is one."""

from __future__ import annotations

from ..expr.parser import MAX_LENGTH
from .fields import integer, name
from .schema import Draft, Schema, by_name, described, either, several
from .training import MOST

# No name is a number: YAML reads {L: 0,145} as two keys, the second of them 145.
_NAME: Schema = {"pattern": "[^0-9]"}


def answers_schema(of: Draft) -> Schema:
    """One document of answers: by step and name, by question, at the end; `$defs` hold what a problem's tests are."""
    value = of.under("value", _value())
    number = described(of(integer(1, MOST)), "schema.answers.step")
    values = by_name(value, _NAME)
    step = {**values, "properties": {"step": number}, "required": ["step"]}
    keys = {"answers": several(step), "questions": by_name(either(value, values)), "final": values}
    keys["problem"] = of(name)
    of.under("tests", several(_test()))
    return {**_keys(keys, "answers"), "minProperties": 1}


def _value() -> Schema:
    """A number or its text, a list of such, or a list of lists."""
    entry = {"type": ["number", "string"], "maxLength": MAX_LENGTH, "pattern": r"\S"}
    return either(entry, several(entry), several(several(entry)))


def _test() -> Schema:
    """Answers of somebody with what is to be said of them."""
    name_or_null: Schema = {"type": ["string", "null"]}
    keys: dict[str, Schema] = {"answers": {"$ref": "#"}, "score": {"type": "number", "minimum": 0, "maximum": 1}}
    keys |= {"first_error": name_or_null, "mistake": name_or_null}
    return {**_keys(keys, "tests"), "required": ["answers"]}


def _keys(schemas: dict[str, Schema], what: str) -> Schema:
    properties = {key: described(schema, f"schema.{what}.{key}") for key, schema in schemas.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}
