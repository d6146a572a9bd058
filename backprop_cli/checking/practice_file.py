"""The file of a practice: an answer file, and a comment at its end on how the answers came about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress

from ..problem.model import Problem
from ..typed import Any
from .answers.answer import Answer
from .template import filled

PROGRESS = "# progress: "
Address = tuple[int | None, str | None, str]


def address_of(answer: Answer) -> Address:
    """Step, question and name, by which one answer of a practice is told from another."""
    return answer.step, answer.question, answer.name


def saved_work(
    problem: Problem, answers: Iterable[tuple[Answer, str]], progress: Mapping[str, Any], remark: str = ""
) -> str:
    """The text of an answer file; answers: each with its text, "" being blank. progress: what the comment keeps."""
    comment = f"{PROGRESS}{json.dumps(progress)}\n" if progress else ""
    return "".join(filled(problem, _by_place(answers), remark)) + comment


def progress_in(text: str) -> dict[str, Any]:
    """What the comment of a saved work keeps; nothing where there is none, or where it was changed by hand."""
    lines = [line for line in text.splitlines() if line.startswith(PROGRESS)]
    with suppress(ValueError):
        found = json.loads(lines[-1].removeprefix(PROGRESS)) if lines else {}
        return found if isinstance(found, dict) else {}
    return {}


def as_text(raw: Any) -> str:
    """What was written, as one types it: a list in brackets, without quotes; "" where there is nothing."""
    if isinstance(raw, (list, tuple)):
        return f"[{', '.join(map(as_text, raw))}]"
    return "" if raw is None else str(raw)


def _by_place(answers: Iterable[tuple[Answer, str]]) -> list[tuple[Answer, str]]:
    """Answers as a file has them: steps in their order, then questions, then the weights at the end."""
    groups: dict[tuple[int | None, str | None], list[tuple[Answer, str]]] = {}
    for answer, text in answers:
        groups.setdefault((answer.step, answer.question), []).append((answer, text))
    order = sorted(groups, key=lambda place: (place[0] is None, place[0] or 0, place == (None, None)))
    return [pair for place in order for pair in groups[place]]
