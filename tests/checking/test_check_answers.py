"""Answer files: every form is read to the same answers; what cannot be read stops nothing."""

import json

import pytest

from backprop_cli import check, load
from backprop_cli.checking.answers.file import read_answers
from backprop_cli.checking.answers.number import read_number
from backprop_cli.checking.answers.spreadsheet import guarded, unguarded
from backprop_cli.checking.answers.values import read_value
from backprop_cli.checking.judge.rounding import style_of
from backprop_cli.errors import BackpropError

EX3, TANH = load("ex3")[0], load("tanh-2-2-1")[0]

YAML = """
answers:
  - {step: 1, y_hat: 0.5, dL/dW3: 1/16}
  - {step: 2, L: 0.145}
final: {W3: 0.00446}
"""
CSV = "step,name,value\n1,y_hat,0.5\n1,dL/dW3,1/16\n2,L,0.145\nfinal,W3,0.00446\n"
MARKDOWN = """
| step | name | value |
|------|:----:|------:|
| 1 | `y_hat` | 0.5 |
| 1 | dL/dW3 | 1/16 |
| 2 | L | 0.145 |
| final | W3 | 0.00446 |
"""
LINES = """
# by hand
step 1
y_hat = 0.5       # after three layers
dL/dW3 = 1/16
step 2
L: 0.145
final
W3 = 0.00446
"""
JSON = json.dumps(
    {"answers": [{"step": 1, "y_hat": 0.5, "dL/dW3": "1/16"}, {"step": 2, "L": 0.145}], "final": {"W3": 0.00446}}
)
FORMS = {
    "a.yaml": YAML,
    "a.json": JSON,
    "a.csv": CSV,
    "a.md": MARKDOWN,
    "<stdin>": CSV,
    "-": MARKDOWN,
    "x": YAML,
    "a.txt": LINES,
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_a_file_holds_the_same_answers(name):
    (found,) = read_answers(FORMS[name], name)
    said = [(item.step, item.name, item.value.text, item.value.value) for item in found.items]
    assert said == [
        (1, "y_hat", "0.5", 0.5),
        (1, "dL/dW3", "1/16", 0.0625),
        (2, "L", "0.145", 0.145),
        (None, "W3", "0.00446", 0.00446),
    ]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("-x + y", "'-x + y"), ("=1+1", "'=1+1"), ("@a", "'@a"), ("+7 (495)", "'+7 (495)"), ("\tx", "'\tx"),
        ("-0.5", "-0.5"), ("-1e-05", "-1e-05"), ("+3", "+3"), ("-1/16", "-1/16"), ("x - y", "x - y"), ("'x", "'x"), ("", ""),
    ],
)  # fmt: skip
def test_a_cell_that_a_spreadsheet_would_compute_is_guarded_and_read_back(cell, written):
    assert guarded(cell) == written and unguarded(written) == cell


def test_a_guarded_formula_is_read_as_an_answer():
    (found,) = read_answers("step,name,value\n1,f,'-x + y\n1,L,-0.5\n", "a.csv")
    assert [answer.raw for answer in found.items] == ["-x + y", -0.5]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_spreadsheet_may_have_another_delimiter_and_decimal_commas(delimiter):
    text = "\ufeff" + "\n".join(delimiter.join(row) for row in (["Step", "Name", "Value"], ["2", "L", "0,145"]))
    (found,) = read_answers(text, "a.csv")
    assert found.items[0].value.value == 0.145


@pytest.mark.parametrize(
    ("text", "value", "unit", "digits"),
    [
        ("0.50", 0.5, 0.01, 2),
        ("150", 150, 1, 3),
        ("0,46", 0.46, 0.01, 2),
        ("−0.5390", -0.539, 0.0001, 4),
        ("1e-3", 0.001, 0.001, 1),
        ("1.05e-3", 0.00105, 0.00001, 3),
        (".5", 0.5, 0.1, 1),
        ("≈ 0.46", 0.46, 0.01, 2),
        ("0", 0, 1, 0),
        ("1/16", 0.0625, 0, 17),
        ("-1/3", -1 / 3, 0, 17),
        ("σ(-5/32)", 0.461016779312316, 0, 17),
        ("ln 2", 0.6931471805599453, 0, 17),
        ("sqrt(2)", 2**0.5, 0, 17),
    ],
)
def test_a_number_says_how_much_of_it_is_written(text, value, unit, digits):
    found = read_number(text)
    assert found.value == pytest.approx(value, rel=1e-14)
    assert found.unit == pytest.approx(unit)
    assert found.digits == digits


@pytest.mark.parametrize("text", ["abc(", "1..2", "nan", "inf", "1e400", "1/0", "__import__('os')", "ln 0", "=", "∞"])
def test_what_is_no_number_is_missing_and_stops_nothing(text):
    result = check(EX3, {"answers": [{"step": 1, "y_hat": text, "L": 0.125}]}).result
    assert (result.answers[0].verdict, result.answers[0].note.key) == ("missing", "check.unreadable")
    assert result.answers[1].verdict == "right"


@pytest.mark.parametrize("said", ["(−1; −0,5)", "[-1, -0.5]", "[[-1, -0.5]]", "(-1, -0.5)", "[[-1],[-0.5]]"])
def test_a_row_may_be_written_as_it_is_printed(said):
    found = read_value(said)
    flat = [cell for row in found for cell in (row if isinstance(row, tuple) else (row,))]
    assert [cell.value for cell in flat] == [-1, -0.5]


def test_a_mapping_is_no_number_and_is_shown_by_its_keys():
    (item,) = check(EX3, {"answers": [{"step": 1, "y_hat": {"a": 1, "b": 2}}]}).result.answers
    assert (item.verdict, item.answer.value.text, item.note.key) == ("missing", "a, b", "check.unreadable")


NAMES = {
    "y_hat": "y_hat",
    "ŷ": "y_hat",
    "dL/dy_hat": "dL/dy_hat",
    "∂L/∂ŷ": "dL/dy_hat",
    "∂L/∂W2": "dL/dW2",
    "W1[1,2]": "W1",
    "w¹₁₂": "W1",
    "W2⁺": "W2",
    "dL/dW1[2, 1]": "dL/dW1",
    "step W1": "step W1",
    "Н1": "H1",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_may_be_ascii_or_typeset_whole_or_an_entry(name):
    result = check(TANH, {"answers": [{"step": 1, name: 7}]}).result
    assert result.answers[0].target.line.name == NAMES[name]


def test_the_problems_own_names_win_over_canonical_ones():
    mazur = load("mazur-2-2-2")[0]
    answers = {
        "answers": [{"step": 1, "net_h": [[0.3775, 0.3925]], "w5": 0.35892, "dL/dw5": 0.082167, "E_total": 0.298371109}]
    }
    assert {item.verdict for item in check(mazur, answers).result.answers} == {"right"}


def test_losses_of_single_observations_have_addresses():
    (batch,) = load("batch-of-two")
    result = check(batch, {"answers": [{"step": 1, "L[2]": 2, "L": 1.25}]}).result
    assert [item.verdict for item in result.answers] == ["right", "right"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("answers: [{step: 2, L: 0,145}]\n", "1:26"),
        ("answers: [{step: x, L: 1}]\n", "1:18"),
        ("answers: [5]\n", "1:11"),
        ("answer: [{step: 1}]\n", "1:1"),
        ("[1, 2]\n", "1:1"),
        ("problem: ex3\n", "1:1"),
    ],
)
def test_a_file_that_is_no_answer_file_is_told_at_its_place(text, place):
    with pytest.raises(BackpropError) as caught:
        read_answers(text, "a.yaml")
    mark = caught.value.faults[0].mark
    assert f"{mark.line + 1}:{mark.column + 1}" == place


def test_a_decimal_comma_in_braces_is_told_how_to_be_written():
    with pytest.raises(BackpropError, match='"0,145"'):
        read_answers("answers: [{step: 2, L: 0,145}]\n", "a.yaml")


def test_two_numbers_for_one_ask_whether_a_comma_was_meant():
    (item,) = check(EX3, {"answers": [{"step": 1, "y_hat": [0, 5]}]}).result.answers
    assert (item.verdict, item.note.key) == ("wrong", "check.comma")


def test_a_million_rows_are_refused():
    with pytest.raises(BackpropError):
        read_answers("step,name,value\n" + "1,L,0\n" * 1_000_000, "a.csv")


def test_names_of_another_problem_are_unknown_and_the_rest_is_judged():
    result = check(EX3, {"answers": [{"step": 1, "W9": 1, "H7": 2, "L": 0.125}, {"step": 9, "L": 1}]}).result
    assert [item.verdict for item in result.answers] == ["unknown", "unknown", "right", "unknown"]


def test_a_latin_letter_in_the_id_of_a_question_matches_the_cyrillic_one():
    (regression, _) = load("ex4")
    result = check(regression, {"questions": {"a": [2, -1], "б": [-1, "-1/2"], "ж": {"loss": 1, "derivative": 2}}})
    assert {item.verdict for item in result.result.answers} == {"right"}


@pytest.mark.parametrize(
    ("texts", "digits", "decimals"),
    [
        (["0.461", "0.0123", "-1.05"], 3, None),
        (["0.461", "0.012", "-1.050", "0.530"], 3, 3),
        (["1/3", "2/7"], None, None),
        (["0.50", "0.46"], 2, None),
    ],
)
def test_the_style_of_somebody_is_seen_from_the_numbers(texts, digits, decimals):
    style = style_of([read_number(text) for text in texts], False, 2)
    assert (style.digits, style.decimals) == (digits, decimals)
