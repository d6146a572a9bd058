"""backprop check: answers against their problem."""

from __future__ import annotations

import os
from contextlib import suppress

from .. import FORMATS, BackpropError, Problem, View, check_files, submission
from .. import template as blank
from ..errors import fail
from ..records import NamedTuple
from ..typed import Annotated, Any
from .failures import remark, tell
from .options import Argument, EditOptions, Fragment, OutputOptions, ProblemArgument, option, split
from .output import choose_format, page_look, put
from .progress import counted, progress
from .sources import piped, problems, refuse_answers, stdin_bytes
from .writing import write


class MarkingRules(NamedTuple):
    """How much is asked for, and how strictly it is judged."""

    level: Annotated[str | None, option("--level", key="level")] = None
    accept: Annotated[str | None, option("--accept", key="accept")] = None
    rounding: Annotated[str | None, option("--rounding", key="rounding")] = None
    min_digits: Annotated[int | None, option("--min-digits", key="min_digits", min=1, max=17)] = None
    follow: Annotated[str | None, option("--follow", key="follow")] = None

    def rules(self) -> dict[str, Any]:
        """The rules of marking that are given, by the keys of a problem's `check`."""
        return {**self._asdict(), "accept": split(self.accept) or None}


class SayingOptions(NamedTuple):
    """What is said of answers."""

    hints: Annotated[int, option("--hints", key="hints", min=1, max=3)] = 3
    explain_scoring: Annotated[bool, option("--explain-scoring", key="explain_scoring")] = False
    exit_zero: Annotated[bool, option("--exit-zero", key="exit_zero")] = False
    max: Annotated[int | None, option("--max", key="max", min=1)] = None
    fragment: Fragment = False


Options = tuple[MarkingRules, SayingOptions, OutputOptions]


def check(
    problem: ProblemArgument = None,
    answers: Annotated[list[str] | None, Argument("answers_argument")] = None,
    template: Annotated[bool, option("--template", key="template")] = False,
    marking: MarkingRules = MarkingRules(),  # noqa: B008
    saying: SayingOptions = SayingOptions(),  # noqa: B008
    output: OutputOptions = OutputOptions(),  # noqa: B008
    edit: EditOptions = EditOptions(),  # noqa: B008
) -> None:
    """A verdict for every answer, the first wrong step and why; --template prints a blank answer file."""
    if template:
        _template(problem, marking.level, output, edit)
        return
    shape = choose_format(output, (*FORMATS["Checked"], *FORMATS["GraderResult"]))
    text = b"" if answers or problem in (None, "-") else piped()
    if problem is None or not (answers or text.strip()):
        raise fail("fault.check_needs")
    sheet, names = _in_order(problem, answers or ["-"], output, edit)
    refuse_answers(names, output)
    files = [name if name != "-" else ("<stdin>", text or stdin_bytes()) for name in names]
    if shape in FORMATS["GraderResult"]:
        _to_grader(sheet, files, shape, (marking, saying, output))
    else:
        _told(sheet, files, shape, (marking, saying, output))


def _told(sheet: tuple[Problem, ...], files: list[Any], shape: str, options: Options) -> None:
    """Writes the verdicts, says what could not be read, and exits with what came of it."""
    marking, saying, output = options
    if saying.max is not None:
        raise fail("fault.max_is_for_graders", known=FORMATS["GraderResult"])
    checked, refused = _judged(sheet, files, output, output.spoken(shape), marking.rules())
    if not checked:
        raise BackpropError(*(fault for error in refused for fault in error.faults))
    view = View(hints=saying.hints, scoring=saying.explain_scoring)
    put(checked, shape, output, view, page_look(output, shape, fragment=saying.fragment))
    for error in refused:
        tell(error, output.language)
    if refused or not (saying.exit_zero or all(item.passed for item in checked)):
        raise SystemExit(2 if refused else 1)


def _judged(
    sheet: tuple[Problem, ...], files: list[Any], output: OutputOptions, lang: str, rules: dict[str, Any]
) -> tuple[list[Any], list[BackpropError]]:
    """What could be judged and the errors of the rest, with a bar where there are several files."""
    if len(files) < 2:
        return check_files(sheet, files, lang, **rules)
    with progress("grade", output) as told:
        return check_files(sheet, counted(files, told), lang, **rules)


def _to_grader(sheet: tuple[Problem, ...], files: list[Any], shape: str, options: Options) -> None:
    """Writes what a grader's system takes. It takes an exit code for its own: 0 whatever the answers are."""
    marking, saying, output = options
    if len(files) > 1:
        raise fail("fault.one_submission", found=len(files))
    result = submission(sheet, files[0], output.spoken(shape), saying.max, os.environ, **marking.rules())
    put(result, shape, output, View(hints=saying.hints))
    if result.error:
        tell(result.error, output.language)


def _template(problem: str | None, level: str | None, output: OutputOptions, edit: EditOptions) -> None:
    """Writes a blank answer file, in YAML unless another form is asked for."""
    form = choose_format(output, ("yaml", "plain")) if output.format or output.output else "yaml"
    found = problems([problem] if problem else None, edit, output, tests=False)
    parts = [blank(item, level, output.language, form) for item in found]
    write([("---\n" if form == "yaml" else "\n").join(parts)], output)


def _in_order(
    problem: str, answers: list[str], output: OutputOptions, edit: EditOptions
) -> tuple[tuple[Problem, ...], list[str]]:
    """The problem and the names of answer files; of answers that stand before their problem that is remarked."""
    try:
        return tuple(problems([problem], edit, output, tests=False)), answers
    except BackpropError as error:
        with suppress(BackpropError):
            if answers != ["-"]:
                found = tuple(problems(answers[-1:], edit, output, tests=False))
                remark("command.swapped", output, problem=answers[-1])
                return found, [problem, *answers[:-1]]
        raise error
