"""Downstream: what becomes of a wrong line in one list of calls is what becomes of it line by line."""

import re

import pytest
from examples import mostly_slow

from backprop_cli import load
from backprop_cli.checking.answers.file import read_answers
from backprop_cli.checking.check import check_by_key
from backprop_cli.checking.explain.downstream import Downstream
from backprop_cli.checking.explain.upstream import UpstreamSearch
from backprop_cli.checking.judge.key import AnswerKey
from backprop_cli.evaluate.evaluate import map_value
from backprop_cli.solution.solution import solve


def nonsense(name):
    """A file of final weights only, each with the other sign and moved, so that no mistake explains them."""
    moved = {name: map_value(lambda item: -item - 0.37, value) for name, value in solve(load(name)[0]).final.items()}
    rows = {name: re.sub(r",?\)", "]", repr(value)).replace("(", "[") for name, value in moved.items()}
    return "final\n" + "".join(f"{name} = {value}\n" for name, value in rows.items())


@pytest.mark.parametrize("name", mostly_slow(["tanh-2-2-1", "ex3", "momentum", "xor", "batch-of-two"], 5))
def test_a_list_of_calls_gives_what_the_lines_give(name, monkeypatch):
    seen = []

    def both(search, where, value):
        by_line = search._reached(search._again(where, {where: value}, search.way))
        at_once = Downstream(search.steps, search.way).last(where, value)
        seen.append(repr(at_once) == repr(by_line))
        return by_line

    monkeypatch.setattr(UpstreamSearch, "_after", both)
    (answers,) = read_answers(nonsense(name), "final.txt")
    check_by_key(AnswerKey(load(name)[0]), answers.items)
    assert len(seen) > 10
    assert all(seen)
