"""How many digits lines of work have: as few as tell apart what differs, and what was asked for if something was."""

import pytest
from boards import PIPE, lined, shown
from examples import mostly_slow

from backprop_cli import Look, load, render, solve
from backprop_cli.formats.digits import sized
from backprop_cli.formats.registry import PAGES
from backprop_cli.problem.load import bundled
from backprop_cli.solution.solution import Solution
from backprop_cli.views.report import Heading, Line, Lines, Table
from backprop_cli.views.selection import View, blocks

THIRD, NEAR, NEARER = 1 / 3, 1 / 3 + 1e-5, 1 / 3 + 1e-6


def values(*lines, look=PIPE):
    return [line.rpartition("= ")[2] for line in lined(*lines, look=look)]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ((THIRD,), ["0.3333"]),
        ((THIRD, NEAR), ["0.33333", "0.33334"]),
        ((THIRD, NEARER), ["0.333333", "0.333334"]),
        ((THIRD, THIRD), ["0.3333", "0.3333"]),
        ((THIRD, 1 / 3 + 1e-9), ["0.3333", "0.3333"]),
        ((-0.15625, THIRD), ["−0.15625", " 0.3333"]),
        ((123456.0, THIRD), ["123456", "     0.3333"]),
        ((1234.56, 2000 / 3), ["1234.56", " 666.7"]),
    ],
)
def test_lines_have_as_few_digits_as_tell_their_values_apart(found, said):
    assert values(*(Line("", f"v{index}", value=value) for index, value in enumerate(found))) == said


def test_a_weight_differs_from_what_it_was():
    line = Line("update", "W1", value=((THIRD, 0.5),), arrow=True)
    assert "0.3333 " in lined(line._replace(before=((0.25, 0.5),)))[0]
    assert "0.33333 " in lined(line._replace(before=((NEAR, 0.5),)))[0]


def test_digits_that_are_asked_for_win():
    lines = Line("", "a", value=THIRD), Line("", "b", value=NEAR), Line("", "c", value=-0.15625)
    assert values(*lines, look=Look(digits=3)) == [" 0.333", " 0.333", "−0.156"]
    assert values(*lines, look=Look(digits=8))[0] == " 0.33333333"


def test_digits_are_never_fewer_further_down_and_tables_have_six():
    first, second = (Lines((Line("", "a", value=THIRD), Line("", "b", value=value))) for value in (NEAR, 1.0))
    said = "\n".join(shown(first, Heading("h", (("x", THIRD),)), second, Table(("t",), ((THIRD,),))))
    assert said.count("0.33333\n") == 2 and said.count("0.333333") == 2


@pytest.mark.parametrize("form", PAGES)
def test_every_format_of_pages_chooses_the_same_digits(form):
    said = render(solve(load("ex3")[0]), form, View(quiet=True))
    assert "0.008927" in said and "0.00892672" not in said and "0.15625" in said


def rows(solution: Solution):
    return [
        (block, look)
        for block, look in sized(blocks(solution, View(questions=False)), Look())
        if isinstance(block, Lines)
    ]


@pytest.mark.parametrize("name", mostly_slow(sorted(bundled()), 3))
def test_values_that_differ_in_six_digits_are_written_differently(name):
    from backprop_cli.formats.messages import value_text

    for problem in load(name):
        for block, look in rows(solve(problem)):
            known = [line.value for line in block.lines if line.value is not None]
            full = {value_text(value, Look()) for value in known}
            assert len({value_text(value, look) for value in known}) == len(full)
            for line in block.lines:
                if line.before is not None and value_text(line.before, Look()) != value_text(line.value, Look()):
                    assert value_text(line.before, look) != value_text(line.value, look)
