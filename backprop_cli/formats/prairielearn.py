"""A sheet as a question of PrairieLearn: what is said above each group of inputs, and the files of its directory."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import quoteattr

from ..i18n import text
from ..typed import Any
from ..views.report import Blanks, Block
from ..views.worksheet import Worksheet
from .html import fragment
from .look import Look
from .worksheet import exercise_pages

PROBLEM, PANEL = "problem.yaml", "said_{}"  # the file beside server.py; the key of a panel among `params`
INPUT = (
    "<p><pl-string-input answers-name={name} label={label} "
    'allow-blank="true" remove-leading-trailing="true" show-help-text="false"></pl-string-input></p>\n'
)
SAID = "<pl-question-panel>{{{params.%s}}}</pl-question-panel>\n"
SUBMISSION = "<pl-submission-panel>{{#feedback.lines}}<p>{{.}}</p>{{/feedback.lines}}</pl-submission-panel>\n"
SERVER = '''"""What PrairieLearn calls: other numbers for each student, and marks for every line of their work."""

import os

from backprop_cli import PrairieLearnQuestion, load, vary

ASKED = %r


def generate(data):
    problems = load(os.path.join(data["options"]["question_path"], "problem.yaml"))
    (variant,) = vary(problems, seed=int(data["variant_seed"]))
    question = PrairieLearnQuestion(variant.text, ASKED, %r)
    data["params"].update(question.said, problem=variant.text)
    data["correct_answers"].update(question.right)


def grade(data):
    question = PrairieLearnQuestion(data["params"]["problem"], ASKED, %r)
    marks = question.marks(data["submitted_answers"])
    for key in ("partial_scores", "format_errors", "feedback"):
        data[key].update(marks[key])
    data["score"] = marks["score"]
'''


def panels(sheet: Worksheet, look: Look) -> dict[str, str]:
    """What stands above each group of inputs, as HTML, by its key among the `params` of a variant."""
    found = (
        "".join(fragment(iter(blocks), own))
        for page, own in exercise_pages(sheet, look._replace(exact=True))
        for blocks in _between_blanks(page)
    )
    return {PANEL.format(number): said for number, said in enumerate(found, 1)}


def _between_blanks(page: Iterator[Block]) -> Iterator[list[Block]]:
    """The blocks before each group of blanks."""
    blocks: list[Block] = []
    for block in page:
        if isinstance(block, Blanks):
            yield blocks
            blocks = []
        else:
            blocks.append(block)


def question_html(groups: Sequence[Sequence[tuple[str, str]]], lang: str) -> str:
    """The page of a question. groups: the inputs below each panel, with their names and their labels."""
    written = [f"<p>{text('board.sheet.typed', lang)}</p>\n"]
    for number, inputs in enumerate(groups, 1):
        written.append(SAID % PANEL.format(number))
        written += (INPUT.format(name=quoteattr(name), label=quoteattr(f"{label} =")) for name, label in inputs)
    return "".join((*written, SUBMISSION))


def question_files(
    title: str, problem: str, asked: Sequence[dict[str, Any]], lang: str, page: str
) -> Iterator[tuple[str, str]]:
    """The files of the directory, by their names. The same question has the same uuid."""
    server = SERVER % (list(asked), lang, lang)
    info = {
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_OID, problem + server + page)),
        "title": title,
        "topic": "Backpropagation",
        "tags": ["backprop-cli"],
        "type": "v3",
    }
    yield "info.json", json.dumps(info, ensure_ascii=False, indent=2) + "\n"
    yield "question.html", page
    yield "server.py", server
    yield PROBLEM, problem
