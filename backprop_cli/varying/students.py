"""The names of students from a table, and the names of the files that are theirs."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ..errors import Message, fail, plainly
from ..problem.yaml_tree import decoded

HEADS = ("name", "student", "имя", "студент", "фио", "фамилия")
MOST_LETTERS = 60


def read_students(data: bytes, name: str) -> list[str]:
    """The names in a table of CSV: of the column that is headed name or student, else of the first one.

    name: that of the file. Raises BackpropError where there are none, or one stands there twice.

    >>> from backprop_cli import read_students
    >>> read_students(b"group,name\\n1,Ann Lee\\n2,Bob Ray\\n", "students.csv")
    ['Ann Lee', 'Bob Ray']
    """
    lines = decoded(data, name).splitlines()
    first = lines[0] if lines else ""
    rows = [row for row in csv.reader(lines, delimiter=max(",;\t", key=first.count)) if any(map(str.strip, row))]
    heads = [cell.strip().casefold() for cell in rows[0]] if rows else []
    column = next((number for number, head in enumerate(heads) if head in HEADS), None)
    names = [" ".join(row[column or 0].split()) for row in rows[column is not None :] if len(row) > (column or 0)]
    found = [student for student in names if student]
    if not found:
        raise fail("fault.no_students", name=plainly(name))
    if twice := next((student for student, count in Counter(found).items() if count > 1), None):
        raise fail(
            "fault.student_twice", None, Message("hint.student_twice"), name=plainly(name), student=plainly(twice)
        )
    return found


def file_names(students: Iterable[str]) -> list[str]:
    """A name of a file for each student, without an ending: letters, digits and hyphens, and no two alike."""
    found: list[str] = []
    taken: set[str] = set()
    for student in students:
        plain = re.sub(r"[^\w]+", "-", student).strip("-")[:MOST_LETTERS] or "student"
        number, name = 1, plain
        while name.casefold() in taken:  # some file systems do not tell a from A
            number += 1
            name = f"{plain}-{number}"
        found.append(name)
        taken.add(name.casefold())
    return found


def numbered(name: str, count: int) -> Sequence[str]:
    """NAME-01, NAME-02 …: as many digits as the last one has."""
    return [f"{name}-{number:0{len(str(count))}}" for number in range(1, count + 1)]
