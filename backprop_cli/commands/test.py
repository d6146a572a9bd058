"""backprop test: the tests that problems carry."""

from typing import Annotated

from ..checking.tests import run_tests, untested, with_tests, written_tests
from ..errors import fail
from ..problem.load import bundled, file_bytes
from ..problem.model import Problem
from ..problem.yaml_tree import decoded
from ..views.testing import TestedProblem, tested_blocks
from .edge import form, write
from .listing import FORMATS, deliver_table
from .options import Change, Output, ProblemArguments, option
from .sources import problems as read


def test(
    problems: ProblemArguments = None,
    write_: Annotated[bool, option("--write", key="write")] = False,
    most: Annotated[int, option("--most", key="most", min=1)] = 1000,
    output: Output = Output(),  # noqa: B008
    change: Change = Change(),  # noqa: B008
) -> None:
    """Runs the tests that problems carry, and names the mistakes that none of them plants; --write adds such tests."""
    shape = form(output, FORMATS)
    if write_:
        for name in problems or ():
            _write(name, most, output)
        return
    found = []
    for problem in read(problems, change, output.quiet):
        outcomes = list(run_tests(problem))
        found.append(TestedProblem(problem, outcomes, untested(problem, outcomes)))
    deliver_table(tested_blocks(found), shape, output)
    if any(outcome.differences for item in found for outcome in item.outcomes):
        raise SystemExit(1)


def _write(name: str, most: int, output: Output) -> None:
    """Adds tests to a file: one for each mistake that applies to one of its problems and that no test plants."""
    if name == "-" or name in bundled():
        raise fail("fault.write_needs_file", found=name)
    text = decoded(file_bytes(name), name)
    found: list[Problem] = list(read([name], Change(), True))
    for number, problem in reversed(list(enumerate(found, 1))):
        outcomes = list(run_tests(problem))
        wanted = untested(problem, outcomes)[: max(0, most - len(outcomes))]
        added = "".join(written_tests(problem, wanted))
        text = with_tests(text, number, added) if added else text
    write([text], output._replace(output=name))
