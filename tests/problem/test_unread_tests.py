"""The tests of a problem stay unread where nobody wants them: what is printed is the same, and only their faults go unseen."""

import pytest
from cases import without_marks
from examples import mostly_slow

from backprop_cli import BackpropError, load
from backprop_cli.problem import load as loading
from backprop_cli.problem.load import bundled

HEAD = "network: [{linear: {weights: [[2]]}}]\ndata: [{x: [1]}]\n"
BROKEN = [  # tests that validate refuses, and solve does not see
    "tests:\n  - {answers: {final: {W1: 1}}, answers: 2}\n",
    "tests:\n  - answers: [\n",
    "tests:   # of ours\n\n# a comment\n- answers: !!int 1\n-\n  score: *nobody\n",
]
SEEN = [  # what is no list at the end of the file is read, whoever asks
    "tests: {a: 1, a: 2}\n",
    "tests: [{a: 1, a: 2}]\n",
    "tests:\n  a: 1\n",
    "tests:\n  - a\ntitle: [\n",
    "tests:\n  - {a: 1, a: 2}\ntitle: t\n",
    '"tests":\n  - {a: 1, a: 2}\n',
    "title: 't\ntests:\n  - a'\nnope: 1\n",
    "train:\n  tests:\n    - {a: 1}\n",
    "tests:\n  - a: 1\ntests:\n  - b: 1\n",
]


@pytest.mark.parametrize("name", bundled())
def test_a_problem_without_its_tests_is_the_same_problem(name):
    for whole, quick in zip(load(name), load(name, tests=False), strict=True):
        quick, whole = (item._replace(tests=None, document=None, siblings=()) for item in (quick, whole))
        assert without_marks(quick) == without_marks(whole)


def test_tests_are_not_read_where_they_come_last():
    assert load("ex3", tests=False)[0].tests.items == ()
    assert len(load("ex3")[0].tests.items) >= 10
    assert len(load("ex3", [("train.lr", "2", "--lr")], tests=False)[0].tests.items) >= 10


@pytest.mark.parametrize("command", ["solve", "derive", "graph", "step"])
@pytest.mark.parametrize("name", mostly_slow([item for item in bundled() if item != "ex4"], 6))
def test_every_command_prints_the_same(backprop, monkeypatch, command, name):
    quick = backprop(command, name, "-f", "json")
    monkeypatch.setattr(loading.Reading, "unread", ())
    assert quick == backprop(command, name, "-f", "json")


@pytest.mark.parametrize("tests", BROKEN)
def test_a_fault_in_tests_is_told_by_those_who_read_them(backprop, tmp_path, tests):
    file = tmp_path / "p.yaml"
    file.write_text(HEAD + tests, encoding="utf-8")
    with pytest.raises(BackpropError):
        load(str(file))
    assert load(str(file), tests=False)
    codes = {name: backprop(name, file).returncode for name in ("solve", "step", "graph", "validate", "test", "show")}
    assert codes == {"solve": 0, "step": 0, "graph": 0, "validate": 2, "test": 2, "show": 2}


@pytest.mark.parametrize("tests", SEEN)
def test_what_is_no_list_at_the_end_of_the_file_is_read_by_all(tmp_path, tests):
    file = tmp_path / "p.yaml"
    file.write_text(HEAD + tests, encoding="utf-8")
    said = []
    for wanted in (True, False):
        with pytest.raises(BackpropError) as caught:
            load(str(file), tests=wanted)
        said.append(str(caught.value))
    assert said[0] == said[1]


@pytest.mark.parametrize("command", [("step", "-f", "yaml"), ("show",)])
def test_a_problem_that_is_printed_keeps_its_tests(backprop, command):
    assert "added_gradient" in backprop(*command[:1], "ex3", *command[1:]).out
