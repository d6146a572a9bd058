"""The commands as typer takes them: for help and for the completion of words, in the language of the call."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from copy import copy
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from ..i18n import text
from .argument_reader import Parameter, start
from .completion import completion
from .help_page import epilog, option_text, panel_of, panel_title, parameters_of
from .language import help_text, metavar
from .options import Option
from .table import COMMANDS


def application(commands: dict[str, Callable[..., None]], completion: bool, lang: str) -> Any:
    """The typer application of some commands by name. What it calls gives back the values that it has read."""
    group, command = _translated_classes(lang)
    app = typer.Typer(
        name="backprop",
        cls=group,
        help=help_text("backprop", lang),
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        add_completion=completion,
    )
    app.callback()(_signed(start, "", lang))
    for name, function in commands.items():
        says, panel, hidden = help_text(name, lang), text("usage.commands", lang), COMMANDS[name].hidden
        settings: dict[str, Any] = {"rich_help_panel": panel, "hidden": hidden, "epilog": epilog(name, lang)}
        app.command(name, cls=command, help=says, **settings)(_signed(function, name, lang))
    return app


def without_styles() -> None:
    """Makes helps plain: NO_COLOR alone leaves typer's bold and dim."""
    from typer import rich_utils

    rich_utils.COLOR_SYSTEM = None


def _signed(command: Callable[..., None], name: str, lang: str) -> Callable[..., dict[str, Any]]:
    """A function whose signature is what typer reads."""

    def given(**values: Any) -> dict[str, Any]:
        """Gives back what was read."""
        return values

    flat = [_parameter(parameter, name, lang) for parameter in parameters_of(command)]
    given.__name__, given.__doc__ = command.__name__, command.__doc__
    given.__signature__ = inspect.Signature(flat)  # type: ignore[attr-defined]
    given.__annotations__ = {parameter.name: parameter.annotation for parameter in flat}
    return given


def _parameter(parameter: Parameter, command: str, lang: str) -> inspect.Parameter:
    kind: Any = parameter.type
    hint = Annotated[kind, _declaration(parameter, command, lang)]
    return inspect.Parameter(parameter.name, inspect.Parameter.KEYWORD_ONLY, default=parameter.default, annotation=hint)


def _declaration(parameter: Parameter, command: str, lang: str) -> Any:
    declared: Any = parameter.declared
    texts: dict[str, Any] = {"help": option_text(declared.key, command, lang), "metavar": metavar(declared.key, lang)}
    texts["rich_help_panel"] = panel_title(panel_of(parameter), lang)
    texts["autocompletion"] = completion(declared.key, command)
    if not isinstance(declared, Option):
        return typer.Argument(**texts)
    return typer.Option(*declared.names, min=declared.min, max=declared.max, show_default=False, **texts)


def _translated_classes(lang: str) -> tuple[Any, Any]:
    """The classes of the group and of its commands, whose help is in the language of the call."""

    class Translated:
        """Translates what typer itself says in a help."""

        def get_usage(self, context: Any) -> str:
            """The first line of the help."""
            usage: str = super().get_usage(context)  # type: ignore[misc]
            return _translated(usage, lang)

        def get_params(self, context: Any) -> list[Any]:
            """The options and arguments; what typer itself adds stands in the last panel."""
            params: list[Any] = super().get_params(context)  # type: ignore[misc]
            for param in params:
                if not getattr(param, "rich_help_panel", None):
                    param.rich_help_panel = panel_title("general", lang)
                if type(param).__name__ == "TyperArgument":
                    param.type = _without_type_name(param.type)
                if getattr(param, "help", None):
                    param.help = _translated(param.help, lang)
            return params

    class TranslatedGroup(Translated, TyperGroup):
        """The group of all commands."""

    class TranslatedCommand(Translated, TyperCommand):
        """One command."""

    return TranslatedGroup, TranslatedCommand


def _without_type_name(kind: Any) -> Any:
    """The same type of a parameter, shown by its metavar alone."""
    quiet = copy(kind)
    quiet.get_metavar = lambda **_: ""
    return quiet


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


def _translated(words: str, lang: str) -> str:
    for english, key in _WORDS.items():
        words = words.replace(english, text(key, lang))
    return words
