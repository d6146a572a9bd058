"""backprop solve: the whole of a problem."""

from typing import Annotated

from ..solution.solution import solve as solution_of
from .deliver import FORMATS, deliver
from .edge import form
from .options import Change, Output, ProblemArguments, Show, option
from .sources import problems as read


def solve(
    problems: ProblemArguments = None,
    steps: Annotated[int | None, option("--steps", key="steps", min=0)] = None,
    after: Annotated[bool, option("--after", key="after")] = False,
    output: Output = Output(),  # noqa: B008
    change: Change = Change(),  # noqa: B008
    shown: Show = Show(),  # noqa: B008
) -> None:
    """Every forward value, loss, gradient and update of every step; the questions; the final weights."""
    shape = form(output, FORMATS)
    solutions = (solution_of(problem, shown.exact, steps, after) for problem in read(problems, change, output.quiet))
    deliver(solutions, shape, output, shown)
