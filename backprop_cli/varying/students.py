"""The names of students from a table, and the names of the files that are theirs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ..errors import Message, Source, fail, plainly
from ..problem.csv_rows import CsvRows
from ..problem.yaml_tree import decoded

# Whose column has the names; what else is a heading is in words, so that no name is lost for one.
HEADS = ("name", "student", "имя", "студент", "фио", "фамилия")
_WORDS = (
    "id ids identifier number nr name names full first last given family middle surname forename "
    "student students pupil learner participant user username login account email mail e address "
    "group class section course year team phone score points "
    "имя имена фамилия отчество фио ф и о студент студенты студента ученик участник слушатель логин почта почты "
    "электронная эл адрес группа класс курс номер п № год телефон баллы балл зачётной зачетной книжки"
)
WORDS = frozenset(_WORDS.split())
OF_NAMES = frozenset(("name", "names", "имя", "имена", "фио", "фамилия"))
MOST_LETTERS = 60


def read_students(data: bytes, name: str) -> list[str]:
    """The names in a table of CSV: of the column that is headed name or student, else of the first one.

    A first row in which a word such as id, mail or group heads a column is a heading too. name: that of the file.
    Raises BackpropError where a quote is not closed, where there are no names, or one stands there twice.

    >>> from backprop_cli import read_students
    >>> read_students(b"group,name\\n1,Ann Lee\\n2,Bob Ray\\n", "students.csv")
    ['Ann Lee', 'Bob Ray']
    """
    text = decoded(data, name)
    rows = [row for row in CsvRows(Source(name, text)) if any(map(str.strip, row))]
    column = _column(rows)
    names = [" ".join(row[column or 0].split()) for row in rows[column is not None :] if len(row) > (column or 0)]
    found = [student for student in names if student]
    if not found:
        raise fail("fault.no_students", name=plainly(name))
    if twice := next((student for student, count in Counter(found).items() if count > 1), None):
        raise fail(
            "fault.student_twice", None, Message("hint.student_twice"), name=plainly(name), student=plainly(twice)
        )
    return found


def _column(rows: list[list[str]]) -> int | None:
    """The column of the names, as the first row heads it; None where that row is a student's own."""
    heads = [cell.strip().casefold() for cell in rows[0]] if rows else []
    # What stands in its column again is no heading: a role, or a group of everybody.
    others = [{row[number].strip().casefold() for row in rows[1:] if len(row) > number} for number in range(len(heads))]
    words = [_words(head) if head not in again else [] for head, again in zip(heads, others)]
    exact = next((number for number, said in enumerate(words) if "".join(said) in HEADS), None)
    if exact is not None or any("@" in head for head in heads):
        return exact
    headed = [number for number, said in enumerate(words) if said and WORDS.issuperset(said)]
    named = [number for number in headed if not OF_NAMES.isdisjoint(words[number])]
    return (*named, 0)[0] if headed else None


def _words(head: str) -> list[str]:
    return re.findall(r"[^\W_]+|№", head)


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
