"""The mutation run makes the changes that it says, each at its place, and sees whether a test fails."""

import ast

import mutants
import mutate
import pytest
from mutated import Loaded
from reach import RUN

from backprop_cli.expr.node import number
from backprop_cli.expr.simplify import is_number


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("x = a < b", ["x = (a <= b)"]),
        ("x = a + b", ["x = (a - b)"]),
        ("x = a and b", ["x = (a or b)"]),
        ("x = not a", ["x = (a)"]),
        ("x = 'σ' if a else b", ["x = ('σ' if not a else b)"]),
        ("x = 'σσ', 1", ["x = 'σσ', (2)"]),
        ("if a:\n    b()", ["if (not a):\n    b()"]),
        ("def f() -> int:\n    return a", ["def f() -> int:\n    return (None)"]),
        ("x: Literal[1] = a", []),
        ("'''A docstring.'''\nx = f'{1 + 2}'", []),
        ("x = (a\n     == b)", ["x = ((a != b\n))"]),
    ],
)
def test_a_mutant_is_one_change_of_one_place(source, found):
    made = [mutant.source(source) for mutant in mutants.mutants("a.py", source)]
    assert made == found
    for text in made:
        ast.parse(text)


def test_a_mutant_is_told_with_its_line():
    (mutant,) = mutants.mutants("a.py", "\nx = a < b\n")
    assert mutant.said("\nx = a < b\n") == "a.py:2: x = a < b → x = (a <= b)"


def test_every_folder_of_the_run_has_mutants():
    found = mutate.every_mutant("")
    for folder in mutate.FOLDERS:
        assert len([mutant for mutant in found if mutant.place.startswith(folder)]) > 20


def test_the_tests_of_the_run_are_there():
    assert all((mutate.ROOT / path).exists() for path in RUN)


def test_a_mutant_is_put_into_a_loaded_function():
    (mutant, *_) = (item for item in mutate.every_mutant("expr/simplify.py") if item.after == "(None)")
    changes = Loaded().changes(mutant)
    assert changes and [function for function, _ in changes] == [is_number]
    whole = is_number.__code__
    try:
        for function, code in changes:
            function.__code__ = code
        assert is_number(number(1)) is None
    finally:
        is_number.__code__ = whole
    assert is_number(number(1))


def test_a_mutant_of_code_that_ran_at_import_is_told():
    (mutant, *_) = (item for item in mutate.every_mutant("expr/operations.py") if item.after == "(3)")
    assert Loaded().changes(mutant) is None
