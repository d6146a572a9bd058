"""Written names: the canonical names that a name can stand for, and addresses of entries."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from ..evaluate.evaluate import Value, value_shape
from ..expr.names import derivative, entry_of, gradient_of, in_observation, parse
from ..expr.read.confusables import latin
from ..expr.write.style import LEVEL, canonical_name, indexed_label
from ..problem.model import Problem
from ..problem.wiring import names_of_rows
from .aliases import meanings

_ENTRY = re.compile(r"(.+?)\s*\[((?:\s*\d+\s*[,;]){0,3}\s*\d+)\s*\]")
MOST_PLACES = 9  # a second digit would be the place in a row
_OBSERVATION = re.compile(r"(.+?)\s*\^?\s*[⁽(]([0-9⁰¹²³⁴-⁹]{1,9})[⁾)]")
_IN_BRACKETS = re.compile(r"\(([0-9]{1,9})\)")
_NEW = re.compile(r"(.+?)\s*(?:⁺|\+|_new|')")


class Spellings:
    """The names that a problem's values are written with."""

    def __init__(self, problem: Problem) -> None:
        self._output = problem.graph.output if problem.graph else "L"
        rows = names_of_rows(problem)
        self._printed, self._labels = _tables(tuple(problem.names.items()), problem.other_output, rows)

    def of(self, name: str) -> Iterator[str]:
        """The canonical names that a written name may be, the likeliest first.

        A name of the problem's own comes before a canonical one that reads the same.
        """
        name = name.strip()
        labels = self._labels
        for word in dict.fromkeys((name, latin(name), name.replace("'", "′"), name.replace("′", "'"))):
            plain = canonical_name(word)
            yield from (labels[form] for form in (word, word.replace("∂", "d"), plain) if form in labels)
            yield from (word, plain)
            owner, places = entry_address(word)
            if places:
                owners = [labels[owner]] if owner in labels else []
                yield from (entry_of(form, *places) for form in (*owners, canonical_name(owner)))
            slope = parse(word.replace("∂", "d"))
            if slope.by:
                parts = (slope.what, slope.below)
                yield derivative(*(labels.get(part, part) for part in parts))
                yield derivative(*map(self._of_one, parts))
            yield self._of_one(word)
            new = _NEW.fullmatch(word)
            if new:
                yield labels.get(new[1], canonical_name(new[1]))

    def _of_one(self, name: str) -> str:
        """The canonical name of what the problem calls so, with the number of its observation: y_hat⁽²⁾ of Z⁽²⁾."""
        base, small, number = name.partition("⁽")
        return self._labels.get(base, canonical_name(base)) + small + number

    def meant(self, name: str, known: Collection[str]) -> str | None:
        """The line, or entry of one, that a name means which is none of theirs: dW3, loss; None where it is not clear.

        known: the canonical names of the lines.
        """
        whole = latin(canonical_name(name.strip()))
        for owner, places in ((whole, ()), entry_address(whole)):  # h_tilde[2] is a time step, dW1[2,1] an entry
            found = meanings(owner, known, self._printed, self._output)
            if len(found) == 1:
                return entry_of(found.pop(), *places)
        return None


@lru_cache(maxsize=16)
def _tables(
    names: tuple[tuple[str, str], ...], other_output: str | None, rows: tuple[str, ...]
) -> tuple[dict[str, str], dict[str, str]]:
    """The canonical names of what is printed, and of that and its slopes. A class of students shares them.

    rows: the names that read as entries, H1[1], but are values of their own.
    """
    printed_of = dict(names)
    labels = {printed: canonical for canonical, printed in reversed(names)}
    if other_output:
        labels.setdefault(other_output, "y_hat")
    labels = {**_places(printed_of, rows), **labels}
    slopes = {
        derivative(loss, printed): gradient_of(canonical)
        for loss in ("L", printed_of.get("L", "L"))
        for printed, canonical in labels.items()
    }
    return labels, {**slopes, **labels}


def _places(labels: Mapping[str, str], rows: Collection[str]) -> dict[str, str]:
    """The names of entries that follow from an author's names of whole values: net_h1 of net_h."""
    wholes = [
        (canonical, label) for canonical, label in labels.items() if canonical in rows or not parse(canonical).entry
    ]
    count = range(1, MOST_PLACES + 1)
    places = [*((i, j) for i in count for j in count), *((i,) for i in count)]
    return {
        indexed_label(label, place): entry_of(canonical, *place)
        for canonical, label in reversed(wholes)
        for place in places
    }


def entry_address(name: str) -> tuple[str, tuple[int, ...]]:
    """An address split into the name of a value and the places of an entry: W1[1,2] is W1 and (1, 2).

    There are no places in a name that is no address.
    """
    entry = _ENTRY.fullmatch(name)
    return (entry[1], tuple(map(int, entry[2].replace(";", ",").split(",")))) if entry else (name, ())


def with_small_numbers(name: str) -> str:
    """A name with the numbers of observations in it as they are printed: O1[1]⁽²⁾ for O1[1](2)."""
    return _IN_BRACKETS.sub(lambda found: in_observation("", int(found[1])), name)


def observation_of(name: str) -> tuple[str, int | None]:
    """A name without the number of its observation, and that number: h¹₂⁽³⁾ or H1[2](3) is h¹₂, or H1[2], and 3."""
    found = _OBSERVATION.fullmatch(name.strip())
    return (found[1], int(found[2].translate(LEVEL))) if found else (name, None)


def entry_places(value: Value, places: tuple[int, ...]) -> tuple[int, ...] | None:
    """The row and column (or place) of an entry by the places of its address; () in a single number.

    Leading axes of a single item may be left out: one place in a matrix of one row counts along it, as in one of one
    column; two in the image of one channel are its row and column. None where there is no such entry.
    """
    if not isinstance(value, tuple):
        return () if set(places) == {1} else None
    shape = value_shape(value)
    left_out = len(shape) - len(places) if places else 0
    if left_out > 0 and all(size == 1 for size in shape[:left_out]):
        places = (*shape[:left_out], *places)
    elif left_out == 1 and shape[-1] == 1:
        places = (*places, 1)
    for place in places:
        if not isinstance(value, tuple) or not 1 <= place <= len(value):
            return None
        value = value[place - 1]
    return None if isinstance(value, tuple) else places
