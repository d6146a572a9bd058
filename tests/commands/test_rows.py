"""Rows of csv and jsonl that large problems and trainings have: each number once, and the final weights as answers."""

import csv
import json

import pytest


@pytest.mark.parametrize("name", ["ex3", "batch-of-two", "ex4#ex4-regression"])
@pytest.mark.parametrize("command", [("solve", "--only", "final"), ("train", "--only", "final")])
def test_final_weights_in_csv_are_right(backprop, command, name):
    done = backprop("check", name, "-", "-f", "json", stdin=backprop(*command, name, "-f", "csv").out)
    found = {(item["step"], item["verdict"]) for item in json.loads(done.out)["answers"]}
    assert (done.returncode, found) == (0, {(None, "right")})


def test_csv_says_the_numbers_of_a_large_matrix_once_and_no_cell_is_too_long(backprop, tmp_path):
    """Beside each entry they would grow with the square of the numbers."""
    sizes = []
    for inputs in (50, 400, 800):
        layer = f"{{inputs: {inputs}, outputs: 20, init: {{he: {{seed: 1}}}}, bias: 0}}"
        given = f"data: [{{x: {[0.5] * inputs}, y: {[0] * 20}}}]\ntrain: {{lr: 0.1}}\n"
        (tmp_path / "n.yaml").write_text(f"network: [linear: {layer}]\nloss: mse\n{given}", "utf-8")
        text = backprop("solve", tmp_path / "n.yaml", "-f", "csv").out
        rows = [row for row in csv.DictReader(text.splitlines()) if row["name"].startswith("W1[")]
        first, *others = [row["substitution"] for row in rows if row["phase"] == "update"]
        assert len(others) == inputs * 20 - 1 and not any(others)
        assert (len(first) > 1000) == (inputs == 50)
        sizes.append(len(text))
    assert sizes[2] < 2.2 * sizes[1]


def test_csv_names_the_observations_of_a_large_batch_once_a_line(backprop, tmp_path):
    sizes = []
    for count in (100, 500, 1000):
        data = ", ".join(f"{{x: [{place % 7}], y: [1]}}" for place in range(count))
        order = list(range(1, count + 1))
        text = (
            f"network: [linear: {{weights: [[1]]}}]\nloss: mse\ndata: [{data}]\ntrain: {{lr: 0.1, order: [{order}]}}\n"
        )
        (tmp_path / "n.yaml").write_text(text, "utf-8")
        table = backprop("solve", tmp_path / "n.yaml", "-f", "csv").out
        said = [row["observations"] for row in csv.DictReader(table.splitlines()) if row["name"].startswith("y_hat[")]
        assert said[0].split() == [str(place) for place in order]
        assert set(said[1:]) == ({said[0]} if count == 100 else {""})
        sizes.append(len(table))
    assert sizes[2] < 2.2 * sizes[1]
