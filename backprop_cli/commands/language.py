"""The language of a call: found once, and passed on."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import fail, plainly
from ..expr.write.ascii import can_write
from ..i18n import LANGUAGES, has, preferred, text, wishes
from ..typed import Any

LETTERS = {"en": "a", "ru": "шаг"}
PAGES = ("table", "plain", "md", "latex", "html")


def language(arguments: list[str], environment: Mapping[str, str], stream: Any) -> str:
    """The language that a person wants; English where the stream has no letters for it."""
    wanted = preferred(arguments, environment)
    return wanted if can_write(LETTERS[wanted], encoding_of(stream)) else "en"


def check_language(arguments: list[str], environment: Mapping[str, str]) -> str | None:
    """What BACKPROP_LANG says, where it names no language and is listened to.

    LC_ALL and LANG may name any language: they are not about this program. Raises BackpropError where --lang is none.
    """
    name, said = next(iter(wishes(arguments, environment)), ("", ""))
    if name not in ("--lang", "BACKPROP_LANG") or (said[:2].lower() in LANGUAGES and not said[2:3].isalpha()):
        return None
    if name == "--lang":
        raise fail("fault.unknown_lang", found=plainly(said), known=LANGUAGES)
    return plainly(said)


def encoding_of(stream: Any) -> str:
    """The encoding of a stream; of one that has none, UTF-8."""
    return getattr(stream, "encoding", None) or "utf-8"


def help_text(key: str, lang: str) -> str:
    """The help of an option, an argument or a command."""
    return text(f"help.{key}", lang)


def metavar(key: str, lang: str) -> str | None:
    """The word for the value of an option or argument in its help; None for a flag."""
    return text(f"metavar.{key}", lang) if has(f"metavar.{key}") else None
