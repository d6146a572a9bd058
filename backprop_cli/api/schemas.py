"""The JSON Schemas of the files that people write."""

from __future__ import annotations

from ..formats.schema import spoken
from ..problem.answers import answers_schema
from ..problem.read import problem_schema
from ..problem.schema import whole
from ..typed import Any
from .choices import known_word

SCHEMAS = {"problem": problem_schema, "answers": answers_schema}


def schema(what: str = "problem", lang: str = "en") -> dict[str, Any]:
    """The JSON Schema of problem files or of answer files ("problem", "answers"), as plain data.

    lang: the language of its descriptions. Raises BackpropError for another word.

    >>> from backprop_cli import schema
    >>> schema("answers")["type"], "network" in schema()["properties"]
    ('object', True)
    """
    known_word(what, SCHEMAS)
    found: dict[str, Any] = spoken(whole(what, SCHEMAS[what]), lang)
    return found
