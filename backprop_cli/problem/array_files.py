"""Files of numbers beside a problem: where they are looked for, and arrays of numpy from npz; never by pickle."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable

from ..errors import BackpropError, Mark, Message, fail, plainly, reason_of
from ..typed import Any
from .fields import did_you_mean
from .yaml_tree import Mapping, Scalar, Sequence, Tree

MAX_FILE = 256 * 1024 * 1024
MAX_NUMBERS = 50_000_000  # 400 MB as floats: MNIST's 60,000 pictures are 47 million


def beside(tree: Scalar) -> str:
    """The path of a file that a problem names, seen from here.

    A relative name is looked for beside the problem's file; in the working directory where the problem comes from
    standard input or a text, or an option (`--set`, `--data`) says the name.
    """
    return os.path.join(os.path.dirname(tree.mark.source.name), tree.text)


def moved(document: Tree, folder: str | None) -> Tree:
    """A document whose files of numbers are named as they are seen from a folder, where it will stand.

    folder: "" is the working directory; None gives whole paths.
    """

    def seen(name: Scalar) -> Scalar:
        if os.path.isabs(name.text):
            return name
        path = beside(name)
        path = os.path.abspath(path) if folder is None else os.path.relpath(path, folder or os.curdir)
        # A name that is right where it will stand stays as its author wrote it: ./digits.csv.
        return name if os.path.normpath(name.text) == path else name._replace(text=path)

    return _with_names(document, seen)


def files_of(document: Tree) -> list[Scalar]:
    """The names of the files of numbers in a document, each where it stands; `beside` gives its path."""
    found: list[Scalar] = []

    def noted(name: Scalar) -> Scalar:
        found.append(name)
        return name

    _with_names(document, noted)
    return found


def contents(document: Tree) -> list[bytes]:
    """The bytes of every file of numbers that a document names. Raises BackpropError where one cannot be read."""
    return [file_content(beside(name), name.mark) for name in files_of(document)]


def _with_names(document: Tree, change: Callable[[Scalar], Scalar]) -> Tree:
    """A document in which each name of a file of numbers is what `change` makes of it."""
    if not isinstance(document, Mapping):
        return document
    places = ("data", "network")
    pairs = ((key, _changed(value, change) if key.text in places else value) for key, value in document.pairs)
    return document._replace(pairs=tuple(pairs))


def _changed(tree: Tree, change: Callable[[Scalar], Scalar]) -> Tree:
    if isinstance(tree, Sequence):
        return tree._replace(items=tuple(_changed(item, change) for item in tree.items))
    if not isinstance(tree, Mapping):
        return tree
    pairs: list[tuple[Scalar, Tree]] = []
    for key, value in tree.pairs:
        if key.text == "file" and isinstance(value, Scalar):
            pairs.append((key, change(value)))
        else:
            pairs.append((key, _changed(value, change)))
    return tree._replace(pairs=tuple(pairs))


def file_content(path: str, mark: Mark) -> bytes:
    """The bytes of a file of numbers. Raises BackpropError, at the place that names it, where it cannot be read."""
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size or MAX_FILE  # of a pipe there is none
            content = file.read(min(size, MAX_FILE) + 1)  # for the whole limit there would be memory at once
    except (OSError, ValueError) as error:
        hint = Message("hint.data_file") if isinstance(error, FileNotFoundError) else None
        raise fail("fault.unreadable", mark, hint, name=plainly(path), reason=reason_of(error)) from None
    if len(content) > MAX_FILE:
        raise fail("fault.data_size", mark, None, name=plainly(path), limit=MAX_FILE // 1024**2)
    return content


def read_npz(content: bytes, path: str, mark: Mark) -> dict[str, Any]:
    """The arrays of an npz file by name, as floats. Raises BackpropError for what is none, or holds other things."""
    import io
    import zipfile

    import numpy

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            # The sizes are looked at before anything is unpacked: a small file can unpack to any size.
            if sum(item.file_size for item in packed.infolist()) > 8 * MAX_NUMBERS:
                raise fail("fault.data_numbers", mark, None, name=plainly(path), limit=MAX_NUMBERS)
        with numpy.load(io.BytesIO(content), allow_pickle=False) as file:
            found = {name: file[name] for name in file.files}
    except BackpropError:
        raise
    except Exception:  # whatever numpy and zipfile make of bytes that are no such file
        raise fail("fault.npz", mark, Message("hint.npz"), name=plainly(path)) from None
    for name, values in found.items():
        is_plain = isinstance(values, numpy.ndarray) and values.dtype.kind in "iufb"
        if not is_plain or not numpy.isfinite(values).all():
            key = "fault.npz_finite" if is_plain else "fault.npz_kind"
            raise fail(key, mark, None, name=plainly(path), array=plainly(name))
    return {name: values.astype(float, copy=False) for name, values in found.items()}


def chosen_array(found: dict[str, Any], name: str, path: str, mark: Mark) -> Any:
    """The array of a name. Raises BackpropError where the file has none."""
    if name not in found:
        raise fail("fault.npz_name", mark, did_you_mean(name, found) if found else None, name=plainly(path), array=name)
    return found[name]


def as_floats(values: Any) -> array[float]:
    """A numpy array's numbers, row by row, as an array of Python's own."""
    import numpy

    found, whole = array("d"), numpy.ascontiguousarray(values)
    found.frombytes(whole.data.cast("B"))  # copied once: data may be large
    return found
