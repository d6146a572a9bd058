"""What is wider than its page: blocks of columns, broken formulas, folded lines; nothing is ever cut."""

from fractions import Fraction
from itertools import product

import pytest
from boards import W1, X, lined, shown, y, y_hat
from examples import examples, mostly_slow
from hypothesis import given
from hypothesis import strategies as st

from backprop_cli import View, derive, load, render, solve
from backprop_cli.expr.node import elementwise, literal, number, symbol
from backprop_cli.expr.write.style import ASCII
from backprop_cli.formats.look import Look
from backprop_cli.formats.numbers import decimal_text
from backprop_cli.formats.text_box import width
from backprop_cli.i18n import LANGUAGES
from backprop_cli.problem.load import bundled
from backprop_cli.views.report import Heading, Line


def test_a_wide_matrix_is_shown_in_blocks_of_columns():
    value = tuple(tuple(float(100 * row + column) for column in range(12)) for row in range(2))
    assert lined(Line("forward", "H1", X @ W1, None, value), look=Look(width=40)) == [
        "forward",
        "  H1 = X·W1",
        "     = columns 1–6",
        "       ⎡  0    1    2    3    4    5⎤",
        "       ⎣100  101  102  103  104  105⎦",
        "       columns 7–12",
        "       ⎡  6    7    8    9   10   11⎤",
        "       ⎣106  107  108  109  110  111⎦",
    ]


def test_a_long_formula_is_broken_before_an_operator():
    formula = sum((symbol(f"weight{i}") * symbol(f"input{i}") for i in range(5)), symbol("bias"))
    assert lined(Line("forward", "s", formula, None, 1.0), look=Look(width=44)) == [
        "forward",
        "  s = bias + weight0·input0 + weight1·input1",
        "      + weight2·input2 + weight3·input3",
        "      + weight4·input4",
        "    = 1",
    ]


def test_a_bracket_is_broken_only_where_it_is_wider_than_the_page():
    inside = number(1) - symbol("long_name") - symbol("other_name")
    whole = lined(
        Line("", "a", symbol("first_name") * symbol("k") + inside * symbol("u"), None, 1.0), look=Look(width=44)
    )
    assert whole == ["  a = first_name·k", "      + (1 − long_name − other_name)·u", "    = 1"]
    wide = inside - symbol("third_name") - symbol("fourth_name")
    broken = lined(Line("", "a", wide * symbol("u"), None, 1.0), look=Look(width=44))
    assert broken == ["  a = (1 − long_name − other_name", "      − third_name − fourth_name)·u", "    = 1"]


def test_a_line_folds_under_its_formula_and_never_left_of_its_label():
    wide = literal((tuple([-1.25] * 7),), (1, 7)) + literal((tuple([0.25] * 7),), (1, 7))
    said = lined(Line("backward", "dL/dlong_name", X @ W1, lambda: wide, 1.0), look=Look(width=70))
    assert said == [
        "backward  ∂L/∂long_name",
        "          = X·W1",
        "          = (−1.25  −1.25  −1.25  −1.25  −1.25  −1.25  −1.25)",
        "            + (0.25  0.25  0.25  0.25  0.25  0.25  0.25)",
        "          = 1",
    ]


@pytest.mark.slow
@pytest.mark.parametrize(("page", "exact", "lang"), mostly_slow(product([80, 60, 40], [False, True], LANGUAGES), 7))
def test_no_line_of_a_bundled_problem_is_wider_than_the_page(page, lang, exact):
    look = Look(width=page, lang=lang, mark="," if lang == "ru" else ".", exact=exact)
    for problem in (problem for name in sorted(bundled()) for problem in load(name)):
        said = render(solve(problem, exact), "table", View(exact=exact, lang=lang), look)
        said += render(derive(problem), "table", View(lang=lang), look) if exact else ""
        assert [line for line in said.splitlines() if width(line) > page] == []


def test_numbers_that_cannot_be_put_in_on_the_page_are_left_out_but_the_formula_stays():
    wide = literal((tuple(float(n) + 0.5 for n in range(12)),), (1, 12)) @ symbol("W", (12, 1))
    lines = lined(Line("forward", "H1", X @ W1, lambda: wide, 2.0), look=Look(width=50))
    assert lines == ["forward", "  H1 = X·W1 = 2"]


def test_an_exact_number_wider_than_the_page_is_rounded_and_says_so():
    value = Fraction(10**55 + 1, 3 * 10**55)
    lines = lined(Line("forward", "a", value=value), look=Look(width=60, exact=True))
    assert lines == ["forward  a = ≈ 0.3333"]


def test_a_few_wide_lines_are_folded_and_the_others_stay_on_one_line():
    short = Line("forward", "a", X @ W1, lambda: number(3) * symbol("k"), 6.0)
    long = Line("forward", "b", X @ W1, lambda: literal((tuple([-1.25] * 7),), (1, 7)) @ symbol("V", (7, 1)), -1.5)
    lines = lined(*[short] * 5, long, look=Look(width=64))
    assert lines[4:] == [
        "         a = X·W1 = 3·k =  6",
        "         b = X·W1",
        "           = (−1.25  −1.25  −1.25  −1.25  −1.25  −1.25  −1.25)·V",
        "           = −1.5",
    ]


def test_a_pipe_is_never_folded():
    values = tuple(float(n) + 0.25 for n in range(200))
    assert len(lined(Line("forward", "a", X @ W1, None, values))) == 1
    details = shown(Heading("Step", (("x", values),)))
    assert len(details) == 2 and "199.25" in details[1]


floats = st.floats(allow_nan=False, allow_infinity=False)
sizes = st.integers(1, 6)


@st.composite
def matrices(draw):
    rows, columns = draw(sizes), draw(sizes)
    return tuple(tuple(draw(floats) for _ in range(columns)) for _ in range(rows))


@st.composite
def work(draw):
    value = draw(st.one_of(floats, matrices(), matrices().map(lambda rows: rows[0])))
    name = draw(st.sampled_from(["H1", "dL/dy_hat", "dL/dW1", "a" * 64]))
    rows = value if isinstance(value, tuple) and isinstance(value[0], tuple) else ((1.0, 2.0),)
    put = literal(rows, (len(rows), len(rows[0])))
    formula = draw(st.sampled_from([None, X @ W1, symbol("dL/dO1") * y_hat * (1 - y_hat), symbol("b" * 64) + y]))
    return Line(
        draw(st.sampled_from(["forward", "backward", "прямой проход"])),
        name,
        formula,
        draw(st.sampled_from([None, lambda: elementwise("sigmoid", put) + put, lambda: number(2)])),
        value,
        arrow=draw(st.booleans()),
        change=draw(st.sampled_from([None, -1, 0, 1])),
        remark=draw(st.sampled_from([None, "W3 = 0 stops it here, and a few more words for the width"])),
        depth=draw(st.integers(0, 2)),
    )


def numbers_in(value, look):
    if isinstance(value, tuple):
        return [said for item in value for said in numbers_in(item, look)]
    return [decimal_text(value, look.digits, look.style.minus)]


def unbroken(lines):
    signs = str.maketrans(dict.fromkeys("⎡⎢⎣⎤⎥⎦[]()=,·+^▲▼", " "))
    return set("\n".join(lines).translate(signs).split())


@examples(300, derandomize=False)
@given(st.lists(work(), min_size=1, max_size=4), st.integers(40, 120), st.booleans(), st.sampled_from([6, 3, 17]))
def test_no_line_is_wider_than_the_page_and_every_number_is_whole(lines, page, ascii, digits):
    look = Look(width=page, digits=digits, ascii=ascii, style=ASCII if ascii else Look().style)
    said = lined(*lines, look=look)
    assert max(map(width, said)) <= page
    assert {text for line in lines for text in numbers_in(line.value, look)} <= unbroken(said)
    assert "…" not in "".join(said)
    assert all(line == line.rstrip() for line in said)


@examples(100, derandomize=False)
@given(st.lists(work(), min_size=1, max_size=4))
def test_in_a_pipe_a_line_of_work_takes_the_height_of_its_tallest_matrix(lines):
    from backprop_cli.evaluate.evaluate import elements

    heights = 0
    for line in lines:
        node = line.substitution() if line.substitution else None
        rows = [1]
        if isinstance(line.value, tuple) and isinstance(line.value[0], tuple) and len(elements(line.value)) > 1:
            rows.append(len(line.value))
        if node is not None and node.op == "add":
            rows.append(len(node.args[1].data) if len(elements(node.args[1].data)) > 1 else 1)
        heights += max(rows)
    assert len(lined(*lines)) == heights
