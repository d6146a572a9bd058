"""backprop page: one page of HTML that steps through the work and judges typed answers."""

from __future__ import annotations

from .. import page as page_of
from ..typed import Annotated
from .options import EditOptions, OutputOptions, ProblemArguments, option
from .output import choose_format, page_look
from .sources import problems as read
from .writing import write


def page(
    problems: ProblemArguments = None,
    no_judge: Annotated[bool, option("--no-judge", key="no_judge")] = False,
    solution: Annotated[bool, option("--solution", key="solution")] = False,
    output: OutputOptions = OutputOptions(),  # noqa: B008
    edit: EditOptions = EditOptions(),  # noqa: B008
) -> None:
    """One offline page of HTML: the work line by line with its picture, and answers judged as they are typed."""
    if output.format or output.output:
        choose_format(output, ("html",))
    mode = "solution" if solution else "read" if no_judge else "judge"
    found = list(read(problems, edit, output, tests=False))
    write([page_of(found, mode, output.language, page_look(output, "html"))], output)
