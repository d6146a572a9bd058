"""Tables of answers: a cell is read whole, or the row is an error; nothing is cut in silence."""

import csv
import io

import pytest

from backprop_cli import read_answers
from backprop_cli.checking.answers.answer import Answers
from backprop_cli.errors import BackpropError

HEADS = (("step", "name", "value"), ("question", "name", "value"), ("name", "value"), ("name", "value", "step"))
NAMES = ("H1", "W1[1,2]", "dL/dW1", "L[2]")
VALUES = (
    "0.4", "0,4", "-1/16", "(1; 0,4)", "(1, 2)", "[1, 2]", "[[1, 2], [3, 4]]", "[[1;2];[3;4]]", "1; 2", "1;2;3", "max(1, 2)",
    "x*(y + 1)", "array([0.1, 0.2])", "a|b", "(1\t2)",
)  # fmt: skip
CASES = [(head, name, value) for head in HEADS for name in NAMES for value in VALUES]


def row_of(head, name, value):
    return [{"name": name, "value": value, "step": "1", "question": "a"}[column] for column in head]


def read(text, name="t.csv") -> Answers:
    return read_answers(text, name)[0]


def written(item):
    return str(item.raw)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_cell_that_nobody_quoted_is_read_whole_or_is_an_error(delimiter):
    whole = 0
    for head, name, value in CASES:
        text = delimiter.join(head) + "\n" + delimiter.join(row_of(head, name, value)) + "\n"
        try:
            (item,) = read(text).items
        except BackpropError as error:
            assert {fault.message.key for fault in error.faults} <= {"fault.answer_cells"}
            assert delimiter in name + value
            continue
        assert (item.name, item.value is None) == (name, False)
        assert "".join(written(item).split()) == "".join(value.split()), text
        whole += 1
    assert whole > 0.7 * len(CASES)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_cell_in_quotes_is_read_whole(delimiter):
    for head, name, value in CASES:
        page = io.StringIO()
        csv.writer(page, delimiter=delimiter).writerows([head, row_of(head, name, value)])
        (item,) = read(page.getvalue()).items
        assert (item.name, written(item)) == (name, value)


def test_a_table_of_markdown_has_the_same_law():
    for head, name, value in CASES:
        rows = [head, ["---"] * len(head), row_of(head, name, value.replace("|", r"\|"))]
        (item,) = read("\n".join(f"| {' | '.join(row)} |" for row in rows), "t.md").items
        assert (item.name, "".join(written(item).split())) == (name, "".join(value.split()))
    with pytest.raises(BackpropError, match="3 cells under a header of 2"):
        read("| name | value |\n|---|---|\n| L | 1 | 2 |\n", "t.md")


def test_empty_cells_at_the_end_are_none_and_every_long_row_is_told_with_its_line():
    (item,) = read("name,value\nL,0.125,,,\n").items
    assert item.raw == 0.125
    with pytest.raises(BackpropError) as caught:
        read("name,value\n\nL,0,125\ny_hat,0.5\nH1,0,1\n")
    assert [fault.mark.line for fault in caught.value.faults] == [2, 4]
    assert "t.csv:3:1: error: a row of 3 cells under a header of 2\n   3 | L,0,125" in str(caught.value)
