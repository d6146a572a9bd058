"""Wrong answers explained by the story with the fewest causes: conventions kept to throughout, then mistakes."""

from __future__ import annotations

from ...errors import Message
from ...evaluate.evaluate import Value
from ...expr.node import Node, is_symbol
from ...expr.traverse import renamed, symbols
from ...records import NamedTuple
from ...tolerances import MOST_CAUSES, MOST_LINES
from ..answers.answer import Answer, identity_of
from ..judge.line_judge import JudgedLine
from ..judge.numbers import Judge
from ..judge.result import ACCEPTED, CONVENTION, FOLLOWS, REFUSED, WRONG, JudgedAnswer, Mistake
from ..mistakes.catalogue import is_belief
from ..mistakes.rewriting import rules_of
from .convention_search import ConventionSearch, Kept, wrong_answers
from .conventions import CONVENTIONS, Convention
from .diagnosis import Diagnosis
from .replay import StepReplay, Values, reads, replay_of, value_of
from .sanity import violated


class Story(NamedTuple):
    """An account of a whole file: its lines, each wrong answer with its reason, and the convention that passes."""

    lines: list[JudgedLine]
    convention: str | None = None

    @property
    def causes(self) -> int:
        """How many answers cost marks: one for each cause, and each that nothing explains."""
        return wrong_answers(self.lines)


def explained(judge: Judge, lines: list[JudgedLine], answers: tuple[Answer, ...]) -> Story:
    """The story with the fewest causes; of equal ones a convention that passes, then the problem's own.

    A convention that does not pass is a cause like a mistake is: it costs its first line, and what it explains after
    that follows.
    """
    first = next((item for line in lines for item in line.judged if item.verdict == WRONG and item.target), None)
    if first is None:
        return Story(_with_mistakes(judge, lines))
    search = ConventionSearch(judge, lines, answers, first)
    passing = [convention for convention in CONVENTIONS if convention.passes(judge.key.problem, judge.scheme)]
    kept = search.kept(passing)
    stories = [Story(_with_kept(lines, kept), kept.name)] if kept else []
    if not kept or stories[0].causes > 1:
        stories.append(Story(_with_mistakes(judge, lines)))
    if min(story.causes for story in stories) > 1:
        strayed = search.kept(CONVENTIONS)
        others = strayed and set(strayed.conventions) - set(passing)
        stories += [_strayed(search, stories[-1], strayed, passing)] if strayed and others else []
    return min(stories, key=lambda story: story.causes)


def _with_kept(lines: list[JudgedLine], kept: Kept) -> list[JudgedLine]:
    return merged(lines, kept._replace(lines=_with_mistakes(kept.judge, kept.lines)))


def _strayed(search: ConventionSearch, plain: Story, kept: Kept, passing: list[Convention]) -> Story:
    """The lines of a file that keeps to conventions which do not all pass: the first line that shows it is wrong.

    plain: the file under none.
    """
    allowed = tuple(convention for convention in kept.conventions if convention in passing)
    under = search.under(allowed) if allowed else None
    lines = _with_mistakes(under.judge, under.lines) if under else plain.lines
    without = {identity_of(item.answer): item for line in lines for item in line.judged}
    others = "+".join(convention.name for convention in kept.conventions if convention not in passing)
    root: JudgedAnswer | None = None
    found = []
    for line in _with_kept(plain.lines, kept):
        judged = list(line.judged)
        for at, one in enumerate(judged):
            before = without[identity_of(one.answer)]
            if one.verdict != CONVENTION:
                continue
            if before.verdict in ACCEPTED:
                judged[at] = one._replace(convention=under.name if under else None)
            elif before.verdict not in REFUSED:
                judged[at] = before
            elif root is None:
                mistake = before.mistake and before.mistake._replace(also=())
                judged[at] = root = before._replace(convention=others, mistake=mistake)
            else:
                judged[at] = before._replace(verdict=FOLLOWS, cause=root)
        found.append(line._replace(judged=tuple(judged)))
    return Story(found, under.name if under else None)


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


def _with_mistakes(judge: Judge, lines: list[JudgedLine], most: int = MOST_CAUSES) -> list[JudgedLine]:
    """Every wrong line with its mistake; the student's earlier values, wrong ones too, are what it is computed from.

    One cause costs once: what follows from a mistake in a line that was not asked for, and a misconception that is made
    again, earn their marks. most: in how many lines that were not asked for a mistake is looked for.
    """
    replay = replay_of(lines, judge)
    diagnosis = Diagnosis(replay, upstream=most > 0)
    paid: dict[tuple[str, str], JudgedAnswer] = {}
    found: list[JudgedLine] = []
    looked_at = 0
    places = [(step, number) for step in replay.steps for number in range(len(step.lines))]
    for item, (step, number) in zip(lines, places):
        answered = step.answered.get(number)
        if answered and answered.wrong and looked_at < MOST_LINES:
            looked_at += 1
            mistake = worded(diagnosis.of_line(step, number), item)
            beliefs = [(name, item.line.assignment.phase) for name in _beliefs(mistake)]
            again = next((paid[belief] for belief in beliefs if belief in paid), None)
            evidence = _evidence(item, step, number)
            alone = diagnosis.of_entries(step, number) if mistake is None and len(answered.wrong) > 1 else {}
            item = item._replace(
                judged=tuple(
                    _explained(one, mistake or _of_entries(item, one, alone), evidence, again) for one in item.judged
                )
            )
            first = next((one for one in item.judged if one.verdict == WRONG and one.mistake), None)
            if first and mistake and mistake.where:
                return _gone_on(
                    judge.with_page(diagnosis.page), [*found, item, *lines[len(found) + 1 :]], first, most - 1
                )
            paid.update(dict.fromkeys(beliefs, first) if first else {})
        found.append(item)
    return found


def _gone_on(judge: Judge, lines: list[JudgedLine], root: JudgedAnswer, most: int) -> list[JudgedLine]:
    """The lines once a mistake in a line that was not asked for is known, which its answer `root` pays for.

    judge: with what the mistake gives on the page; whatever agrees with that follows, and the rest has other causes.
    """
    later = {
        identity_of(item.answer): item
        for line in _with_mistakes(judge, list(judge.judged()), most)
        for item in line.judged
    }

    def told(one: JudgedAnswer) -> JudgedAnswer:
        now = later[identity_of(one.answer)]
        if one is root or one.verdict not in REFUSED or not one.wrong:
            return one
        return now._replace(expected=one.expected) if now.verdict in REFUSED else _caused(one, now.cause or root)

    return [line._replace(judged=tuple(map(told, line.judged))) for line in lines]


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


def _of_entries(item: JudgedLine, one: JudgedAnswer, found: dict[int, Mistake]) -> Mistake | None:
    """What is told of an answer whose entries are wrong for several reasons: the first mistake, and another."""
    told = [(item.places[index], mistake) for index, mistake in found.items() if item.places[index] in one.wrong]
    if not told or (one.target and one.target.entry):
        return worded(told[0][1], item) if told else None
    # In a single row the number of the column is enough.
    is_row = all(place[:1] == (1,) and len(place) > 1 for place in item.places)
    first, *others = (
        Message("check.in_entry", {"entry": ",".join(map(str, place[is_row:])), "said": mistake.message})
        for place, mistake in told
    )
    message = Message("check.two_reasons", {"first": first, "second": others[0]}) if others else first
    return told[0][1]._replace(message=message, also=())


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
