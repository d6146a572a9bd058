"""JSON Schemas of the readers: each reader is marked with the schema of what it accepts.

`accepts` puts a function on a reader; a SchemaBuilder calls it when somebody asks for the schema. A schema that has a
name is written once, under `$defs`, and referred to. Descriptions are messages, put into a language when the schema is
written. A schema accepts all that its reader accepts (except the bare words null and ~ as texts, which an editor takes
for nothing), and more where the reader looks closer: grammar, sums, whether two places fit each other.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Map
from fractions import Fraction
from typing import Any, NamedTuple, TypeVar

from ..errors import Message
from ..expr.read.tokens import SIGNS
from ..i18n import has
from .reader import Read

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ONE_KEY = {"minProperties": 1, "maxProperties": 1}
Schema = dict[str, Any]
SchemaMaker = Callable[["SchemaBuilder"], Schema]
Thing = TypeVar("Thing", bound=Callable[..., Any])


def accepts(schema: SchemaMaker, name: str = "") -> Callable[[Thing], Thing]:
    """Marks a reader, or a test of texts, with the schema of what it accepts; name: its place under `$defs`."""

    def marked(read: Thing) -> Thing:
        read.schema, read.schema_name = schema, name  # type: ignore[attr-defined]
        return read

    return marked


class Field(NamedTuple):
    """A key of a mapping: the reader of its value, whether it must be there, and what the schema says of it.

    about: the key of its text in the catalogue. default: the value that it has when left out, as text.
    """

    read: Read
    required: bool = False
    about: str = ""
    default: str | None = None


class SchemaBuilder:
    """Puts schemas together: call it with a reader to get the schema of what that accepts.

    named: the schemas that `$defs` will hold.
    """

    def __init__(self) -> None:
        self.named: dict[str, Schema] = {}

    def __call__(self, read: Callable[..., Any]) -> Schema:
        schema: SchemaMaker | None = getattr(read, "schema", None)
        name: str = getattr(read, "schema_name", "")
        if schema is None:
            return {}
        if not name:
            return schema(self)
        return self.under(name, self.named[name] if name in self.named else schema(self))

    def under(self, name: str, schema: Schema) -> Schema:
        """A reference to a schema that is held under a name."""
        self.named[name] = schema
        return {"$ref": f"#/$defs/{name}"}

    def keys(self, fields: Map[str, Field]) -> Schema:
        """The schema of a mapping with these keys and no others."""
        found: Schema = {"type": "object", "properties": {name: self.field(field) for name, field in fields.items()}}
        required = [name for name, field in fields.items() if field.required]
        return {**found, **({"required": required} if required else {}), "additionalProperties": False}

    def field(self, field: Field) -> Schema:
        """The schema of a key's value, with what is said of it."""
        default = {} if field.default is None else {"default": json_number(field.default)}
        return described(self(field.read), field.about) | default


def whole(name: str, schema: SchemaMaker) -> Schema:
    """The complete schema of a kind of document (problem, answers), with its title and its `$defs`."""
    builder = SchemaBuilder()
    body = schema(builder)
    head = {"$schema": DIALECT, "$id": f"urn:backprop:{name}:1", "title": Message(f"schema.{name}.title")}
    return {**head, "description": Message(f"schema.{name}.about"), **body, "$defs": builder.named}


def described(schema: Schema, about: str) -> Schema:
    """A schema with a text of the catalogue, if that has it."""
    return {**schema, "description": Message(about)} if has(about) else dict(schema)


def either(*choices: Schema) -> Schema:
    """What one of some schemas takes."""
    return {"anyOf": [part for choice in choices for part in (choice["anyOf"] if [*choice] == ["anyOf"] else [choice])]}


def several(item: Schema, **more: Any) -> Schema:
    """A list that is not empty."""
    return {"type": "array", "items": item, "minItems": 1, **more}


def by_name(value: Schema, key: Schema | None = None) -> Schema:
    """Values by names that the author chooses; key: what the names are, where not every text is one."""
    return {"type": "object", **({"propertyNames": key} if key else {}), "additionalProperties": value}


def where(condition: Schema, then: Schema) -> Schema:
    """What must hold of a mapping in which some keys are there as the condition has them."""
    keys = {"properties": condition, "required": [*condition]}
    return {"if": keys, "then": then}


def texts(longest: int, strange: str) -> Schema:
    """Texts that are not blank; strange: the signs that they may not have, as inside a class of a pattern.

    What an editor takes for a number or a truth value is a text as well.
    """
    pattern = rf"^\s*[^\s{strange}][^{strange}]*$"
    return {"type": ["string", "number", "boolean"], "maxLength": longest, **_pattern(pattern, "hint.text")}


def names(longest: int, *others: str) -> Schema:
    """Names as formulas have them, none of some others (patterns)."""
    first, rest = r"[^\s0-9!-/:-@\[-^`{-~²³½]", r"[^\s!-&(-/:-@\[-^`{-~²³½]"
    pattern = rf"^(?!(?:{'|'.join(others)})$){first}{rest}*$"
    return {"type": "string", "maxLength": longest, **_pattern(pattern)}


def integers(low: int, high: int, digits: int) -> Schema:
    """Whole numbers in a range, of so many digits at most; in quotes as well."""
    bounds = {"minimum": low, "maximum": min(high, 10**digits - 1)}
    return {"type": ["integer", "string"], **bounds, "pattern": f"^[0-9]{{1,{digits}}}$"}


def numbers(longest: int, functions: Iterable[str]) -> Schema:
    """Finite numbers, and texts of which the signs and words are those of a number or a formula of numbers."""
    words = [word for word in functions if not re.match(_signs(), word)]
    part = "|".join(("[0-9.]", "[eE][+-]?[0-9]", *words, _signs(), r"\s"))
    pattern = rf"^(?=[\s\S]*[0-9(½√])(?![^(]*,)(?:{part})*$"
    most = sys.float_info.max
    bounds = {"minimum": -most, "maximum": most}
    return {"type": ["number", "string"], "maxLength": longest, **_pattern(pattern, "hint.number"), **bounds}


def formulas(longest: int) -> Schema:
    """Texts whose signs are those of a formula; a number alone is one as well."""
    foreign = "".join(sign for sign in map(chr, range(33, 127)) if not re.match(rf"{_signs()}|[\w.']", sign))
    foreign = re.sub(r"[\\\[\]^-]", r"\\\g<0>", foreign)
    pattern = rf"^\s*[^\s{foreign}][^{foreign}]*$"
    return {"type": ["string", "number"], "maxLength": longest, **_pattern(pattern, "hint.formula")}


def any_case(words: Iterable[str]) -> list[str]:
    """Words as they are written small, large, and with a capital."""
    return [form for word in words for form in (word.lower(), word.upper(), word.title())]


def json_number(exact: str) -> int | float:
    """A number's exact text as JSON has it."""
    number = Fraction(exact)
    return number.numerator if number.denominator == 1 else float(number)


def _signs() -> str:
    """The signs that formulas are read with, as a class of a pattern."""
    return SIGNS.partition("|")[2]


def _pattern(pattern: str, hint: str = "") -> Schema:
    """A pattern in ASCII, which Python and JavaScript read alike, and what an editor says where it does not fit."""
    said = {"patternErrorMessage": Message(hint)} if hint else {}
    return {"pattern": pattern.encode("ascii", "backslashreplace").decode(), **said}
