"""What answers earn: the lines that are asked for count, each once, and the entries of a line share its points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction

from ..errors import one_of
from ..evaluate.evaluate import elements
from ..expr.names import is_marked
from ..problem.marking import ALL, FINAL, FULL, GIVEN, HALF, WORDS
from ..problem.model import MarkingScheme, Problem
from ..records import NamedTuple
from ..typed import Any
from .answers.answer import FINAL as END
from .answers.answer import Answer, identity_of
from .judge.key import AnswerKey, Target
from .judge.result import EARNING, FOLLOWS, NOTHING, REPEATED, WHOLE, JudgedAnswer
from .template import asked_at_the_end, asked_by_step, blank_answers, is_asked

Place = tuple[bool, Any]

UNKNOWN = {
    "level": "fault.unknown_level",
    "accept": "fault.unknown_accept",
    "rounding": "fault.unknown_rounding",
    "follow": "fault.unknown_follow",
}


class Asked(NamedTuple):
    """How many lines are asked for, and the points of all of them."""

    lines: int
    points: Fraction


def scheme_of(problem: Problem, **rules: Any) -> MarkingScheme:
    """The marking of a problem, with rules that somebody else gives in the place of its own; None is no rule.

    Raises BackpropError for a word that is not known, TypeError for a rule that is none.
    """
    given = {name: rule for name, rule in rules.items() if rule is not None}
    if strange := given.keys() - set(MarkingScheme._fields):
        raise TypeError(f"no such rule of marking: {', '.join(sorted(strange))}")
    if "accept" in given:
        given["accept"] = (given["accept"],) if isinstance(given["accept"], str) else tuple(given["accept"])
    for name in WORDS.keys() & given.keys():
        for word in given[name] if name == "accept" else (given[name],):
            one_of(word, WORDS[name], UNKNOWN[name])
    return problem.check._replace(**given)


def asked(key: AnswerKey, level: str | None) -> Asked:
    """What a level asks for; worked out once for a key."""
    level = level or ALL
    if level not in key.notes:
        count, points = 0, Fraction(0)
        for place, names in _asked_places(key, level):
            count += len(names)
            each = [_points(key, place, name) for name in names] if key.problem.points else [len(names)]
            points += sum(each, Fraction(0))
        key.notes[level] = Asked(count, points)
    found: Asked = key.notes[level]
    return found


def _asked_places(key: AnswerKey, level: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The canonical names that a level asks for, by step, by question, and at the end if no step has them already."""
    names: tuple[str, ...] = ()
    if level != FINAL:
        for number, names in asked_by_step(key.problem, level, key.programs):
            yield str(number), names
    if level == ALL:
        yield from ((item.question or "", tuple(line.name for line in item.lines)) for item in key.questions())
    yield END, tuple(name for name in asked_at_the_end(key.problem) if name not in names)


def _points(key: AnswerKey, place: str, name: str) -> Fraction:
    """The points of a line: those of its name in its place, else those of its question, else of its name, else 1.

    The weights after the last step are those at the end: one line, in two places.
    """
    if not key.problem.points:
        return WHOLE
    points, names = key.problem.points, (name, key.problem.names.get(name, name))
    places = (str(key.last), END) if place in (str(key.last), END) else (place,)
    is_question = not place.isdigit() and place != END
    keys = [*(f"{one}:{spelling}" for one in places for spelling in names), *([place] if is_question else []), *names]
    return next((points[key] for key in keys if key in points), Fraction(1))


def given_once(key: AnswerKey, answers: Iterable[Answer]) -> tuple[tuple[Answer, ...], tuple[JudgedAnswer, ...]]:
    """Answers without those to what another answers already, and these apart; a blank gives way to what is written."""
    targets = [(answer, key.target(answer)) for answer in answers]
    found = [(answer, target, _place(answer, target) if target else None) for answer, target in targets]
    written = {place for answer, _, place in found if place and answer.value is not None}
    taken: dict[Place, set[tuple[int, ...]]] = {}
    kept: list[Answer] = []
    repeated: list[JudgedAnswer] = []
    for answer, target, place in found:
        if target and place:
            is_blank = answer.value is None
            before = taken.setdefault(place, set())
            if before and (() in before or target.entry in before or not target.entry):
                repeated += [] if is_blank else [JudgedAnswer(answer, target, REPEATED)]
                continue
            if is_blank and place in written:
                continue
            before.add(target.entry)
        kept.append(answer)
    return tuple(kept), tuple(repeated)


def missing(key: AnswerKey, answers: Iterable[Answer], level: str) -> Iterator[Answer]:
    """A blank answer for every line that a level of the work asks for and that is not answered in full."""
    there: Counter[Any] = Counter()
    for item in answers:
        if target := key.target(item):
            there[target.line.identity] += 1 if target.entry else _size(target)
    for item in blank_answers(key.problem, level):
        target = key.target(item)
        if target and there[target.line.identity] < _size(target):
            there[target.line.identity] += _size(target)
            yield item


def marked(key: AnswerKey, scheme: MarkingScheme, judged: Iterable[JudgedAnswer]) -> list[JudgedAnswer]:
    """Judged answers with the points that they could earn, and those that they do."""
    placed = [(item, _place(item.answer, item.target) if item.target else None) for item in judged]
    targets = [(place, item.target) for item, place in placed if place and item.target and item.verdict != REPEATED]
    entries = Counter([place for place, target in targets if target.entry])
    places = Counter([identity for _, identity in {place for place, _ in targets}])
    found = []
    for item, place in placed:
        share = NOTHING
        if counts(key, scheme, item):
            share = _share(scheme, item, entries[place] if place else 0)
            share = share / places[place[1]] if place and places[place[1]] > 1 else share
        weight = share
        if item.target and key.problem.points:
            weight = share * _points(key, item.answer.place, item.target.line.name)
        credit = _credit(item.verdict, scheme)
        # Fractions are slow, and nearly every line has one point, and earns all of it or nothing.
        earned = weight if credit == 1 else weight * credit if credit else NOTHING
        found.append(item._replace(share=share, weight=weight, earned=earned))
    return found


def _share(scheme: MarkingScheme, item: JudgedAnswer, answered: int) -> Fraction:
    """The share of its line that an answer is: the whole, an entry, or the entries that are not answered.

    answered: how many entries of the line are answered one by one.
    """
    if item.verdict == REPEATED:
        return NOTHING
    if not item.target or not answered:
        return WHOLE
    size = answered if scheme.level == GIVEN else _size(item.target)
    return Fraction(1 if item.target.entry else size - answered, size)


def counts(key: AnswerKey, scheme: MarkingScheme, item: JudgedAnswer) -> bool:
    """Whether an answer is to a line that is asked for; where only lines given count, any answer is."""
    answer, target, level = item.answer, item.target, scheme.level or ALL
    if level == GIVEN:
        return True
    if target is None or answer.question is not None:
        return target is not None and level == ALL
    line = target.line.assignment
    # Nobody asks for a parameter's change beside its new value, nor for a frozen one, which is given.
    train = key.problem.train
    is_change = line.phase == "update" and line.target is None and line.origin is None
    if is_change or (train and line.target in train.frozen):
        return False
    is_weight = line.target is not None and not is_marked(line.target)
    return is_asked(line, level) or (is_weight and target.line.step == key.last)


def lines_of(judged: Iterable[JudgedAnswer]) -> set[Any]:
    """The lines that some answers are about; each unknown name is one."""
    return {item.target.line.identity if item.target else identity_of(item.answer) for item in judged}


def _place(answer: Answer, target: Target) -> Place:
    """A line in one place: the weights after the last step can be given there and at the end."""
    return answer.step is None and answer.question is None, target.line.identity


def _size(target: Target) -> int:
    value = target.line.nested_value
    return len(elements(value)) if value is not None else 1


def _credit(verdict: str, scheme: MarkingScheme) -> Fraction:
    if verdict == FOLLOWS:
        return {FULL: WHOLE, HALF: WHOLE / 2}.get(scheme.follow, NOTHING)
    return WHOLE if verdict in EARNING else NOTHING
