"""The picture of the package in docs/architecture.md: every file with the first line of its own docstring.

python tests/support/layout.py            prints it
python tests/support/layout.py --write    puts it into the document
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from places import PACKAGE, ROOT

DOCUMENT = ROOT / "docs" / "architecture.md"
BEGIN, END = "```text\nbackprop_cli/\n", "```\n"
ORDER = "problem program compiled layers losses optimisers schedules solution derivation checking views formats api commands expr evaluate i18n"
ALIKE = {
    "layers",
    "losses",
    "optimisers",
    "schedules",
    "i18n/en",
    "i18n/ru",
}  # a file a kind, or a file a theme of texts: named as a whole


def told(path: Path) -> str:
    """The first line of a module's docstring, without its full stop."""
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return doc.partition("\n")[0].rstrip(".")


def in_story(folder: Path) -> tuple[int, str]:
    """The place of a folder in the story that the picture tells; a folder of no place comes by its name."""
    story = ORDER.split()
    return (story.index(folder.name) if folder.name in story else len(story), folder.name)


def rows(folder: Path, depth: int = 1) -> list[tuple[str, str]]:
    """(indented name, what it is) of everything in a folder: its folders, each with what is in it, then its files."""
    found = []
    inner = sorted((path for path in folder.iterdir() if (path / "__init__.py").exists()), key=in_story)
    for path in inner:
        found.append(("  " * depth + path.name + "/", told(path / "__init__.py")))
        found += [] if path.relative_to(PACKAGE).as_posix() in ALIKE else rows(path, depth + 1)
    for path in sorted(folder.glob("*.py")):
        if path.name != "__init__.py" or folder == PACKAGE:
            found.append(("  " * depth + path.name, told(path)))
    return found


def picture() -> str:
    """The block of the document."""
    lines = rows(PACKAGE)
    width = max(len(name) for name, _ in lines)
    return BEGIN + "".join(f"{name:{width}}  {about}".rstrip() + "\n" for name, about in lines) + END


def in_document() -> str:
    """The block as it stands in the document now."""
    text = DOCUMENT.read_text(encoding="utf-8")
    start = text.index(BEGIN)
    return text[start : text.index(END, start + len(BEGIN)) + len(END)]


if __name__ == "__main__":
    if "--write" in sys.argv:
        DOCUMENT.write_text(DOCUMENT.read_text(encoding="utf-8").replace(in_document(), picture()), encoding="utf-8")
    else:
        print(picture())
