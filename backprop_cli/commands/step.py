"""backprop step: one step of a problem."""

from __future__ import annotations

import os

from .. import FORMATS, after_step, load_text, to_yaml
from .. import step as step_of
from ..typed import Annotated
from .failures import remark
from .options import EditOptions, OutputOptions, ProblemArgument, ShowOptions, option
from .output import choose_format
from .solutions import put_solutions
from .sources import single
from .writing import write


def step(
    problem: ProblemArgument = None,
    at: Annotated[int | None, option("--at", key="at", min=1)] = None,
    observation: Annotated[int | None, option("--observation", key="observation", min=1)] = None,
    after: Annotated[bool, option("--after", key="after")] = False,
    output: OutputOptions = OutputOptions(),  # noqa: B008
    edit: EditOptions = EditOptions(),  # noqa: B008
    shown: ShowOptions = ShowOptions(),  # noqa: B008
) -> None:
    """One step: the next, the N-th (--at) or one on an observation; -f yaml prints the problem after it."""
    shape = choose_format(output, (*FORMATS["Solution"], "yaml"))
    found = single(problem, edit, output, replaced=shape == "yaml", tests=shape == "yaml")
    observations = () if observation is None else (observation,)
    solution = step_of(found, at, observations, shown.exact or shape == "yaml", after)
    if shape == "yaml":
        text = to_yaml(after_step(solution, shown.exact, os.path.dirname(output.output or "")))
        if output.output:  # which may be the problem's own file: what takes its place must be a problem
            load_text(text, output.output, found.name, (), edit.max_steps)
        write([text], output)
        return
    put_solutions([solution], shape, output, shown, questions=False)
    if solution.remaining and not shown.get:
        remark("command.next_step", output, name=problem or found.name)
