"""backprop grade: the answer files of a class."""

from __future__ import annotations

import os
from contextlib import suppress

from .. import FORMATS, ClassReport, GradeOptions, Problem
from .. import grade as graded
from ..errors import fail, plainly
from ..records import NamedTuple
from ..typed import Annotated, Any
from .check import MarkingRules
from .failures import remark
from .folder import refuse_full, write_folder
from .options import Argument, EditOptions, OutputOptions, ProblemArgument, option
from .output import choose_format, put
from .progress import progress
from .sources import problems, refuse_answers
from .writing import orderly_exit


class ClassOptions(NamedTuple):
    """Who judges, by which problems, and what is written for the students."""

    variants: Annotated[str | None, option("--variants", key="class_variants")] = None
    feedback: Annotated[str | None, option("--feedback", key="feedback")] = None
    feedback_format: Annotated[str, option("--feedback-format", key="feedback_format")] = "html"
    hints: Annotated[int, option("--hints", key="hints", min=1, max=3)] = 3
    jobs: Annotated[int, option("--jobs", key="jobs", min=1, max=256)] = 1
    executor: Annotated[str | None, option("--executor", key="executor")] = None
    checkpoint: Annotated[str | None, option("--checkpoint", key="checkpoint")] = None
    strict: Annotated[bool, option("--strict", key="strict")] = False


def grade(
    problem: ProblemArgument = None,
    directory: Annotated[str | None, Argument("directory_argument")] = None,
    marking: MarkingRules = MarkingRules(),  # noqa: B008
    of_class: ClassOptions = ClassOptions(),  # noqa: B008
    output: OutputOptions = OutputOptions(),  # noqa: B008
    edit: EditOptions = EditOptions(),  # noqa: B008
) -> None:
    """Checks every answer file of a directory: scores, mistakes, the hardest lines, equal wrong answers."""
    shape = choose_format(output, FORMATS["ClassReport"])
    if problem is None or directory is None:
        raise fail("fault.needs_directory")
    if not os.path.isdir(directory):
        raise fail("fault.not_directory", name=plainly(directory))
    if of_class.feedback is not None:
        refuse_full(of_class.feedback)
    refuse_answers([directory], output)
    sheet = list(problems([problem], edit, output))
    kept = of_class.checkpoint or f"{sheet[0].name.replace('/', '-')}.grade.jsonl"
    report = _judged(sheet, directory, of_class._replace(checkpoint=kept), output, marking.rules())
    put(report, shape, output)
    if of_class.feedback is not None:
        write_folder(report.feedback_files(of_class.feedback_format), of_class.feedback)
    if of_class.checkpoint is None:
        with suppress(FileNotFoundError):
            os.unlink(kept)
    if of_class.strict and not report.passed:
        raise SystemExit(1)


def _judged(
    sheet: list[Problem], directory: str, chosen: ClassOptions, output: OutputOptions, rules: dict[str, Any]
) -> ClassReport:
    """The report; an interruption is told where to go on from."""
    how = GradeOptions(
        chosen.hints,
        chosen.feedback_format if chosen.feedback is not None else "",
        *(chosen.jobs, chosen.executor, chosen.checkpoint, chosen.variants),
    )
    try:
        with orderly_exit(), progress("grade", output, chosen.jobs > 1) as done:
            return graded(sheet, [directory], output.language, how, done, **rules)
    except KeyboardInterrupt:
        remark("command.interrupted", output, name=chosen.checkpoint)
        raise
