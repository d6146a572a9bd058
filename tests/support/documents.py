"""The blocks of README and docs, by language."""

from __future__ import annotations

import re

from places import ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "README.ru.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(language: str) -> list[tuple[str, str]]:
    found = []
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        found += [(document.name, body) for body in re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)]
    return found


def sessions() -> list[tuple[str, str, str]]:
    """(command, what it prints, in which language) of every console block."""
    found = []
    for document, body in blocks("console"):
        for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output, "ru" if ".ru." in document else "en"))
    return found
