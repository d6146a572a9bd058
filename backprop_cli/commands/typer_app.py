"""The commands as typer takes them: for the completion of words, in the language of the call."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from ..i18n import text
from .argument_reader import Parameter, start
from .completion import completion
from .help_page import option_text, parameters_of
from .language import help_text, metavar
from .options import Option
from .table import COMMANDS


def application(commands: dict[str, Callable[..., None]], lang: str) -> Any:
    """The typer application of some commands by name. What it calls gives back the values that it has read."""
    group, command = _translated_classes(lang)
    app = typer.Typer(
        name="backprop",
        cls=group,
        help=help_text("backprop", lang),
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_signed(start, "", lang))
    for name, function in commands.items():
        says, hidden = help_text(name, lang), COMMANDS[name].hidden
        app.command(name, cls=command, help=says, hidden=hidden)(_signed(function, name, lang))
    return app


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
    texts["autocompletion"] = completion(declared.key, command)
    if not isinstance(declared, Option):
        return typer.Argument(**texts)
    return typer.Option(*declared.names, min=declared.min, max=declared.max, show_default=False, **texts)


def _translated_classes(lang: str) -> tuple[Any, Any]:
    """The classes of the group and of its commands, whose options speak the language of the call."""

    class Translated:
        """Translates what typer itself says of an option."""

        def get_params(self, context: Any) -> list[Any]:
            """The options and arguments."""
            params: list[Any] = super().get_params(context)  # type: ignore[misc]
            for param in params:
                if getattr(param, "help", None) in _WORDS:
                    param.help = text(_WORDS[param.help], lang)
            return params

    class TranslatedGroup(Translated, TyperGroup):
        """The group of all commands."""

    class TranslatedCommand(Translated, TyperCommand):
        """One command."""

    return TranslatedGroup, TranslatedCommand


# What typer says of its own options, and the keys of our texts for them.
_WORDS = {
    "Show this message and exit.": "help.help",
    "Install completion for the current shell.": "help.install_completion",
    "Show completion for the current shell, to copy it or customize the installation.": "help.show_completion",
}
