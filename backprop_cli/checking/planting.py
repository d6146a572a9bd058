"""Pages of work with one mistake planted in one line and carried on honestly, each proved wrong there alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial
from random import Random

from ..evaluate.evaluate import Value, map_value
from ..records import NamedTuple
from ..tolerances import ENOUGH_DIGITS, MOST_LESSON_STEPS
from .fault_injection import FaultInjector, Mutant
from .judge.key import StepKey
from .judge.key_line import KeyLine, LineIdentity
from .judge.result import ACCEPTED, FOLLOWS, WRONG
from .mistakes.catalogue import ranked
from .practice import Session
from .practice_file import as_text

MOST_CHOICES = 4


class WantedMistake(NamedTuple):
    """A mistake that is to be planted: the misconception, the step by its number, the line by its canonical name."""

    mistake: str
    step: int
    line: str


class PlantedPage(NamedTuple):
    """A step with one wrong line.

    step: its right lines. values: what stands on the page, by the numbers of the values of a session; digits: how many
    significant ones are written. wrong: the number of the wrong line. mistake: the misconception in it. choices: that
    one and up to three others, which would have given other digits there, in a random order.
    """

    step: StepKey
    values: dict[int, Value]
    digits: int
    wrong: int
    mistake: str
    choices: tuple[str, ...]

    @property
    def written(self) -> dict[int, str]:
        """The values as they are written, by the same numbers."""
        written = partial(_written, self.digits)
        return {number: as_text(map_value(written, value)) for number, value in self.values.items()}


def planted_pages(
    session: Session,
    seed: int,
    phases: Collection[str] = (),
    digits: int = ENOUGH_DIGITS,
    wanted: WantedMistake | None = None,
) -> Iterator[PlantedPage]:
    """Pages of a problem, each with another line wrong, and with another misconception as long as there are more.

    session: of the whole problem; its answers are overwritten. seed: the same one gives the same pages. phases: only
    lines of these are wrong; none is all. digits: the significant ones of what is written. wanted: this mistake only.
    """
    if session.problem.symbolic:
        return
    most = max(MOST_LESSON_STEPS, wanted.step if wanted else 0)
    random, injector = Random(seed), FaultInjector(session.problem, most)
    numbers = {item.target.line.identity: number for number, item in enumerate(session.asked)}
    places, used = list(injector.places()), set[str]()
    random.shuffle(places)
    for step, number in places:
        line = injector.steps[step].lines[number]
        if line.identity not in numbers or not _is_meant(line, phases, wanted):
            continue
        ranks = [(mutant, item.rank) for item in ranked() for mutant in injector.mutants_at(item, step, number)]
        random.shuffle(ranks)
        # What was not planted yet comes first, and of that what is common.
        mutants = [mutant for mutant, _ in sorted(ranks, key=lambda pair: (pair[0].name in used, pair[1]))]
        for mutant in mutants:
            if wanted and mutant.name != wanted.mistake:
                continue
            page = _page(injector, mutant, numbers, digits)
            if _is_wrong_only_there(session, page):
                used.add(mutant.name)
                yield page._replace(choices=_choices(injector, page, mutants, random))
                break


def _is_meant(line: KeyLine, phases: Collection[str], wanted: WantedMistake | None) -> bool:
    """Whether a line may be the wrong one."""
    if wanted:
        return (line.step, line.name) == wanted[1:]
    return not phases or line.assignment.phase in phases


def _page(injector: FaultInjector, mutant: Mutant, numbers: dict[LineIdentity, int], digits: int) -> PlantedPage:
    """The step of a mistake, carried on honestly. numbers: those of the values of a session, by their lines."""
    step = injector.steps[mutant.step]
    _, values = injector.answers(mutant)
    lines = (line for line in step.lines if line.identity in numbers and line.name in values)
    found = {numbers[line.identity]: _rounded(values[line.name], digits) for line in lines}
    wrong = numbers[injector.line(mutant).identity]
    return PlantedPage(step.step_key, found, digits, wrong, mutant.name, ())


def _written(digits: int, element: float) -> str:
    return f"{element:.{digits}g}"


def _rounded(value: Value, digits: int) -> Value:
    return map_value(lambda element: float(_written(digits, element)) + 0.0, value)  # no −0


def _is_wrong_only_there(session: Session, page: PlantedPage) -> bool:
    """Whether a check of the page calls its line wrong, those before it right, and those after it right or following.

    That is the proof: whatever a rewriting meant to do, the digits on the page say so. A page that keeps to another
    convention has no wrong line.
    """
    session.written = page.written
    verdicts = {number: judged.verdict for number, judged in session.verdicts()}
    if session.result().convention or verdicts.pop(page.wrong, None) != WRONG:
        return False
    return all(verdict in ACCEPTED or (n > page.wrong and verdict == FOLLOWS) for n, verdict in verdicts.items())


def _choices(injector: FaultInjector, page: PlantedPage, mutants: list[Mutant], random: Random) -> tuple[str, ...]:
    """The misconception and others that apply to its line, none of which gives the digits on the page."""
    planted = page.values[page.wrong]
    same = {other.name for other in mutants if _rounded(injector.value(other), page.digits) == planted}
    names = sorted({other.name for other in mutants} - same)
    found = [page.mistake, *random.sample(names, min(len(names), MOST_CHOICES - 1))]
    random.shuffle(found)
    return tuple(found)
