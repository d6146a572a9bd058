"""Very long texts in answers: whatever is said to people shows their beginning, whole they are only in data."""

import csv
import io
import json

import pytest
from examples import mostly_slow

from backprop_cli import FORMATS, Session, View, check_sheet, load, render
from backprop_cli.errors import BackpropError
from backprop_cli.views.check import MOST_GIVEN
from backprop_cli.views.practice import board_so_far, verdict, written_before

LONG = {
    "digits": "9" * 5000,
    "decimals": "0." + "7" * 5000,
    "fraction": "1/" + "3" * 5000,
    "letters": "x" * 5000,
    "sum": "+".join("1" * 2500),
    "brackets": "(" * 3000 + "1",
    "row": "(" + "; ".join(["5"] * 3000) + ")",
    "numbers": " ".join(["0.5"] * 1500),
    "rows": "[[" + "], [".join(["1"] * 1500) + "]]",
    "words": "so it is " * 600,
    "power": "e^" * 2000 + "1",
    "primes": "f" + "'" * 4000 + "(H)",
    "signs": "§" * 5000,
    "percent": "5" * 4000 + "%",
}
PLACES = {
    "value": lambda text: {"answers": {"step": 1, "y_hat": text}},
    "entry": lambda text: {"answers": {"step": 1, "y_hat": [text, "1"]}},
    "decimal comma": lambda text: {"answers": {"step": 1, "L": ["1", text]}},
    "name": lambda text: {"answers": {"step": 1, text: "1"}},
    "entry of a name": lambda text: {"answers": {"step": 1, f"W1[{text}]": "1"}},
    "question": lambda text: {"questions": {text: "1"}},
    "name in a question": lambda text: {"questions": {"а": {text: "1"}}},
    "answer to a question": lambda text: {"questions": {"а": text}},
    "final": lambda text: {"final": {"W1": text}},
    "step": lambda text: {"answers": [{"step": text, "L": "1"}]},
    "value that is none": lambda text: {"answers": {"step": 1, "L": {text: "1"}}},
    "problem": lambda text: {"problem": text, "answers": {"step": 1, "L": "1"}},
    "key": lambda text: {text: {"L": 1}},
}
PAGES = [format for format in FORMATS["Checked"] if format not in ("json", "jsonl", "csv")]


def forms(place, text):
    """The same in the forms of an answer file that can hold it."""
    yield "a.json", json.dumps(PLACES[place](text), ensure_ascii=False)
    if place in ("value", "name"):
        name, value = ("y_hat", text) if place == "value" else (text, "1")
        yield "a.txt", f"step 1\n{name} = {value}\n"
        page = io.StringIO()
        csv.writer(page).writerows([["step", "name", "value"], ["1", name, value]])
        yield "a.csv", page.getvalue()
    elif place == "question":
        yield "a.txt", f"question {text} = 1\n"
    elif place in ("step", "problem"):
        yield "a.txt", f"{place} {text}\nL = 1\n"
        yield "a.csv", f'{place},name,value\n"{text}",L,1\n'


def said(problem, name, text):
    """Everything that is said to people of an answer file."""
    try:
        checks = check_sheet([problem], (name, text.encode()))
    except BackpropError as error:
        yield str(error)
        return
    for checked in checks:
        for format in PAGES:
            yield from (render(checked, format, View(hints=hints, scoring=True)) for hints in (1, 3))
        record = checked.to_dict()
        yield from (item["message"] for item in (*record["answers"], *checked.scoring) if "message" in item)
        yield (record["first_error"] or {"message": ""})["message"]


def longest_echo(text, page):
    """How much of a text stands in a page in one piece, in hundreds of characters."""
    size = 100
    while any(text[start : start + size] in page for start in range(0, len(text) - size, 50)):
        size += 100
    return size - 100


@pytest.mark.parametrize("name", ["ex3", "ex5"])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", mostly_slow(sorted(LONG), 18))
def test_no_page_and_no_message_repeats_a_long_text(kind, place, name):
    for form, text in forms(place, LONG[kind]):
        assert max(longest_echo(LONG[kind], page) for page in said(load(name)[0], form, text)) <= MOST_GIVEN


@pytest.mark.parametrize("kind", LONG)
def test_practice_does_not_repeat_it_either(kind):
    session = Session(load("ex3")[0])
    judged = session.judge(LONG[kind])
    for block in (*verdict(judged), *written_before(session), *board_so_far(session)):
        assert longest_echo(LONG[kind], str(block)) <= 100


def test_what_is_cut_says_so_and_a_matrix_that_fits_a_page_is_whole():
    (problem,) = load("ex3")
    (checked,) = check_sheet([problem], ("a.txt", f"L = {'9' * 100_000}\n".encode()))
    assert f"{'9' * 99}…" in render(checked)
    assert checked.to_dict()["answers"][0]["given"] == "9" * 100_000
    rows = "[" + ", ".join(["[" + ", ".join(["0.25"] * 6) + "]"] * 6) + "]"
    (checked,) = check_sheet([problem], ("a.txt", f"step 1\nL = {rows}\n".encode()))
    assert render(checked).count("0.25") == 36
