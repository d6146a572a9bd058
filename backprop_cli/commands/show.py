"""backprop show: the file of a problem, with changes in it."""

from __future__ import annotations

import os

from .. import problem_text
from .options import EditOptions, OutputOptions, ProblemArguments
from .output import choose_format
from .sources import problems as read
from .writing import write


def show(
    problems: ProblemArguments = None,
    output: OutputOptions = OutputOptions(),  # noqa: B008
    edit: EditOptions = EditOptions(),  # noqa: B008
) -> None:
    """The text of problem files with the changes of --set, --lr and --loss; comments stay."""
    choose_format(output, ("yaml", "plain"))
    write([problem_text(*read(problems, edit, output), folder=os.path.dirname(output.output or ""))], output)
