"""The architecture: imports go down the floors only, and no two files import each other, even by a detour."""

import ast
from pathlib import Path

import pytest
from places import PACKAGE
from sources import parsed

FLOORS = (  # from the ground up; a room is a folder or a file, the longest name that fits
    {"typed", "i18n", "tolerances", "records"},
    {"errors", "notebook_display"},
    {"expr"},
    {"expr/read", "expr/write"},
    {"rules", "layers", "losses", "optimisers", "schedules", "evaluate"},
    {"problem"},
    {"program"},
    {"compiled"},
    {"solution"},
    {"derivation"},
    {"checking/mistakes", "checking/answers"},
    {"checking/judge"},
    {"checking/explain", "checking/fault_injection"},
    {"checking"},
    {"varying"},
    {"views"},
    {"formats"},
    {"api/choices"},
    {"api/listings"},
    {"api/rendering"},
    {"notebook"},
    {"grading"},
    {"api"},
    {"__init__"},
    {"commands"},
    {"__main__"},
)
HEIGHTS = {room: height for height, floor in enumerate(FLOORS) for room in floor}


def place_of(path: Path, root: Path) -> str:
    """A file's place in the package: checking/judge/key; of a folder's own file, checking/judge/__init__."""
    return path.relative_to(root).with_suffix("").as_posix()


def height_of(place: str) -> int:
    """The floor of a place: that of the innermost room that it is in."""
    parts = place.split("/")
    return next(HEIGHTS["/".join(parts[:n])] for n in range(len(parts), 0, -1) if "/".join(parts[:n]) in HEIGHTS)


def imports(path: Path, root: Path) -> set[str]:
    """The places that a file imports, wherever in it the import stands."""
    folder = path.relative_to(root).parent.parts
    found = set()
    for node in ast.walk(parsed(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = [*folder[: len(folder) - node.level + 1], *(node.module or "").split(".")]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "backprop_cli":
            base = (node.module or "").split(".")[1:]
        else:
            continue
        stem = "/".join(part for part in base if part)
        for alias in node.names:
            choices = (f"{stem}/{alias.name}", f"{stem}/{alias.name}/__init__", stem, f"{stem}/__init__")
            found |= {next((c.strip("/") for c in choices if (root / f"{c.strip('/')}.py").exists()), stem)}
    return found


def graph(root: Path) -> dict[str, set[str]]:
    """Every file of a package with the files that it imports."""
    return {place_of(path, root): imports(path, root) for path in sorted(root.rglob("*.py"))}


def climbs(files: dict[str, set[str]]) -> list[str]:
    """The imports that go up."""
    pairs = [(here, there) for here, targets in files.items() for there in sorted(targets)]
    return [f"{here} → {there}" for here, there in pairs if height_of(there) > height_of(here)]


def circles(files: dict[str, set[str]]) -> list[str]:
    """The files that reach themselves, each with the others of its circle."""
    reach = {place: set(targets) for place, targets in files.items()}
    for middle in files:
        for targets in reach.values():
            if middle in targets:
                targets |= reach[middle]
    return sorted(
        {" ⇄ ".join(sorted({p, *(o for o in reach[p] if p in reach.get(o, ()))})) for p in reach if p in reach[p]}
    )


def test_imports_go_down():
    assert climbs(graph(PACKAGE)) == []


def test_no_files_import_each_other():
    assert circles(graph(PACKAGE)) == []


@pytest.mark.parametrize(
    ("files", "climbing", "circling"),
    [
        ({"expr/node": "from ..formats import board", "formats/board": ""}, ["expr/node → formats/board"], []),
        ({"expr/a": "from .b import x", "expr/b": "def f():\n    from . import a"}, [], ["expr/a ⇄ expr/b"]),
        ({"views/a": "from .b import x", "views/b": "from .c import x", "views/c": "from .a import x"}, [], ["views/a ⇄ views/b ⇄ views/c"]),
        ({"expr/a": "from backprop_cli.views.b import x", "views/b": ""}, ["expr/a → views/b"], []),
    ],
)  # fmt: skip
def test_a_climb_and_a_circle_are_caught(tmp_path, files, climbing, circling):
    for place, text in files.items():
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / f"{place}.py").write_text(text + "\n")
    assert climbs(graph(tmp_path)) == climbing
    assert circles(graph(tmp_path)) == circling
