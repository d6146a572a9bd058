"""What it costs to judge a class: 300 made-up answer files of exercise 3, in plain numpy steps of a 2-2-1 network.

The files are right, or have one mistake planted and carried on, or give the final weights only. Files and numpy steps
are timed in turn, by the time of the processor; start-up is not counted. Prints each figure beside its budget.

    python benchmarks/classes.py [--files 300] [--jobs 2]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np

from backprop_cli import GradeOptions, grade, load, solve
from backprop_cli.checking.fault_injection import FaultInjector
from backprop_cli.evaluate.evaluate import map_value
from backprop_cli.notebook import ClassJudge

NAME = "ex3"
BUDGETS = {"right": 100.0, "mean": 269.0}
FINAL_BUDGET = 2.0  # of the mean
JOBS_BUDGET = 0.6  # two processes, of the time of one
STEPS = 200  # of numpy, for one time


def numpy_steps() -> float:
    """Seconds for one step of a 2-2-1 network with sigmoids, written plainly."""
    weights, bias = [np.ones((2, 2)), np.ones((2, 1))], [np.zeros(2), np.zeros(1)]
    x, y = np.array([[1.0, 2.0]]), np.array([[1.0]])
    start = time.process_time()
    for _ in range(STEPS):
        hidden = 1 / (1 + np.exp(-(x @ weights[0] + bias[0])))
        output = 1 / (1 + np.exp(-(hidden @ weights[1] + bias[1])))
        above = (output - y) * output * (1 - output)
        below = (above @ weights[1].T) * hidden * (1 - hidden)
        weights = [weights[0] - 0.1 * x.T @ below, weights[1] - 0.1 * hidden.T @ above]
        bias = [bias[0] - 0.1 * below.sum(0), bias[1] - 0.1 * above.sum(0)]
    return (time.process_time() - start) / STEPS


def written(value: Any, digits: int) -> str:
    """A value as a student writes it."""
    if isinstance(value, tuple):
        return "[" + ", ".join(written(item, digits) for item in value) + "]"
    return f"{value:.{digits}g}"


def work(injector: FaultInjector, random: Random, is_right: bool, digits: int) -> str:
    """An answer file up to the end of the step with a mistake in it, or of all steps."""
    mutant = random.choice(MUTANTS)
    lines = []
    for number, step in enumerate(injector.steps):
        values = {line.name: line.value for line in step.lines if line.assignment.part_of is None}
        is_wrong = not is_right and number == mutant.step
        values = injector.answers(mutant)[1] if is_wrong else values
        lines += [
            f"step {step.step_key.step}",
            *(f"{name} = {written(value, digits)}" for name, value in values.items()),
        ]
        if is_wrong:
            break
    return "\n".join(lines)


def final(random: Random, digits: int) -> str:
    """An answer file of final weights only: right, with the other sign, or nonsense."""
    changes: list[Callable[[float], float]] = [lambda e: e, lambda e: -e, lambda e: random.random()]
    change = random.choice(changes)
    found = solve(load(NAME)[0]).final.items()
    return "final\n" + "\n".join(f"{name} = {written(map_value(change, value), digits)}" for name, value in found)


def seconds(judge: ClassJudge, name: str, text: str) -> tuple[float, bool]:
    """How long it takes to judge a file and to make its record, and whether all of it is right."""
    start = time.process_time()
    checked = judge.checked((name, text.encode()))
    for item in checked:
        item.to_dict()
    return time.process_time() - start, all(item.passed for item in checked)


ONE_OF_EACH = ("step 1\nL = 0.125\n", "step 1\nL = 0.25\n", "final\nW1 = 7\nW3 = 0.1\n")
INJECTOR = FaultInjector(load(NAME)[0])
MUTANTS = list(INJECTOR.mutants())


def main() -> None:
    """Measures, and prints a row for each figure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    random, judge = Random(1), ClassJudge(load(NAME))
    for text in ONE_OF_EACH:  # by another judge: what is imported on the way is start-up too
        seconds(ClassJudge(load(NAME)), "first.txt", text)
    works = [work(INJECTOR, random, number % 11 < 3, random.choice((3, 4, 5, 6))) for number in range(given.files)]
    finals = [final(random, random.choice((4, 5, 6))) for _ in range(given.files // 3)]
    times: dict[str, list[float]] = {"right": [], "mean": [], "final": [], "numpy": []}
    for number, text in enumerate(works):
        if number % 10 == 0:
            times["numpy"].append(numpy_steps())
        taken, passed = seconds(judge, f"s{number}.txt", text)
        times["mean"].append(taken)
        times["right"] += [taken] if passed else []
    for number, text in enumerate(finals):
        times["final"].append(seconds(judge, f"f{number}.txt", text)[0])
    step = statistics.median(times["numpy"])
    for name, budget in BUDGETS.items():
        print(f"check, {name:6} {statistics.mean(times[name]) / step:8.0f} numpy steps   budget {budget:.0f}")
    share = statistics.mean(times["final"]) / statistics.mean(times["mean"])
    print(f"check, final  {share:8.2f} of the mean     budget {FINAL_BUDGET:.0f}")
    files = [(f"s{number}.txt", text.encode()) for number, text in enumerate(works)]
    alone, several = (_graded(files, jobs) for jobs in (1, given.jobs))
    jobs = f"{given.jobs} processes {several / alone:.2f} of that"
    print(f"grade, {given.files} files {alone:.2f} s; {jobs}     budget {JOBS_BUDGET}")


def _graded(files: list[tuple[str, bytes]], jobs: int) -> float:
    start = time.perf_counter()
    grade(load(NAME), files, options=GradeOptions(jobs=jobs))
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
