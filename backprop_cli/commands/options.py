"""The options that mean the same everywhere, in groups; a command takes a group as one argument."""

import inspect
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from ..errors import fail
from ..i18n import has, preferred, text
from ..program import PHASES
from ..signs import can_write


def _language() -> str:
    """The language of this call; English where what is written to has no letters for another."""
    wanted = preferred(sys.argv[1:], os.environ)
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return wanted if can_write(LETTERS[wanted], encoding) else "en"


LETTERS = {"en": "a", "ru": "шаг"}
LANG = _language()


def said(key: str) -> str:
    """A help text, in the language of this call."""
    return text(f"help.{key}", LANG)


def option(*names: str, key: str, **more: Any) -> Any:
    """A typer option whose help, and the word for its value, are in the catalogue."""
    return typer.Option(*names, help=said(key), metavar=metavar(key), show_default=False, **more)


def metavar(key: str) -> str | None:
    """What stands for the value of an option or argument in its help; None for a flag."""
    return text(f"metavar.{key}", LANG) if has(f"metavar.{key}") else None


def argument(key: str) -> Any:
    """A typer argument whose help and name are in the catalogue."""
    return typer.Argument(help=said(key), metavar=metavar(key))


Problems = Annotated[list[str] | None, argument("problems_argument")]
Problem = Annotated[str | None, argument("problem_argument")]
Kind = Annotated[str | None, argument("kind_argument")]


class Output(NamedTuple):
    """Where results go, and in what form."""

    format: Annotated[str | None, option("-f", "--format", key="format")] = None
    output: Annotated[Path | None, option("-o", "--output", key="output")] = None
    digits: Annotated[int, option("--digits", key="digits", min=1, max=17)] = 6
    ascii: Annotated[bool, option("--ascii", key="ascii")] = False
    color: Annotated[str, option("--color", key="color")] = "auto"
    lang: Annotated[str | None, option("--lang", key="lang")] = None
    delimiter: Annotated[str, option("--delimiter", key="delimiter")] = ","
    bom: Annotated[bool, option("--bom", key="bom")] = False
    quiet: Annotated[bool, option("--quiet", "-q", key="quiet")] = False
    debug: Annotated[bool, option("--debug", key="debug")] = False


class Change(NamedTuple):
    """What is changed in a problem before it is read."""

    set: Annotated[list[str] | None, option("--set", key="set")] = None
    lr: Annotated[str | None, option("--lr", key="lr")] = None
    loss: Annotated[str | None, option("--loss", key="loss")] = None
    max_steps: Annotated[int, option("--max-steps", key="max_steps", min=1)] = 100_000

    def edits(self) -> tuple[tuple[str, str, str], ...]:
        """The changes as (path, value, the option that said so)."""
        found = []
        for item in self.set or ():
            path, sign, value = item.partition("=")
            if not sign:
                raise fail("fault.set_form", found=item)
            found.append((path.strip(), value, "--set"))
        found += [("train.lr", self.lr, "--lr")] if self.lr is not None else []
        return (*found, *([("loss", self.loss, "--loss")] if self.loss is not None else []))


class Show(NamedTuple):
    """Which part of the work is shown, and how much of it."""

    exact: Annotated[bool, option("--exact", key="exact")] = False
    work: Annotated[bool | None, option("--work/--no-work", key="work")] = None
    only: Annotated[str | None, option("--only", key="only")] = None
    question: Annotated[str | None, option("--question", key="question")] = None
    get: Annotated[str | None, option("--get", key="get")] = None

    @property
    def phases(self) -> tuple[str, ...]:
        """The phases that are shown; none given is all."""
        return words(self.only, (*PHASES, "final"), "fault.unknown_phase")

    @property
    def ids(self) -> tuple[str, ...]:
        """The questions that are shown."""
        return tuple(word.strip() for word in (self.question or "").split(",") if word.strip())


def words(given: str | None, known: tuple[str, ...], key: str) -> tuple[str, ...]:
    """The words of a list with commas; an error, with this key, for one that is not known."""
    found = tuple(word.strip() for word in (given or "").split(",") if word.strip())
    for word in found:
        if word not in known:
            raise fail(key, found=word, known=known)
    return found


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """The command with each group of options laid out flat, as typer reads it; its errors become messages."""
    hints = inspect.get_annotations(command, eval_str=True)
    hints.pop("return", None)
    groups: dict[str, Any] = {name: hint for name, hint in hints.items() if hasattr(hint, "_field_defaults")}
    flat: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(command).parameters.items():
        if name in groups:
            flat += _parameters(groups[name])
        else:
            flat.append(parameter.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY))

    def flattened(**given: Any) -> None:
        from .edge import messages

        with messages(bool(given.get("debug"))):
            for name, group in groups.items():
                given[name] = group(**{field: given.pop(field) for field in group._fields})
            command(**given)

    flattened.__name__, flattened.__doc__ = command.__name__, command.__doc__
    flattened.__signature__ = inspect.Signature(flat)  # type: ignore[attr-defined]
    flattened.__annotations__ = {parameter.name: parameter.annotation for parameter in flat}
    return flattened


def _parameters(group: Any) -> list[inspect.Parameter]:
    keyword = inspect.Parameter.KEYWORD_ONLY
    hints, defaults = inspect.get_annotations(group, eval_str=True), group._field_defaults
    return [inspect.Parameter(name, keyword, default=defaults[name], annotation=hints[name]) for name in group._fields]
