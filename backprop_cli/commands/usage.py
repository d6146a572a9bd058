"""What is wrong with a command line, and its help, in the words of the catalogue."""

from __future__ import annotations

import re
from copy import copy
from typing import Any

from typer.core import TyperCommand, TyperGroup

from ..errors import Fault, Message, plainly
from ..i18n import text
from ..problem.fields import did_you_mean
from .options import LANG

HINT = Message("command.usage_hint")


def usage_fault(error: Any, commands: tuple[str, ...]) -> Fault:
    """An option parser's error as a fault; one that is not known by its kind keeps its own words."""
    kind = type(error).__name__
    said = str(getattr(error, "message", ""))
    name = str(getattr(error, "option_name", ""))
    if kind == "NoSuchOption":
        known = _options(error)
        return _fault("fault.usage_no_option", did_you_mean(name, known) if known else HINT, found=name)
    if kind == "BadOptionUsage" and "requires an argument" in said:
        return _fault("fault.usage_no_value", HINT, name=name)
    if kind == "BadOptionUsage":
        return _fault("fault.usage_flag_value", HINT, name=name)
    if kind == "MissingParameter":
        return _fault("fault.usage_missing", HINT, name=_named(error))
    if kind == "BadParameter":
        return _bad_value(error, said)
    unknown = re.match(r"No such command ['\"](.*?)['\"]\.", said)
    if unknown:
        return _fault("fault.usage_no_command", did_you_mean(unknown[1], commands), found=unknown[1])
    extra = re.match(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", said)
    if extra:
        return _fault("fault.usage_extra", HINT, found=extra[1])
    return _fault("fault.usage", HINT, said=error.format_message())


def _fault(key: str, hint: Message, **values: str) -> Fault:
    return Fault(Message(key, {name: plainly(value) for name, value in values.items()}), None, hint)


def _options(error: Any) -> list[str]:
    """The options of the command in which an error arose."""
    context = getattr(error, "ctx", None)
    names = [name for param in context.command.params for name in param.opts] if context else []
    return [name for name in names if name.startswith("--")]


def _named(error: Any) -> str:
    param = getattr(error, "param", None)
    names = [name for name in getattr(param, "opts", ()) if name.startswith("--")]
    return names[0] if names else str(getattr(param, "human_readable_name", ""))


def _bad_value(error: Any, said: str) -> Fault:
    wanted = getattr(error.param, "type", None)
    low, high = getattr(wanted, "min", None), getattr(wanted, "max", None)
    quoted = re.match(r"['\"](.*?)['\"] |(\S+) is not in", said)
    found = (quoted[1] or quoted[2] or "") if quoted else ""
    if low is not None and high is not None:
        return _fault("fault.usage_between", HINT, name=_named(error), low=str(low), high=str(high), found=found)
    if low is not None:
        return _fault("fault.usage_at_least", HINT, name=_named(error), low=str(low), found=found)
    return _fault("fault.usage_value", HINT, name=_named(error), said=said)


class _Spoken:
    """A command whose help is in the language of this call: what the option parser would say in English."""

    def get_usage(self, context: Any) -> str:
        usage: str = super().get_usage(context)  # type: ignore[misc]
        return _translated(usage)

    def get_params(self, context: Any) -> list[Any]:
        params: list[Any] = super().get_params(context)  # type: ignore[misc]
        for param in params:
            if getattr(param, "help", None):
                param.help = _translated(param.help)
        return params

    def format_help(self, context: Any, formatter: Any) -> None:
        from typer import rich_utils

        for name in ("ARGUMENTS_PANEL_TITLE", "OPTIONS_PANEL_TITLE", "COMMANDS_PANEL_TITLE"):
            setattr(rich_utils, name, text(f"usage.{name.partition('_')[0].lower()}", LANG))
        for param in self.get_params(context):
            if type(param).__name__ == "TyperArgument":
                param.type = _without_type_name(param.type)
        super().format_help(context, formatter)  # type: ignore[misc]


def _without_type_name(kind: Any) -> Any:
    """The same type of a parameter, shown by its metavar alone."""
    quiet = copy(kind)
    quiet.get_metavar = lambda **_: ""
    return quiet


class SpokenCommand(_Spoken, TyperCommand):
    """A command with translated help."""


class SpokenGroup(_Spoken, TyperGroup):
    """The group of all commands with translated help."""


_WORDS = {
    "Usage:": "usage.usage",
    "[OPTIONS]": "usage.options_place",
    "COMMAND [ARGS]...": "usage.command_place",
    "Show this message and exit.": "usage.help",
    "Install completion for the current shell.": "usage.install",
    "Install completion for the specified shell.": "usage.install_for",
    "Show completion for the specified shell, to copy it or customize the installation.": "usage.show_for",
    "Show completion for the current shell, to copy it or customize the installation.": "usage.show",
}


def _translated(said: str) -> str:
    for words, key in _WORDS.items():
        said = said.replace(words, text(key, LANG))
    return said
