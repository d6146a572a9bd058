"""Whose variant a file of answers is about: found in the manifest by the name of the file or of the student."""

from __future__ import annotations

import os
import unicodedata
from functools import cached_property

from ..errors import fail, plainly
from ..problem.load import file_bytes
from ..typed import Any
from ..varying.manifest import MANIFEST, read_manifest, read_variant
from .judging import ClassSpec, spec_of


class VariantOwners:
    """The variants of a problem in a directory. how: how the answers are judged, as `spec_of` takes it.

    Raises BackpropError where there is no manifest, or one of another problem.
    """

    def __init__(self, folder: str, problem: str, how: dict[str, Any]) -> None:
        self._folder, self._how = folder, how
        self._taken: set[str] = set()
        path = os.path.join(folder, MANIFEST)
        self._listed = read_manifest(file_bytes(path), path, problem)

    @cached_property
    def _by_file(self) -> dict[str, dict[str, Any]]:
        """The variants by the names of their files, without endings."""
        return {_composed(os.path.splitext(item["file"])[0]): item for item in self._listed}

    @cached_property
    def _by_name(self) -> dict[str, list[dict[str, Any]]]:
        """The variants by what is the same however the name of a file or of a student is written."""
        found: dict[str, list[dict[str, Any]]] = {}
        for item in self._listed:
            for name in {_plain(os.path.splitext(item["file"])[0]), _plain(item.get("student") or "")} - {""}:
                found.setdefault(name, []).append(item)
        return found

    def _item(self, stem: str) -> dict[str, Any]:
        """The variant of a name: of that very file, else of the only student who may be meant."""
        exact = self._by_file.get(_composed(stem))
        alike = [exact] if exact else self._by_name.get(_plain(stem), [])
        if not alike:
            raise fail("fault.no_variant", name=plainly(stem))
        if len(alike) > 1:
            names = [plainly(os.path.splitext(item["file"])[0]) for item in alike]
            raise fail("fault.many_variants", None, None, name=plainly(stem), names=names)
        return alike[0]

    def owner(self, stem: str) -> tuple[str, ClassSpec]:
        """The name of the student whose answers have this name, and how they are judged.

        Raises BackpropError where there is no such variant, it has changed, or several students may be meant.
        """
        item = self._item(stem)
        self._taken.add(item["file"])
        file = os.path.basename(item["file"])
        path = os.path.join(self._folder, file)
        problems = read_variant(file_bytes(path), path, os.path.splitext(file)[0], item["sha256"])
        return item.get("student") or os.path.splitext(file)[0], spec_of(problems, **self._how)

    def without_answers(self) -> list[tuple[str, str]]:
        """The students whose variants nobody has answered so far, with the names of their files."""
        return [
            (item.get("student") or os.path.splitext(item["file"])[0], item["file"])
            for item in self._listed
            if item["file"] not in self._taken
        ]


def _composed(name: str) -> str:
    """A name of a file as it is compared: é is one letter however it is composed, and case does not matter."""
    return unicodedata.normalize("NFC", name).casefold()


def _plain(name: str) -> str:
    """A name as it is compared where hyphens, spaces and other signs do not matter either."""
    letters = _composed(name)
    return "-".join(part for part in "".join(c if c.isalnum() else " " for c in letters).split())
