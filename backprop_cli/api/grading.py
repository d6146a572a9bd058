"""Many answer files at once: a folder of them, or a list."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence

from ..errors import BackpropError, fail, plainly
from ..notebook import Checked, ClassJudge
from ..problem.model import Problem
from ..typed import Any
from .arguments import fits

ENDINGS = (".txt", ".yaml", ".yml", ".json", ".csv", ".md")
File = str | os.PathLike[str] | tuple[str, bytes]


def check_files(
    problems: Sequence[Problem], files: Iterable[File], lang: str = "en", **rules: Any
) -> tuple[list[Checked], list[BackpropError]]:
    """Judges answer files, each as `check_sheet` does: what could be read, and the errors of what could not.

    files: their paths, folders of them, or pairs of a name and what the file holds. In a folder, the files that end
    in .txt, .yaml, .yml, .json, .csv or .md are taken, in the order of their names; files that begin with a dot are
    not. The others are those of `check`.

    >>> from backprop_cli import check_files, load
    >>> files = [("ann.txt", b"L = 0.125"), ("bob.txt", b"L ="), ("eve.txt", b"hello")]
    >>> checked, refused = check_files(load("ex3"), files)
    >>> [(item.source, item.passed) for item in checked], len(refused)
    ([('ann.txt', True), ('bob.txt', False)], 1)
    """
    checked: list[Checked] = []
    refused: list[BackpropError] = []
    judge = ClassJudge(problems, lang, **rules)
    for file in files:
        try:
            for one in inside(file):
                try:
                    checked += judge.checked(one)
                except BackpropError as error:
                    refused.append(error)
        except BackpropError as error:
            refused.append(error)
    return checked, refused


def inside(file: File) -> Iterator[File]:
    """The answer files of a folder in the order of their names; any other file itself."""
    if not fits(file, File):
        raise fail("fault.not_answers", found=type(file).__name__)
    if isinstance(file, tuple) or not os.path.isdir(file):
        yield file
        return
    folder = os.fspath(file)
    names = [name for name in sorted(os.listdir(folder)) if name.lower().endswith(ENDINGS) and name[0] != "."]
    if not names:
        raise fail("fault.empty_folder", name=plainly(folder), known=ENDINGS)
    for name in names:
        path = os.path.join(folder, name)
        # What is no file holds no answers: nobody may ever write to a pipe, and reading it would wait for that.
        yield (path, b"") if _is_special(path) else path


def _is_special(path: str) -> bool:
    """Whether a path is a pipe, a socket or a device."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False  # reading it says why
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))
