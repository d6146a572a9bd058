"""What every module keeps to: annotations that cost nothing, and nothing of a call read when it is imported."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from places import PACKAGE
from sources import parsed

FILES = sorted(PACKAGE.rglob("*.py"))
ALL = [
    ".".join(("backprop_cli", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    for path in FILES
]
KINDS = {"layers", "losses", "optimisers", "schedules"}  # files like a page of formulas, whose types are all there
# Modules of others read the environment as they are imported: so everything is imported twice, ours alone the second time.
POISONED = """
import importlib, os, sys

class Poison(dict):
    def _read(self, *given): raise AssertionError("read at import")
    __getitem__ = __contains__ = __iter__ = __len__ = get = items = keys = copy = _read

modules = sys.argv[1:]
for module in modules:
    importlib.import_module(module)
for module in modules:
    del sys.modules[module]
os.environ = sys.argv = Poison()
for module in modules:
    importlib.import_module(module)
"""


def annotates(tree: ast.AST) -> bool:
    """Whether anything in a module says its type."""
    return any(
        isinstance(node, ast.AnnAssign) or getattr(node, "annotation", None) or getattr(node, "returns", None)
        for node in ast.walk(tree)
    )


def lacks_the_first_line(source: str) -> bool:
    """Whether a module has annotations, and its first line of code is not the import that makes them free."""
    tree = parsed(source)
    first = next((node for node in tree.body if not isinstance(node, ast.Expr)), None)
    return annotates(tree) and not (isinstance(first, ast.ImportFrom) and first.module == "__future__")


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.parent.name not in KINDS],
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_a_module_with_annotations_begins_with_their_import(path: Path):
    assert not lacks_the_first_line(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("source", "lacks"),
    [
        ("import os\n", False),
        ("def f(x): return x\n", False),
        ("def f(x: int): return x\n", True),
        ("import os\ndef f() -> int: return 1\n", True),
        ("x: int = 1\nfrom __future__ import annotations\n", True),
        ('"""Words."""\nfrom __future__ import annotations\nx: int = 1\n', False),
    ],
)
def test_a_module_without_it_is_caught(source, lacks):
    assert lacks_the_first_line(source) == lacks


def test_the_command_line_reads_annotations_that_are_text(backprop):
    assert "from __future__ import annotations" in (PACKAGE / "commands" / "solve.py").read_text(encoding="utf-8")
    assert backprop("solve", "ex3").returncode == 0


def test_words_of_annotations_come_without_typing():
    """But for the two that give them to type checkers, and the one that typer reads."""
    by_typing = {
        path.relative_to(PACKAGE).as_posix()
        for path in FILES
        for node in ast.walk(parsed(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "typing"
    }
    assert by_typing == {"typed.py", "records.py", "commands/typer_app.py"}


def test_every_word_for_type_checkers_has_one_that_stands_for_it():
    (words,) = (
        node for node in parsed((PACKAGE / "typed.py").read_text(encoding="utf-8")).body if isinstance(node, ast.If)
    )
    theirs = {alias.name for node in words.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert theirs == {node.name for node in words.orelse if isinstance(node, ast.ClassDef | ast.FunctionDef)}


def imported(*modules: str) -> "subprocess.CompletedProcess[str]":
    """Imports modules where reading the environment or the command line is an error."""
    return subprocess.run([sys.executable, "-c", POISONED, *modules], capture_output=True, text=True)


def test_no_module_reads_the_environment_or_the_command_line_when_it_is_imported():
    assert imported(*ALL).stderr == ""


@pytest.mark.parametrize("source", ["import os\nos.environ.get('LANG')", "import sys\nprint(sys.argv[1:])"])
def test_a_module_that_does_is_caught(source, tmp_path, monkeypatch):
    (tmp_path / "reads_at_import.py").write_text(f"{source}\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert "read at import" in imported("reads_at_import").stderr
