"""Other numbers for a problem: one variant, many, or one for each student."""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from ..problem.document_text import portable_text
from ..problem.model import Problem
from ..varying.stress import StressOutcome, stress_outcomes
from ..varying.students import file_names, numbered
from ..varying.variants import Variant, VariantSource
from ..views.stressed import StressedProblem
from .choices import at_least

STRESS_BATCH = 4  # variants for one call: each takes a good part of a second


def vary(
    problems: Problem | Sequence[Problem],
    seed: int = 1,
    count: int = 1,
    students: Sequence[str] = (),
    salt: str = "",
    folder: str = "",
) -> Iterator[Variant]:
    """Variants of a problem, or of the problems of a file: other numbers, as nice as its own.

    Integers stay integers and one decimal stays one decimal; nothing is saturated or dead, short values stay short, and
    every mistake of the catalogue that shows in the original's digits shows in these. seed: the same one gives the same
    variants, whatever the machine and the version of Python. count: how many, no two alike. students: their names, for
    one variant each, which depends on the name, the seed and the salt and on nobody else. folder: where their
    files will stand, from where they name a file of data; "" is the working directory. Raises BackpropError where a
    problem has no numbers, and where none fulfil a wish, with the wish.

    >>> from backprop_cli import load, vary
    >>> (variant,) = vary(load("momentum"), seed=7)
    >>> variant.problems[0].data[0].x, variant.problems[0].train.lr
    ((Fraction(2, 1), Fraction(1, 1)), Fraction(1, 10))
    >>> [one.name for one in vary(load("momentum"), students=["Ann Lee", "Bob"], salt="autumn")]
    ['Ann-Lee', 'Bob']
    """
    at_least(count, 1, "count")
    source = VariantSource([problems] if isinstance(problems, Problem) else problems, folder)
    if students:
        return (
            source.variant(seed, "student", _hashed(student, salt), name=name, student=student)
            for student, name in zip(students, file_names(students))
        )
    return _counted(source, seed, count)


def _counted(source: VariantSource, seed: int, count: int) -> Iterator[Variant]:
    """So many variants, no two alike; the first of them are the same whatever the count."""
    texts: set[str] = set()
    for number, name in enumerate(numbered(source.name, count), 1):
        variant = source.variant(seed, number, name=name, taken=texts)
        texts.add(variant.text)
        yield variant


def _hashed(student: str, salt: str) -> str:
    """A name that only who knows the salt can hash; é is the same letter however it is composed."""
    return hmac.digest(salt.encode(), unicodedata.normalize("NFC", student).encode(), "sha256").hex()


def stress(
    problem: Problem,
    count: int,
    seed: int = 1,
    done: Callable[[int, int], None] = lambda number, total: None,
    jobs: int = 1,
) -> StressedProblem:
    """Draws so many variants of a problem and checks each: its own key is right, and every planted mistake is named.

    done: told how many of how many variants are checked. jobs: how many processes check them; the outcome is the same.

    >>> from backprop_cli import load, stress
    >>> found = stress(load("perceptron")[0], 2)
    >>> found.passed, found.variants, found.planted > 20
    (True, 2, True)
    """
    at_least(count, 1, "count")
    at_least(jobs, 1, "jobs")
    from ..grading.workers import executor_of, spread  # which variants that are only drawn do without

    text = portable_text([problem], None)
    work = [(text, problem.name, seed, number) for number in range(1, count + 1)]
    outcomes: dict[int, StressOutcome] = {}
    with executor_of(jobs, None) as executor:
        for places, found in spread(stress_outcomes, work, executor, STRESS_BATCH):
            outcomes.update(zip(places, found))
            done(len(outcomes), count)
    return StressedProblem(problem, [outcomes[place] for place in range(count)])
