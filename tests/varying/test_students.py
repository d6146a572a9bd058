"""Who the students of a table are: which column has their names, and whether the first row heads it."""

import pytest

from backprop_cli import BackpropError, read_students
from backprop_cli.errors import describe
from backprop_cli.i18n import LANGUAGES


@pytest.mark.parametrize(
    ("table", "students"),
    [
        ("id,mail\n17,a@b.org\n18,c@d.org\n", ["17", "18"]),
        ("id;name\n17;Ann Lee\n", ["Ann Lee"]),
        ("student id,full name\n17,Ann Lee\n", ["Ann Lee"]),
        ("ФИО студента;Группа\nАнна Ли;201\n", ["Анна Ли"]),
        ("№ п/п,Ф.И.О.,эл. почта\n1,Анна Ли,a@b.org\n", ["Анна Ли"]),
        ("Фамилия и имя\nЛи Анна\n", ["Ли Анна"]),
        ("Почта\ta\nx@b.org\t1\n", ["x@b.org"]),
        ("Teilnehmer,E-Mail\nAnn Lee,a@b.org\n", ["Ann Lee"]),
        ("Ann Lee\nBob\n", ["Ann Lee", "Bob"]),
        ("Student 1\nStudent 2\n", ["Student 1", "Student 2"]),
        ("Ann Lee,student\nBob,student\n", ["Ann Lee", "Bob"]),
        ("Ann Lee,a@b.org,group\nBob,c@d.org,\n", ["Ann Lee", "Bob"]),
        ('"Lee, Ann",1\r\n"Ray, Bob",2\r\n', ["Lee, Ann", "Ray, Bob"]),
    ],
)
def test_a_heading_is_no_student_and_no_student_is_taken_for_one(table, students):
    assert read_students(table.encode(), "students.csv") == students


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("table", "line"), [('name\nAnn\n"Bob\nEve\n', 3), ('"Ann" Lee\nBob\n', 1)])
def test_a_quote_that_is_not_closed_where_a_cell_ends_is_a_fault_of_its_line(table, line, lang):
    with pytest.raises(BackpropError) as caught:
        read_students(table.encode(), "students.csv")
    said = describe(caught.value.faults[0], lang)
    assert said.startswith(f"students.csv:{line}:1: ")
    assert lang == "en" or "expected" not in said
