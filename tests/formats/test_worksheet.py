"""Sheets: a table that is filled in is read back, the key is the solution, and LaTeX fits its page."""

import json
import re
import shutil
import subprocess
from itertools import product

import pytest
import yaml
from examples import mostly_slow
from page_readers import READERS
from places import PROBLEMS

from backprop_cli import BackpropError, Look, SheetEntry, check_sheet, load, render, sheet_outline, solve, worksheet
from backprop_cli.checking.answers.answer import Answer
from backprop_cli.checking.judge.key import AnswerKey
from backprop_cli.checking.template import LEVELS

BUNDLED = sorted(path.stem for path in PROBLEMS.glob("*.yaml"))
LOOKS = {lang: Look(lang=lang, mark="," if lang == "ru" else ".", exact=True) for lang in ("en", "ru")}
HAS_EXAM = shutil.which("kpsewhich") and subprocess.run(["kpsewhich", "exam.cls"], capture_output=True).stdout
SHEET = """sheet: {title: {en: Homework 4, ru: Домашнее задание 4}, points: 20}
problems:
  - {from: ex3, level: gradient, points: 12, vary: {seed: 7}}
  - {from: ex4-regression, questions: [a, б], points: 8}
"""


def filled(problem, text):
    """The tables of a sheet with the right values in them, one under the other."""
    key, rows, head = AnswerKey(problem), [], []
    for line in text.splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if line.startswith("|") and "name" in cells:
            head = cells
        elif line.startswith("| ") and head:
            row = dict(zip(head, cells))
            step = int(row["step"]) if row.get("step", "").isdigit() else None
            target = key.target(Answer(step, row.get("question"), row["name"], None))
            line = line.removesuffix(" |") + f" {json.dumps(target.line.value)} |"
        rows += [line] if line.startswith("|") else []
    return "\n".join(rows)


@pytest.mark.parametrize(("name", "level"), mostly_slow(product(BUNDLED, LEVELS), 7))
def test_a_filled_in_table_is_all_right(name, level):
    for problem in load(name):
        if not problem.symbolic and (level != "final" or problem.train):
            text = filled(problem, render(worksheet([problem], level), "md"))
            (checked,) = check_sheet([problem], ("answers.md", text.encode()), level=level)
            assert (checked.score, checked.result.lines.asked) == (1, checked.result.lines.given)


@pytest.mark.parametrize(("name", "lang", "solutions"), mostly_slow(product(BUNDLED, LOOKS, (False, True)), 129))
def test_a_sheet_is_a_page_that_programs_read(name, lang, solutions):
    for table in (None, False, True):
        sheet = worksheet(load(name), points=20, lang=lang, table=table, solutions=solutions)
        for form in ("md", "html", "latex"):
            READERS[form](render(sheet, form, look=LOOKS[lang]))
        assert sum(item.points or 0 for item in sheet.exercises) == 20


@pytest.mark.skipif(not (HAS_EXAM and shutil.which("pdflatex")), reason="needs pdflatex and the class exam")
@pytest.mark.parametrize(("name", "lang"), mostly_slow([(name, lang) for name in BUNDLED for lang in LOOKS], 35))
def test_latex_has_no_overfull_line(tmp_path, name, lang):
    for solutions, table in ((False, False), (False, True), (True, None)):
        sheet = worksheet(load(name), points=20, lang=lang, table=table, solutions=solutions)
        (tmp_path / "sheet.tex").write_text(render(sheet, "latex", look=LOOKS[lang]), encoding="utf-8")
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "sheet.tex"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120)
        assert (done.returncode, re.findall(rb"Overfull.*", done.stdout)) == (0, [])


def test_a_key_holds_the_values_of_the_solution_and_a_sheet_none_of_them():
    (problem,) = load("tanh-2-2-1")
    sheet, key = (render(worksheet([problem], solutions=solutions), "md") for solutions in (False, True))
    values = re.findall(r"\d\.\d{3,}", render(solve(problem), "md"))
    assert len(values) > 20 and all(value in key for value in values) and not any(value in sheet for value in values)


def test_a_sheet_file_says_what_is_asked_and_what_it_is_worth(tmp_path):
    (tmp_path / "hw.yaml").write_text(SHEET, encoding="utf-8")
    outline = sheet_outline(str(tmp_path / "hw.yaml"))
    sheet = worksheet(outline.entries, points=outline.points)
    assert [item.points for item in sheet.exercises] == [12, 8] and outline.title["ru"] == "Домашнее задание 4"
    assert [[part.question for part in item.parts] for item in sheet.exercises] == [[None, None], ["а", "б"]]
    assert sheet.exercises[0].problem.data != load("ex3")[0].data


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("points: 12", "points: 13", "hw.yaml:1:1: error: the problems are worth 21 points, the sheet 20"),
        ("from: ex3", "from: ex33", "hw.yaml:3:5: error: ex33: no such file"),
        ("[a, б]", "[z]", "hw.yaml:4:5: error: unknown question z"),
        ("problems:", "network: [sigmoid]\nproblems:", "hw.yaml:2:1: error: sheet: unknown key network"),
        ("level: gradient", "level: some", "hw.yaml:3:24: error: expected one of all, gradient, final; found some"),
        ("from: ex4-regression", "from: ex4", "hw.yaml:4:5: error: ex4 holds several problems"),
        ("sheet:", "---\nexpression: x\n---\nsheet:", ""),
        (SHEET, f"{SHEET}---\nexpression: x\n", "hw.yaml:6:1: error: a sheet file has one document"),
    ],
)
def test_a_fault_of_a_sheet_has_its_place(backprop, tmp_path, old, new, said):
    (tmp_path / "hw.yaml").write_text(SHEET.replace(old, new, 1), encoding="utf-8")
    done = backprop("worksheet", "hw.yaml")
    assert done.returncode == 2 and said in done.err


def test_a_sheet_is_no_problem(backprop, tmp_path):
    (tmp_path / "hw.yaml").write_text(SHEET, encoding="utf-8")
    assert "backprop worksheet FILE" in backprop("solve", "hw.yaml").err


def test_both_writes_the_sheet_and_its_key(backprop, tmp_path):
    assert backprop("worksheet", "ex3", "ex4", "--both", "-o", "hw.tex", "--title", "Homework").returncode == 0
    sheet, key = ((tmp_path / name).read_text(encoding="utf-8") for name in ("hw.tex", "hw-key.tex"))
    assert r"\writeon" in sheet.partition(r"\begin{document}")[2] and "Homework: key" in key
    assert backprop("worksheet", "ex3", "--both").returncode == 2


def test_a_problem_with_nothing_to_fill_in_is_told():
    with pytest.raises(BackpropError, match="ex1 has nothing to fill in at level final"):
        worksheet(load("ex1"), level="final")


@pytest.mark.parametrize("blank", [1, 4, 30, 1000])
def test_the_last_lines_of_a_faded_example_are_blank(blank):
    (problem,) = load("ex3")
    whole = [item.asked for item in worksheet([problem]).exercises[0].parts if item.step]
    sheet = worksheet([SheetEntry(problem, fade=blank)])
    parts = sheet.exercises[0].parts
    assert [len(part.asked) for part in parts] == [min(25, max(0, blank - 25)), min(25, blank)]
    assert [(*part.worked, *part.asked) for part in parts] == whole
    text = filled(problem, "\n\n".join(part for part in render(sheet, "md").split("\n\n") if "value" in part))
    (checked,) = check_sheet([problem], ("answers.md", text.encode()), level="given")
    assert checked.score == 1 and checked.result.lines.given == min(50, blank)


def test_the_planted_line_is_wrong_and_those_after_it_follow():
    (problem,) = load("tanh-2-2-1")
    for which in ("auto", "wrong_sign@1:dL/dy_hat"):
        (part,) = worksheet([SheetEntry(problem, erroneous=which)]).exercises[0].parts
        page, asked = part.planted
        given = {asked[number].target.line.name: text for number, text in page.written.items()}
        (checked,) = check_sheet([problem], ("a.yaml", yaml.dump({"answers": [{"step": 1, **given}]}).encode()))
        error = checked.result.first_error
        assert error.target.line.name == asked[page.wrong].target.line.name
        assert page.mistake in (error.mistake.name, *error.mistake.also)
        assert {item.verdict for item in checked.result.answers} <= {"right", "rounded", "follows", "wrong", "missing"}
    assert (page.mistake, part.asked[0].answer.name) == ("wrong_sign", "dL/dy_hat")


def test_the_key_says_which_line_is_wrong_and_the_sheet_does_not():
    entry = SheetEntry(load("ex3")[0], erroneous="wrong_sign@2:dL/dy_hat")
    sheet, key = (render(worksheet([entry], solutions=solutions), "md") for solutions in (False, True))
    assert "One of these lines is wrong" in sheet and "The sign is wrong" not in sheet
    assert "The sign is wrong" in key and "-0.539" in key and "-0.539" not in sheet


@pytest.mark.parametrize(
    ("which", "said"),
    [
        ("wrong_sin@1:L", "did you mean wrong_sign?"),
        ("wrong_sign@9:dL/dy_hat", "cannot be planted"),
        ("wrong_sign@1:H9", "cannot be planted"),
        ("wrong_sign", "MISTAKE@STEP:NAME"),
        ("forgot_bias@1:L", "cannot be planted"),
    ],
)
def test_a_mistake_that_cannot_be_planted_is_told(backprop, which, said):
    done = backprop("worksheet", "ex3", "--erroneous", which)
    assert done.returncode == 2 and said in done.err
