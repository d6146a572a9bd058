"""Variants of a problem: numbers are drawn until they fulfil every wish, the same for a seed on every machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from ..errors import BackpropError, Message, fail, plainly
from ..problem.array_files import moved
from ..problem.document_text import portable_text, text_of
from ..problem.load import load_text
from ..problem.model import Problem
from ..problem.read import problem as read
from ..problem.yaml_tree import Tree
from ..records import NamedTuple
from ..tolerances import FRESH_EVERY, MOST_ATTEMPTS, REDRAWN_ONE_IN
from .draws import Draws
from .notes import with_caveat
from .places import Group, Numbers, Path, changed, groups
from .wishes import SOLVED, Failure, Wishes

MOST_REPEATS = 20  # of numbers that another variant has already: then there are hardly any left
NO_LIMIT = 10**9  # steps of a problem that was read within its limit already
Numbering = dict[Path, str]  # texts by their places


class Variant(NamedTuple):
    """Other numbers for the problems of a file. name: of its file, without the ending. student: whose it is.

    >>> from backprop_cli import load, vary
    >>> (variant,) = vary(load("perceptron"), students=["Ann Lee"])
    >>> variant.name, variant.problems[0].name, variant.text.splitlines()[-1]
    ('Ann-Lee', 'perceptron', 'name: perceptron')
    """

    name: str
    text: str
    problems: tuple[Problem, ...]
    student: str = ""


class Tied(NamedTuple):
    """Documents that get their numbers together, for a question compares them."""

    problems: tuple[Problem, ...]
    wishes: tuple[Wishes, ...]
    groups: tuple[tuple[Group, ...], ...]


class VariantSource:
    """Draws variants of the problems of one file; what the problems themselves keep to is worked out once.

    folder: where the files of the variants will stand, from where they name files of numbers; "" is the working
    directory. Raises BackpropError where the problems have no numbers that could be others.
    """

    def __init__(self, problems: Sequence[Problem], folder: str = "") -> None:
        if not problems:
            raise fail("fault.no_problems")
        self.name, self.folder = problems[0].name, folder
        # Their tests have the numbers of the original.
        self.problems = load_text(portable_text(problems), f"{self.name}.yaml", self.name)
        self._tied = [_tied(together) for together in _compared(self.problems)]
        if not any(group for tied in self._tied for of_one in tied.groups for group in of_one):
            raise fail("fault.nothing_to_vary", None, Message("hint.nothing_to_vary"), name=plainly(self.name))

    def variant(self, *key: object, name: str = "", student: str = "", taken: Collection[str] = ()) -> Variant:
        """The variant of a key; taken: texts of others, which it must not be.

        Raises BackpropError with the wish that failed most often where no numbers fulfil all.
        """
        for turn in range(MOST_REPEATS):
            trees: dict[str, Tree] = {}
            for tied in self._tied:
                trees |= _searched(tied, (*key, turn))
            drawn = [_marked(item, trees[item.name]) for item in self.problems]
            text = _text(moved(tree, self.folder) for tree in drawn)
            if text not in taken:
                # The folder may not be there yet, so a file of numbers cannot be looked for from it.
                here = _text(drawn) if self.folder else text
                found = load_text(here, f"{name or self.name}.yaml", self.name)
                return Variant(name or self.name, text, found, student)
        raise fail("fault.no_other_numbers", None, None, name=plainly(self.name), count=len(taken))


def _marked(item: Problem, tree: Tree) -> Tree:
    return tree if item.symbolic else with_caveat(tree)


def _text(documents: Iterable[Tree]) -> str:
    return "---\n".join(map(text_of, documents))


def _compared(problems: Sequence[Problem]) -> Iterator[tuple[Problem, ...]]:
    """The problems in sets of those that are compared with each other."""
    sets = {item.name: {item.name} for item in problems}
    for item in problems:
        for question in item.questions:
            if question.other in sets:
                union = sets[item.name] | sets[question.other]
                sets.update(dict.fromkeys(union, union))
    found = dict.fromkeys(frozenset(names) for names in sets.values())
    yield from (tuple(item for item in problems if item.name in names) for names in found)


def _tied(problems: tuple[Problem, ...]) -> Tied:
    found = [tuple(groups(item.document, item)) if not item.symbolic else () for item in problems]
    return Tied(problems, tuple(Wishes(item) for item in problems if not item.symbolic), tuple(found))


def _searched(tied: Tied, key: tuple[object, ...]) -> dict[str, Tree]:
    """The documents with numbers that fulfil every wish.

    Now and then all numbers are new; else some of the best so far are drawn again, for where many wishes hang together
    hardly any numbers drawn at once fulfil them all.
    """
    own = [dict(_texts(of_one)) for of_one in tied.groups]
    best: list[Numbering] = []
    farthest, failures = -1, Counter[tuple[str, str]]()
    for attempt in range(MOST_ATTEMPTS):
        draws = Draws(*key, attempt)
        if attempt % FRESH_EVERY == 0:
            best, farthest = [{} for _ in own], -1
        drawn = [_drawn(of_one, draws, old) for of_one, old in zip(tied.groups, best)]
        if drawn == own:
            continue
        trees = {item.name: changed(item.document, new) for item, new in zip(tied.problems, drawn)}
        failure, passed = _judged(tied, trees)
        if failure is None:
            return trees
        failures[failure.wish, failure.shown] += 1
        if passed >= farthest:
            best, farthest = drawn, passed
    (wish, shown), _ = failures.most_common(1)[0] if failures else (("other", tied.problems[0].name), 0)
    said = Message(f"fault.wish.{wish}", {"shown": plainly(shown)})
    raise fail("fault.no_numbers", None, None, name=plainly(tied.problems[0].name), attempts=MOST_ATTEMPTS, wish=said)


def _texts(of_one: tuple[Group, ...]) -> Iterator[tuple[Path, str]]:
    for group in of_one:
        yield from group.leaves


def _drawn(of_one: tuple[Group, ...], draws: Draws, old: Numbering) -> Numbering:
    """Numbers for the groups of a document; of old ones only some are drawn again, labels of one row together."""
    found: Numbering = dict(_texts(of_one))
    for group in of_one:
        new = group.drawn(draws)
        for path in new:
            place = path if isinstance(group, Numbers) else group.leaves[0][0]
            is_again = not old or draws.below(REDRAWN_ONE_IN, "again", *place) == 0
            found[path] = new[path] if is_again else old[path]
    return found


def _judged(tied: Tied, trees: dict[str, Tree]) -> tuple[Failure | None, int]:
    """The first wish that fails, and how many were fulfilled in all documents."""
    first, passed = None, 0
    wishes = iter(tied.wishes)
    for item in tied.problems:
        if item.symbolic:
            continue
        own = next(wishes)
        try:
            failure = own.failed(read(trees[item.name], item.name, NO_LIMIT))
        except BackpropError:
            failure = Failure(SOLVED, item.name, 0)
        passed += failure.passed if failure else own.count
        first = first or failure
    return first, passed
