"""Problem files: from text to checked, plain data."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ..errors import BackpropError, Fault, Message, fail, plainly
from .edit import set_value
from .fields import did_you_mean
from .model import Problem
from .positions import MAX_BYTES, documents
from .read import problem, siblings

Edits = Sequence[tuple[str, str, str]]
MAX_STEPS = 100_000


def load_text(
    text: str | bytes, source_name: str, name: str, edits: Edits = (), max_steps: int = MAX_STEPS
) -> tuple[Problem, ...]:
    """The problems of a text, one for each document; the k-th is called name-k unless it says otherwise.

    edits: (path, value, who says so) changes each document first. Raises BackpropError with the faults.
    """
    found: list[Problem] = []
    faults: list[Fault] = []
    for number, document in enumerate(documents(text, source_name), 1):
        for path, value, origin in edits:
            document = set_value(document, path, value, origin)
        try:
            item = problem(document, name if number == 1 else f"{name}-{number}", max_steps)
        except BackpropError as error:
            faults += error.faults
            continue
        if any(item.name == other.name for other in found):
            raise fail("fault.name_twice", document.mark, found=plainly(item.name))
        found.append(item)
    if faults:
        raise BackpropError(*faults)
    return siblings(found)


def load(name: str, edits: Edits = (), max_steps: int = MAX_STEPS) -> tuple[Problem, ...]:
    """The problems of a file, of a bundled name (ex3, ex4-regression), or the one that FILE#NAME means.

    Raises BackpropError where there is no such file or problem, or it has faults.
    """
    file, sign, wanted = name.rpartition("#")
    if sign and not os.path.exists(name):
        found = load(file, edits, max_steps)
        chosen = tuple(item for item in found if item.name == wanted)
        if not chosen:
            raise fail("fault.no_document", None, did_you_mean(wanted, [i.name for i in found]), found=plainly(wanted))
        return chosen
    path = Path(name)
    if not _exists(path):
        return _bundled_named(name, edits, max_steps)
    return load_text(_bytes(path, name), name, path.stem, edits, max_steps)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _bytes(path: Path, name: str) -> bytes:
    if path.is_dir():
        raise fail("fault.directory", None, Message("hint.directory", {"name": plainly(name)}), name=plainly(name))
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise fail("fault.unreadable", name=plainly(name), reason=error.strerror or "?") from None


def bundled() -> dict[str, Path]:
    """The files of the problems that come with the package, by name."""
    inside = Path(__file__).parent.parent / "problems"
    folder = inside if inside.is_dir() else inside.parent.parent / "problems"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def _bundled_named(name: str, edits: Edits, max_steps: int) -> tuple[Problem, ...]:
    files = bundled()
    if name in files:
        return load_text(files[name].read_bytes(), str(files[name]), name, edits, max_steps)
    documents_of: list[str] = []
    for file in (path for stem, path in files.items() if name.startswith(stem)):
        found = load_text(file.read_bytes(), str(file), file.stem, edits, max_steps)
        documents_of += [item.name for item in found]
        chosen = tuple(item for item in found if item.name == name)
        if chosen:
            return chosen
    raise fail("fault.no_file", None, did_you_mean(name, [*files, *documents_of]), name=plainly(name))
