"""The one catalogue of texts for people, by key and language."""

from __future__ import annotations

from importlib import import_module
from typing import Any

LANGUAGES = ("en", "ru")
_loaded: dict[str, dict[str, str]] = {}


def catalogue(lang: str) -> dict[str, str]:
    """Every text of a language by key; empty where the language is not there."""
    if lang not in _loaded:
        try:
            _loaded[lang] = import_module(f"{__name__}.{lang}").TEXTS
        except ModuleNotFoundError:
            _loaded[lang] = {}
    return _loaded[lang]


def text(key: str, lang: str = "en", **values: Any) -> str:
    """The text of a key with its values put in; English where the language lacks it."""
    template = catalogue(lang).get(key) or catalogue("en")[key]
    return template.format(**{name: _spoken(value, lang) for name, value in values.items()})


def _spoken(value: Any, lang: str) -> str:
    """A value inside a text: a message in its own words, a sequence with commas, the rest as it is."""
    if hasattr(value, "key"):
        return text(value.key, lang, **value.values)
    if isinstance(value, (tuple, list)):
        return ", ".join(_spoken(item, lang) for item in value)
    return str(value)


def has(key: str, lang: str = "en") -> bool:
    """Whether the catalogue has a text."""
    return key in catalogue(lang)
