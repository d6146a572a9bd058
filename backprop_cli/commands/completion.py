"""The words that a shell completes: names of problems, formats, kinds, phases, names of lines."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from .. import PARTS, PARTS_OF_STEP, PHASES, TRAINING_PHASES, VIEWS, BackpropError, load, mistakes, problems
from .. import kinds as table_of
from ..i18n import LANGUAGES
from ..problem.marking import WORDS as MARKING
from ..typed import Any
from .help_page import formats_of
from .output import COLOURS
from .table import COMMANDS

FILES = (".yaml", ".yml")
LISTS = ("only", "train_only", "part", "accept")


def completion(key: str, command: str) -> Callable[..., list[str]] | None:
    """What gives the words for an option or argument of a command, for typer; None where there are none to complete."""
    if key not in WORDS:
        return None

    def words(ctx: Any, incomplete: str) -> list[str]:
        """The words that begin as what is typed; of a list with commas, its last word is completed."""
        head, comma, _ = incomplete.rpartition(",") if key in LISTS else ("", "", "")
        found = (f"{head}{comma}{word}" for word in WORDS[key](command, ctx.args, incomplete))
        return [word for word in found if word.startswith(incomplete)]

    return words


def _problems(command: str, given: list[str], incomplete: str) -> Iterable[str]:
    """Bundled problems, and the problem files and folders where the person is."""
    folder = os.path.dirname(incomplete)
    try:
        here = [entry for entry in os.scandir(folder or ".") if entry.is_dir() or entry.name.endswith(FILES)]
    except OSError:
        here = []
    files = [os.path.join(folder, entry.name + "/" * entry.is_dir()) for entry in here]
    return [*dict.fromkeys(str(row["name"]) for row in problems()), *sorted(files)]


def _kinds(family: str) -> Callable[..., Iterable[str]]:
    return lambda command, given, incomplete: (row["kind"] for row in table_of(family or command))


def _names(names_in: Callable[[Any], Iterable[str]]) -> Callable[..., Iterable[str]]:
    """The words that the problem of the line gives."""

    def found(command: str, given: list[str], incomplete: str) -> Iterable[str]:
        """Nothing where the problem cannot be read. given: the arguments of the line, not yet in their places."""
        try:
            return [name for problem in load(given[0] if given else "ex3") for name in names_in(problem)]
        except BackpropError:
            return []

    return found


def _addresses(problem: Any) -> Iterable[str]:
    """The addresses of the values of a problem's first two steps: 1:H1."""
    from .. import solve

    return (f"{row.step}:{row.name}" for row in solve(problem, steps=2).trace())


def _changeable(problem: Any) -> Iterable[str]:
    """The names that --set takes: parameters, and the learning rate."""
    parameters = (name for layer in problem.network for name in layer.names.values())
    return (f"{name}=" for name in (*parameters, "train.lr"))


def _fixed(*words: str) -> Callable[..., Iterable[str]]:
    return lambda command, given, incomplete: words


WORDS: dict[str, Callable[..., Iterable[str]]] = {
    "problem_argument": _problems,
    "problems_argument": _problems,
    "kind_argument": _kinds(""),
    "schema_argument": _fixed("problem", "answers"),
    "mistake_argument": lambda command, given, incomplete: (row["name"] for row in mistakes()),
    "format": lambda command, given, incomplete: formats_of(COMMANDS[command]),
    "loss": _kinds("losses"),
    "new_loss": _kinds("losses"),
    "activation": _kinds("layers"),
    "new_optimizer": _kinds("optimisers"),
    "only": _fixed(*PHASES, "final"),
    "train_only": _fixed(*TRAINING_PHASES),
    "part": _fixed(*PARTS),
    **{rule: _fixed(*words) for rule, words in MARKING.items()},
    "view": _fixed(*VIEWS),
    "until": _fixed(*PARTS_OF_STEP),
    "lang": _fixed(*LANGUAGES),
    "color": _fixed(*COLOURS),
    "mode": _fixed("forward", "reverse"),
    "get": _names(_addresses),
    "set": _names(_changeable),
    "question": _names(lambda problem: (question.id for question in problem.questions)),
}
