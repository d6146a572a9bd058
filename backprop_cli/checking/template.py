"""Blank answer files: every name that is asked for, to be filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from ..derivation.questions import answers as answered_questions
from ..expr.names import derivative, parse
from ..problem.marking import ALL, FINAL, GRADIENT
from ..problem.model import Problem
from ..program.line import Assignment
from ..program.step import Programs
from ..solution.solution import Solution
from ..solution.values import parameters
from .answers.answer import Answer
from .answers.lines import quoted, written_line
from .judge.key import PHASES

LEVELS = (FINAL, GRADIENT, ALL)
OF_GRADIENTS = ("loss", "gradient", "update")
YAML, PLAIN = "yaml", "plain"
TEMPLATES = (YAML, PLAIN)
_SAFE = re.compile(r"[^\W\d_][\w/.-]*")
_WORDS = ("true", "false", "yes", "no", "on", "off", "null", "step")


def blank_answers(problem: Problem, level: str = ALL) -> Iterator[Answer]:
    """Every name that a level of the work asks for, as an answer without a value, in the order of the work.

    level: "final" asks for the weights at the end; "gradient" also for the loss, the gradients by the weights and the
    new weights of every step; "all" for every line of the work, and for the questions.
    """
    if level != FINAL:
        for number, names in asked_by_step(problem, level):
            yield from (Answer(number, None, _printed(problem, name), None) for name in names)
        if level == ALL:
            yield from _questions(problem)
    yield from (Answer(None, None, _printed(problem, name), None) for name in asked_at_the_end(problem))


def _printed(problem: Problem, name: str) -> str:
    """The name that the problem prints; of a derivative, where it calls what is differentiated otherwise."""
    labels, parts = problem.names, parse(name)
    if parts.by and parts.what in labels:
        return derivative(labels[parts.what], labels.get(parts.below, parts.below))
    return labels.get(name, name)


def asked_by_step(
    problem: Problem, level: str, programs: Programs | None = None
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Every step by its number, with the canonical names that a level asks for in it; nothing is worked out.

    programs: those of the problem, where somebody has them already.
    """
    programs, names = programs or Programs(problem), dict[int, tuple[str, ...]]()
    for number, observations in Solution(problem, programs=programs).schedule:
        batch = len(observations)
        if batch not in names:
            lines = (line for line in programs.program(batch) if is_asked(line, level))
            names[batch] = tuple(dict.fromkeys(line.shown for line in lines))
        yield number, names[batch]


def is_asked(line: Assignment, level: str) -> bool:
    """Whether a level asks for a line of a step."""
    return line.part_of is None and (level == ALL or (level == GRADIENT and line.phase in OF_GRADIENTS))


def asked_at_the_end(problem: Problem) -> Iterator[str]:
    """The canonical names of the weights that are asked for after the last step: those that are learned."""
    if problem.train and not problem.symbolic:
        yield from (name for name in parameters(problem) if name not in problem.train.frozen)


def _questions(problem: Problem) -> Iterator[Answer]:
    for answer in answered_questions(problem):
        rows = [row for row in answer.rows if row.phase in PHASES]
        phases = [row.phase for row in rows]
        for row in rows:
            name = row.phase if phases.count(row.phase) == 1 else row.name
            yield Answer(None, answer.question.id, name, None)


def template(problem: Problem, level: str = ALL, remark: str = "", form: str = YAML) -> Iterator[str]:
    """The lines of a blank answer file for a level of the work, each with its end.

    remark: a comment on top. form: "yaml", or "plain" for plain lines.
    """
    blank = ((item, "") for item in blank_answers(problem, level))
    return filled(problem, blank, remark) if form == YAML else _plain(problem, blank, remark)


def _plain(problem: Problem, answers: Iterable[tuple[Answer, str]], remark: str) -> Iterator[str]:
    """The lines of an answer file in plain lines, each with its end."""
    yield f"# {remark}\n" if remark else ""
    yield f"problem {quoted(problem.name)}\n"
    before: tuple[int | None, str | None] | None = None
    for item, written in answers:
        place = (item.step, item.question)
        if place != before:
            before = place
            is_question, number = item.question is not None, item.step
            head = f"question {quoted(item.place)}" if is_question else f"step {number}" if number else FINAL
            yield f"\n{head}\n"
        yield written_line(item.name, written) + "\n"


def filled(problem: Problem, answers: Iterable[tuple[Answer, str]], remark: str = "") -> Iterator[str]:
    """The lines of an answer file in YAML, each with its end.

    answers: names in the order of the work, with the text that was written for each; "" leaves it blank.
    """
    if remark:
        yield f"# {remark}\n"
    yield f"problem: {_word(problem.name)}\n"
    before: tuple[int | None, str | None] | None = None
    heads: set[str] = set()
    for item, written in answers:
        place = (item.step, item.question)
        if place != before:
            yield from _head(item, heads)
            before = place
        value = f" {json.dumps(written, ensure_ascii=False)}" if written else ""
        yield f"{'  ' if place == (None, None) else '    '}{_word(item.name)}:{value}\n"


def _head(item: Answer, heads: set[str]) -> Iterator[str]:
    """The lines before the first name of a step, of a question, or of the weights at the end."""
    section = "questions" if item.question is not None else "answers" if item.step is not None else "final"
    if section not in heads:
        heads.add(section)
        yield f"{section}:\n"
    if item.step is not None:
        yield f"  - step: {item.step}\n"
    elif item.question is not None:
        yield f"  {_word(item.question)}:\n"


def _word(text: str) -> str:
    """A name as a key of YAML: in quotes where YAML would read it as something else."""
    plain = _SAFE.fullmatch(text) and text.lower() not in _WORDS
    return text if plain else json.dumps(text, ensure_ascii=False)
