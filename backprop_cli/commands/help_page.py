"""What a help page says of a command, for typer and for the manual: groups of options, formats, examples, relations."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..errors import Message
from ..i18n import text
from ..typed import Any
from .argument_reader import Parameter, parameters
from .language import help_text
from .options import Argument
from .table import COMMANDS, Command

PANELS = ("arguments", "options", "problem", "shown", "output", "general")
_GROUPS = {"EditOptions": "problem", "ShowOptions": "shown", "OutputOptions": "output"}
_GENERAL = ("lang", "quiet", "debug", "help", "version", "install_completion", "show_completion")


def panel_of(parameter: Parameter) -> str:
    """The panel of an option: by its group, but for those that every command has."""
    if isinstance(parameter.declared, Argument):
        return "arguments"
    if parameter.name in _GENERAL:
        return "general"
    return _GROUPS.get(parameter.group.type.__name__, "options") if parameter.group else "options"


def in_panels(known: Iterable[Parameter]) -> list[Parameter]:
    """Options and arguments in the order of their panels."""
    return sorted(known, key=lambda parameter: PANELS.index(panel_of(parameter)))


def panel_title(panel: str, lang: str) -> str:
    """The head of a panel."""
    return text(f"usage.{panel}", lang)


def formats_of(command: Command) -> tuple[str, ...]:
    """The formats that a command writes, the first being the one for a terminal."""
    from .. import FORMATS  # which the help of the whole program does without

    found = (format for name in command.writes for format in FORMATS.get(name, (name,)))
    return tuple(dict.fromkeys(found))


def option_text(key: str, name: str, lang: str) -> str:
    """The help of an option or argument of a command; that of --format says which ones this command has."""
    if key != "format" or name not in COMMANDS:
        return help_text(key, lang)
    formats = formats_of(COMMANDS[name])
    usual: Message | str = Message("usage.table_or_plain") if {"table", "plain"} <= {*formats} else formats[0]
    return text("help.format", lang, formats=formats, usual=usual)


def example_lines(name: str) -> list[str]:
    """The examples of a command, as they are typed."""
    return [f"$ backprop {line}" for line in COMMANDS[name].examples]


def related(name: str) -> list[str]:
    """The commands to see also."""
    return [f"backprop {other}" for other in COMMANDS[name].see]


def epilog(name: str, lang: str) -> str:
    """What stands under the options of a command: its examples, and what to see also."""
    also = f"{text('usage.see_also', lang)} {', '.join(related(name))}"
    return "\n\n".join([text("usage.examples", lang), *example_lines(name), also])


def parameters_of(function: Callable[..., Any]) -> list[Parameter]:
    """The options and arguments of a command, panel by panel."""
    return in_panels(parameters(function))
