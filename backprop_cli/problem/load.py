"""Problem files: from text to checked, plain data."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ..errors import BackpropError, Fault, Message, fail, plainly
from .edit import set_value
from .fields import did_you_mean, place_of
from .model import Problem
from .read import problem, siblings
from .yaml_tree import MAX_BYTES, Scalar, Tree, inside, read_documents

Edits = Sequence[tuple[str, str, str]]
MAX_STEPS = 100_000


def load_text(
    text: str | bytes,
    source_name: str,
    name: str,
    edits: Edits = (),
    max_steps: int = MAX_STEPS,
    only: str | None = None,
) -> tuple[Problem, ...]:
    """The problems of a text, one for each document; the k-th is called name-k unless it says otherwise.

    edits: (path, value, who says so) changes each document first. only: the one problem that is wanted; the others
    are left as they are where the edits do not fit them. Raises BackpropError with the faults.
    """
    found: list[Problem] = []
    trees, faults = read_documents(text, source_name)
    places = {fault.mark for fault in faults}
    for number, document in enumerate(trees, 1):
        called = name if number == 1 else f"{name}-{number}"
        try:
            item = _edited(document, called, edits, max_steps, only)
        except BackpropError as error:
            faults += [fault for fault in error.faults if fault.mark not in places]
            continue
        if any(item.name == other.name for other in found):
            place = inside(document, "name").mark
            faults.append(
                Fault(Message("fault.name_twice", {"found": plainly(item.name)}), place, Message("hint.name"))
            )
        found.append(item)
    faults += _unknown_others(found)
    if faults:
        raise BackpropError(*sorted(faults, key=place_of))
    return siblings(found)


def _edited(document: Tree, called: str, edits: Edits, max_steps: int, only: str | None) -> Problem:
    given = inside(document, "name")
    wanted = only in (None, given.text if isinstance(given, Scalar) else called)
    changed = document
    try:
        for path, value, origin in edits:
            changed = set_value(changed, path, value, origin)
        return problem(changed, called, max_steps)
    except BackpropError:
        if wanted or not edits:
            raise
    return problem(document, called, max_steps)


def _unknown_others(found: Sequence[Problem]) -> list[Fault]:
    """Faults of questions that compare with a problem which is neither of this file nor bundled."""
    faults = []
    for item in found:
        here = [other.name for other in found if other is not item]
        for number, question in enumerate(item.questions, 1):
            if question.other is None or question.other in here or question.other in (known := bundled_names()):
                continue
            values = {"id": plainly(question.id), "found": plainly(question.other)}
            place = inside(item.document, "questions", number, "with").mark
            faults.append(
                Fault(Message("fault.no_other", values), place, did_you_mean(question.other, [*here, *known]))
            )
    return faults


def load(name: str, edits: Edits = (), max_steps: int = MAX_STEPS) -> tuple[Problem, ...]:
    """The problems of a file, of a bundled name (ex3, ex4-regression), or the one that FILE#NAME means.

    Raises BackpropError where there is no such file or problem, or it has faults.
    """
    file, sign, wanted = name.rpartition("#")
    if not sign or not file or _exists(name):
        return _whole(name, edits, max_steps)
    return chosen(_whole(file, edits, max_steps, wanted), wanted)


def chosen(found: Sequence[Problem], wanted: str) -> tuple[Problem, ...]:
    """The problem of that name among some. Raises BackpropError where there is none.

    >>> from backprop_cli import chosen, load
    >>> chosen(load("ex4"), "ex4-regression")
    (<Problem ex4-regression>,)
    """
    named = tuple(item for item in found if item.name == wanted)
    if not named:
        raise fail("fault.no_document", None, did_you_mean(wanted, [i.name for i in found]), found=plainly(wanted))
    return named


def _whole(name: str, edits: Edits, max_steps: int, only: str | None = None) -> tuple[Problem, ...]:
    if not name or not _exists(name):
        return bundled_named(name, edits, max_steps, only)
    return load_text(file_bytes(name), name, _stem(name), edits, max_steps, only)


def _exists(path: str) -> bool:
    try:
        return os.path.exists(path)
    except ValueError:
        return False


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]


def file_bytes(name: str) -> bytes:
    """What a file holds, up to the limit. Raises BackpropError where it cannot be read."""
    if os.path.isdir(name):
        raise fail("fault.directory", None, Message("hint.directory", {"name": plainly(name)}), name=plainly(name))
    try:
        with open(name, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise fail("fault.unreadable", name=plainly(name), reason=error.strerror or "?") from None


def bundled() -> dict[str, str]:
    """The files of the problems that come with the package, by name."""
    package = os.path.dirname(os.path.dirname(__file__))
    packaged = os.path.join(package, "problems")
    folder = packaged if os.path.isdir(packaged) else os.path.join(os.path.dirname(package), "problems")
    files = sorted(name for name in os.listdir(folder) if name.endswith(".yaml"))
    return {_stem(name): os.path.join(folder, name) for name in files}


def bundled_names() -> list[str]:
    """What a bundled problem may be called: the name of a file, or of a document in it."""
    found = []
    for stem, path in bundled().items():
        names = [inside(tree, "name") for tree in read_documents(file_bytes(path), stem)[0]]
        found += [stem, *(node.text for node in names if isinstance(node, Scalar))]
    return list(dict.fromkeys(found))


def bundled_named(
    name: str, edits: Edits = (), max_steps: int = MAX_STEPS, only: str | None = None
) -> tuple[Problem, ...]:
    """The problems of a bundled file, or the one in it of that name. Raises BackpropError where there is none."""
    files = bundled()
    if name in files:
        return load_text(file_bytes(files[name]), files[name], name, edits, max_steps, only)
    for file in (path for stem, path in files.items() if name.startswith(stem)):
        for item in load_text(file_bytes(file), file, _stem(file), edits, max_steps, name):
            if item.name == name:
                return (item,)
    raise fail("fault.no_file", None, did_you_mean(name, bundled_names()), name=plainly(name))
