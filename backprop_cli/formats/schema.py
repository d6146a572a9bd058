"""A JSON Schema as text, with its descriptions in one language."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..errors import Message
from ..i18n import text


def schema_text(schema: dict[str, Any], lang: str, ascii: bool = False) -> Iterator[str]:
    """The schema as JSON; ascii: whether every character outside ASCII is escaped."""
    yield json.dumps(_spoken(schema, lang), ensure_ascii=ascii, indent=1) + "\n"


def _spoken(part: Any, lang: str) -> Any:
    if isinstance(part, Message):
        return text(part.key, lang, **part.values)
    if isinstance(part, dict):
        return {key: _spoken(value, lang) for key, value in part.items()}
    return [_spoken(item, lang) for item in part] if isinstance(part, (list, tuple)) else part
