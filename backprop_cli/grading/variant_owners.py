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
    """The variants in a directory. how: how the answers are judged, as `spec_of` takes it.

    Raises BackpropError where there is no manifest.
    """

    def __init__(self, folder: str, how: dict[str, Any]) -> None:
        self._folder, self._how = folder, how
        self._taken: set[str] = set()
        path = os.path.join(folder, MANIFEST)
        self._listed = read_manifest(file_bytes(path), path)

    @cached_property
    def _by_name(self) -> dict[str, dict[str, Any]]:
        """The variants by the names of their files, without endings, and of their students."""
        named = {_plain(os.path.splitext(item["file"])[0]): item for item in self._listed}
        return {**named, **{_plain(item["student"]): item for item in self._listed if item.get("student")}}

    def owner(self, stem: str) -> tuple[str, ClassSpec]:
        """The name of the student whose answers have this name, and how they are judged.

        Raises BackpropError where there is no such variant, or it has changed.
        """
        item = self._by_name.get(_plain(stem))
        if item is None:
            raise fail("fault.no_variant", name=plainly(stem))
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


def _plain(name: str) -> str:
    """A name as it is compared: é is one letter however it is composed, and hyphens, spaces and case do not matter."""
    letters = unicodedata.normalize("NFC", name).casefold()
    return "-".join(part for part in "".join(c if c.isalnum() else " " for c in letters).split())
