"""The examples in the docstrings are run."""

import doctest

import pytest

from backprop_cli import notebook
from backprop_cli.checking import practice
from backprop_cli.checking.explain import lesson


@pytest.mark.parametrize("module", [notebook, practice, lesson], ids=lambda module: module.__name__)
def test_the_examples_in_the_docstrings_come_out(module):
    result = doctest.testmod(module)
    assert (result.failed, result.attempted > 0) == (0, True)
