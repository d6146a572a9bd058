"""Points in a graded notebook: nbgrader itself reads them off executed cells."""

import json
import subprocess
import sys
from importlib.util import find_spec

import pytest
from nbgrader_process import GRADER

if not all(map(find_spec, ("nbgrader", "nbclient", "ipykernel"))):
    pytest.skip("needs the extra `oracle`", allow_module_level=True)

START = "from backprop_cli import check, load\n(problem,) = load('ex3')\n"
HALF = "{'answers': [{'step': 1, 'L': 0.125, 'H1': 7}]}"
NOTHING = "{'answers': [{'step': 1, 'L': 9}]}"
ALL = "{'answers': [{'step': 1, 'L': 0.125}]}"


def graded(answers, maximum, last="checked.points(%s)", rules="level='given'"):
    """What nbgrader gives for a cell with each of some answers, and what the cells put out."""
    cells = [f"checked = check(problem, {given}, {rules})\n{last.replace('%s', str(maximum))}" for given in answers]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", GRADER],
        input=json.dumps([[START, *cells], maximum]),
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_points_are_what_nbgrader_gives():
    grades, outputs = graded((NOTHING, HALF, ALL), 10)
    assert grades == [0, 5, 10]
    assert outputs == [["text/html", "text/plain"]] * 3


def test_a_score_alone_is_never_full_marks_for_a_wrong_file():
    assert graded((NOTHING, HALF, ALL), 1, "checked")[0] == [0, 0.5, 1]


def test_tiny_points_are_no_exponent_and_no_full_marks():
    assert graded((HALF,), 1e-7)[0] == [5e-8]
