"""Changes the code in small ways and counts which changes the tests see: a test suite is as good as the mutants it kills.

    python tests/support/mutate.py                       every mutant of expr/, layers/, program/ and checking/judge/ (hours)
    python tests/support/mutate.py --sample 200          so many of them, drawn evenly (a quarter of an hour on two cores)
    python tests/support/mutate.py --only layers/        those of some files
    python tests/support/mutate.py --only expr/fold.py:52

A mutant is one change of one place: a comparison or an operator turned, `and` for `or`, a condition negated, a number
moved by one, a returned value left out. It is killed where a test fails or never ends. The tests of a folder are those
of TESTS, the fast run of each, the nearest first. The code is changed in a copy of the checkout, one for every core.
"""

from __future__ import annotations

import argparse
import ast
import os
import queue
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from places import PACKAGE, ROOT

TESTS = {  # the beginning of a place in the package → the tests that hold it, the nearest first
    "expr/read/": "tests/expr tests/checking/test_check_formulas.py tests/problem tests/laws tests/checking/test_check_answers.py",
    "expr/": "tests/expr tests/laws tests/program tests/derivation tests/formats/test_typeset.py tests/house/test_documents.py",
    "layers/": "tests/laws tests/solution tests/problem/test_gallery.py tests/house/test_documents.py",
    "program/": "tests/program tests/laws tests/solution tests/derivation tests/problem/test_gallery.py",
    "checking/judge/": "tests/checking tests/laws tests/commands/test_check_command.py",
}
APART = ["--deselect=tests/laws/test_catalogue.py", "--ignore=tests/oracles"]  # texts, and what needs more installed
TURNED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Pow: ast.Mult,
    ast.Mod: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


class Mutant(NamedTuple):
    """One change: the file's place in the package, line and column from 0, end, and what stands there instead."""

    place: str
    start: tuple[int, int]
    end: tuple[int, int]
    after: str

    def source(self, text: str) -> str:
        """The file's text with the change."""
        lines = text.encode().splitlines(keepends=True)  # columns of ast count bytes
        (first, left), (last, right) = self.start, self.end
        head, tail = lines[first][:left], lines[last][right:]
        return b"".join([*lines[:first], head + self.after.encode() + tail, *lines[last + 1 :]]).decode()

    def said(self, text: str) -> str:
        """The change as a person reads it: the place, what stands there, and what it becomes."""
        lines = text.encode().splitlines()
        before = b" ".join(lines[self.start[0] : self.end[0] + 1]).decode()
        now = " ".join(self.source(text).splitlines()[self.start[0] : self.start[0] + self.after.count("\n") + 1])
        return f"{self.place}:{self.start[0] + 1}: {' '.join(before.split())} → {' '.join(now.split())}"


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that may stand in the place of one."""
    if isinstance(node, ast.BinOp) and type(node.op) in TURNED:
        yield ast.BinOp(node.left, TURNED[type(node.op)](), node.right)  # type: ignore[arg-type]
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(TURNED[type(node.op)](), node.values)  # type: ignore[arg-type]
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield ast.Compare(node.left, [TURNED[type(node.ops[0])]()], node.comparators)  # type: ignore[list-item]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield node.operand
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield ast.Constant(node.value + 1)


def statements(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """(what stands there, what may stand there instead) for a statement: its condition or its value."""
    if isinstance(node, ast.If | ast.While) and not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
        yield node.test, ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.Return) and node.value and not isinstance(node.value, ast.Constant):
        yield node.value, ast.Constant(None)


def left_alone(tree: ast.AST) -> set[int]:
    """The ids of nodes that are no code to test: annotations, and what stands in f-strings."""
    found: set[int] = set()
    for node in ast.walk(tree):
        parts = [getattr(node, name, None) for name in ("annotation", "returns")]
        parts += [node] if isinstance(node, ast.JoinedStr) else []
        found |= {id(inner) for part in parts if isinstance(part, ast.AST) for inner in ast.walk(part)}
    return found


def mutants(place: str, text: str) -> Iterator[Mutant]:
    """Every mutant of a file."""
    tree = ast.parse(text)
    spared = left_alone(tree)
    for node in ast.walk(tree):
        for old, new in (*((node, new) for new in changes(node)), *statements(node)):
            if id(old) not in spared and isinstance(old, ast.expr):
                start, end = (old.lineno - 1, old.col_offset), ((old.end_lineno or 1) - 1, old.end_col_offset or 0)
                yield Mutant(place, start, end, f"({ast.unparse(ast.fix_missing_locations(new))})")


def every_mutant(only: str) -> list[Mutant]:
    """The mutants of all files that TESTS names, or of those whose place (and line) begins with some words."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        if any(place.startswith(folder) for folder in TESTS):
            found += list(mutants(place, path.read_text("utf-8")))
    return [mutant for mutant in found if f"{mutant.place}:{mutant.start[0] + 1}".startswith(only)]


def copied(folder: Path) -> Path:
    """A copy of the checkout for one worker."""
    kept = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "dist", "build")
    shutil.copytree(ROOT, folder, ignore=kept)
    return folder


def tests_pass(place: str, copy: Path, patience: float) -> bool:
    """Whether the tests of a place pass in a copy; one that takes longer than a person's patience does not."""
    tests = next(said for folder, said in TESTS.items() if place.startswith(folder)).split()
    command = [sys.executable, "-m", "pytest", "-n0", "-x", "-q", "-p", "no:cacheprovider", *APART, *tests]
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, timeout=patience)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def is_killed(mutant: Mutant, copy: Path, patience: float) -> bool:
    """Whether some test fails with a mutant in the place of the code."""
    path = copy / "backprop_cli" / mutant.place
    text = path.read_text("utf-8")
    path.write_text(mutant.source(text), "utf-8")
    try:
        return not tests_pass(mutant.place, copy, patience)
    finally:
        path.write_text(text, "utf-8")


def run(chosen: list[Mutant], patience: float) -> Iterator[tuple[Mutant, bool]]:
    """Every mutant with whether it was killed, as they come. The tests must pass before anything is changed."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(workers := os.cpu_count() or 1) as pool:
        copies: queue.Queue[Path] = queue.Queue()
        for number in range(workers):
            copies.put(copied(Path(folder) / str(number)))

        def one(task: Callable[[Path], bool]) -> bool:
            copy = copies.get()
            try:
                return task(copy)
            finally:
                copies.put(copy)

        touched = [folder for folder in TESTS if any(mutant.place.startswith(folder) for mutant in chosen)]
        sound = pool.map(one, [partial(tests_pass, folder, patience=patience) for folder in touched])
        if failing := [folder for folder, passed in zip(touched, sound) if not passed]:
            raise SystemExit(f"the tests of {', '.join(failing)} fail before anything is changed")
        yield from zip(chosen, pool.map(one, [partial(is_killed, mutant, patience=patience) for mutant in chosen]))


def main() -> int:
    """Prints every survivor as it is found, and at the end the score of each folder as a Markdown table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, help="how many mutants to try")
    parser.add_argument("--seed", type=int, default=1, help="which ones")
    parser.add_argument("--only", default="", help="the beginning of a place: layers/, expr/fold.py, expr/fold.py:52")
    parser.add_argument("--patience", type=float, default=300, help="seconds after which a mutant is endless")
    parser.add_argument("--least", type=float, default=0, help="the share of killed mutants below which the run fails")
    given = parser.parse_args()
    chosen = every_mutant(given.only)
    total = len(chosen)
    if given.sample and given.sample < total:
        chosen = sorted(random.Random(given.seed).sample(chosen, given.sample))
    print(f"{len(chosen)} of {total} mutants", flush=True)
    scores: dict[str, list[bool]] = {}
    for mutant, killed in run(chosen, given.patience):
        folder = next(folder for folder in TESTS if mutant.place.startswith(folder))
        scores.setdefault(folder, []).append(killed)
        if not killed:
            print("survived", mutant.said((PACKAGE / mutant.place).read_text("utf-8")), flush=True)
    print("\n| folder | mutants | killed |\n|---|---|---|")
    for folder, found in scores.items():
        print(f"| `{folder}` | {len(found)} | {sum(found)} ({sum(found) / len(found):.0%}) |")
    everything = [killed for found in scores.values() for killed in found]
    print(f"\n{sum(everything)} of {len(everything)} mutants killed")
    return int(not everything or sum(everything) / len(everything) < given.least)


if __name__ == "__main__":
    sys.exit(main())
