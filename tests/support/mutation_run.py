"""Judges mutants: tests are collected once, and every mutant is tried in a fork of that state."""

from __future__ import annotations

import gc
import json
import mmap
import os
import resource
import shutil
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from mutants import Mutant
from mutated import Changes, Loaded, import_as
from places import PACKAGE
from reach import Reach, fails, run_pytest

MEMORY = 6 << 30  # bytes: more is a mutant that fills its memory


class Result(NamedTuple):
    """What became of a mutant: killed, endless (killed too), survived, or unreached where no test runs its line.

    by: the test that killed it. ran, reaching: how many tests ran of how many that reach its line. A result that is not
    final has to be found again with the file imported anew: the line runs where a file is imported or tests are collected.
    """

    key: str
    state: str
    by: str = ""
    ran: int = 0
    reaching: int = 0
    final: bool = True
    seconds: float = 0

    def write(self, path: Path) -> None:
        """Adds the result to a file."""
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(self._asdict(), ensure_ascii=False) + "\n")


def read(results: Path) -> dict[str, Result]:
    """The results in a file by the mutants' names, the last of each; but to run other tests, which do not reach it, is none."""
    found: dict[str, Result] = {}
    for line in results.read_text("utf-8").splitlines() if results.exists() else []:
        result = Result(**json.loads(line))
        if result.state != "unreached" or result.key not in found:
            found[result.key] = result
    return found


class Trials:
    """Tries mutants in forks of this process, with tests in the order in which they most likely and soonest fail."""

    def __init__(self, reach: Reach, results: Path, folder: Path, patience: float) -> None:
        self.reach, self.folder, self.patience = reach, folder, patience
        self.items: dict[str, pytest.Item] = {}
        self.killers: dict[str, list[str]] = {}  # of a file, the last ones first
        for found in read(results).values():
            self.learn(found)
        self.at = mmap.mmap(-1, 8)  # which test a fork is at, told to this process

    def order(self, place: str, reaching: set[str]) -> list[str]:
        """The tests for a mutant, as many as patience lasts for: first those that killed others in its file.

        Then the quickest; but the more cases of a test there were, the longer the next one waits, for it sees much the same.
        """
        known = [name for name in self.killers.get(place, []) if name in reaching][:20]
        seconds = self.reach.seconds
        cases: dict[str, int] = {}
        due = {}
        for name in sorted(reaching - set(known), key=lambda name: (seconds[name], name)):
            test = name.partition("[")[0]
            cases[test] = cases.get(test, 0) + 1
            due[name] = seconds[name] * cases[test]
        chosen: list[str] = []
        left = self.patience
        for name in known + sorted(due, key=due.__getitem__):
            left -= seconds[name]
            if left > 0 or not chosen:
                chosen.append(name)
        return chosen

    def judge(self, mutant: Mutant, names: list[str], attempt: Callable[[list[str]], bool]) -> Result:
        """Lets a fork try a mutant with some tests; the attempt tells whether one failed."""
        began = time.monotonic()
        self.at[:] = len(names).to_bytes(8, "big")
        state = ended(lambda: attempt(names))
        number = int.from_bytes(self.at[:], "big")
        by = "" if state == "survived" else [*names, "import"][number]
        for left in self.folder.glob("*"):
            shutil.rmtree(left, ignore_errors=True)
        ran = min(number + 1, len(names)) if by else len(names)
        found = Result(mutant.key, state, by, ran, seconds=round(time.monotonic() - began, 2))
        self.learn(found)
        return found

    def learn(self, found: Result) -> None:
        """Remembers which test killed a mutant: it may kill the next one in the file."""
        if found.by in self.reach.seconds:
            known = self.killers.setdefault(found.key.partition(":")[0], [])
            known[:] = [found.by, *(name for name in known if name != found.by)]

    def fail(self, names: list[str]) -> bool:
        """Whether one of some tests fails in this process, which is ended where one takes far longer than it did."""
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        for number, name in enumerate(names):
            self.at[:] = number.to_bytes(8, "big")
            be_patient(2 + 10 * self.reach.seconds[name])
            if name in self.items and fails(self.items[name]):
                return True
        return False


def be_patient(seconds: float) -> None:
    """From now on this process may work for some seconds, and wait for twenty times as many; then it is ended."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, 20 * seconds)


def ended(work: Callable[[], bool]) -> str:
    """What becomes of a mutant whose work, done in a fork, tells whether a test fails."""
    if pid := os.fork():
        status = os.waitpid(pid, 0)[1]
        if os.WIFSIGNALED(status):
            return "endless" if os.WTERMSIG(status) in (signal.SIGPROF, signal.SIGALRM) else "killed"
        return "killed" if os.WEXITSTATUS(status) else "survived"
    code = True
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        code = work()
    finally:
        os._exit(int(code))


def has_parts_of_the_package(item: pytest.Item) -> bool:
    """Whether a test's parameters hold what the package made when tests were collected: it may differ from what a mutant makes."""
    todo = list(item.callspec.params.values()) if hasattr(item, "callspec") else []
    seen = set()  # some hostile parameters hold themselves
    while todo:
        value = todo.pop()
        if type(value).__module__.partition(".")[0] == PACKAGE.name:
            return True
        if isinstance(value, dict | list | tuple | set) and id(value) not in seen:
            seen.add(id(value))
            todo += value.values() if isinstance(value, dict) else value
    return False


Tried = tuple[Mutant, range]  # with the lines of the statement around it


def judge_in_place(mutants: list[Tried], reach: Reach, results: Path, folder: Path, patience: float) -> None:
    """Tries mutants in loaded functions. Those of code that runs at import are left for `judge_anew`."""
    trials = Trials(reach, results, folder, patience)

    def attempt(mutant: Mutant, loaded: Loaded, changes: Changes, names: list[str]) -> bool:
        import_as(mutant)
        loaded.put(changes)
        return trials.fail(names)

    def work(session: pytest.Session) -> None:
        folder.mkdir(exist_ok=True)
        trials.items = {item.nodeid: item for item in session.items}
        loaded = Loaded()
        gc.collect()
        gc.freeze()
        built = {name for name, item in trials.items.items() if has_parts_of_the_package(item)}
        for mutant, around in mutants:
            tests, early = reach.of(mutant, around)
            tests -= built if early else set()
            changes = loaded.changes(mutant)
            if not tests and not early:
                found = Result(mutant.key, "unreached")
            elif changes is None or not tests:
                found = Result(mutant.key, "survived", final=False)
            else:
                names = trials.order(mutant.place, tests)
                found = trials.judge(mutant, names, partial(attempt, mutant, loaded, changes))
                found = found._replace(reaching=len(tests), final=not (early and found.state == "survived"))
            found.write(results)

    run_pytest(work, folder, reach.tests)


def judge_anew(mutants: list[Tried], reach: Reach, results: Path, folder: Path, patience: float) -> None:
    """Tries mutants in forks that import the package and collect the tests anew.

    Where no test runs the line itself, those of its file are tried: what it sets is used there.
    """
    trials = Trials(reach, results, folder, patience)

    def work(names: list[str], session: pytest.Session) -> None:
        trials.items = {item.nodeid: item for item in session.items}
        os._exit(int(trials.fail(names)))

    def attempt(mutant: Mutant, names: list[str]) -> bool:
        be_patient(200)
        import_as(mutant)
        marks = [word for word in reach.tests if word.startswith("-")]
        return bool(
            run_pytest(partial(work, names), folder, [*marks, *{name.partition("::")[0]: None for name in names}])
        )

    for mutant, around in mutants:
        tests = reach.of(mutant, around)[0] or reach.of_file(mutant.place) or set(reach.names)
        found = trials.judge(mutant, trials.order(mutant.place, tests), partial(attempt, mutant))
        found._replace(reaching=len(tests)).write(results)
