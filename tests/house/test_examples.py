"""The examples in docstrings are run, and the names of the library have one each."""

import doctest
from importlib import import_module

import pytest
from examples import mostly_slow
from places import PACKAGE

import backprop_cli

MODULES = [
    ".".join(("backprop_cli", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    for path in sorted(PACKAGE.rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]
EXAMPLES = ("Problem", "Row", "Solution", "Step", "answers", "load", "load_text", "solve", "step")


@pytest.mark.parametrize("module", mostly_slow(MODULES, 3))
def test_the_examples_of_a_module_are_true(module):
    found = doctest.testmod(import_module(module))
    assert found.attempted and not found.failed


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_the_library_offers_has_an_example(name):
    assert ">>> " in getattr(backprop_cli, name).__doc__
