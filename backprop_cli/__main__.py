"""The command `backprop`: only the command that is called is loaded."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module

from . import __version__

COMMANDS = {
    "solve": "solve",
    "step": "step",
    "derive": "derive",
    "graph": "graph",
    "check": "check",
    "test": "test",
    "practice": "practice",
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
    first = next((word for word in arguments if not word.startswith("-")), "")
    completing = "_BACKPROP_COMPLETE" in os.environ
    if arguments[:1] == [first] and first in COMMANDS and not completing:
        from .commands.line import call, usual

        command = _command(first)
        given = usual(command, arguments[1:])
        if given is not None:
            call(command, given)
            return 0
    wanted = [first] if first in COMMANDS and not completing else list(COMMANDS)
    return _read_by_typer(arguments, wanted, first not in COMMANDS)


def _read_by_typer(arguments: list[str], wanted: list[str], completion: bool) -> int:
    from .commands.typed import application

    app = application({name: _command(name) for name in wanted}, completion)
    try:
        return int(app(args=arguments, prog_name="backprop", standalone_mode=False) or 0)
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        from .commands.edge import tell
        from .commands.usage import usage_fault

        tell(usage_fault(error, tuple(COMMANDS)))
        return 2


def _command(name: str) -> Callable[..., None]:
    module = import_module(f".commands.{COMMANDS[name]}", __package__)
    if COMMANDS[name] == "kinds":
        return module.family(name.replace("izers", "isers"))  # type: ignore[no-any-return]
    return getattr(module, name)  # type: ignore[no-any-return]


if __name__ == "__main__":
    main()
