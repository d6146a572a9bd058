"""Whatever a problem has or lacks, each command writes it in each of its formats, or says what is wrong."""

import csv
import io
import json
from itertools import combinations, product

import pytest
from everything import written
from examples import mostly_slow

from backprop_cli import BackpropError, load, problems
from backprop_cli.problem.edit import set_value
from backprop_cli.problem.read import problem as read

BUNDLED = {item.name: item for row in problems() for item in load(row["name"])}
TEXTS = ("title", "source", "notes", "name")  # what no program is made of
CHANGES = [
    (),
    *(
        ((path, value),)
        for path, value in [
            ("conventions.weights", "outputs_by_inputs"),
            ("conventions.observations", "columns"),
            ("conventions.mean", "at_gradients"),
            ("conventions.relu_at_zero", "1/2"),
            ("conventions.log_base", "2"),
            ("conventions.update_order", "during_backward"),
        ]
    ),
]


@pytest.mark.parametrize("name", mostly_slow(BUNDLED, every=60))
def test_everything_is_written_in_every_format(name):
    """Tables of CSV have as many cells in each row as in their head, and JSON is read back.

    Scripts, which compute, are refused where there are no numbers.
    """
    formats = set()
    for command, shape, text in written(BUNDLED[name]):
        if BUNDLED[name].symbolic and "a script needs numbers" in text:
            formats |= {"numpy", "torch"}
            continue
        assert shape != "error", (command, text)
        formats.add(shape)
        if shape == "csv":
            head, *rows = csv.reader(io.StringIO(text))
            assert {len(row) for row in rows} == {len(head)}, command
        elif shape in ("json", "jsonl"):
            for part in text.splitlines() if shape == "jsonl" else [text]:
                json.loads(part, parse_constant=pytest.fail)
    assert len(formats) == 15


def without(name, gone, changes):
    """A bundled problem without some of its keys and with some values set; None where that is no problem."""
    document = BUNDLED[name].document
    document = document._replace(pairs=tuple(pair for pair in document.pairs if pair[0].text not in gone))
    try:
        for path, value in changes:
            document = set_value(document, path, value, "--set")
        return read(document, name, 1000)
    except BackpropError:
        return None


def keys(name):
    return [key.text for key, _ in BUNDLED[name].document.pairs if key.text not in (*TEXTS, "tests")]


def assert_written(name, gone, changes):
    """What is left of a problem is worked out, or refused as a user's error."""
    problem = without(name, gone | {"tests"}, changes)
    if problem:
        assert list(written(problem, ("plain", "csv", "text")))


@pytest.mark.parametrize(("name", "changes"), mostly_slow(product(BUNDLED, CHANGES), every=453))
def test_a_problem_without_one_of_its_keys_is_no_reason_to_crash(name, changes):
    """Each key left out, or none, under each convention."""
    for gone in (set(), *({key} for key in keys(name))):
        assert_written(name, gone, changes)


@pytest.mark.slow
@pytest.mark.parametrize("name", BUNDLED)
def test_a_problem_without_two_of_its_keys_is_no_reason_to_crash(name):
    for gone in combinations(keys(name), 2):
        assert_written(name, set(gone), ())


def test_a_line_of_a_derivation_is_a_line_of_csv():
    shown = {shape: text for command, shape, text in written(BUNDLED["ex1"], ("csv",)) if command == "solve"}["csv"]
    rows = [row for row in csv.DictReader(io.StringIO(shown)) if row["question"] == "в"]
    by_name = {row["name"]: row for row in rows}
    assert by_name["df/de"] | {"phase": "derivatives", "step": "", "value": "1.0"} == by_name["df/de"]
    assert by_name["f → d → a → x"]["formula"] == "df/dd·dd/da·da/dx"
    assert any("the sum of the products" in row["formula"] for row in rows)


def test_a_network_without_data_is_drawn_without_numbers():
    problem = without("batch-of-two", {"data", "train", "tests"}, ())
    drawn = {shape: text for command, shape, text in written(problem, ("dot",)) if command == "graph"}["dot"]
    assert '"H1" -> "O1"' in drawn
