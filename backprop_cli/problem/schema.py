"""What readers take, as JSON Schema: noted where a reader is made, put together when somebody asks.

A reader carries a function of a draft, which gives the schema of any other reader; what has a name is said once, under
`$defs`. Descriptions are messages: they get a language where the schema is written. A schema takes whatever its reader
takes (but for the bare words null and ~ as texts, in which an editor sees nothing); where the reader looks closer
(grammar, sums, how two places fit each other) it takes more.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Map
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import Message
from ..expr.read.tokens import SIGNS
from ..i18n import has

if TYPE_CHECKING:
    from .fields import Field

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ONE_KEY = {"minProperties": 1, "maxProperties": 1}
Schema = dict[str, Any]
SchemaNode = Callable[["SchemaBuilder"], Schema]
Thing = TypeVar("Thing", bound=Callable[..., Any])


def accepts(shape: SchemaNode, name: str = "") -> Callable[[Thing], Thing]:
    """Notes on a reader, or on a test of texts, what it takes; name: under which `$defs` hold it."""

    def noted(read: Thing) -> Thing:
        read.shape, read.shape_name = shape, name  # type: ignore[attr-defined]
        return read

    return noted


class SchemaBuilder:
    """A schema that is being put together; called with a reader, the schema of what that takes."""

    def __init__(self) -> None:
        self.named: dict[str, Schema] = {}

    def __call__(self, read: Callable[..., Any]) -> Schema:
        shape: SchemaNode | None = getattr(read, "shape", None)
        name: str = getattr(read, "shape_name", "")
        if shape is None:
            return {}
        if not name:
            return shape(self)
        return self.under(name, self.named[name] if name in self.named else shape(self))

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


def whole(name: str, shape: SchemaNode) -> Schema:
    """The complete schema of a document of that name."""
    draft = SchemaBuilder()
    body = shape(draft)
    head = {"$schema": DIALECT, "$id": f"urn:backprop:{name}:1", "title": Message(f"schema.{name}.title")}
    return {**head, "description": Message(f"schema.{name}.about"), **body, "$defs": draft.named}


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
