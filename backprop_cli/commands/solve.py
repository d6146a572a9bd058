"""backprop solve: the whole of a problem."""

from __future__ import annotations

from .. import FORMATS
from .. import solve as solve_problem
from ..errors import Message, fail
from ..typed import Annotated
from .options import EditOptions, OutputOptions, ProblemArguments, ShowOptions, option
from .output import choose_format
from .solutions import put_solutions
from .sources import problems as read

MOST_STEPS = 10**9  # of which nobody sees the end


def solve(
    problems: ProblemArguments = None,
    steps: Annotated[int | None, option("--steps", key="steps", min=0, max=MOST_STEPS)] = None,
    at_step: Annotated[int | None, option("--at-step", key="at_step", min=1)] = None,
    after: Annotated[bool, option("--after", key="after")] = False,
    output: OutputOptions = OutputOptions(),  # noqa: B008
    edit: EditOptions = EditOptions(),  # noqa: B008
    shown: ShowOptions = ShowOptions(),  # noqa: B008
) -> None:
    """Every forward value, loss, gradient and update of every step; the questions; the final weights."""
    shape = choose_format(output, FORMATS["Solution"])
    found = read(problems, edit, output, tests=False)
    if at_step is not None and steps is not None:
        raise fail("fault.at_step_and_steps", None, Message("hint.at_step_and_steps", {"number": at_step}))
    if at_step is None:
        solutions = (solve_problem(problem, shown.exact, steps, after) for problem in found)
    else:
        from .. import step as step_of  # which most calls do without

        solutions = (step_of(problem, at_step, (), shown.exact, after) for problem in found)
    put_solutions(solutions, shape, output, shown, questions=at_step is None)
