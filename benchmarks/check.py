"""What a check costs, as a share of solving: whole processes, run in turn; a right file, and one with a mistake.

Prints the medians and their ratios to `solve ex3` beside the budget.

    python benchmarks/check.py [--runs 21]
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from backprop_cli import load, solve

BUDGET = 1.4


def answers(sign: int = 1) -> str:
    """An answer file of exercise 3 to four digits; with −1, the sign of ŷ − y is wrong in step 2."""
    steps: dict[int, dict[str, object]] = {}
    for row in solve(load("ex3")[0]).trace():
        steps.setdefault(row.step, {"step": row.step})[row.name] = json.loads(json.dumps(row.value))
    if sign < 0:
        steps[2]["dL/dy_hat"] = [[0.5390]]
    return json.dumps({"answers": list(steps.values())})


def seconds(words: list[str]) -> float:
    """The wall time of a command."""
    start = time.perf_counter()
    subprocess.run(words, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def main() -> None:
    """Measures, and prints a row for each command."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=21)
    runs = parser.parse_args().runs
    command = str(Path(sys.executable).parent / "backprop")
    with tempfile.TemporaryDirectory() as folder:
        right, wrong = Path(folder) / "right.yaml", Path(folder) / "wrong.yaml"
        right.write_text(answers(), encoding="utf-8")
        wrong.write_text(answers(-1), encoding="utf-8")
        rows = {"solve": [command, "solve", "ex3"]}
        rows |= {f"check {path.stem}": [command, "check", "ex3", str(path)] for path in (right, wrong)}
        times: dict[str, list[float]] = {name: [] for name in rows}
        for _ in range(runs):
            for name, words in rows.items():
                times[name].append(seconds(words))
    base = statistics.median(times["solve"])
    for name, found in times.items():
        median = statistics.median(found)
        print(f"{name:12}  {median:.3f} s   ratio {median / base:.2f}   budget {BUDGET}")


if __name__ == "__main__":
    main()
