"""A JSON Schema with its descriptions in one language."""

from __future__ import annotations

from ..errors import Message
from ..i18n import text
from ..typed import Any


def spoken(part: Any, lang: str) -> Any:
    """A schema, or a part of one, with its messages as texts in a language."""
    if isinstance(part, Message):
        return text(part.key, lang, **part.values)
    if isinstance(part, dict):
        return {key: spoken(value, lang) for key, value in part.items()}
    return [spoken(item, lang) for item in part] if isinstance(part, (list, tuple)) else part
