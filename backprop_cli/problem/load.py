"""Problems from files, from texts and from those that come with the package, by their names."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache

from ..errors import BackpropError, Fault, Message, fail, plainly, reason_of
from ..records import NamedTuple
from .fields import did_you_mean
from .model import Problem
from .read import problem, siblings
from .reader import place_of
from .yaml_tree import MAX_BYTES, Scalar, Tree, inside, read_documents

Edits = Sequence[tuple[str, str, str]]
Documents = tuple[list[Tree], list[Fault]]
MAX_STEPS = 100_000


class Reading(NamedTuple):
    """How files are read: see load and load_text."""

    edits: Edits = ()
    max_steps: int = MAX_STEPS
    only: str | None = None
    tests: bool = True

    @property
    def unread(self) -> tuple[str, ...]:
        """The keys whose lists need not be read. What is edited is read whole, so that an edit finds its place."""
        return () if self.tests or self.edits else ("tests",)


AS_IT_IS = Reading()


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
    are left as they are where the edits do not fit them. Raises BackpropError with all faults, each at its place.

    >>> from backprop_cli import load_text
    >>> text = "network: [{linear: {weights: [[2], [3]]}}]\\ndata: [{x: [1, 1/2]}]"
    >>> (problem,) = load_text(text, "net.yaml", "net")
    >>> problem.name, problem.data[0].x
    ('net', (Fraction(1, 1), Fraction(1, 2)))
    """
    return _load_text(text, source_name, name, Reading(edits, max_steps, only))


def _load_text(text: str | bytes, source_name: str, name: str, how: Reading) -> tuple[Problem, ...]:
    return _load(read_documents(text, source_name, how.unread), name, how)


def _load(read: Documents, name: str, how: Reading) -> tuple[Problem, ...]:
    """The problems of documents that have been read."""
    found: list[Problem] = []
    trees, faults = read[0], list(read[1])
    places = {fault.mark for fault in faults}
    for document, called in _called(trees, name):
        try:
            item = _edited(document, called, how)
        except BackpropError as error:
            faults += [fault for fault in error.faults if fault.mark not in places]
            continue
        if any(item.name == other.name for other in found):
            message = Message("fault.name_twice", {"found": plainly(item.name)})
            faults.append(Fault(message, inside(document, "name").mark, Message("hint.name")))
        found.append(item)
    faults += _unknown_others(found)
    if faults:
        raise BackpropError(*sorted(faults, key=place_of))
    return siblings(found)


def _called(trees: list[Tree], name: str) -> list[tuple[Tree, str]]:
    """Documents, each with the name that it has unless it gives its own: NAME, NAME-2, NAME-3 …"""
    return [(tree, name if number == 1 else f"{name}-{number}") for number, tree in enumerate(trees, 1)]


def _name_of(document: Tree, called: str) -> str:
    given = inside(document, "name")
    return given.text if isinstance(given, Scalar) else called


def _names(trees: list[Tree], name: str) -> list[str]:
    return [_name_of(tree, called) for tree, called in _called(trees, name)]


def _edited(document: Tree, called: str, how: Reading) -> Problem:
    """The problem of an edited document; of a document that is not wanted and that the edits do not fit, as it is."""
    wanted = how.only in (None, _name_of(document, called))
    changed = document
    try:
        for path, value, origin in how.edits:
            from .edit import set_value  # which most calls do without

            changed = set_value(changed, path, value, origin)
        return problem(changed, called, how.max_steps)
    except BackpropError:
        if wanted or not how.edits:
            raise
    return problem(document, called, how.max_steps)


def _unknown_others(found: Sequence[Problem]) -> list[Fault]:
    """A fault for every question that compares with a problem which is neither in this file nor bundled."""
    faults = []
    for item in found:
        here = [other.name for other in found if other is not item]
        for number, question in enumerate(item.questions, 1):
            other = question.other
            if other is None or other in here or other in bundled() or _bundled_with(other):
                continue
            message = Message("fault.no_other", {"id": plainly(question.id), "found": plainly(other)})
            place = inside(item.document, "questions", number, "with").mark
            faults.append(Fault(message, place, did_you_mean(other, [*here, *bundled_names()])))
    return faults


def load(
    name: str | os.PathLike[str], edits: Edits = (), max_steps: int = MAX_STEPS, tests: bool = True
) -> tuple[Problem, ...]:
    """The problems of a file, of a bundled name (ex3, ex4-regression), or the one that FILE#NAME means.

    edits: (path, value, who says so) changes each document first. max_steps: more than so many are a fault. Without
    tests, those at the end of a file may stay unread, which is quicker; then faults in them are not seen.
    Raises BackpropError where there is no such file or problem, or it has faults.

    >>> from backprop_cli import load
    >>> [problem.name for problem in load("ex4")]
    ['ex4-regression', 'ex4-classification']
    >>> load("ex3", edits=[("train.lr", "1/2", "--lr")])[0].train.lr
    Fraction(1, 2)
    """
    name = os.fspath(name)
    file, sign, wanted = name.rpartition("#")
    if not sign or not file or _exists(name):
        return _whole(name, Reading(edits, max_steps, None, tests))
    return chosen(_whole(file, Reading(edits, max_steps, wanted, tests)), wanted)


def chosen(found: Sequence[Problem], wanted: str) -> tuple[Problem, ...]:
    """The problem of a name among these, as a tuple of one. Raises BackpropError where there is none.

    >>> from backprop_cli import chosen, load
    >>> chosen(load("ex4"), "ex4-regression")
    (<Problem ex4-regression>,)
    """
    named = tuple(item for item in found if item.name == wanted)
    if not named:
        raise fail("fault.no_document", None, did_you_mean(wanted, [i.name for i in found]), found=plainly(wanted))
    return named


def _whole(name: str, how: Reading) -> tuple[Problem, ...]:
    if not name or not _exists(name):
        return bundled_named(name, how)
    return _load_text(file_bytes(name), name, _stem(name), how)


def _exists(path: str) -> bool:
    try:
        return os.path.exists(path)
    except ValueError:
        return False


def _stem(path: str) -> str:
    """The name of a file without its ending, in characters that can be written whatever its bytes are."""
    stem = os.path.splitext(os.path.basename(path))[0]
    return stem if stem.isascii() else os.fsencode(stem).decode("utf-8", "replace")


def file_bytes(name: str) -> bytes:
    """The bytes of a file, cut just above the limit. Raises BackpropError where it cannot be read."""
    if os.path.isdir(name):
        raise fail("fault.directory", None, Message("hint.directory", {"name": plainly(name)}), name=plainly(name))
    try:
        with open(name, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise fail("fault.unreadable", name=plainly(name), reason=reason_of(error)) from None


def bundled() -> dict[str, str]:
    """The paths of the problem files that come with the package, by name."""
    return _files_in(_bundled_folder())


def to_train() -> dict[str, str]:
    """The paths of the bundled networks that are for training alone, far too large to be written out, by name."""
    return _files_in(os.path.join(_bundled_folder(), "training"))


def _bundled_folder() -> str:
    package = os.path.dirname(os.path.dirname(__file__))
    packaged = os.path.join(package, "problems")
    return packaged if os.path.isdir(packaged) else os.path.join(os.path.dirname(package), "problems")


def _files_in(folder: str) -> dict[str, str]:
    files = sorted(name for name in os.listdir(folder) if name.endswith(".yaml"))
    return {_stem(name): os.path.join(folder, name) for name in files}


def bundled_names() -> list[str]:
    """The names of bundled problems: of every file, and of every document in it."""
    read = {stem: _documents(file_bytes(path), path) for stem, path in bundled().items()}
    return list(dict.fromkeys(name for stem, (trees, _) in read.items() for name in (stem, *_names(trees, stem))))


def _bundled_with(name: str) -> tuple[str, Documents] | None:
    """The bundled file with a document of that name: the name of the file, and all of its documents."""
    for stem, path in bundled().items():
        if name.startswith(stem):
            read = _documents(file_bytes(path), path)
            if name in _names(read[0], stem):
                return stem, read
    return None


def bundled_named(name: str, how: Reading = AS_IT_IS) -> tuple[Problem, ...]:
    """The problems of the bundled file of that name, or the one document of that name. Raises BackpropError."""
    files = bundled()
    files = files if name in files else to_train()
    if name in files:
        text = file_bytes(files[name])
        if how.edits:
            return _load_text(text, files[name], name, how)
        return _unedited(text, files[name], name, how._replace(edits=()))
    found = _bundled_with(name)
    for item in _load(found[1], found[0], how._replace(only=name)) if found else ():
        if item.name == name:
            return (item,)
    raise fail("fault.no_file", None, did_you_mean(name, [*bundled_names(), *files]), name=plainly(name))


# Problems are frozen, so that who loads one by name a thousand times can be given the same one.
_unedited = lru_cache(maxsize=64)(_load_text)
_documents = lru_cache(maxsize=64)(read_documents)
