"""The page's judge gives every answer the verdict, and the mistake, that `check` gives it."""

import re

import pytest
from examples import mostly_slow
from page_cases import numeric_problems
from page_judge import NODE, SCRIPT, differ, run_node, tally, verdicts

from backprop_cli.evaluate.evaluate import _SPECIAL
from backprop_cli.expr.operations import OPERATIONS

needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed")


@needs_node
@pytest.mark.parametrize("problem", mostly_slow(numeric_problems(), 36), ids=lambda problem: problem.name)
def test_every_verdict_of_the_page_is_that_of_check(problem):
    counts, others = tally(verdicts([problem], 1, 2))
    assert others == []
    assert counts["right"] > 0


@pytest.mark.slow
@needs_node
def test_ten_thousand_answers_get_the_verdict_of_check():
    counts, others = tally(verdicts(numeric_problems(), 2, 40))
    assert others == []
    assert sum(counts.values()) >= 10_000
    assert all(counts[verdict] >= 100 for verdict in ("right", "rounded", "follows", "wrong", "collapsed"))


@needs_node
def test_another_verdict_or_mistake_would_be_seen():
    found = next(item for item in verdicts([numeric_problems()[4]], 3, 12) if item[2].verdict == "wrong" and item[1][1])
    _, (verdict, names), item = found
    assert not differ((verdict, names), item)
    assert differ(("follows", []), item)
    assert differ((verdict, [*names, "no_such_mistake"]), item)


@needs_node
def test_numbers_are_read_as_check_reads_them():
    from page_cases import data_of

    from backprop_cli.checking.answers.number import read_number

    texts = [
        *("0.461", "0,461", "-0,5", "−0.5", ".5", "1e-3", "1.5e2", "50%", "≈0.46", "0.461 (rounded)", "1/16", "-1/16"),
        *("ln 2", "σ(-5/32)", "√2", "2√3", "½", "2²", "e", "2π", "exp(-1)", "(1+2)*3", "1 + 1/2", "max(1, 2)", "|−3|"),
        *("tanh(1)", "sqrt 4", "-2^2", "2^-1", "", "x", "1/0", "ln 0", "0.5.5", "abc(1)", "1,2,3", "(1", "1e999"),
    ]
    data = data_of([numeric_problems()[0]])
    for text, (value, unit, digits) in zip(texts, run_node({"data": data, "numbers": texts, "cases": []}), strict=True):
        right = read_number(text)
        assert value == pytest.approx(right.value, rel=1e-14) if right.is_number else value is None, text
        if right.is_number:
            assert (unit, digits) == (pytest.approx(right.unit), right.digits), text


def test_every_operation_has_a_form_in_javascript():
    source = SCRIPT.read_text(encoding="utf-8")
    table = source[source.index("const OPERATIONS = {") : source.index("/* ── Algebras")]
    assert [name for name in OPERATIONS if f"\n  {name}: [" not in table] == []
    walk = source[source.index("const SPECIAL = {") : source.index("  /* The names that a node reads.")]
    known = {*re.findall(r"\n  (\w+)[:(]", walk), *re.findall(r'op === "(\w+)"', walk), *OPERATIONS}
    assert {*_SPECIAL} <= known
