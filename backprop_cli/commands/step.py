"""backprop step: one step of a problem."""

from typing import Annotated

from ..problem.edit import to_yaml
from ..solution.solution import after_step
from ..solution.solution import step as step_of
from .deliver import FORMATS, deliver
from .edge import form, said, write
from .options import Change, Output, ProblemArgument, Show, option
from .sources import single


def step(
    problem: ProblemArgument = None,
    at: Annotated[int | None, option("--at", key="at", min=1)] = None,
    observation: Annotated[int | None, option("--observation", key="observation", min=1)] = None,
    after: Annotated[bool, option("--after", key="after")] = False,
    output: Output = Output(),  # noqa: B008
    change: Change = Change(),  # noqa: B008
    shown: Show = Show(),  # noqa: B008
) -> None:
    """One step: the next, the N-th (--at) or one on an observation; -f yaml prints the problem after it."""
    shape = form(output, (*FORMATS, "yaml"))
    found = single(problem, change, output.quiet)
    chosen = () if observation is None else (observation,)
    solution = step_of(found, at, chosen, shown.exact or shape == "yaml", after)
    if shape == "yaml":
        write([to_yaml(after_step(solution, shown.exact))], output)
        return
    deliver([solution], shape, output, shown, questions=False)
    if solution.remaining and not shown.get:
        said("command.next_step", output, name=problem or found.name)
