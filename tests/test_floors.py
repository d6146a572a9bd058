"""The architecture: imports go down the floors only."""

import ast
from pathlib import Path

import pytest

import backprop_cli

PACKAGE = Path(backprop_cli.__file__).parent
FLOORS = (
    {"errors", "i18n", "expr", "signs", "__version__"},
    {"program", "trace", "readings", "rules"},
    {"layers", "losses", "optimisers"},
    {"problem"},
    {"build", "solution", "questions", "values", "scalars", "derivation", "parts"},
    {"checking"},
    {"views"},
    {"formats"},
    {"checked"},
    {"commands"},
    {"__main__", "__init__"},
)


def floor_of(place: str) -> int:
    return next(number for number, floor in enumerate(FLOORS) if place in floor)


def imports(path: Path, root: Path) -> list[str]:
    """The first names below the package that a module imports, wherever in it the import stands."""
    parts = path.relative_to(root).with_suffix("").parts
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = parts[: len(parts) - node.level]
            names = [node.module.split(".")[0]] if node.module else [alias.name for alias in node.names]
            found += [base[0]] if base else names
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("backprop_cli."):
            found.append(node.module.split(".")[1])
    return found


def climbs(path: Path, root: Path) -> list[str]:
    here = path.relative_to(root).with_suffix("").parts[0]
    return [f"{here} → {there}" for there in imports(path, root) if floor_of(there) > floor_of(here)]


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_from_its_own_floor_and_below(path):
    assert climbs(path, PACKAGE) == []


def test_an_import_of_a_higher_floor_is_caught(tmp_path):
    bad = tmp_path / "expr" / "node.py"
    bad.parent.mkdir()
    bad.write_text("def f():\n    from ..formats import board\n")
    assert climbs(bad, tmp_path) == ["expr → formats"]
