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
from importlib import import_module

from ..errors import Message
from ..expr.read.tokens import SIGNS
from ..i18n import has
from ..records import NamedTuple
from ..typed import Any, TypeVar
from .reader import Read, Reader
from .yaml_tree import Tree

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


def late(module: str, name: str) -> Read:
    """A reader for a key that few problems have: its module, one beside this, is loaded where the key stands."""

    def load() -> Read:
        found: Read = getattr(import_module(f"{__package__}.{module}"), name)
        return found

    @accepts(lambda of: of(load()))
    def read(reader: Reader, tree: Tree) -> Any:
        return load()(reader, tree)

    return read


class Field(NamedTuple):
    """A key of a mapping: the reader of its value, whether it must be there, and what the schema says of it.

    about: the key of its text in the catalogue. default: the value that it has when left out, as text. commonly: the
    key of what is said of it where the catalogue has nothing under `about`.
    """

    read: Read
    required: bool = False
    about: str = ""
    default: str | None = None
    commonly: str = ""

    @property
    def told(self) -> str:
        """The key of its text. Only who shows it asks for it: to find out, a large part of the catalogue is read."""
        return self.commonly if self.commonly and not has(self.about) else self.about


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
        """Puts a schema under a name in `$defs`, and returns a reference to it."""
        self.named[name] = schema
        return {"$ref": f"#/$defs/{name}"}

    def keys(self, fields: Map[str, Field]) -> Schema:
        """The schema of a mapping with these keys and no others."""
        found: Schema = {"type": "object", "properties": {name: self.field(field) for name, field in fields.items()}}
        required = [name for name, field in fields.items() if field.required]
        return {**found, **({"required": required} if required else {}), "additionalProperties": False}

    def field(self, field: Field) -> Schema:
        """The schema of a key's value, with its description and default."""
        if field.default is None:
            return described(self(field.read), field.told)
        default = field.default if field.default.isidentifier() else json_number(field.default)
        return described(self(field.read), field.told) | {"default": default}


def whole(name: str, schema: SchemaMaker) -> Schema:
    """The complete schema of a kind of document (problem, answers), with its title and its `$defs`."""
    builder = SchemaBuilder()
    body = schema(builder)
    head = {"$schema": DIALECT, "$id": f"urn:backprop:{name}:1", "title": Message(f"schema.{name}.title")}
    return {**head, "description": Message(f"schema.{name}.about"), **body, "$defs": builder.named}


def described(schema: Schema, about: str) -> Schema:
    """A schema with a description, if the catalogue has a text of that key."""
    return {**schema, "description": Message(about)} if has(about) else dict(schema)


def either(*choices: Schema) -> Schema:
    """The schema of what at least one of these schemas accepts."""
    return {"anyOf": [part for choice in choices for part in (choice["anyOf"] if [*choice] == ["anyOf"] else [choice])]}


def several(item: Schema, **more: Any) -> Schema:
    """The schema of a list that is not empty."""
    return {"type": "array", "items": item, "minItems": 1, **more}


def by_name(value: Schema, key: Schema | None = None) -> Schema:
    """The schema of a mapping from names that the author chooses; key: the schema of such a name, if not any text."""
    return {"type": "object", **({"propertyNames": key} if key else {}), "additionalProperties": value}


def where(condition: Schema, then: Schema) -> Schema:
    """A rule for mappings: those that have the keys of the condition, each as it says there, must fit `then` too."""
    keys = {"properties": condition, "required": [*condition]}
    return {"if": keys, "then": then}


def texts(longest: int, strange: str) -> Schema:
    """The schema of texts that are not blank; strange: the characters they may not have, as in a class of a pattern.

    Numbers and truth values are texts too: an editor sees 1 where our reader sees "1".
    """
    pattern = rf"^\s*[^\s{strange}][^{strange}]*$"
    return {"type": ["string", "number", "boolean"], "maxLength": longest, **_pattern(pattern, "hint.text")}


def names(longest: int, *others: str) -> Schema:
    """The schema of names in formulas; others: patterns of texts that are no names."""
    first, rest = r"[^\s0-9!-/:-@\[-^`{-~²³½]", r"[^\s!-&(-/:-@\[-^`{-~²³½]"
    pattern = rf"^(?!(?:{'|'.join(others)})$){first}{rest}*$"
    return {"type": "string", "maxLength": longest, **_pattern(pattern)}


def integers(low: int, high: int, digits: int) -> Schema:
    """The schema of whole numbers from low to high, of at most so many digits; in quotes too."""
    bounds = {"minimum": low, "maximum": min(high, 10**digits - 1)}
    return {"type": ["integer", "string"], **bounds, "pattern": f"^[0-9]{{1,{digits}}}$"}


def numbers(longest: int, functions: Iterable[str]) -> Schema:
    """The schema of finite numbers, and of texts made of the characters and words of a number or formula of numbers."""
    words = [word for word in functions if not re.match(_signs(), word)]
    part = "|".join(("[0-9.]", "[eE][+-]?[0-9]", *words, _signs(), r"\s"))
    pattern = rf"^(?=[\s\S]*[0-9(½√])(?![^(]*,)(?:{part})*$"
    most = sys.float_info.max
    bounds = {"minimum": -most, "maximum": most}
    return {"type": ["number", "string"], "maxLength": longest, **_pattern(pattern, "hint.number"), **bounds}


def formulas(longest: int) -> Schema:
    """The schema of texts made of the characters of formulas, and of numbers."""
    foreign = "".join(sign for sign in map(chr, range(33, 127)) if not re.match(rf"{_signs()}|[\w.']", sign))
    foreign = re.sub(r"[\\\[\]^-]", r"\\\g<0>", foreign)
    pattern = rf"^\s*[^\s{foreign}][^{foreign}]*$"
    return {"type": ["string", "number"], "maxLength": longest, **_pattern(pattern, "hint.formula")}


def any_case(words: Iterable[str]) -> list[str]:
    """Every word in lower case, in upper case and with a capital: no, NO, No."""
    return [form for word in words for form in (word.lower(), word.upper(), word.title())]


def json_number(exact: str) -> int | float:
    """A number as JSON has it, from its exact text: 1/2 is 0.5."""
    number = Fraction(exact)
    return number.numerator if number.denominator == 1 else float(number)


def _signs() -> str:
    """A pattern of the characters that formulas are made of, besides names and numbers."""
    return SIGNS.partition("|")[2]


def _pattern(pattern: str, hint: str = "") -> Schema:
    """The keys of a pattern, in ASCII so that Python and JavaScript read it alike; hint: what an editor says."""
    said = {"patternErrorMessage": Message(hint)} if hint else {}
    return {"pattern": pattern.encode("ascii", "backslashreplace").decode(), **said}
