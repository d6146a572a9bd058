"""Wrong answers explained: by another convention that the whole file keeps to, then by mistakes, line by line."""

from __future__ import annotations

from typing import NamedTuple

from ...errors import Message
from ...evaluate.evaluate import Value
from ...expr.node import Node, is_symbol
from ...expr.traverse import renamed, symbols
from ...tolerances import MOST_LINES
from ..answers.answer import Answer, identity_of
from ..judge.line_judge import JudgedLine
from ..judge.numbers import Judge
from ..judge.result import ACCEPTED, CONVENTION, FOLLOWS, REFUSED, WRONG, JudgedAnswer, Mistake
from ..mistakes.catalogue import is_belief
from ..mistakes.rewriting import rules_of
from .convention_search import Kept, kept_convention
from .diagnosis import Diagnosis
from .replay import StepReplay, Values, reads, replay_of, value_of
from .sanity import violated


def explained(
    judge: Judge, lines: list[JudgedLine], answers: tuple[Answer, ...]
) -> tuple[list[JudgedLine], str | None]:
    """The lines with a mistake at every wrong answer that one explains, and the convention that the file keeps to."""
    kept = kept_convention(judge, lines, answers)
    if kept:
        return merged(lines, kept._replace(lines=_with_mistakes(kept.judge, kept.lines))), kept.name
    return _with_mistakes(judge, lines), None


def merged(lines: list[JudgedLine], kept: Kept) -> list[JudgedLine]:
    """Merges both judgements: keeps the plain verdict where accepted, else CONVENTION where the convention accepts."""
    before = {identity_of(item.answer): item for line in lines for item in line.judged}
    return [
        line._replace(judged=tuple(_merged(before[identity_of(item.answer)], item, kept.name) for item in line.judged))
        for line in kept.lines
    ]


def _merged(plain: JudgedAnswer, under: JudgedAnswer, name: str) -> JudgedAnswer:
    if plain.verdict in ACCEPTED:
        return plain
    if under.verdict in ACCEPTED:
        return plain._replace(verdict=CONVENTION, convention=name, wrong=(), note=None)
    return under._replace(answer=plain.answer, expected=plain.expected, reached=under.expected)


def _with_mistakes(judge: Judge, lines: list[JudgedLine]) -> list[JudgedLine]:
    """Every wrong line with its mistake; the student's earlier values, wrong ones too, are what it is computed from.

    One cause costs once: what follows from a mistake in a line that was not asked for, and a misconception that is made
    again, earn their marks.
    """
    replay = replay_of(lines, judge)
    diagnosis = Diagnosis(replay)
    paid: dict[tuple[str, str], JudgedAnswer] = {}
    root: JudgedAnswer | None = None
    found, looked_at = [], 0
    places = [(step, number) for step in replay.steps for number in range(len(step.lines))]
    for item, (step, number) in zip(lines, places):
        answered = step.answered.get(number)
        if answered and answered.wrong and root:
            item = item._replace(judged=tuple(_caused(one, root) for one in item.judged))
        elif answered and answered.wrong and looked_at < MOST_LINES:
            looked_at += 1
            mistake = worded(diagnosis.of_line(step, number), item)
            beliefs = [(name, item.line.assignment.phase) for name in _beliefs(mistake)]
            again = next((paid[belief] for belief in beliefs if belief in paid), None)
            evidence = _evidence(item, step, number)
            item = item._replace(judged=tuple(_explained(one, mistake, evidence, again) for one in item.judged))
            first = next((one for one in item.judged if one.verdict == WRONG and one.mistake), None)
            paid.update(dict.fromkeys(beliefs, first) if first else {})
            root = first if mistake and mistake.where else None
        found.append(item)
    return found


class Evidence(NamedTuple):
    """What a wrong line is explained with: the values that it reads, what follows from them, and the law it breaks."""

    read: Values
    reached: Value | None
    law: Message | None


def _evidence(item: JudgedLine, step: StepReplay, number: int) -> Evidence:
    expression = item.line.assignment.expression
    read = {name: step.as_written[name] for name in reads(expression) if name in step.as_written}
    return Evidence(read, value_of(expression, step.as_written), violated(step, number))


def _beliefs(mistake: Mistake | None) -> tuple[str, ...]:
    """The misconceptions that may be behind a mistake, where whoever has one has it in every line; a slip is none."""
    if mistake is None or mistake.possible:
        return ()
    return tuple(name for name in (mistake.name, *mistake.also) if is_belief(name))


def _explained(
    one: JudgedAnswer, mistake: Mistake | None, evidence: Evidence, again: JudgedAnswer | None
) -> JudgedAnswer:
    if one.verdict != WRONG or not one.wrong:
        return one
    return _caused(one, again) if again else one._replace(mistake=mistake, **evidence._asdict())


def _caused(one: JudgedAnswer, by: JudgedAnswer) -> JudgedAnswer:
    return one._replace(verdict=FOLLOWS, cause=by, note=None) if one.verdict in REFUSED and one.wrong else one


def worded(mistake: Mistake | None, judged: JudgedLine) -> Mistake | None:
    """The mistake in the words for its line: what was swapped, or copied from where."""
    if mistake is None:
        return None
    if mistake.name != "wrong_sign":
        said = _with_names(mistake, judged.line.assignment.expression)
        return mistake._replace(message=said) if said else mistake
    line = (mistake.where.line if mistake.where else judged.line).assignment
    rules = rules_of(line)
    if rules and rules.squared and line.origin and line.origin.output == "x":
        return mistake._replace(message=Message("mistake.wrong_sign.difference"))
    return mistake


def _with_names(mistake: Mistake, right: Node) -> Message | None:
    """What is said of a value that stands where another belongs, by both their names; of a copied line, by its own."""
    written = mistake.written
    if written is None or mistake.where is not None:
        return None
    if mistake.name == "copied_line" and is_symbol(written):
        return Message("mistake.copied_line.of", {"name": written})
    if mistake.name == "wrong_operand":
        for name, other in ((name, other) for name in symbols(right).values() for other in symbols(written).values()):
            if renamed(right, {name.data: other.data}) is written:
                return Message("mistake.wrong_operand.of", {"used": other, "meant": name})
    return None
