"""A command is a thin skin: a short function over the public library."""

import ast
from pathlib import Path

import pytest
from places import PACKAGE

import backprop_cli
from backprop_cli.commands.table import COMMANDS

MODULES = [PACKAGE / "commands" / f"{name}.py" for name in sorted({command.module for command in COMMANDS.values()})]
LONGEST = 30
BESIDE = {"errors", "i18n", "records", "typed"}


def private_imports(source: str) -> list[str]:
    """What a command module imports of the package beside public names, errors, i18n, records, words of types and its own folder."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.level == 2 and not node.module:
            found += [alias.name for alias in node.names if alias.name not in backprop_cli.__all__]
        elif (
            isinstance(node, ast.ImportFrom) and (node.level > 2 or (node.level == 2 and node.module not in BESIDE))
        ) or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "backprop_cli"):
            found.append(node.module or "")
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.split(".")[0] == "backprop_cli"]
    return found


def long_functions(source: str) -> list[str]:
    functions = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    return [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= LONGEST]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_command_imports_only_the_public_library(path: Path):
    assert private_imports(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_command_is_short(path: Path):
    assert long_functions(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "private"),
    [
        ("from ..views.solution import title", ["views.solution"]),
        ("from .. import solve, views", ["views"]),
        ("from backprop_cli.rules import find", ["backprop_cli.rules"]),
        ("import backprop_cli.rules", ["backprop_cli.rules"]),
        ("def f():\n    from ..formats.json import checked", ["formats.json"]),
        ("from .. import solve\nfrom ..errors import fail\nfrom .output import put", []),
    ],
)
def test_a_private_import_is_caught(source, private):
    assert private_imports(source) == private


def test_a_long_function_is_caught():
    body = "    pass\n"
    assert long_functions("def f():\n" + body * LONGEST) == ["f"]
    assert long_functions("def f():\n" + body * (LONGEST - 1)) == []
