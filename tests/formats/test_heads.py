"""Heads and sentences of a page: a name stands there once, and in a pipe nothing is folded."""

import re

import pytest

from backprop_cli import FORMATS, Look, graph, load, load_text, render, solve, train, worksheet
from backprop_cli.errors import Message
from backprop_cli.formats.plain import plain
from backprop_cli.i18n import LANGUAGES, catalogue
from backprop_cli.views.report import Heading, Note, Table, Title

TEXT = """network: [{linear: {weights: [[1]], bias: 0}}]
data: [{x: 1, y: 2}]
loss: mse
train: {lr: 0.125, epochs: 30}
"""
(NAMELESS,) = load_text(TEXT, "untitled.yaml", "untitled")


def heads(format):
    """The head of each page of the problem without a title, in a format."""
    drawn = [graph(NAMELESS)] if format == "html" else []
    for thing in (solve(NAMELESS, steps=1), train(NAMELESS), worksheet([NAMELESS]), *drawn):
        found = render(thing, format) if format in FORMATS[type(thing).__name__] else ""
        yield next((line for line in found.splitlines() if re.match(HEAD[format], line) and "untitled" in line), "")


HEAD = {"plain": "untitled", "md": "# ", "latex": r"\\section", "html": "<h[12]>"}


@pytest.mark.parametrize("format", HEAD)
def test_a_problem_without_a_title_is_named_once_at_its_head(format):
    said = [line for line in heads(format) if line]
    assert said and {line.count("untitled") for line in said} == {1}
    titled = render(solve(load("ex3")[0]), format)
    assert re.search(r"Backpropagation by hand.*ex3", titled)  # a title has the name beside it


@pytest.mark.parametrize("lang", LANGUAGES)
def test_in_a_pipe_no_text_of_a_page_is_folded(lang):
    keys = [key for key in catalogue(lang) if key.startswith(("board.", "mistake.", "check."))]
    said = [Message(key, dict.fromkeys(re.findall(r"{(\w+)", catalogue(lang)[key]), "x" * 90)) for key in keys]
    look = Look(lang=lang)
    for one in said:
        for block, most in (
            (Note(one), 1),
            (Heading(one), 1),
            (Title("a b " * 60, "n"), 2),
            (Table(("a",), ((one,),)), 3),
        ):
            assert len(list(plain(iter([block]), look))) <= most, one


def test_what_a_training_says_of_its_ends_is_one_line_in_a_pipe():
    assert re.search(r"^.*30 epochs.*\.$", render(train(NAMELESS)), re.MULTILINE)
