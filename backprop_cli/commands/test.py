"""backprop test: the tests that problems carry."""

from __future__ import annotations

from typing import Annotated

from .. import FORMATS, add_tests
from .. import tests as tests_of
from .options import EditOptions, OutputOptions, ProblemArguments, option
from .output import choose_format, put
from .sources import problems as read
from .writing import write


def test(
    problems: ProblemArguments = None,
    write_: Annotated[bool, option("--write", key="write")] = False,
    most: Annotated[int, option("--most", key="most", min=1)] = 1000,
    output: OutputOptions = OutputOptions(),  # noqa: B008
    edit: EditOptions = EditOptions(),  # noqa: B008
) -> None:
    """Runs the tests that problems carry, and names the mistakes that none of them plants; --write adds such tests."""
    shape = choose_format(output, FORMATS["TestedProblem"])
    if write_:
        for name in problems or ():
            write([add_tests(name, most)], output._replace(output=name))
        return
    found = [tests_of(problem) for problem in read(problems, edit, output, tests=True)]
    put(found, shape, output)
    if not all(tested.passed for tested in found):
        raise SystemExit(1)
