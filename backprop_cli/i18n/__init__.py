"""The one catalogue of texts for people, by key and language.

A text is a template: `{count}` stands for a value, and `{count:step|steps}` for the form of a word that goes with that
number. English has two forms (1 step, 2 steps), Russian three (1 шаг, 2 шага, 5 шагов): `{count:шаг|шага|шагов}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module

from ..typed import Any

LANGUAGES = ("en", "ru")
FORMS = {"en": 2, "ru": 3}
# The modules that each language has, one a subject, and the first words of the keys in it: a text is looked for in those
# that have its first word, one by one, so that a command reads few of them.
SUBJECTS = {
    "board": "board",
    "graphs": "fault hint",
    "learning": "fault hint kind",
    "entries": "board fault help metavar schema",
    "wiring": "board fault hint schema",
    "kinds": "layers losses optimisers schedules",
    "commands": "command help list metavar usage",
    "faults": "error fault hint kind warning",
    "check": "check convention theme verdict",
    "mistakes": "mistake",
    "schema": "schema",
    "training": "board fault help hint metavar schema",
    "classes": "board check command fault help hint list metavar schema",
    "steppers": "fault",
    "system": "fault",
    "scripts": "fault",
    "page": "fault help hint page",
    "pictures": "board command fault hint",
    "arrays": "board fault hint layers mistake schema",
    "norms": "fault hint layers mistake schema",
    "over_time": "fault help hint list mistake schema theme",
}
_loaded: dict[str, dict[str, str]] = {}
_unread: dict[str, list[str]] = {}  # the subjects of a language that nobody has needed yet


def catalogue(lang: str) -> dict[str, str]:
    """All texts of a language by key; none for a language that there is not."""
    while _read_on(lang):
        pass
    return _loaded[lang]


def _template(key: str, lang: str) -> str | None:
    """The template of a key; None where there is none."""
    while key not in _loaded.get(lang, {}) and _read_on(lang, key.partition(".")[0]):
        pass
    return _loaded[lang].get(key)


def _read_on(lang: str, word: str = "") -> bool:
    """Loads the next subject of a language that has keys with this first word, and says whether there was one."""
    texts, unread = _loaded.setdefault(lang, {}), _unread.setdefault(lang, [*SUBJECTS] if lang in LANGUAGES else [])
    subject = next((one for one in unread if not word or word in SUBJECTS[one].split()), None)
    if subject is None:
        return False
    texts.update(import_module(f"{__name__}.{lang}.{subject}").TEXTS)
    # After the import: an interrupted one is taken again; and a list of its own for whoever reads on in another thread.
    _unread[lang] = [one for one in unread if one != subject]
    return True


def text(key: str, lang: str = "en", /, **values: Any) -> str:
    """The text of a key with its values put in; in English if the language has no such text."""
    return _filled(key, lang, values) if values else _without_values(key, lang)


def _filled(key: str, lang: str, values: dict[str, Any]) -> str:
    template, spoken = _template(key, lang), {name: _spoken(value, lang) for name, value in values.items()}
    return filled(catalogue("en")[key], "en", spoken) if template is None else filled(template, lang, spoken)


@lru_cache(256)
def _without_values(key: str, lang: str) -> str:
    """The same of a text into which nothing is put: a file of answers is told of each that it is right."""
    return _filled(key, lang, {})


def filled(template: str, lang: str, values: dict[str, str]) -> str:
    """A template with its values put in, and with the forms of the words that they count."""
    return template.format_map({name: _Value(value, lang) for name, value in values.items()})


def form(count: str, lang: str) -> int:
    """The index of the form of a word that goes with a written number: 0 for 1 шаг, 1 for 2 or 0,5 шага, 2 for 5 шагов."""
    digits = count.lstrip("-−")
    if not digits.isdecimal():
        return 1
    if lang == "en":
        return 0 if digits == "1" else 1
    if digits[-2:-1] == "1" or digits[-1] not in "1234":
        return 2
    return 0 if digits[-1] == "1" else 1


class _Value:
    """A value inside a template: itself, or with forms after the colon the one that goes with it."""

    __slots__ = ("lang", "said")

    def __init__(self, said: str, lang: str) -> None:
        self.said, self.lang = said, lang

    def __format__(self, forms: str) -> str:
        return forms.split("|")[form(self.said, self.lang)] if forms else self.said


def _spoken(value: Any, lang: str) -> str:
    """A value inside a text: a message as its own text, a sequence with commas, anything else as `str` has it."""
    if hasattr(value, "key"):  # a Message, which stands on the floor above
        return text(value.key, lang, **value.values)
    if isinstance(value, (tuple, list)):
        return ", ".join(_spoken(item, lang) for item in value)
    return str(value)


def has(key: str, lang: str = "en") -> bool:
    """Whether the catalogue of a language has a text."""
    return _template(key, lang) is not None


def wishes(arguments: list[str], environment: Mapping[str, str]) -> list[tuple[str, str]]:
    """The languages that a person names by `--lang`, BACKPROP_LANG, LC_ALL and LANG, each with what names it."""
    asked = [
        ("--lang", word.partition("=")[2] or following)
        for word, following in zip(arguments, [*arguments[1:], ""])
        if word == "--lang" or word.startswith("--lang=")
    ]
    named = [(name, environment.get(name, "")) for name in ("BACKPROP_LANG", "LC_ALL", "LANG")]
    return [(name, said) for name, said in (*asked, *named) if said]


def preferred(arguments: list[str], environment: Mapping[str, str]) -> str:
    """The language that a person wants: the first that is named; where there are no texts in it, English."""
    said = next((said for _, said in wishes(arguments, environment)), "en")
    return next((lang for lang in LANGUAGES if said.lower().startswith(lang)), "en")
