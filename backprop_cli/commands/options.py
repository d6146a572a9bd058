"""The options that mean the same everywhere, in groups; a command takes a group as one argument."""

from __future__ import annotations

from ..errors import fail, one_of, plainly
from ..records import NamedTuple
from ..typed import Annotated
from .language import PAGES


class Option(NamedTuple):
    """An option: its names (the one that turns a flag off after a slash), the key of its texts, a number's bounds.

    same_as_none: a value that means the same as leaving the option out.
    """

    names: tuple[str, ...]
    key: str
    min: int | None = None
    max: int | None = None
    same_as_none: str | None = None


class Argument(NamedTuple):
    """An argument without a name, by the key of its texts."""

    key: str


def option(
    *names: str, key: str, min: int | None = None, max: int | None = None, same_as_none: str | None = None
) -> Option:
    """An option whose help, and the word for its value, are in the catalogue."""
    return Option(names, key, min, max, same_as_none)


ProblemArguments = Annotated[list[str] | None, Argument("problems_argument")]
ProblemArgument = Annotated[str | None, Argument("problem_argument")]


class OutputOptions(NamedTuple):
    """Where results go, and in what form. language: that of the call, which is no option but found out at the start."""

    format: Annotated[str | None, option("-f", "--format", key="format")] = None
    output: Annotated[str | None, option("-o", "--output", key="output", same_as_none="-")] = None
    digits: Annotated[int | None, option("--digits", key="digits", min=1, max=17)] = None
    ascii: Annotated[bool, option("--ascii", key="ascii")] = False
    color: Annotated[str, option("--color", key="color")] = "auto"
    lang: Annotated[str | None, option("--lang", key="lang")] = None
    delimiter: Annotated[str, option("--delimiter", key="delimiter")] = ","
    bom: Annotated[bool, option("--bom", key="bom")] = False
    quiet: Annotated[bool, option("--quiet", "-q", key="quiet")] = False
    debug: Annotated[bool, option("--debug", key="debug")] = False
    language: str = "en"

    def spoken(self, shape: str) -> str:
        """The language of a problem's own texts: data formats stay English unless a language is asked for."""
        return self.language if shape in PAGES or self.lang else "en"


class EditOptions(NamedTuple):
    """What is changed in a problem before it is read. more: changes that a command makes of options of its own."""

    set: Annotated[list[str] | None, option("--set", key="set")] = None
    lr: Annotated[str | None, option("--lr", key="lr")] = None
    loss: Annotated[str | None, option("--loss", key="loss")] = None
    max_steps: Annotated[int, option("--max-steps", key="max_steps", min=1)] = 100_000
    more: tuple[tuple[str, str, str], ...] = ()

    def edits(self) -> tuple[tuple[str, str, str], ...]:
        """The changes as (path, value, the option that said so)."""
        found = []
        for item in self.set or ():
            path, sign, value = item.partition("=")
            if not sign:
                raise fail("fault.set_form", found=plainly(item))
            found.append((path.strip(), value, "--set"))
        found += [("train.lr", self.lr, "--lr")] if self.lr is not None else []
        return (*found, *([("loss", self.loss, "--loss")] if self.loss is not None else []), *self.more)


Fragment = Annotated[bool, option("--fragment", key="fragment")]
Exact = Annotated[bool, option("--exact", key="exact")]


class ShowOptions(NamedTuple):
    """Which part of the work is shown, and how much of it."""

    exact: Exact = False
    work: Annotated[bool | None, option("--work/--no-work", key="work")] = None
    only: Annotated[str | None, option("--only", key="only")] = None
    question: Annotated[str | None, option("--question", key="question")] = None
    get: Annotated[str | None, option("--get", key="get")] = None
    fragment: Fragment = False
    entries: Annotated[bool | None, option("--scalar/--matrix", key="entries")] = None
    chain: Annotated[str | None, option("--chain", key="chain")] = None
    over_time: Annotated[bool, option("--over-time", key="over_time")] = False

    @property
    def by_entries(self) -> bool | None:
        """Whether lines are written entry by entry; a chain is asked of entries."""
        return True if self.chain and self.entries is None else self.entries

    @property
    def phases(self) -> tuple[str, ...]:
        """The phases that are shown; none given is all."""
        from .. import PHASES  # which no help waits for

        return words(self.only, (*PHASES, "final"), "fault.unknown_phase")

    @property
    def ids(self) -> tuple[str, ...]:
        """The questions that are shown."""
        return split(self.question)


def words(given: str | None, known: tuple[str, ...], key: str) -> tuple[str, ...]:
    """The words of a list with commas; an error, with this key, for one that is not known."""
    return tuple(one_of(word, known, key) for word in split(given))


def split(given: str | None) -> tuple[str, ...]:
    """The words of a list with commas."""
    return tuple(word.strip() for word in (given or "").split(",") if word.strip())
