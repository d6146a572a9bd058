"""The directory of a question of PrairieLearn: its own functions are run, as the system calls them."""

import json
import os
import re
import typing
from html.parser import HTMLParser

import pytest
from examples import mostly_slow
from places import PROBLEMS

from backprop_cli import BackpropError, PrairieLearnQuestion, SheetEntry, load, question_directory

BUNDLED = sorted(path.stem for path in PROBLEMS.glob("*.yaml"))
NUMERIC = [name for name in BUNDLED if not all(problem.symbolic for problem in load(name))]
FILES = {"info.json", "question.html", "server.py", "problem.yaml"}


class Page(HTMLParser):
    """The names of the inputs of a page, and the panels that it shows."""

    def __init__(self, text):
        super().__init__()
        self.names, self.panels = [], re.findall(r"\{\{\{params\.(\w+)\}\}\}", text)
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "pl-string-input":
            self.names.append(dict(attrs)["answers-name"])


class Asked:
    """A question in a folder, as PrairieLearn calls it: everything it keeps goes through JSON."""

    def __init__(self, folder, seed=7):
        self.server: dict[str, typing.Any] = {}
        exec(compile((folder / "server.py").read_text(encoding="utf-8"), "server.py", "exec"), self.server)
        data = {"params": {}, "correct_answers": {}, "variant_seed": seed, "options": {"question_path": str(folder)}}
        self.server["generate"](data)
        self.data = json.loads(json.dumps(data))
        self.right = self.data["correct_answers"]

    def graded(self, answers):
        data = {**self.data, "submitted_answers": answers, "partial_scores": {}, "format_errors": {}, "feedback": {}}
        self.server["grade"](data)
        return json.loads(json.dumps(data))


@pytest.fixture
def question(tmp_path):
    def made(entries, level="all", points=None, lang="en", seed=7):
        for name, text in question_directory(entries, level, points, "", lang):
            (tmp_path / name).write_text(text, encoding="utf-8")
        return Asked(tmp_path, seed)

    return made


def entries_of(name):
    return [SheetEntry(problem) for problem in load(name) if not problem.symbolic]


@pytest.mark.parametrize(("name", "lang"), mostly_slow([(name, "en") for name in NUMERIC], 50) + [("ex3", "ru")])
def test_right_answers_to_a_variant_are_right_and_blank_ones_earn_nothing(tmp_path, question, name, lang):
    asked = question(entries_of(name), lang=lang)
    page = Page((tmp_path / "question.html").read_text(encoding="utf-8"))
    assert page.names == list(asked.right) and all(asked.data["params"][panel] for panel in page.panels)
    full, none = asked.graded(asked.right), asked.graded(dict.fromkeys(asked.right, ""))
    assert [key for key, part in full["partial_scores"].items() if part["score"] != 1] == []
    assert (full["score"], full["format_errors"], none["score"], none["feedback"]["lines"]) == (1, {}, 0, [])
    assert set(none["partial_scores"]) == set(full["partial_scores"]) == set(page.names)


@pytest.mark.slow
def test_the_server_is_short_and_the_directory_is_that_of_a_question(tmp_path, question):
    question([SheetEntry(problem, "final", points) for problem, points in zip(load("ex4"), (12, 8))])
    assert (tmp_path / "server.py").read_text(encoding="utf-8").count("\n") <= 25
    info = json.loads((tmp_path / "info.json").read_text(encoding="utf-8"))
    assert {"uuid", "title", "topic", "type"} <= set(info) and info["type"] == "v3"
    assert set(os.listdir(tmp_path)) == FILES


@pytest.mark.slow
def test_a_seed_gives_the_same_numbers_and_another_gives_others(tmp_path, question):
    first = question(entries_of("ex3"))
    again, other = Asked(tmp_path), Asked(tmp_path, 8)
    assert (first.data, first.right) == (again.data, again.right) and first.right != other.right
    assert first.data["params"]["said_1"] != other.data["params"]["said_1"]


def test_a_mistake_is_named_and_what_follows_from_it_counts(question):
    asked = question(entries_of("tanh-2-2-1"), "gradient")
    names = {name.partition("-")[2]: name for name in reversed(asked.right)}  # those of the first step
    wrong = {**dict.fromkeys(asked.right, ""), names["dL-dW2"]: "[[7], [7]]", names["W2"]: asked.right[names["W2"]]}
    marks = asked.graded(wrong)
    assert [marks["partial_scores"][names[name]]["score"] for name in ("dL-dW2", "W2", "L")] == [0, 1, 0]
    assert len(marks["feedback"]["lines"]) == 2 and marks["feedback"]["lines"][0].startswith("step 1: dL/dW2: ")


def test_what_cannot_be_read_is_told_and_takes_no_attempt(question):
    asked = question(entries_of("ex3"), "final")
    name = next(iter(asked.right))
    marks = asked.graded({**asked.right, name: asked.right[name] + " apples"})
    assert list(marks["format_errors"]) == [name] and marks["partial_scores"][name]["score"] == 0


@pytest.mark.slow
def test_the_points_of_a_sheet_are_the_weights(question):
    asked = question([SheetEntry(load("ex3")[0], "final"), SheetEntry(load("momentum")[0], "final")], points=30)
    weights = [part["weight"] for part in asked.graded(asked.right)["partial_scores"].values()]
    assert sum(weights) == pytest.approx(30)


@pytest.mark.slow
def test_an_input_that_the_page_has_no_more_counts_for_nothing(question):
    asked = question(entries_of("ex3"), "final")
    name, text = next(iter(asked.right.items()))
    assert asked.graded({name: text})["score"] == 1


def test_a_problem_without_numbers_is_refused():
    with pytest.raises(BackpropError, match="no numbers"):
        list(question_directory([SheetEntry(load("ex1")[0])]))
    with pytest.raises(BackpropError, match="nothing to fill in"):
        PrairieLearnQuestion("network: [{linear: {weights: [[2]]}}]\ndata: [{x: [1]}]", [{"level": "final"}])


def test_the_command_writes_the_directory_whole_or_not_at_all(backprop, tmp_path):
    command = ("worksheet", "ex3", "--level", "final", "-f", "prairielearn")
    assert backprop(*command, "-o", "q").returncode == 0 and set(os.listdir(tmp_path / "q")) == FILES
    again = backprop(*command, "-o", "q")
    assert again.returncode == 2 and set(os.listdir(tmp_path)) == {"q"}
    assert backprop("worksheet", "ex1", "-f", "prairielearn", "-o", "p").returncode == 2
    assert set(os.listdir(tmp_path)) == {"q"}
    assert "-o DIR" in backprop(*command).err


def test_a_file_of_data_is_found_from_the_directory(backprop, tmp_path, monkeypatch):
    (tmp_path / "d.csv").write_text("x1,y1\n1,0.5\n2,-1\n")
    (tmp_path / "hw.yaml").write_text(
        "network: [{linear: {weights: [[0.5]], bias: [1]}}]\nloss: mse\ndata: {file: d.csv}\ntrain: {lr: 0.1}\n"
    )
    assert backprop("worksheet", "hw.yaml", "-f", "prairielearn", "-o", "q").returncode == 0
    monkeypatch.chdir(tmp_path / "q")  # where PrairieLearn calls it
    asked = Asked(tmp_path / "q")
    assert asked.graded(asked.right)["score"] == 1


@pytest.mark.parametrize("option", [["--solutions"], ["--both"], ["--erroneous", "auto"], ["--blanks", "table"]])
def test_what_a_question_cannot_hold_is_refused(backprop, option):
    done = backprop("worksheet", "ex3", "-f", "prairielearn", "-o", "q", *option)
    assert done.returncode == 2 and f"leave out {option[0]}" in done.err
