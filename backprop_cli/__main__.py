"""The command `backprop`: only the command that is called is loaded."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

from . import __version__

COMMANDS = {
    "solve": "solve",
    "step": "step",
    "derive": "derive",
    "graph": "graph",
    "validate": "validate",
    "schema": "schema",
    "problems": "problems",
    "layers": "kinds",
    "losses": "kinds",
    "optimisers": "kinds",
    "optimizers": "kinds",
}


def main() -> None:
    """Runs the command line, and ends the process with the documented exit code."""
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        print(f"backprop {__version__}")
        return
    from .commands.edge import messages

    with messages("--debug" in arguments):
        raise SystemExit(_run(arguments))


def _run(arguments: list[str]) -> int:
    try:
        return int(application(arguments)(args=arguments, prog_name="backprop", standalone_mode=False) or 0)
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        from .commands.edge import tell
        from .commands.usage import usage_fault

        tell(usage_fault(error, tuple(COMMANDS)))
        return 2


def application(arguments: list[str]) -> Any:
    """The typer application with the command that the arguments name; for help and completion, with all."""
    import typer

    from .commands.options import LANG, said

    group, command = _classes(LANG)
    first = next((word for word in arguments if not word.startswith("-")), "")
    wanted = [first] if first in COMMANDS and "_BACKPROP_COMPLETE" not in os.environ else list(COMMANDS)
    app = typer.Typer(
        name="backprop",
        cls=group,
        help=said("backprop"),
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        add_completion=first not in COMMANDS,
    )
    app.callback()(_version_option(typer))
    for name in wanted:
        app.command(name, cls=command, hidden=name == "optimizers", help=said(name))(_command(name))
    return app


def _classes(lang: str) -> tuple[Any, Any]:
    """The classes of the group and of its commands: where the language is not typer's own, with translated help."""
    if lang == "en":
        return None, None
    from .commands.usage import SpokenCommand, SpokenGroup

    return SpokenGroup, SpokenCommand


def _command(name: str) -> Any:
    module = import_module(f".commands.{COMMANDS[name]}", __package__)
    if COMMANDS[name] == "kinds":
        return module.family(name.replace("izers", "isers"))
    from .commands.options import grouped

    return grouped(getattr(module, name))


def _version_option(typer: Any) -> Any:
    from .commands.options import metavar, said

    def show(wanted: bool) -> None:
        if wanted:
            print(f"backprop {__version__}")
            raise typer.Exit

    def callback(
        version: bool = typer.Option(False, "--version", "-V", help=said("version"), callback=show, is_eager=True),
        lang: str = typer.Option(None, "--lang", help=said("lang"), metavar=metavar("lang"), show_default=False),
    ) -> None:
        """Backpropagation by hand."""

    return callback


if __name__ == "__main__":
    main()
