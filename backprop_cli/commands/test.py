"""backprop test: the tests that problems carry."""

from __future__ import annotations

from .. import FORMATS, Problem, StressedProblem, TestedProblem, add_tests, stress
from .. import tests as tests_of
from ..typed import Annotated, Any
from .options import EditOptions, OutputOptions, ProblemArguments, option
from .output import choose_format, put
from .progress import progress
from .sources import problems as read
from .writing import write


def test(
    problems: ProblemArguments = None,
    write_: Annotated[bool, option("--write", key="write")] = False,
    most: Annotated[int, option("--most", key="most", min=1)] = 1000,
    variants: Annotated[int | None, option("--variants", key="variants", min=1)] = None,
    jobs: Annotated[int, option("--jobs", key="jobs", min=1, max=256)] = 1,
    output: OutputOptions = OutputOptions(),  # noqa: B008
    edit: EditOptions = EditOptions(),  # noqa: B008
) -> None:
    """Runs the tests that problems carry, and names mistakes that none of them plants; or tests variants of them."""
    shape = choose_format(output, FORMATS["TestedProblem"])
    if write_:
        for name in problems or ():
            write([add_tests(name, most)], output._replace(output=name))
        return
    found: list[Any] = [_tested(problem, variants, jobs, output) for problem in read(problems, edit, output)]
    put(found, shape, output)
    if not all(tested.passed for tested in found):
        raise SystemExit(1)


def _tested(
    problem: Problem, variants: int | None, jobs: int, output: OutputOptions
) -> TestedProblem | StressedProblem:
    """The outcomes of a problem's own tests, or of so many variants."""
    if variants is None:
        return tests_of(problem)
    with progress("stress", output, jobs > 1) as done:
        done(0, variants)
        return stress(problem, variants, done=done, jobs=jobs)
