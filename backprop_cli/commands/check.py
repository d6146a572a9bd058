"""backprop check: answers against their problem."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from .. import FORMATS, LEVELS, View, check_sheet
from .. import template as blank
from ..errors import fail, one_of
from .options import Argument, EditOptions, OutputOptions, ProblemArgument, option, words
from .output import choose_format, put
from .sources import piped, problems, stdin_bytes
from .writing import write


class MarkingOptions(NamedTuple):
    """How much is asked for, how strictly it is judged, and what is said of it."""

    level: Annotated[str | None, option("--level", key="level")] = None
    hints: Annotated[int, option("--hints", key="hints", min=1, max=3)] = 3
    rounding: Annotated[str, option("--rounding", key="rounding")] = "usual"
    min_digits: Annotated[int, option("--min-digits", key="min_digits", min=1, max=17)] = 2
    exit_zero: Annotated[bool, option("--exit-zero", key="exit_zero")] = False


def check(
    problem: ProblemArgument = None,
    answers: Annotated[str | None, Argument("answers_argument")] = None,
    template: Annotated[bool, option("--template", key="template")] = False,
    marking: MarkingOptions = MarkingOptions(),  # noqa: B008
    output: OutputOptions = OutputOptions(),  # noqa: B008
    edit: EditOptions = EditOptions(),  # noqa: B008
) -> None:
    """A verdict for every answer, the first wrong step and why; --template prints a blank answer file."""
    one_of(marking.rounding, ("usual", "strict"), "fault.unknown_rounding")
    level = next(iter(words(marking.level, LEVELS, "fault.unknown_level")), None)
    if template:
        found = problems([problem] if problem else None, edit, output)
        form = choose_format(output, ("yaml", "plain")) if output.format or output.output else "yaml"
        parts = [blank(item, level or "all", output.language, form) for item in found]
        write([("---\n" if form == "yaml" else "\n").join(parts)], output)
        return
    shape = choose_format(output, FORMATS["Checked"])
    text = b"" if answers or problem in (None, "-") else piped()
    if problem is None or not (answers or text.strip()):
        raise fail("fault.check_needs")
    sheet = tuple(problems([problem], edit, output))
    given = answers if answers and answers != "-" else ("<stdin>", text or stdin_bytes())
    rules = (marking.rounding, marking.min_digits, level)
    checked = check_sheet(sheet, given, *rules, lang=output.spoken(shape))
    put(checked, shape, output, View(hints=marking.hints))
    if not (marking.exit_zero or all(item.passed for item in checked)):
        raise SystemExit(1)
