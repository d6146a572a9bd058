"""One problem of a page as HTML: its head, what is given, its picture, and its lines as tables."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from ...checking.judge.key import KeyLine
from ...derivation.questions import answers as answered_questions
from ...errors import Message
from ...expr.node import Node, symbol
from ...expr.traverse import renamed, symbols
from ...expr.write.mathml import math, mathml
from ...i18n import text
from ...typed import Any
from ...views.questions import about
from ...views.report import Title
from ...views.solution import group_of, notes, step_heading, title
from ..html import MARKUP
from ..look import Look
from ..markup import FIRST, MarkupWriter
from ..messages import say
from .lines import GivenField, PageBlock, PageLines, is_shown
from .picture import picture

JUDGE, READ, SOLUTION = "judge", "read", "solution"
JUDGED, READABLE = ("line", "formula", "answer", "verdict"), ("line", "formula", "value")  # the columns of a table
FORMULAS = ("line", "formula")
NO_NAME = '<math aria-hidden="true"'
BUTTONS = ("first", "back", "next", "last")


class ProblemSection:
    """One problem of a page: its head, what is given, the picture with the current line, and the table."""

    def __init__(self, lines: PageLines, mode: str, look: Look, number: int) -> None:
        self.lines, self.problem, self.number = lines, lines.problem, number
        self.mode, self.look = mode, look
        self.writer = MarkupWriter(self.look, MARKUP)
        # Of an unknown problem there is nothing to type, and nothing to work out.
        self.is_live = not self.problem.symbolic

    def say(self, key: str, **values: Any) -> str:
        """A text of the catalogue, harmless in HTML."""
        return escape(text(f"page.{key}", self.look.lang, **values))

    def pieces(self) -> Iterator[str]:
        """The section, in pieces."""
        yield f'<section class="problem" id="problem-{self.number}" data-problem="{self.number}">\n'
        yield from self._head()
        yield from self._given()
        yield '<div class="desk">\n<div class="stage">\n<figure>\n'
        yield from picture(self.problem, self.look, f"p{self.number}-")
        yield "</figure>\n"
        yield from self._now()
        yield '</div>\n<div class="board">\n'
        for number, block in enumerate(self.lines.blocks):
            yield from self._block(number, block)
        yield "</div>\n</div>\n"
        yield from self._foot()
        yield "</section>\n"

    def _head(self) -> Iterator[str]:
        head: Title = title(self.problem, self.look.lang)
        yield f"<header>\n<h1>{self.writer.say(head.text)}</h1>\n"
        for facts in filter(None, head.facts):
            yield f'<p class="facts">{" · ".join(self.writer.fact(fact) for fact in facts)}</p>\n'
        for note in notes(self.problem, self.look.lang):
            yield f'<p class="note">{self.writer.say(note.text)}</p>\n'
        if self.mode == JUDGE and self.is_live:
            yield f'<p class="lead live">{self.say("how")} {self.say("self_check")}</p>\n'
        elif self.mode == READ:
            yield f'<p class="lead live">{self.say("how_read")}</p>\n'
        yield f"<noscript><p>{self.say('no_script')}</p></noscript>\n</header>\n"

    def _given(self) -> Iterator[str]:
        shown = [(number, field) for number, field in enumerate(self.lines.fields) if is_shown(field)]
        if not shown:
            return
        yield f'<div class="given" role="group" aria-label="{self.say("given")}">\n'
        for whose, group in groupby(sorted(shown, key=lambda item: _rank(item[1])), key=lambda item: item[1].of):
            yield f"<fieldset><legend>{self._whose(whose)}</legend>\n"
            yield from (self._field(number, field) for number, field in group)
            yield "</fieldset>\n"
        yield "</div>\n"

    def _whose(self, of: tuple[Any, ...]) -> str:
        if not of:
            return self.say("parameters") if self.problem.network else self.say("values")
        if of[0] == "step":
            return self.say("of_question", id=of[3]) if of[3] is not None else self.say("of_step", number=of[1])
        return self.say("observations", count=len(of), numbers=", ".join(map(str, of)))

    def _field(self, number: int, field: GivenField) -> str:
        said, name = quoteattr(self.look.name(field.name)), math(self.writer.name(field.name))
        value = math(self.writer.value(field.value))
        written = f'{name}<span class="equals">=</span>{value}'
        return f'<div class="field" data-given="{number}" data-said={said}>{written}</div>\n'

    def _now(self) -> Iterator[str]:
        yield f'<div class="now live" role="group" aria-label="{self.say("now")}">\n'
        yield '<p class="where"></p>\n<div class="formula-now"></div>\n<div class="told"></div>\n</div>\n'
        yield f'<div class="keys live" role="group" aria-label="{self.say("move")}">\n'
        for name in BUTTONS:
            yield f'<button type="button" data-do="{name}">{self.say(name)}</button>\n'
        if self.mode == JUDGE and self.is_live:
            yield f'<button type="button" data-do="hint">{self.say("hint")}</button>\n'
            yield f'<button type="button" data-do="show">{self.say("show")}</button>\n'
        yield "</div>\n"

    @property
    def _columns(self) -> tuple[str, ...]:
        if not self.is_live and self.mode != SOLUTION:
            return FORMULAS  # which is all that there is to see
        return JUDGED if self.mode == JUDGE else READABLE

    def _block(self, number: int, block: PageBlock) -> Iterator[str]:
        heading = self._heading(block)
        columns = self._columns
        yield f'<h2>{heading[0]}{heading[1]}</h2>\n<table class="lines">\n<thead><tr>'
        yield "".join(f'<th scope="col">{self.say(name)}</th>' for name in columns) + "</tr></thead>\n"
        lines = list(enumerate(block.lines))
        for label, group in groupby(lines, key=lambda item: say(group_of(item[1].assignment.phase), self.look)):
            yield f"<tbody data-where={quoteattr(f'{heading[2]} · {label}')}>"
            yield f'<tr class="phase"><th scope="rowgroup" colspan="{len(columns)}">{escape(label)}</th></tr>\n'
            for index, line in group:
                yield self._row(f"{number}:{index}", line)
            yield "</tbody>\n"
        yield "</table>\n"

    def _heading(self, block: PageBlock) -> tuple[str, str, str]:
        """The heading of a block, its data, and the heading without marks."""
        key = block.step_key
        if key.question is not None:
            answer = next(one for one in answered_questions(self.problem, (key.question,)))
            message = Message("board.question", {"id": key.question, "about": about(answer)})
            return self.writer.say(message), "", _plain(message, self.look)
        last = self.lines.key.last
        message, details = step_heading(self.problem, key.step or 1, last, key.observations, key.floats)
        found = ", ".join(self.writer.equal(name, value) for name, value in details if value is not None)
        return self.writer.say(message), f": {found}" if found else "", _plain(message, self.look)

    def _row(self, place: str, line: KeyLine) -> str:
        assignment = line.assignment
        name = math(self.writer.name(line.name))
        sign = ("sign", "←" if assignment.target else "=")
        formula = self._holes(assignment.expression, sign)
        about = f'data-line="{place}" data-name={quoteattr(assignment.name)} data-phase="{assignment.phase}"'
        value = ""
        if self.mode == SOLUTION and line.nested_value is not None:
            known = line.value if line.value is not None else line.worked_out or line.nested_value
            # A matrix is shown to fewer digits, as by the script, so that it stands beside its formula.
            digits = self.look.digits or (4 if isinstance(known, tuple) else None)
            writer = MarkupWriter(self.look._replace(digits=digits), MARKUP)
            value = math(("row", (("sign", "="), writer.value(known))))
        if self._columns == JUDGED:
            cells = f'<td class="formula">{formula}<span class="value"></span></td><td class="answer"></td>'
            cells += '<td class="verdict"></td>'
        else:
            cells = f'<td class="formula">{formula}</td>'
            cells += f'<td class="value">{value}</td>' if self._columns == READABLE else ""
        # A header of MathML alone is no text to many a reader of screens.
        said = f'<span class="unseen">{escape(self.look.name(line.name))}</span>'
        head = f'<th scope="row">{said}{name.replace("<math", NO_NAME, 1)}</th>'
        return f"<tr {about}>{head}{cells}</tr>\n"

    def _holes(self, node: Node, sign: Any) -> str:
        """A formula whose names are marked, so that the script can put numbers into their places."""
        names = symbols(node)
        holes = {name: symbol(chr(FIRST + place), one.shape) for place, (name, one) in enumerate(names.items())}
        written = math(sign, self.writer.formula(renamed(node, {name: hole.data for name, hole in holes.items()})))
        for name, hole in holes.items():
            marked = f"<mrow data-n={quoteattr(name)}>{mathml(self.writer.name(name))}</mrow>"
            written = written.replace(f"<mi>{hole.data}</mi>", marked)
        return written

    def _foot(self) -> Iterator[str]:
        yield '<footer class="live">\n'
        if self.mode == JUDGE and self.is_live:
            yield f'<button type="button" data-do="copy">{self.say("copy")}</button>\n'
        if self.lines.fields:
            yield f'<button type="button" data-do="reset">{self.say("reset")}</button>\n'
        if self.mode == JUDGE and self.is_live:
            yield f'<textarea class="copied" rows="8" readonly hidden aria-label="{self.say("file")}"></textarea>\n'
        yield "</footer>\n"


def _plain(message: Message, look: Look) -> str:
    """A heading as running text."""
    return say(message, look).replace("━", "—")


def _rank(field: GivenField) -> tuple[int, tuple[str, ...]]:
    """Data first, observation by observation; then the parameters, then what belongs to one step or question."""
    kind = 1 if not field.of else 2 if field.of[0] == "step" else 0
    return kind, tuple(f"{part!s:0>9}" for part in field.of)
