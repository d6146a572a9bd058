"""A class graded: the files of its students judged and summed up."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module

from ..checking.marking import scheme_of
from ..errors import BackpropError, Message, fail, one_of
from ..grading.checkpoint import ResultsFile, key_of
from ..grading.judging import FEEDBACK, ClassSpec, Result, refused, spec_of
from ..grading.summary import summed_up
from ..grading.variant_owners import VariantOwners
from ..grading.workers import executor_of, judged
from ..problem.load import file_bytes
from ..problem.model import Problem
from ..records import NamedTuple
from ..typed import Any
from ..views.class_report import ClassReport
from .choices import at_least
from .grading import File, inside

Done = Callable[[int, int], None]  # told how many of how many files are judged


class GradeOptions(NamedTuple):
    """How a class is graded.

    hints: how much feedback says, 1 to 3; feedback: its format, md or html; "" for none. jobs: how many processes
    judge. executor: dask://HOST:PORT, a cluster that judges instead. checkpoint: a file to which each result is added,
    and from which those are taken that are there. variants: the directory in which each student's own problem stands.

    >>> from backprop_cli import GradeOptions, grade, load
    >>> report = grade(load("ex3"), [("bob.txt", b"L = 0.3")], options=GradeOptions(feedback="md", hints=1))
    >>> report.feedback["bob.txt"].splitlines()[0]
    '# bob.txt (ex3)'
    """

    hints: int = 3
    feedback: str = ""
    jobs: int = 1
    executor: str | None = None
    checkpoint: str | None = None
    variants: str | None = None


def grade(
    problems: Sequence[Problem],
    files: Iterable[File],
    lang: str = "en",
    options: GradeOptions = GradeOptions(),  # noqa: B008
    done: Done = lambda number, total: None,
    **rules: Any,
) -> ClassReport:
    """Judges the files of a class, and sums up: scores, mistakes, the hardest lines, equal wrong answers.

    files: paths, folders, or pairs of a name and what the file holds. done: told how many of how many are judged.
    rules: those of `check`. A file that cannot be read is a row that says why. The report does not depend on who
    judges, in which order, or whether it was interrupted. Raises BackpropError for options that cannot be.

    >>> from backprop_cli import grade, load
    >>> report = grade(load("ex3"), [("bob.txt", b"dL/dy_hat = -0.5"), ("ann.txt", b"L = 0.125\\ny_hat = 0.5")])
    >>> [(row.student, row.right, row.total) for row in report.students], report.mistakes
    ([('ann', 2, 50), ('bob', 0, 50)], (('wrong_sign', 1),))
    """
    if not problems:
        raise fail("fault.no_problems")
    _check(options)
    scheme_of(problems[0], **rules)  # a rule that is none is told here, and not once in each file
    how = {"lang": lang, "rules": rules, "feedback": options.feedback, "hints": options.hints}
    owners = VariantOwners(options.variants, problems[0].name, how) if options.variants else None
    spec = spec_of(tuple(problems), **how)
    handed_in = [_submission(one, spec, owners) for file in files for one in inside(file)]
    results = _results(handed_in, options, done)
    rows = [(item.student, result) for item, result in zip(handed_in, results)]
    for student, file in owners.without_answers() if owners else ():
        rows.append((student, refused(file, Message("check.class.nothing"), lang)))
    rows.sort(key=lambda row: (row[0].casefold(), row[0], row[1]["file"]))
    return summed_up(problems[0], rows, lang)


def _check(options: GradeOptions) -> None:
    """Raises BackpropError for options that cannot be."""
    for name in ("hints", "jobs"):
        at_least(getattr(options, name), 1, name)
    if options.feedback:
        one_of(options.feedback, FEEDBACK, "fault.unknown_format")


class Submission(NamedTuple):
    """A file that was handed in: whose it is, its name, and what it takes to judge it, or why that is impossible."""

    student: str
    file: str
    spec: ClassSpec
    data: bytes = b""
    error: BackpropError | None = None


def _submission(file: File, spec: ClassSpec, owners: VariantOwners | None) -> Submission:
    path = file[0] if isinstance(file, tuple) else os.fspath(file)
    name = os.path.basename(path)
    student = os.path.splitext(name)[0]
    try:
        if owners:
            student, spec = owners.owner(student)
        return Submission(student, name, spec, file[1] if isinstance(file, tuple) else file_bytes(path))
    except BackpropError as error:
        return Submission(student, name, spec, error=error)


def _results(handed_in: list[Submission], options: GradeOptions, done: Done) -> list[Result]:
    """A result for each file: of one that cannot be judged why, else from the checkpoint, else judged now."""
    checkpoint = ResultsFile(options.checkpoint)
    version = import_module(__name__.partition(".")[0]).__version__  # the package itself stands on a floor above
    keys = [key_of(item.spec, item.file, item.data, version) for item in handed_in]
    found = {
        number: refused(item.file, item.error, item.spec.lang) if item.error else checkpoint.found.get(key)
        for number, (item, key) in enumerate(zip(handed_in, keys))
    }
    left = [number for number, result in found.items() if result is None]
    done(len(found) - len(left), len(found))
    jobs = [(handed_in[number].spec, handed_in[number].file, handed_in[number].data) for number in left]
    with executor_of(options.jobs, options.executor) as executor:
        for places, results in judged(jobs, executor):
            new = {left[place]: result for place, result in zip(places, results)}
            found |= new
            checkpoint.add({keys[number]: result for number, result in new.items()})
            left_over = sum(result is None for result in found.values())
            done(len(found) - left_over, len(found))
    return [result for result in found.values() if result is not None]
