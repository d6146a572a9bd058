"""backprop check: answers against their problem."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from .. import FORMATS, View, check_sheet
from .. import template as blank
from ..errors import fail
from .options import Argument, EditOptions, OutputOptions, ProblemArgument, option, split
from .output import choose_format, put
from .sources import piped, problems, stdin_bytes
from .writing import write


class MarkingOptions(NamedTuple):
    """How much is asked for, how strictly it is judged, and what is said of it."""

    level: Annotated[str | None, option("--level", key="level")] = None
    accept: Annotated[str | None, option("--accept", key="accept")] = None
    rounding: Annotated[str | None, option("--rounding", key="rounding")] = None
    min_digits: Annotated[int | None, option("--min-digits", key="min_digits", min=1, max=17)] = None
    follow: Annotated[str | None, option("--follow", key="follow")] = None
    hints: Annotated[int, option("--hints", key="hints", min=1, max=3)] = 3
    exit_zero: Annotated[bool, option("--exit-zero", key="exit_zero")] = False

    def rules(self) -> dict[str, Any]:
        """The rules of marking that are given, by the keys of a problem's `check`."""
        accept = split(self.accept) or None
        given = {"level": self.level, "rounding": self.rounding, "min_digits": self.min_digits, "follow": self.follow}
        return {**given, "accept": accept}


def check(
    problem: ProblemArgument = None,
    answers: Annotated[str | None, Argument("answers_argument")] = None,
    template: Annotated[bool, option("--template", key="template")] = False,
    marking: MarkingOptions = MarkingOptions(),  # noqa: B008
    output: OutputOptions = OutputOptions(),  # noqa: B008
    edit: EditOptions = EditOptions(),  # noqa: B008
) -> None:
    """A verdict for every answer, the first wrong step and why; --template prints a blank answer file."""
    if template:
        found = problems([problem] if problem else None, edit, output)
        form = choose_format(output, ("yaml", "plain")) if output.format or output.output else "yaml"
        parts = [blank(item, marking.level, output.language, form) for item in found]
        write([("---\n" if form == "yaml" else "\n").join(parts)], output)
        return
    shape = choose_format(output, FORMATS["Checked"])
    text = b"" if answers or problem in (None, "-") else piped()
    if problem is None or not (answers or text.strip()):
        raise fail("fault.check_needs")
    sheet = tuple(problems([problem], edit, output))
    given = answers if answers and answers != "-" else ("<stdin>", text or stdin_bytes())
    checked = check_sheet(sheet, given, output.spoken(shape), **marking.rules())
    put(checked, shape, output, View(hints=marking.hints))
    if not (marking.exit_zero or all(item.passed for item in checked)):
        raise SystemExit(1)
