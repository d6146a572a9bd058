"""The manual page, from the texts of the help: `backprop --man` prints it, for `man -l -`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .. import __version__
from ..i18n import text
from ..typed import Any
from .argument_reader import Parameter
from .help_page import example_lines, option_text, panel_of, panel_title, parameters_of
from .language import help_text, metavar
from .table import COMMANDS

EXIT_CODES = (0, 1, 2, 70, 74, 130, 141)
VARIABLES = ("BACKPROP_LANG", "NO_COLOR", "FORCE_COLOR", "COLUMNS")
SHARED = ("problem", "shown", "output", "general")


def manual(command_of: Callable[[str], Callable[..., Any]], lang: str) -> Iterator[str]:
    """The lines of the page in roff. command_of: the function of a command by its name."""
    named = {name: parameters_of(command_of(name)) for name, command in COMMANDS.items() if not command.hidden}
    yield f'.TH BACKPROP 1 "" "backprop {__version__}"'
    yield from _section("name", lang)
    yield _escaped(f"backprop - {help_text('backprop', lang)}")
    yield from _section("synopsis_head", lang)
    yield r"\fBbackprop\fR " + _escaped(text("usage.synopsis", lang))
    yield from _section("commands", lang)
    for name, known in named.items():
        yield from _command(name, known, lang)
    for panel in SHARED:
        shared = {item.name: (name, item) for name, known in named.items() for item in known if panel_of(item) == panel}
        yield f'.SH "{_escaped(panel_title(panel, lang)).upper()}"'
        for name, item in shared.values():
            yield from _option(item, name if item.name != "format" else "", lang)
    yield from _section("exit_codes", lang)
    for code in EXIT_CODES:
        yield from (".TP", rf"\fB{code}\fR", _escaped(text(f"usage.exit_{code}", lang)))
    yield from _section("environment", lang)
    for variable in VARIABLES:
        yield from (".TP", rf"\fB{variable}\fR", _escaped(text(f"usage.{variable.lower()}", lang)))


def _section(key: str, lang: str) -> Iterator[str]:
    yield f'.SH "{_escaped(text(f"usage.{key}", lang)).upper()}"'


def _command(name: str, known: list[Parameter], lang: str) -> Iterator[str]:
    """A command: how it is called, what it does, its own options, its examples."""
    places = [metavar(item.declared.key, lang) or "" for item in known if panel_of(item) == "arguments"]
    yield f'.SS "backprop {_escaped(" ".join([name, *places]))}"'
    yield _escaped(help_text(name, lang))
    for item in known:
        if panel_of(item) in ("arguments", "options") or item.name == "format":
            yield from _option(item, name, lang)
    yield from (".PP", ".nf", *map(_escaped, example_lines(name)), ".fi")


def _option(item: Parameter, command: str, lang: str) -> Iterator[str]:
    """An option: its names with the word for its value, and what it does."""
    value = metavar(item.declared.key, lang)
    names = ", ".join(rf"\fB{_escaped(name)}\fR" for name in item.names)
    said = rf"\fI{_escaped(value)}\fR" if value else ""
    key = item.declared.key
    about = text("usage.format", lang) if key == "format" and not command else option_text(key, command, lang)
    yield from (".TP", " ".join(part for part in (names, said) if part), _escaped(about))


def _escaped(said: str) -> str:
    """A text of roff: no character of it is a command, and a hyphen is the one that is typed."""
    plain = said.replace("\\", r"\e").replace("-", r"\-").replace('"', r"\(dq")
    return rf"\&{plain}" if plain[:1] in (".", "'") else plain
