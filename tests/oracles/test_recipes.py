"""The recipes of docs/graders.md, run: by the systems' own code where it runs without a network, else as they stand."""

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec

import pytest
from nbgrader_process import GRADER
from places import ROOT
from platforms import SHELL

TEXT = (ROOT / "docs" / "graders.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"## (?:A )?([^\n]+)\n(?:[^\n]+\n)+\n```\w+\n(.*?)```", TEXT, re.DOTALL))
RIGHT, WRONG = "step 1\nL = 0.125\ny_hat = 0.5\n", "step 1\nL = 0.125\ny_hat = 7\n"
ENVIRONMENT = {
    **dict.fromkeys(("CLASSROOM", "ASSIGNMENT", "OWNER", "COMMIT_URL", "RELEASE_URL", "REVIEW_URL"), "here"),
    "SUBMISSION_TAG": "submit/1",
    "PYTHONPATH": str(ROOT),
    "LC_ALL": "C.UTF-8",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
}


def needs(*packages):
    return pytest.mark.skipif(not all(map(find_spec, packages)), reason="needs the extra `oracle`")


@pytest.fixture
def place(tmp_path):
    """A folder with hw4.yaml and a command `backprop` on the way there."""
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "backprop"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m backprop_cli "$@"\n')
    command.chmod(0o755)
    return tmp_path


def put(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def run(place, *command, cwd=None, check=True, **more):
    path = os.pathsep.join([str(place / "bin"), os.path.dirname(sys.executable), os.environ["PATH"]])
    environment = {**os.environ, **ENVIRONMENT, "PATH": path}
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=cwd or place, env=environment, timeout=300, check=check, **more
    )
    return done.stdout


def problem_at(path):
    return put(path, (ROOT / "problems" / "ex3.yaml").read_text(encoding="utf-8"))


def test_there_are_seven_recipes_of_fifteen_lines_at_most():
    names = ["Gradescope", "PrairieLearn", "Classroom 50", "nbgrader", "otter-grader", "check50", "shell"]
    assert list(RECIPES) == names
    assert [name for name, code in RECIPES.items() if code.count("\n") > 15] == []


@SHELL
@pytest.mark.parametrize(
    ("name", "root", "folders"),
    [
        ("Gradescope", "/autograder", ("source", "submission", "results")),
        ("PrairieLearn", "/grade", ("tests", "student", "results")),
    ],
)
def test_a_results_file_is_where_it_is_looked_for(place, name, root, folders):
    problem_at(place / folders[0] / "hw4.yaml")
    put(place / folders[1] / "answers.txt", WRONG)
    (place / folders[2]).mkdir()
    run(place, "bash", "-c", RECIPES[name].replace(root, str(place)))
    tests = json.loads((place / folders[2] / "results.json").read_text(encoding="utf-8"))["tests"]
    assert [test["name"] for test in tests if test.get("score", test.get("points"))] == ["step 1: L"]


def test_the_result_of_classroom_50_is_where_the_runner_looks(place):
    problem_at(place / "bundle" / "hw4.yaml")
    code = "\n".join(line for line in RECIPES["Classroom 50"].split("\n") if '"pip"' not in line)  # nothing is fetched
    assert code.count("\n") == RECIPES["Classroom 50"].count("\n") - 1
    put(place / "bundle" / "autograder.py", code)
    put(place / "answers.txt", RIGHT)
    run(place, sys.executable, "bundle/autograder.py")
    result = json.loads((place / "result.json").read_text(encoding="utf-8"))
    assert (result["max-score"], result["score"]) == (20, 1)


@needs("nbgrader", "nbclient", "ipykernel")
@pytest.mark.parametrize(("value", "points"), [("0.5", 10), ("7", 5)])
def test_nbgrader_reads_the_points_off_the_cell(place, value, points):
    problem_at(place / "hw4.yaml")
    start = f"answers = [{{'step': 1, 'L': 0.125, 'y_hat': {value}}}]"
    cells = json.dumps([[start, RECIPES["nbgrader"]], 10])
    out = run(place, sys.executable, "-W", "ignore", "-c", GRADER, input=cells)
    assert json.loads(out.splitlines()[-1])[0] == [points]


OTTER = """
import otter
answers = [{"step": 1, "L": 0.125, "y_hat": %s}]
print("grade", otter.Notebook(tests_dir="tests").check("hw4", global_env={"answers": answers}).grade)
"""


@needs("otter")
@pytest.mark.parametrize(("value", "grade"), [("0.5", "1.0"), ("7", "0.0")])
def test_otter_grades_the_test_file(place, value, grade):
    problem_at(place / "hw4.yaml")
    put(place / "tests" / "hw4.py", RECIPES["otter-grader"])
    out = run(place, sys.executable, "-W", "ignore", "-c", OTTER % value)
    assert out.splitlines()[-1].split() == ["grade", grade]


@needs("check50")
@pytest.mark.parametrize(("answers", "passed"), [(RIGHT, True), (WRONG, False), ("?", False)])
def test_check50_runs_the_check(place, answers, passed):
    problem_at(place / "hw4" / "hw4.yaml")
    put(place / "hw4" / ".cs50.yaml", "check50:\n  dependencies: []\n")
    put(place / "hw4" / "__init__.py", RECIPES["check50"])
    put(place / "work" / "answers.txt", answers)
    command = ("check50", "--dev", "--output", "json", "--output-file", "out.json", "--", "../hw4")
    run(place, *command, cwd=place / "work", check=False)  # it exits with 1 where a check fails
    (result,) = json.loads((place / "work" / "out.json").read_text(encoding="utf-8"))["results"]
    assert (result["passed"], result["name"]) == (passed, "right")
    assert passed or "answers.txt:1:1" in result["cause"]["rationale"] or result["cause"]["help"]


@SHELL
def test_the_shell_makes_a_page_for_each_student(place):
    problem_at(place / "hw4.yaml")
    for name, answers in {"ann": RIGHT, "bob": WRONG, "eve": "?"}.items():
        put(place / "answers" / f"{name}.txt", answers)
    out = run(place, "bash", "-c", RECIPES["shell"])
    assert out.splitlines()[0] == "answers/ann.txt: all right"
    assert [line.split(":")[0] for line in out.splitlines()] == [
        f"answers/{name}.txt" for name in ("ann", "bob", "eve")
    ]
    assert "lies between" in (place / "feedback" / "bob.md").read_text(encoding="utf-8")
