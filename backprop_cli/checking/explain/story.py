"""Wrong answers explained by the story with the fewest causes: conventions kept to throughout, then mistakes."""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import Message
from ...evaluate.evaluate import Value
from ...expr.traverse import reads
from ...records import NamedTuple
from ...tolerances import MOST_CAUSES, MOST_LINES
from ..answers.answer import Answer, identity_of
from ..judge.line_judge import JudgedLine
from ..judge.numbers import Judge
from ..judge.result import ACCEPTED, CONVENTION, FOLLOWS, REFUSED, WRONG, JudgedAnswer, Mistake
from ..judge.wording import worded
from ..mistakes.catalogue import is_belief
from .candidate import Candidate, best, mistake_of
from .convention_search import ConventionSearch, wrong_answers
from .conventions import CONVENTIONS
from .diagnosis import Diagnosis
from .replay import StepReplay, Values, value_of
from .sanity import violated


class Story(NamedTuple):
    """An account of a whole file: its lines, each wrong answer with its reason, and the convention that passes."""

    lines: list[JudgedLine]
    convention: str | None = None

    @property
    def causes(self) -> int:
        """How many answers cost marks: one for each cause, and each that nothing explains."""
        return wrong_answers(self.lines)

    @property
    def measure(self) -> tuple[int, int]:
        """The measure of candidates: what explains more leaves fewer causes."""
        return -self.causes, 0


def explained(judge: Judge, lines: list[JudgedLine], answers: tuple[Answer, ...]) -> Story:
    """The story that leaves fewest answers wrong, of equal ones the first."""
    told: list[Story] = []
    for story in _stories(judge, lines, answers):
        told.append(story)
        if story.causes <= 1:  # nothing is left to look for
            break
    return best(told)[0]


def _stories(judge: Judge, lines: list[JudgedLine], answers: tuple[Answer, ...]) -> Iterator[Story]:
    """The story of a convention that passes, that of mistakes alone, and that of one that does not pass.

    The last is a cause like a mistake is: it costs its first line, and what it explains after that follows.
    """
    first = next((item for line in lines for item in line.judged if item.verdict == WRONG and item.target), None)
    search = ConventionSearch(judge, lines, answers, first) if first else None
    passing = tuple(convention for convention in CONVENTIONS if convention.passes(judge.key.problem, judge.scheme))
    if kept := search and search.kept(passing):
        yield _kept_to(lines, kept)
    yield (plain := Story(_with_mistakes(judge, lines)))
    strayed = search.kept(CONVENTIONS) if search else None
    names = strayed.name.split("+") if strayed else []
    allowed = tuple(convention for convention in passing if convention.name in names)
    costly = "+".join(name for name in names if name not in {convention.name for convention in allowed})
    if search and strayed and costly:
        under = search.under(allowed) if allowed else None
        base = _kept_to(lines, under) if under else plain
        yield base._replace(lines=_retold(base.lines, strayed._replace(name=costly)))


def _kept_to(lines: list[JudgedLine], kept: Candidate) -> Story:
    """The story of a file that keeps to a convention which passes."""
    return Story(_retold(lines, kept, passes=True), kept.name)


def _retold(
    lines: list[JudgedLine],
    one: Candidate,
    root: JudgedAnswer | None = None,
    most: int = MOST_CAUSES,
    passes: bool = False,
) -> list[JudgedLine]:
    """Lines as they are told once a rewriting of the work is known; what is wrong under it has other causes.

    What it explains passes, or costs once: `root` pays for it, or else the first answer that it explains, and the rest
    follows.
    """
    assert one.judge
    before = {identity_of(item.answer): item for line in lines for item in line.judged}

    def told(now: JudgedAnswer) -> JudgedAnswer:
        nonlocal root
        plain = before[identity_of(now.answer)]
        if plain is root or plain.verdict in ACCEPTED or not (passes or plain.verdict in REFUSED):
            return plain
        if passes and now.verdict in ACCEPTED:
            return plain._replace(verdict=CONVENTION, convention=one.name, wrong=(), note=None)
        if passes or now.verdict in REFUSED:
            return now._replace(answer=plain.answer, expected=plain.expected)
        if root is None:
            root = plain._replace(convention=one.name, mistake=plain.mistake and plain.mistake._replace(also=()))
            return root
        return _follows(plain, now.cause or root)

    later = _with_mistakes(one.judge, list(one.lines) or list(one.judge.judged()), most)
    return [line._replace(judged=tuple(map(told, line.judged))) for line in later]


def _with_mistakes(judge: Judge, lines: list[JudgedLine], most: int = MOST_CAUSES) -> list[JudgedLine]:
    """Every wrong line with its mistake; the student's earlier values, wrong ones too, are what it is computed from.

    One cause costs once: what follows from a mistake in a line that was not asked for, and a misconception that is made
    again, earn their marks. most: for how many wrong lines a mistake is looked for in lines that were not asked for.
    """
    diagnosis = Diagnosis(judge, lines)
    paid: dict[tuple[str, str], JudgedAnswer] = {}
    found: list[JudgedLine] = []
    looked_at = 0
    for item, (step, number) in zip(lines, diagnosis.replay.places()):
        item = _with_shapes(item, judge, diagnosis, (step, number))
        answered = step.answered.get(number)
        if answered and answered.wrong and looked_at < MOST_LINES:
            candidates = diagnosis.of_line(step, number, upstream=looked_at < most)
            looked_at += 1
            mistake = worded(mistake_of(candidates, answered.wrong_numbers.values()), item.line)
            beliefs = [(name, item.line.assignment.phase) for name in _beliefs(mistake)]
            again = next((paid[belief] for belief in beliefs if belief in paid), None)
            evidence = _evidence(item, step, number)
            alone = diagnosis.of_entries(step, number) if mistake is None and len(answered.wrong) > 1 else {}
            judged = (_explained(one, mistake or _of_entries(item, one, alone), evidence, again) for one in item.judged)
            item = item._replace(judged=tuple(judged))
            first = next((one for one in item.judged if one.verdict == WRONG and one.mistake), None)
            if first and mistake and mistake.where:
                return _retold([*found, item, *lines[len(found) + 1 :]], candidates[0], first, most - 1)
            paid.update(dict.fromkeys(beliefs, first) if first else {})
        found.append(item)
    return found


def _with_shapes(item: JudgedLine, judge: Judge, diagnosis: Diagnosis, place: tuple[StepReplay, int]) -> JudgedLine:
    """The line with the mistakes that give answers to it another shape."""
    if not any(one.verdict == WRONG for one in item.judged):
        return item
    given = judge.answers.of(item.line.identity)
    if not any(answer.misfit for answer in given):
        return item
    found = [diagnosis.of_shape(*place, answer.answer.value) if answer.misfit else one.mistake
             for answer, one in zip(given, item.judged)]  # fmt: skip
    judged = (one._replace(mistake=worded(mistake, item.line)) for one, mistake in zip(item.judged, found))
    return item._replace(judged=tuple(judged))


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
    return _follows(one, again) if again else one._replace(mistake=mistake, **evidence._asdict())


def _of_entries(item: JudgedLine, one: JudgedAnswer, found: dict[int, Mistake]) -> Mistake | None:
    """What is told of an answer whose entries are wrong for several reasons: the first mistake, and another."""
    told = [(item.places[index], mistake) for index, mistake in found.items() if item.places[index] in one.wrong]
    if not told or (one.target and one.target.entry):
        return worded(told[0][1], item.line) if told else None
    # In a single row the number of the column is enough.
    is_row = all(place[:1] == (1,) and len(place) > 1 for place in item.places)
    first, *others = (
        Message("check.in_entry", {"entry": ",".join(map(str, place[is_row:])), "said": mistake.message})
        for place, mistake in told
    )
    message = Message("check.two_reasons", {"first": first, "second": others[0]}) if others else first
    return told[0][1]._replace(message=message, also=())


def _follows(one: JudgedAnswer, by: JudgedAnswer | None) -> JudgedAnswer:
    return one._replace(verdict=FOLLOWS, cause=by, note=None)
