"""Changes the code in small ways and counts which changes the tests see: a test suite is as good as the mutants it kills.

    python tests/support/mutate.py                       every mutant of expr/, layers/, program/ and checking/judge/
    python tests/support/mutate.py --sample 200          so many of them, drawn evenly
    python tests/support/mutate.py --only layers/        those of some files
    python tests/support/mutate.py --only expr/interval.py:52
    python tests/support/mutate.py --again               those that survived, after tests were added

`mutants.py` says what a mutant is. It is killed where a test fails or takes far longer than it did. First every test runs once,
and coverage tells which lines it reaches. Then a process collects the tests, and each mutant is tried in a fork of it: its
functions get their new code, and the tests that reach it run, the quickest first. A change of code that runs where a
file is imported is tried in a fork that imports the package and collects the tests anew, and so is a survivor whose line has
run by then. Results are kept in a file as they come: a run that was broken off goes on where it ended.

Ready-made programs do not fit: cosmic-ray starts pytest for every mutant, which takes days; mutmut puts functions of
`*args` before ours, and rules are read by the names of their parameters.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import importlib
import os
import random
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from mutants import Mutant, mutants
from mutation_run import Result, Tried, judge_anew, judge_in_place, read
from places import PACKAGE, ROOT
from reach import RUN, Reach, measure

FOLDERS = ("expr/read/", "expr/", "layers/", "program/", "checking/judge/")
READY = (
    "hypothesis",
    "jsonschema",
    "numpy",
    "rich.console",
    "typer",
    "yaml",
)  # imported once, for all that import anew


def every_mutant(only: str) -> list[Mutant]:
    """The mutants of all files in FOLDERS, or of those whose place (and line) begins with some words."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        if place.startswith(FOLDERS) and (place.startswith(only) or only.startswith(place)):
            found += list(mutants(place, path.read_text("utf-8")))
    return [mutant for mutant in found if f"{mutant.place}:{mutant.start[0] + 1}".startswith(only)]


def with_statements(chosen: list[Mutant]) -> Iterator[Tried]:
    """Mutants with the lines of the innermost statement around each."""
    trees: dict[str, list[ast.stmt]] = {}
    for mutant in chosen:
        if mutant.place not in trees:
            tree = ast.parse((PACKAGE / mutant.place).read_text("utf-8"))
            trees[mutant.place] = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
        line = mutant.start[0] + 1  # that of a decorator is in none
        around = [range(node.lineno, (node.end_lineno or 0) + 1) for node in trees[mutant.place]]
        yield mutant, min((lines for lines in around if line in lines), key=len, default=range(line, line))


def state_of(tests: list[str]) -> str:
    """A word for the code and the tests as they are now, and for those that are to be run."""
    files = [path for folder in (PACKAGE, ROOT / "tests") for path in sorted(folder.rglob("*.py"))]
    parts = [repr(tests).encode(), *(path.read_bytes() for path in files)]
    return hashlib.sha256(b"".join(parts)).hexdigest()[:12]


def apart(*works: Callable[[], None]) -> None:
    """Does works in processes of their own, at the same time, and waits for all."""
    children = []
    for work in works:
        if child := os.fork():
            children.append(child)
            continue
        code = 1
        try:
            work()
            code = 0
        finally:
            sys.stdout.flush()
            os._exit(code)
    codes = [os.waitpid(child, 0)[1] for child in children]
    if any(codes):
        raise SystemExit("a part of the run has ended early")


def run(chosen: list[Mutant], tests: list[str], given: argparse.Namespace) -> dict[str, Result]:
    """Tries mutants that have no result yet (or have survived, if they are to be tried again), and gives the results of all."""
    folder, workers, patience = given.folder, given.workers, given.patience
    folder.mkdir(parents=True, exist_ok=True)
    reached, results = folder / f"reach-{state_of(tests)}.json", folder / "results.jsonl"
    if not reached.exists():
        apart(partial(measure, reached, folder / "measured", tests))
    reach, done = Reach(reached), read(results)
    living = {key for key, found in done.items() if given.again and found.state in ("survived", "unreached")}
    todo = list(with_statements([mutant for mutant in chosen if mutant.key not in done or mutant.key in living]))
    shared = [(todo[number::workers], folder / f"worker-{number}") for number in range(workers)]
    apart(*(partial(judge_in_place, part, reach, results, place, patience) for part, place in shared))
    found = read(results)
    open_ = [tried for tried in with_statements(chosen) if not found[tried[0].key].final]
    open_.sort(key=lambda tried: found[tried[0].key].ran > 0)  # first those that have not been tried at all
    for name in READY:
        importlib.import_module(name)
    shared = [(open_[number::workers], folder / f"worker-{number}") for number in range(workers)]
    apart(*(partial(judge_anew, part, reach, results, place, patience) for part, place in shared))
    return read(results)


def table(found: dict[Mutant, Result]) -> Iterator[str]:
    """The score of each folder, as a table of Markdown."""
    yield "| folder | mutants | killed | of these endless | survived | of these reached by no test |"
    yield "|---|---|---|---|---|---|"
    for folder in (*sorted(FOLDERS), ""):
        states = [
            result.state
            for mutant, result in found.items()
            if mutant.place.startswith(folder) and (folder != "expr/" or not mutant.place.startswith("expr/read/"))
        ]
        if states:
            endless, unreached = states.count("endless"), states.count("unreached")
            killed = states.count("killed") + endless
            name = f"`{folder}`" if folder else "all"
            left = len(states) - killed
            yield f"| {name} | {len(states)} | {killed} ({killed / len(states):.1%}) | {endless} | {left} | {unreached} |"


def main() -> int:
    """Prints the survivors, and the score of each folder as a Markdown table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, help="how many mutants to try")
    parser.add_argument("--seed", type=int, default=1, help="which ones, and in which order")
    parser.add_argument(
        "--only", default="", help="the beginning of a place: layers/, expr/interval.py, expr/interval.py:52"
    )
    parser.add_argument("--again", action="store_true", help="try those again that survived")
    parser.add_argument("--tests", nargs="*", help="other tests than those of the run: files and folders")
    parser.add_argument("--slow", action="store_true", help="with the slow tests: every case of every law")
    parser.add_argument("--patience", type=float, default=20, help="seconds of tests after which a mutant has survived")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes at a time")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "mutation", help="where results are kept")
    parser.add_argument("--least", type=float, default=0, help="the share of killed mutants below which the run fails")
    given = parser.parse_args()
    every = every_mutant(given.only)
    random.Random(given.seed).shuffle(every)
    chosen = every[: given.sample]
    print(f"{len(chosen)} of {len(every)} mutants", flush=True)
    tests = [*(given.tests or RUN), *(["-m="] if given.slow else [])]
    results = run(chosen, tests, given)
    found = {mutant: results[mutant.key] for mutant in sorted(chosen)}
    for mutant, result in found.items():
        if result.state in ("survived", "unreached"):
            print(result.state, mutant.said((PACKAGE / mutant.place).read_text("utf-8")))
    print("", *table(found), sep="\n")
    killed = sum(result.state in ("killed", "endless") for result in found.values())
    return int(not found or killed / len(found) < given.least)


if __name__ == "__main__":
    sys.exit(main())
