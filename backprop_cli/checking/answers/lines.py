"""Answers as plain lines: `step 2`, then `dL/dW3 = 0.0625` or `W3: -1/16`, one a line, as people write them."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from itertools import islice

from ...errors import MAX_FAULTS, BackpropError, Fault, Mark, Message, Source, fail, plainly
from ...problem.answers import BLANK
from ...problem.yaml_tree import MAX_DOCUMENT
from ...records import NamedTuple
from .answer import FINAL, MAX_ENTRIES, Answer, Answers
from .values import OPTION, SHORT, raw_text, read_value

_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_STEP = re.compile(r"(?i)(?:step|шаг)(?:\s*[:=]\s*|\s+)(\d{1,9}):?")
_QUESTION = re.compile(r"""(?i)(?:question|вопрос)\s+("[^"]*"|[^\s=:"]+)\s*(?:[=:]\s*(.*))?""")
_FINAL = re.compile(r"(?i)(?:final|итог):?")
_PROBLEM = re.compile(r"(?i)(?:problem|задача)(?:\s*[:=]\s*|\s+)(\S.*)")
_ANSWER = re.compile(r"""("[^"]*"|[^\d\s"=≈:{\[(-][^=≈"]*?)\s*[=≈:]\s*(.*)""")
_NUMBERS = re.compile(r"\s*(?:[-+−.\d\[(]|(?:\w+\.)?(?:array|tensor|matrix)\()")
_KEYS = ("answers", "questions", "final", "problem")
_HEADINGS = re.compile(r"(?i)step|шаг|question|вопрос|final|итог|problem|задача")  # how the lines of these begin
Place = tuple[int | None, str | None]


def are_lines(text: str) -> bool:
    """Whether a text is plain lines: its first line, after the name of the problem, is one that YAML has not."""
    lines = list(islice(filter(None, map(_bare, text.splitlines())), 3))
    if lines and _PROBLEM.fullmatch(lines[0]):
        lines = lines[1:]
    first, second = (*lines[:2], "", "")[:2]
    if _STEP.fullmatch(first) or _QUESTION.fullmatch(first) or first.lower() == FINAL:
        return True
    if first == f"{FINAL}:":
        return "=" in second
    name, value = _parts(first)
    return (bool(name and value) and name not in _KEYS and value[0] not in "[{") or (bool(name) and "=" in first)


def is_blank(text: str) -> bool:
    """Whether a text has nothing but comments."""
    return not any(map(_bare, text.splitlines()))


def read_lines(text: str, source: str, functions: tuple[str, ...] = ()) -> tuple[Answers, ...]:
    """The answers of plain lines: a document for each `problem NAME`. Answers before any step are those of the first.

    source: the name of the file. functions: the names of unknown functions. Raises BackpropError with every line that
    is neither a heading nor an answer.
    """
    if len(text) > MAX_DOCUMENT:
        raise fail("fault.large_file", Mark(Source(source, ""), 0, 0), limit=MAX_DOCUMENT // 1024)
    reader = _LineReader(Source(source, text), functions)
    for number, line in enumerate(text.splitlines()):
        reader.take(line, number)
    return reader.documents()


def written_line(name: str, value: str = "") -> str:
    """An answer as a plain line, without its end; a name that would be read as something else is in quotes."""
    return f"{quoted(name)} = {value}".rstrip()


def quoted(word: str) -> str:
    """A name or an id as plain lines have it: in quotes where it would be read as something else."""
    plain = not _is_heading(word) and _parts(f"{word} = 1") == (word, "1") and "#" not in word and '"' not in word
    return word if plain else json.dumps(word, ensure_ascii=False)


def _bare(line: str) -> str:
    return (_COMMENT.sub("", line) if "#" in line else line).strip()


def _is_heading(line: str) -> bool:
    forms = (_STEP, _QUESTION, _FINAL, _PROBLEM) if _HEADINGS.match(line) else ()
    return any(form.fullmatch(line) for form in forms)


class _Line(NamedTuple):
    """A line without its comment: whether it is a heading, and its name and value where it is an answer."""

    text: str
    is_heading: bool
    name: str
    value: str


def _line_of(line: str) -> _Line:
    text = _bare(line)
    return _Line(text, _is_heading(text), *_parts(text))


_remembered = lru_cache(4096)(_line_of)  # of short lines, which stand in many files of a class


def _parts(line: str) -> tuple[str, str]:
    """The name and the value of an answer; two empty texts where a line is none."""
    # At the sign of equality where there is one: a name may have a colon in it.
    before, sign, after = line.partition("=") if "=" in line else line.partition("≈")
    match = _ANSWER.fullmatch(f"{before}={after}") if sign else None
    if match is None:
        before, sign, after = line.partition(":")
        match = _ANSWER.fullmatch(f"{before}={after}") if sign else None
    return (match[1].strip('"'), match[2].strip()) if match else ("", "")


class _LineReader:
    """What has been read so far: documents, the place where the next answer belongs, and the answer being read."""

    def __init__(self, source: Source, functions: tuple[str, ...]) -> None:
        self.source, self.functions = source, functions
        self.found: list[Answers] = []
        self.items: list[Answer] = []
        self.problem: str | None = None
        self.place: Place | None = None  # no heading yet
        self.name, self.number = "", -1
        self.value: list[str] = []
        self.depth = 0
        self.faults: list[Fault] = []

    def take(self, line: str, number: int) -> None:
        """Reads one line: a heading, an answer, more of the answer before, or nothing."""
        line, is_heading, name, value = (_remembered if len(line) <= SHORT else _line_of)(line)
        if not is_heading and self._goes_on(line, name):
            self._add(line)
        elif line:
            self._end_answer()
            if not is_heading or not self._heading(line, number):
                if name:
                    self._begin(name, value, number)
                else:
                    mark = Mark(self.source, number, 0)
                    said = Message("fault.answer_line", {"found": plainly(line)})
                    self.faults.append(Fault(said, mark, Message("hint.answer_line")))

    def _begin(self, name: str, value: str, number: int) -> None:
        self.name, self.number, self.value, self.depth = name, number, [], 0
        self._add(value)

    def _add(self, text: str) -> None:
        self.value.append(text)
        self.depth += text.count("[") + text.count("(") - text.count("]") - text.count(")")

    def _goes_on(self, line: str, name: str) -> bool:
        """Whether a line belongs to the value before it: a bracket is open, or the name stood alone.

        name: that of the answer which the line would be by itself, if it would be one.
        """
        if self.number < 0 or not line:
            return False
        is_open = self.depth > 0
        if name and not (is_open and OPTION.match(line)):
            return False
        return bool(_NUMBERS.match(line) or is_open) and (is_open or not self.value[0])

    def _heading(self, line: str, number: int) -> bool:
        step, question, problem = (form.fullmatch(line) for form in (_STEP, _QUESTION, _PROBLEM))
        if step and int(step[1]) > 0:
            self.place = int(step[1]), None
        elif question:
            self.place = None, question[1].strip('"')
            if question[2]:
                self._begin("", question[2], number)
        elif _FINAL.fullmatch(line):
            self.place = None, None
        elif problem:
            self._end_document()
            self.problem = problem[1].strip().strip('"')
        else:
            return False
        return True

    def _end_answer(self) -> None:
        """Keeps the answer that has been read, and begins none."""
        if self.number < 0:
            return
        text = "\n".join(self.value).strip()
        value = None if text in BLANK else read_value(text, self.functions)
        mark = Mark(self.source, self.number, 0)
        place = self.place or (1, None)
        self.items.append(Answer(*place, self.name, value, raw_text(text), mark, self.place is None))
        self.number = -1
        if len(self.items) > MAX_ENTRIES:
            raise fail("fault.many_answers", mark, limit=MAX_ENTRIES)

    def _end_document(self) -> None:
        self._end_answer()
        if self.items:
            self.found.append(Answers(tuple(self.items), self.problem))
        self.items, self.place, self.problem = [], None, None

    def documents(self) -> tuple[Answers, ...]:
        """Every document. Raises BackpropError with the faults, and where there are no answers."""
        self._end_document()
        if self.faults:
            raise BackpropError(*self.faults[:MAX_FAULTS])
        if not self.found:
            raise fail("fault.no_answers", Mark(self.source, 0, 0), Message("hint.answer_line"))
        return tuple(self.found)
