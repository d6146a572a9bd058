"""Which tests run which lines of the package: every test is run once under coverage, and nothing is changed yet."""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

import pytest
from mutants import Mutant
from mutated import Loaded
from places import PACKAGE

RUN = (
    *("tests/expr", "tests/laws", "tests/program", "tests/derivation", "tests/problem", "tests/checking", "tests/solution"),
    *("tests/formats/test_typeset.py", "tests/formats/test_scripts.py"),
    *("tests/commands/test_check_command.py", "tests/house/test_documents.py"),
)  # fmt: skip
OPTIONS = "-n0 -s -p no:cacheprovider --hypothesis-seed=1 --deselect=tests/laws/test_catalogue.py"  # that is of texts


class Reach:
    """Which tests run which lines of the package, and how long each test takes; measured once, kept in a file."""

    def __init__(self, path: Path) -> None:
        found = json.loads(path.read_text("utf-8"))
        self.tests: list[str] = found["tests"]
        self.seconds: dict[str, float] = found["seconds"]
        self.names = list(self.seconds)
        self.lines: dict[str, dict[str, list[int]]] = found["lines"]

    def of(self, mutant: Mutant, around: range) -> tuple[set[str], bool]:
        """The tests that reach a mutant, and whether it is reached before any test runs.

        A constant inside a longer one has no line of its own at run time: then the lines of the statement around it count.
        """
        lines = self.lines.get(mutant.place, {})
        for place in (range(mutant.start[0] + 1, mutant.end[0] + 2), around):
            found = {number for line in place for number in lines.get(str(line), [])}
            if found:
                return {self.names[number] for number in found if number >= 0}, -1 in found
        return set(), False

    def of_file(self, place: str) -> set[str]:
        """The tests that reach any line of a file."""
        return {self.names[number] for found in self.lines.get(place, {}).values() for number in found if number >= 0}


class Plugin:
    """What measuring and judging have in common: pytest collects, and instead of running the tests we do something else."""

    def __init__(self, work: Callable[[pytest.Session], None]) -> None:
        self.work = work

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Laws look for a failing example and stop at it: it is not made smaller, and not kept for the next mutant."""
        from hypothesis import HealthCheck, Phase, settings

        phases = [Phase.explicit, Phase.generate]
        settings.register_profile(
            "mutants", settings(), phases=phases, database=None, suppress_health_check=list(HealthCheck)
        )
        settings.load_profile("mutants")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Whether a test failed, and not how: to write that down takes longer than most tests."""
        wrong = call.excinfo and call.excinfo.value
        is_skipped = isinstance(wrong, pytest.skip.Exception)
        outcome: Literal["passed", "skipped", "failed"] = "skipped" if is_skipped else "failed" if wrong else "passed"
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, call.when)  # type: ignore[arg-type]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Does the work with the collected tests."""
        if session.testsfailed:
            raise session.Failed("collection failed")
        self.work(session)
        return True


def run_pytest(work: Callable[[pytest.Session], None], folder: Path, tests: Iterable[str]) -> int:
    """pytest on some tests, with some work in the place of running them."""
    return int(pytest.main([*tests, *OPTIONS.split(), f"--basetemp={folder}"], plugins=[Plugin(work)]))


def fails(item: pytest.Item) -> bool:
    """Whether a test fails, its fixtures made and taken down."""
    from _pytest.runner import runtestprotocol

    return any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def measure(path: Path, folder: Path, tests: list[str]) -> None:
    """Runs tests once and writes the lines that each reaches; whatever was cached before a test is forgotten."""
    coverage = importlib.import_module("coverage")
    measured = coverage.Coverage(data_file=None, source=[str(PACKAGE)], config_file=False)
    measured.set_option("run:core", "ctrace")  # the others do not tell tests apart
    seconds: dict[str, float] = {}

    def work(session: pytest.Session) -> None:
        loaded, modules = Loaded(), len(sys.modules)
        for item in session.items:
            if len(sys.modules) != modules:
                loaded, modules = Loaded(), len(sys.modules)
            loaded.forget()
            began = time.process_time()
            measured.switch_context(item.nodeid)
            failed = fails(item)
            measured.switch_context("")
            seconds[item.nodeid] = time.process_time() - began
            if failed:
                print("left out, it fails by itself:", item.nodeid, file=sys.__stdout__, flush=True)
                del seconds[item.nodeid]

    measured.start()
    code = run_pytest(work, folder, tests)
    measured.stop()
    if code or not seconds:
        raise SystemExit(f"the tests are not collected: pytest ends with {code}")
    numbers = {name: number for number, name in enumerate(seconds)} | {"": -1}
    data, lines = measured.get_data(), {}
    for file in data.measured_files():
        by_line = data.contexts_by_lineno(file)
        place = Path(file).relative_to(PACKAGE).as_posix()
        lines[place] = {line: [numbers[name] for name in names if name in numbers] for line, names in by_line.items()}
    path.write_text(json.dumps({"tests": tests, "seconds": seconds, "lines": lines}), "utf-8")
