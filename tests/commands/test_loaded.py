"""What a command loads: of other libraries, of this one, and of the catalogue, so that it starts fast."""

import subprocess
import sys
from importlib import import_module

import pytest

from backprop_cli.i18n import LANGUAGES, SUBJECTS

RUNNING = (
    "import sys\nbefore = {*sys.modules}\nfrom backprop_cli.__main__ import main\n"
    "try:\n    main()\nexcept SystemExit:\n    pass\n"
    "print(*(sys.modules.keys() - before), file=sys.stderr)"
)
COMPILING = (
    "import re, sys\nbefore = re._compile\n"
    "def told(pattern, flags):\n    compiled = len(re._cache)\n    found = before(pattern, flags)\n"
    "    if len(re._cache) > compiled:\n        print(sys._getframe(2).f_globals['__name__'], file=sys.stderr)\n"
    "    return found\n"
    "re._compile = told\nfrom backprop_cli.__main__ import main\nmain()"
)


def loaded(*line):
    """The modules that a command line loads in a pipe."""
    done = subprocess.run([sys.executable, "-c", RUNNING, *line], capture_output=True, text=True, timeout=60)
    return set(done.stderr.splitlines()[-1].split())


def own(modules):
    """Those of the package."""
    return [name for name in modules if name.partition(".")[0] == "backprop_cli"]


def test_solving_ex3_loads_only_what_it_needs():
    """Neither numpy, typing nor patterns of our own, and of our modules the few that every network of numbers needs."""
    modules = loaded("solve", "ex3")
    assert not {"numpy", "rich", "typer", "typing", "dataclasses", "inspect", "shutil"} & modules
    assert len(own(modules)) <= 116


def test_the_colours_of_a_usual_terminal_need_no_rich():
    assert not {"rich", "typing", "shutil"} & loaded("solve", "ex3", "--color", "always")


def test_solving_ex3_compiles_no_pattern_of_ours():
    """One takes as long as to load a module."""
    done = subprocess.run([sys.executable, "-c", COMPILING, "solve", "ex3"], capture_output=True, text=True, timeout=60)
    compiled = done.stderr.splitlines()
    assert "fractions" in compiled and not own(compiled)


@pytest.mark.parametrize("line", [("problems",), ("validate", "ex3"), ("check", "ex3", "--template")])
def test_a_command_reads_of_the_catalogue_what_it_says(line):
    subjects = [name for name in own(loaded(*line)) if name.startswith("backprop_cli.i18n.en.")]
    assert len(subjects) <= 2, subjects


@pytest.mark.parametrize(("line", "most"), [(["--version"], 3), (["--help"], 37)])
def test_help_and_version_load_no_command(line, most):
    """Neither typer, nor what a problem is read and solved with."""
    modules = loaded(*line)
    assert not {"numpy", "typer", "yaml"} & modules
    assert len(own(modules)) <= most, own(modules)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_says_with_which_words_its_keys_begin(subject, lang):
    keys = import_module(f"backprop_cli.i18n.{lang}.{subject}").TEXTS
    assert SUBJECTS[subject] == " ".join(sorted({key.partition(".")[0] for key in keys}))
