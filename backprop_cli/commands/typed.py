"""The commands as typer takes them: the whole of a command line, help and completion."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from .. import __version__
from .line import Parameter, call, parameters
from .options import LANG, Option, metavar, said


def application(commands: dict[str, Callable[..., None]], completion: bool) -> Any:
    """The typer application of some commands by name."""
    group, command = _classes(LANG)
    app = typer.Typer(
        name="backprop",
        cls=group,
        help=said("backprop"),
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        add_completion=completion,
    )
    app.callback()(_above)
    for name, function in commands.items():
        app.command(name, cls=command, hidden=name == "optimizers", help=said(name))(_typed(function))
    return app


def _classes(lang: str) -> tuple[Any, Any]:
    """The classes of the group and of its commands: where the language is not typer's own, with translated help."""
    if lang == "en":
        return None, None
    from .usage import SpokenCommand, SpokenGroup

    return SpokenGroup, SpokenCommand


def _typed(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose signature is what typer reads."""

    def called(**given: Any) -> None:
        call(command, given)

    called.__name__, called.__doc__ = command.__name__, command.__doc__
    flat = [_parameter(parameter) for parameter in parameters(command)]
    called.__signature__ = inspect.Signature(flat)  # type: ignore[attr-defined]
    called.__annotations__ = {parameter.name: parameter.annotation for parameter in flat}
    return called


def _parameter(parameter: Parameter) -> inspect.Parameter:
    kind: Any = parameter.type
    hint = Annotated[kind, _declaration(parameter.declared)]
    return inspect.Parameter(parameter.name, inspect.Parameter.KEYWORD_ONLY, default=parameter.default, annotation=hint)


def _declaration(declared: Any) -> Any:
    texts: dict[str, Any] = {"help": said(declared.key), "metavar": metavar(declared.key)}
    if not isinstance(declared, Option):
        return typer.Argument(**texts)
    return typer.Option(*declared.names, min=declared.min, max=declared.max, show_default=False, **texts)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"backprop {__version__}")
        raise typer.Exit


def _above(
    version: bool = typer.Option(False, "--version", "-V", help=said("version"), callback=_show_version, is_eager=True),
    lang: str = typer.Option(None, "--lang", help=said("lang"), metavar=metavar("lang"), show_default=False),
) -> None:
    """Backpropagation by hand."""
