"""Which numbers of a document may become others."""

import pytest

from backprop_cli import load
from backprop_cli.problem.load import bundled
from backprop_cli.rules import find
from backprop_cli.varying.places import groups

PROBLEMS = [problem for name in bundled() for problem in load(name)]
SEQUENCES = [problem for problem in PROBLEMS if any(find("layers", item.kind).carried for item in problem.network)]


@pytest.mark.parametrize("problem", SEQUENCES, ids=repr)
def test_the_numbers_of_a_sequence_may_become_others(problem):
    """A row of it is a time step, and no observation with a target of its own."""
    paths = [path for group in groups(problem.document, problem) for path, *_ in group.leaves]
    assert [path for path in paths if path[:3] == ("data", 0, "x")]
    assert len(SEQUENCES) >= 2
