"""`test --write` adds to a problem's file in whatever layout that is, and changes nothing else in it."""

import re
from itertools import product

import pytest
import yaml
from examples import mostly_slow
from in_process import run
from places import PROBLEMS

import backprop_cli
from backprop_cli import BackpropError, add_tests, load
from backprop_cli.problem.yaml_tree import documents, plain_data

HEAD = "# a comment above\nnetwork: [{linear: {weights: [[2]]}}]   # two\n"
REST = "loss: mse\n\ndata:\n- {x: [3], y: [1]}\n"
TEST = "- answers: {answers: [{step: 1, L: -25}]}  # wrong\n  score: 0\n"
IN_BRACES = "{answers: {answers: [{step: 1, L: -25}]}, score: 0}"


def indented(text, by):
    return "".join(" " * by * bool(line.strip()) + line for line in text.splitlines(keepends=True))


LAYOUTS = {
    "no tests": HEAD + REST,
    "no tests, a comment below": HEAD + REST + "  # the end\n\n# of it\n",
    "no tests, everything indented": indented(HEAD + REST, 4),
    "no tests, a text at the end": HEAD + REST + "title: |\n  Many\n  words\n",
    "no tests, a text that keeps its blank lines": HEAD + REST + "title: |+\n  Many\n  words\n\n\n",
    "no tests, an open text at the end": HEAD + REST + "title: many words\n  on two lines\n",
    "no tests, in braces": "{network: [{linear: {weights: [[2]]}}], loss: mse, data: [{x: [3], y: [1]}]} # c\n",
    "no tests, in braces over lines": "{ # net\n  network: [linear: {weights: [[2]]}],\n  data: [{x: [3], y: [1]}],\n  loss: mse, # c\n}\n",
    "no tests, JSON": '{"network": [{"linear": {"weights": [[2]]}}], "loss": "mse",\n "data": [{"x": [3], "y": [1]}]}\n',
    "no tests, a document's end": HEAD + REST + "...\n",
    "no tests, a document's start": "%YAML 1.1\n--- # net\n" + HEAD + REST,
    "an empty list": HEAD + REST + "tests: []\n",
    "an empty list, a comment": HEAD + "tests: [ ]  # none yet\n" + REST,
    "an empty list over lines": HEAD + "tests: [\n  ]  # none yet\n" + REST,
    "an empty list in braces": "{network: [{linear: {weights: [[2]]}}], tests: [], loss: mse, data: [{x: [3], y: [1]}]}\n",
    "a list that is not indented": HEAD + REST + "tests:\n" + TEST,
    "a list indented by 2": HEAD + REST + "tests:\n" + indented(TEST, 2),
    "a list indented by 4": HEAD + REST + "tests:\n\n" + indented(TEST, 4) + "    # the end\n",
    "everything indented by 4": indented(HEAD + REST + "tests:\n" + indented(TEST, 2), 4),
    "a comment at the key": HEAD + REST + "tests: # x\n" + indented(TEST, 2),
    "tabs before comments": HEAD + REST + "tests:\t# x\n" + indented(TEST, 2).replace(" # wrong", "\t# wrong"),
    "a list that is not last": HEAD + "tests:\n" + indented(TEST, 2) + "\n# more\n" + REST,
    "a key in quotes": HEAD + REST + '"tests":\n' + indented(TEST, 2),
    "a key with a question mark": HEAD + REST + "? tests\n:\n" + indented(TEST, 2),
    "a list in brackets": HEAD + REST + f"tests: [{IN_BRACES}]\n",
    "a list in brackets with a comma": HEAD + f"tests: [\n  {IN_BRACES},  # c\n]\n" + REST,
    "a list in braces": f"{{network: [{{linear: {{weights: [[2]]}}}}], tests: [{IN_BRACES}], loss: mse, data: [{{x: [3], y: [1]}}]}}\n",
    "a document's end": HEAD + REST + "tests:\n" + indented(TEST, 2) + "...\n",
}
EMPTY = {"an empty list", "an empty list, a comment", "an empty list over lines"}  # whose brackets go
BREAK = re.compile("\r\n|\n|\r")
OTHER = "expression: x^2 # the other one\nwrt: [x]\n"
VARIANTS = {
    "as it is": lambda text: text,
    "without its last line break": lambda text: text.rstrip("\n"),
    "with CRLF": lambda text: text.replace("\n", "\r\n"),
    "with CR": lambda text: text.replace("\n", "\r"),
    "with a byte-order mark": lambda text: "\ufeff" + text,
    "before another document": lambda text: text + "---\n" + OTHER,
    "after another document": lambda text: OTHER + ("" if text.startswith("%YAML") else "---\n") + text,
}


# Here a line more would be a part of the text before it.
REFUSED = {
    (f"no tests, a text {what}", "without its last line break") for what in ("at the end", "that keeps its blank lines")
}


def read(text):
    """The documents of a text as data: the tests of each, and all else."""
    found = [plain_data(tree) for tree in documents(text, "n")]
    return [item.pop("tests", []) for item in found], found


@pytest.mark.parametrize(("layout", "variant"), mostly_slow(product(LAYOUTS, VARIANTS), every=39))
def test_tests_are_added_in_any_layout_and_nothing_else_is_changed(layout, variant, tmp_path):
    text, file = VARIANTS[variant](LAYOUTS[layout]), tmp_path / "net.yaml"
    file.write_bytes(text.encode())
    done = run("test", file, "--write", "--most", "3")
    new = file.read_bytes().decode()
    if (layout, variant) in REFUSED:
        assert (done.returncode, new) == (2, text)
        return
    assert (done.returncode, done.err) == (0, "")
    (old_tests, old), (new_tests, kept) = read(text), read(new)
    assert kept == old
    assert all(found[: len(known)] == known for known, found in zip(old_tests, new_tests))
    start = next((at for at, (one, other) in enumerate(zip(text, new)) if one != other), len(text))
    assert new.endswith(text[start:]) or layout in EMPTY
    outcomes = [outcome for item in load(str(file)) for outcome in backprop_cli.tests(item).outcomes]
    assert len(outcomes) == 3
    assert all(not outcome.differences for outcome in outcomes)
    assert set(BREAK.findall(new)) <= set(BREAK.findall(text) or ["\n"])


SHARED = {
    "an alias": HEAD + "names: {H1: &t []}\n" + REST + "tests: *t\n",
    "an anchor": HEAD + REST + "tests: &t\n" + indented(TEST, 2),
}


@pytest.mark.parametrize("name", SHARED)
def test_a_layout_without_a_safe_place_is_told_and_the_file_stays(name, tmp_path):
    file = tmp_path / "net.yaml"
    file.write_text(SHARED[name])
    done = run("test", file, "--write", "--most", "3")
    if done.returncode == 2:
        assert file.read_text() == SHARED[name]
    else:
        assert len(backprop_cli.tests(load(str(file))[0]).outcomes) == 3


def test_a_text_that_does_not_read_as_it_should_is_never_given(tmp_path, monkeypatch):
    monkeypatch.setattr("backprop_cli.problem.insert._lines", lambda items, column: iter(["- broken: ["]))
    file = tmp_path / "net.yaml"
    file.write_text(LAYOUTS["no tests"])
    with pytest.raises(BackpropError, match="is left as it is"):
        add_tests(str(file))
    done = run("test", file, "--write")
    assert done.returncode == 2
    assert "is left as it is" in done.err
    assert file.read_text() == LAYOUTS["no tests"]


@pytest.mark.parametrize("name", mostly_slow([*LAYOUTS, *(path.name for path in PROBLEMS.glob("*.yaml"))], 5))
def test_both_parsers_of_yaml_know_the_same_places(name, monkeypatch):
    text = LAYOUTS.get(name) or (PROBLEMS / name).read_text("utf-8")
    text = text.replace("\t", "  ")  # only one of them takes a tab
    fast = documents(text, "n")
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert documents(text, "n") == fast
