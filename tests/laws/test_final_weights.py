"""The weights at the end are the same in every format of data, of a solution as of a training, and are read back."""

import csv
import io
import json

import pytest
from examples import mostly_slow

from backprop_cli import View, load, problems, render, solve, train

BUNDLED = {item.name: item for row in problems() for item in load(row["name"]) if item.train and not item.symbolic}
FINAL = View(phases=("final",))


def by_entry(final):
    """Numbers of nested lists in order, by name."""
    return {name: list(entries(value)) for name, value in final.items()}


def entries(value):
    for item in value if isinstance(value, list) else [value]:
        yield from entries(item) if isinstance(item, list) else [item]


def of_jsonl(text):
    rows = [json.loads(line) for line in text.splitlines()]
    return by_entry({row["name"]: row["value"] for row in rows if row.get("phase") == "final"})


def of_csv(text):
    found: dict[str, list[float]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        if row["phase"] == "final":
            found.setdefault(row["name"].partition("[")[0], []).append(float(row["value"].removeprefix("'")))
    return found


@pytest.mark.parametrize("name", mostly_slow(BUNDLED, every=4))
def test_final_rows_of_a_solution_are_what_json_has_at_the_end(name):
    solved = json.loads(render(solve(BUNDLED[name]), "json"))["problems"][0]
    for shape, read in (("jsonl", of_jsonl), ("csv", of_csv)):
        assert read(render(solve(BUNDLED[name]), shape, view=FINAL)) == by_entry(solved["final"]), shape


@pytest.mark.parametrize("shape", ["jsonl", "csv"])
def test_a_trace_has_no_rows_but_its_own_where_nobody_asks_for_the_final_weights(shape):
    assert "final" not in render(solve(BUNDLED["ex3"]), shape)
    both = render(solve(BUNDLED["ex3"]), shape, view=View(phases=("update", "final"))).splitlines()
    updates = render(solve(BUNDLED["ex3"]), shape, view=View(phases=("update",))).splitlines()
    assert both[: len(updates)] == updates and len(both) == len(updates) + 6


def test_final_rows_have_the_exact_numbers_where_they_are_asked_for():
    view = View(phases=("final",), exact=True)
    solution = solve(BUNDLED["ex3"], exact=True, steps=1)
    rows = [json.loads(line) for line in render(solution, "jsonl", view=view).splitlines()]
    assert {row["name"]: row["exact"] for row in rows}["W3"] == [["-1/16"]]


@pytest.mark.parametrize("name", mostly_slow(BUNDLED, every=4))
def test_final_rows_of_a_training_follow_those_of_its_epochs_where_they_are_asked_for(name):
    trained = json.loads(render(train(BUNDLED[name]), "json"))
    for shape, read in (("jsonl", of_jsonl), ("csv", of_csv)):
        text = render(train(BUNDLED[name]), shape, view=View(phases=("epoch", "final")))
        assert read(text) == by_entry(trained["final"]), shape
        rows = list(csv.DictReader(io.StringIO(text)) if shape == "csv" else map(json.loads, text.splitlines()))
        epochs = [row for row in rows if row.get("epoch")]
        assert epochs == rows[: len(trained["epochs"])]
        assert [float(row["loss"]) for row in epochs] == [epoch["loss"] for epoch in trained["epochs"]]
        assert len(render(train(BUNDLED[name]), shape).splitlines()) == len(epochs) + (shape == "csv")


@pytest.mark.parametrize("only", ["epoch", "final"])
def test_a_training_shows_what_is_asked_for_in_every_format(only):
    view = View(phases=(only,), quiet=True)
    record = json.loads(render(train(BUNDLED["ex3"]), "json", view=view))
    assert {"epochs", "final"} & record.keys() == {{"epoch": "epochs"}.get(only, only)}
    for shape in ("plain", "md", "latex", "html"):
        said = render(train(BUNDLED["ex3"]), shape, view=view)
        assert ("0.0089" in said, "0.135" in said) == (only == "final", only == "epoch"), shape  # b3, and the loss
