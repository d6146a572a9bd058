"""A help page on the screen: how a command is called, what it does, its options in panels; drawn by rich alone.

Typer draws the same with all of rich loaded, Markdown and tracebacks too, which takes longer than the page itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

from rich.align import Align
from rich.columns import Columns
from rich.console import Console
from rich.highlighter import RegexHighlighter
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from ..i18n import text
from .argument_reader import COMPLETION, HELP, Parameter
from .help_page import epilog, option_text, panel_of, panel_title, parameters_of
from .language import help_text, metavar
from .options import Argument
from .table import COMMANDS

STYLES = {
    "option": "bold cyan",
    "switch": "bold green",
    "no_option": "bold magenta",
    "types": "bold yellow",
    "types_sep": "dim",
}


class _Words(RegexHighlighter):
    """Options within a text."""

    highlights = [
        r"(^|\W)(?P<switch>\-\w+)(?![a-zA-Z0-9])",
        r"(^|\W)(?P<option>\-\-[\w\-]+)(?![a-zA-Z0-9])",
        r"(?P<types>\<[^\>]+\>)",
    ]


class _Off(RegexHighlighter):
    """Options that turn something off."""

    highlights = [r"(^|\W)(?P<no_option>\-\-[\w\-]+)(?![a-zA-Z0-9])"]


class _Value(RegexHighlighter):
    """The word for a value: its brackets and bars."""

    highlights = [r"^(?P<types_sep>(\[|<))", r"(?P<types_sep>\|)", r"(?P<types_sep>(\]|>))(\.\.\.)?$"]


_WORDS, _OFF, _VALUE = _Words(), _Off(), _Value()


def print_help(name: str, command: Callable[..., None], lang: str, plain: bool) -> None:
    """Prints the help of a command; of the whole program for the name "". plain: without escape codes."""
    console = Console(theme=Theme(STYLES), color_system=None if plain else "auto")
    known = [*parameters_of(command), *(() if name else COMPLETION), HELP]
    console.print(Padding(_usage(name, known, lang), 1), style="bold")
    console.print(Padding(Align(_WORDS(help_text(name or "backprop", lang)), pad=False), (0, 1, 1, 1)))
    for panel, found in groupby(known, panel_of):
        console.print(_panel(panel, _options(found, name, lang), lang))
    if name:
        console.print(Padding(Align(_WORDS(epilog(name, lang)), pad=False), 1))
    else:
        console.print(_panel("commands", _commands(lang), lang))


def _usage(name: str, known: Iterable[Parameter], lang: str) -> Text:
    """How a command, or the program, is called."""
    head = ["backprop", *([name] if name else []), text("usage.options_place", lang)]
    places = [f"[{metavar(item.declared.key, lang)}]" for item in known if isinstance(item.declared, Argument)]
    line = " ".join([*head, *(places if name else [text("usage.command_place", lang)])])
    return Text.assemble((f"{text('usage.usage', lang)} ", "yellow"), line)


def _panel(key: str, rows: Table, lang: str) -> Panel:
    return Panel(rows, border_style="dim", title=Text(panel_title(key, lang)), title_align="left")


def _table() -> Table:
    return Table(box=None, show_header=False, expand=True, pad_edge=False, padding=(0, 1))


def _options(known: Iterable[Parameter], name: str, lang: str) -> Table:
    """A row for each option: its long and short names, those that turn it off, its value, what it does."""
    table = _table()
    for item in known:
        value = _VALUE(Text(_value(item, lang), style="bold yellow", overflow="fold"))
        said = Columns([_WORDS(option_text(item.declared.key, name, lang))])  # as wide as the page lets it be
        table.add_row(*_names(item, lang), value, said)
    return table


def _names(item: Parameter, lang: str) -> list[Text]:
    """The names of an option by columns; the word for an argument stands where short names do."""
    if isinstance(item.declared, Argument):
        return [Text(), _WORDS(metavar(item.declared.key, lang) or ""), Text(), Text()]
    off = [name for name in item.names if name not in item.main_names]
    return [*map(_WORDS, _long_and_short(item.main_names)), *map(_OFF, _long_and_short(off))]


def _long_and_short(names: Iterable[str]) -> tuple[str, str]:
    """The names of two hyphens, then those of one."""
    long = [name for name in names if name.startswith("--")]
    return ",".join(long), ",".join(name for name in names if name not in long)


def _value(item: Parameter, lang: str) -> str:
    """The word for the value of an option, and what it lies between."""
    declared = item.declared
    if isinstance(declared, Argument) or item.is_flag:
        return ""
    word, low, high = metavar(declared.key, lang) or "", declared.min, declared.max
    if low is None and high is None:
        return word
    return f"{word} [{low}<=x<={high}]" if high is not None else f"{word} [x>={low}]"


def _commands(lang: str) -> Table:
    """A row for each command: its name and what it does."""
    shown = [name for name, command in COMMANDS.items() if not command.hidden]
    table = _table()
    table.add_column(style="bold cyan", no_wrap=True, width=max(map(len, shown)))
    table.add_column(ratio=1)
    for name in shown:
        table.add_row(Text(name), _WORDS(help_text(name, lang)))
    return table
