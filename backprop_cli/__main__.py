"""The command `backprop`: only the command that is called is loaded."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module

from . import __version__

# What a command loads stays to its end, so that looking for garbage in it is time lost: an eighth of
# `solve ex3`. It is looked for after so many new objects, and no more in what is left when the process ends.
OBJECTS = 100_000


def main() -> None:
    """Runs the command line, and ends the process with the documented exit code."""
    gc.set_threshold(OBJECTS)
    try:
        _main(sys.argv[1:])
    except KeyboardInterrupt:  # before anybody else could take it, while modules are read
        raise SystemExit(130) from None
    finally:
        gc.freeze()


def _main(arguments: list[str]) -> None:
    if arguments in (["--version"], ["-V"]) and sys.stdout:
        with suppress(OSError):  # which is told below
            print(f"backprop {__version__}", flush=True)
            return
    from .commands.failures import failures, warn
    from .commands.language import check_language, language
    from .i18n import LANGUAGES

    lang = language(arguments, os.environ, sys.stdout)
    with failures(lang, "--debug" in arguments):
        unknown = check_language(arguments, os.environ)
        if unknown and "_BACKPROP_COMPLETE" not in os.environ and not {"-q", "--quiet"} & set(arguments):
            warn("command.unknown_lang", lang, found=unknown, known=LANGUAGES)
        raise SystemExit(_run(arguments, lang))


def _run(arguments: list[str], lang: str) -> int:
    """Runs the command that is named, or says what there is."""
    from .commands.argument_reader import call, parameters, read_line, read_start, start, unknown_command
    from .commands.table import COMMANDS

    if "_BACKPROP_COMPLETE" in os.environ:
        return _by_typer(arguments, lang)
    from .commands.writing import standard_output

    given, rest = read_start(arguments)
    if "install_completion" in given or "show_completion" in given:
        return _by_typer(arguments, lang)
    if "version" in given:
        with standard_output():
            print(f"backprop {__version__}")
        return 0
    if "man" in given:
        return _manual(lang)
    if "help" in given or not rest:
        _help("", start, lang)
        return 0 if "help" in given else 2
    name, *words = rest
    if name not in COMMANDS:
        raise unknown_command(name, COMMANDS)
    command = command_of(name)
    known = list(parameters(command, any(word.startswith("-") for word in words)))
    values = read_line(words, known)
    if "help" in values:
        plain = "--color never" in " ".join(words).replace("=", " ")  # a line that asks for help is read no further
        return _help(name, command, lang, plain)
    call(command, known, values, lang)
    return 0


def _manual(lang: str) -> int:
    """The manual page."""
    from .commands.manual import manual
    from .commands.options import OutputOptions
    from .commands.writing import write

    write((f"{line}\n" for line in manual(command_of, lang)), OutputOptions())
    return 0


def _help(name: str, command: Callable[..., None], lang: str, plain: bool = False) -> int:
    """The help of a command, or of the program; plain: without escape codes."""
    from .commands.help_screen import print_help
    from .commands.writing import standard_output

    with standard_output():
        print_help(name, command, lang, plain or bool(os.environ.get("NO_COLOR")))
    return 0


def _by_typer(arguments: list[str], lang: str) -> int:
    """Completion, by typer."""
    from .commands.table import COMMANDS
    from .commands.typer_app import application
    from .commands.writing import standard_output
    from .errors import Message, fail

    app = application({name: command_of(name) for name in COMMANDS}, lang)
    try:
        with standard_output():
            return int(app(args=arguments, prog_name="backprop", standalone_mode=False) or 0)
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        raise fail("fault.usage", None, Message("command.usage_hint"), said=error.format_message()) from None


def command_of(name: str) -> Callable[..., None]:
    """The function of a command, by the name on the command line."""
    from .commands.table import COMMANDS

    command = COMMANDS[name]
    module = import_module(f".commands.{command.module}", __package__)
    if command.module == "kinds":
        return module.family(name.replace("izers", "isers"))  # type: ignore[no-any-return]
    return getattr(module, name)  # type: ignore[no-any-return]


if __name__ == "__main__":
    main()
