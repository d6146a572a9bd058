"""What all questions in Moodle XML have in common: their category, their idnumber, their tags, and HTML in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

from ..errors import fail
from ..problem.model import Problem
from ..views.platform import NumberQuestion
from ..views.worksheet import Worksheet
from .look import Look
from .platform_markup import PartMarkup, written_parts

HEAD, END = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n', "</quiz>\n"
LONGEST_IDENTITY = 100  # characters of an idnumber


def question_file(sheet: Worksheet, look: Look, written: Callable[[PartMarkup], Iterable[str]]) -> Iterator[str]:
    """A sheet as one file, in pieces: the questions of each part, as they are written, below those of its problem.

    Raises BackpropError where the sheet asks for no number.
    """
    yield HEAD
    is_asked = False
    for number, exercise in enumerate(sheet.exercises, 1):
        yield category(sheet, exercise.problem)
        for part in written_parts(sheet, number, look):
            yield from written(part)
            is_asked = True
    if not is_asked:
        raise fail("fault.no_number_asked")
    yield END


def category(sheet: Worksheet, problem: Problem) -> str:
    """Where the questions of a problem belong: below the course, a slash in a title being doubled."""
    title = problem.text(problem.title, sheet.lang) or problem.name
    titles = dict.fromkeys((sheet.title, title))
    path = "/".join(["$course$/top", *(title.replace("/", "//") for title in titles if title)])
    return f'<question type="category">\n<category><text>{escape(path)}</text></category>\n</question>\n'


def data(html: str) -> str:
    """HTML as character data of XML; only its end must not stand in it."""
    return f"<![CDATA[{html.replace(']]>', ']]&gt;')}]]>"


def idnumber(identity: str) -> str:
    """The idnumber; one that Moodle would cut, and then take for another's, is left out."""
    return escape(identity) if len(identity) <= LONGEST_IDENTITY else ""


def tags(problem: Problem, questions: Iterable[NumberQuestion]) -> str:
    """The problem, and the phases of the work that are asked for."""
    phases = (question.item.target.line.assignment.phase for question in questions if question.item.target)
    words = dict.fromkeys((problem.name, *phases))
    return "".join(f"<tag><text>{escape(word)}</text></tag>" for word in words)


def part_idnumber(questions: tuple[NumberQuestion, ...]) -> str:
    """The idnumber of a question that asks for several numbers of one place."""
    first = questions[0]
    return idnumber(first.identity.removesuffix(f":{first.item.answer.name}"))
