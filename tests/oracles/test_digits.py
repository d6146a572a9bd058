"""The bundled network learns the digits of scikit-learn (which the extra `oracle` installs)."""

import csv
import json
from typing import Any

import pytest
from in_process import run

datasets: Any = pytest.importorskip("sklearn.datasets")


@pytest.mark.slow
def test_nineteen_of_twenty_digits_that_it_has_not_seen_are_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    digits = datasets.load_digits()
    with open("digits.csv", "w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow([*(f"x{number}" for number in range(1, 65)), "class"])
        lines.writerows([*map(float, x), int(y)] for x, y in zip(digits.data / 16, digits.target))
    done = run("train", "digits", "--data", "digits.csv", "-f", "json", "-o", "-")
    record = json.loads(done.out)
    assert (record["observations"], record["held_out"]) == (1797, 359)
    assert record["epochs"][-1]["test_accuracy"] >= 0.95
