"""The board in a terminal and in a pipe: aligned, folded between numbers, never cut."""

import io
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop_cli.errors import Message
from backprop_cli.expr.node import elementwise, literal, number, symbol
from backprop_cli.expr.write.style import ASCII
from backprop_cli.formats.boxes import beside, matrix_box, width
from backprop_cli.formats.numbers import Look, decimal_text
from backprop_cli.formats.plain import plain
from backprop_cli.formats.table import table
from backprop_cli.views.report import Fact, Heading, Line, Lines, Note, Table, Title

PIPE = Look()
PLAIN_ASCII = Look(style=ASCII, ascii=True)

X, W1 = symbol("X", (1, 2)), symbol("W1", (2, 2))
y_hat, y, W3 = symbol("y_hat", (1, 1)), symbol("y", (1, 1)), symbol("W3", (1, 1))
GIVEN = literal(((1.0, 2.0),), (1, 2)) @ literal(((1.0, -1.0), (0.5, 0.0)), (2, 2))
H1 = Line("forward", "H1", X @ W1, lambda: GIVEN, ((2.0, -1.0),))
ERROR = Line("backward", "dL/dy_hat", y_hat - y, lambda: number(Fraction(1, 4)) - number(3), ((-2.75,),))
UPDATE = Line("update", "W3", W3 - symbol("lr") * symbol("dL/dW3", (1, 1)), None, ((-0.0625,),), arrow=True, change=-1)


def shown(*blocks, look=PIPE):
    return list(plain(blocks, look))


def lined(*lines, look=PIPE):
    return shown(Lines(lines), look=look)


@pytest.mark.parametrize(
    ("x", "digits", "said"),
    [
        (0.1 + 0.2, 6, "0.3"),
        (-0.0, 6, "0"),
        (1.5e-7, 6, "1.5e-7"),
        (-1.5e300, 6, "−1.5e300"),
        (0.00012345678, 6, "0.000123457"),
        (2.0, 17, "2"),
        (0.1, 17, "0.10000000000000001"),
        (999999.7, 6, "1e6"),
        (123456.4, 6, "123456"),
        (153.7, 2, "150"),
        (float("inf"), 6, "inf"),
    ],
)
def test_a_decimal_has_significant_digits_and_no_trailing_zeros(x, digits, said):
    assert decimal_text(x, digits, "−") == said


def test_the_decimal_mark_may_be_a_comma():
    assert decimal_text(-0.5, 6, "−", ",") == "−0,5"
    heading = Heading("Step", (("X", ((0.5, 1.0),)),))
    assert "X = (0,5; 1)" in shown(heading, look=Look(mark=","))[0]


def test_matrices_stand_in_their_line():
    assert lined(H1) == [
        "forward  H1 = X·W1 = (1  2)·⎡1    −1⎤ = (2  −1)",
        "                            ⎣0.5   0⎦",
    ]


def test_ascii_matrices_stand_in_their_line():
    assert lined(H1, look=PLAIN_ASCII) == [
        "forward  H1 = X*W1 = (1  2)*[ 1    -1 ] = (2  -1)",
        "                            [ 0.5   0 ]",
    ]


def test_boxes_stand_on_one_base_line():
    tall = matrix_box((("1", "2"), ("3", "4"), ("5", "6")))
    assert beside([matrix_box((("7",), ("8",), ("9",))), tall]).lines == ("⎡7⎤⎡1  2⎤", "⎢8⎥⎢3  4⎥", "⎣9⎦⎣5  6⎦")
    assert beside([matrix_box((("x", "y"),)), tall]).lines[1] == "(x  y)⎢3  4⎥"


def test_a_number_of_one_entry_is_bare_and_values_align_on_their_marks():
    lines = lined(ERROR, UPDATE, Line("update", "b3", value=(12.5,)))
    assert lines == [
        "backward  ∂L/∂ŷ = ŷ − y         = −2.75",
        "update    W3    ← W3 − γ·∂L/∂W3 = −0.0625   ▼",
        "          b3    = 12.5",
    ]


def test_a_value_is_not_said_twice():
    alias = Line("backward", "dL/db3", symbol("dL/dH3"), lambda: number(Fraction(1, 8)), (0.125,))
    assert lined(alias) == ["backward  ∂L/∂b3 = ∂L/∂H3 = 0.125"]


def test_numbers_put_in_are_not_repeated_when_they_are_the_formula():
    same = number(2) * symbol("c")
    assert lined(Line("forward", "a", same, lambda: same, 6.0)) == ["forward  a = 2·c = 6"]


def test_without_work_only_names_and_values_are_shown_and_nothing_is_put_in():
    line = Line("forward", "H1", X @ W1, lambda: pytest.fail("put in"), ((2.0, -1.0),))
    assert lined(line, look=Look(work=False)) == ["forward  H1 = (2  −1)"]


def test_a_formula_without_a_value_is_shown_even_without_work():
    assert lined(Line("formula", "H1", X @ W1), look=Look(work=False)) == ["formula  H1 = X·W1"]


def test_a_remark_follows_its_value_in_brackets_and_alone_is_a_sentence():
    zero = Line("backward", "dL/dO2", value=0.0, remark=Message("board.zero", {"name": "dL/dy_hat"}), muted=True)
    stay = Line("update", "", remark=Message("board.stay", {"names": ("W1", "y_hat")}), muted=True)
    assert lined(zero, stay) == ["backward  ∂L/∂O2 = 0   (∂L/∂ŷ = 0)", "update    W1, ŷ unchanged"]


def test_exact_values_are_fractions_and_expressions():
    look = Look(exact=True)
    sigma = elementwise("sigmoid", number(Fraction(-5, 32)))
    values = [Fraction(1, 8), Fraction(-1, 16), ((sigma,),), (Fraction(1, 2), sigma)]
    lines = [Line("", name, value=value) for name, value in zip("abcd", values)]
    assert lined(*lines, look=look) == ["  a =  1/8", "  b = −1/16", "  c =  σ(−5/32)", "  d = (1/2  σ(−5/32))"]


def test_the_problems_own_names_win_everywhere():
    look = Look(labels={"y_hat": "p", "W3": "v"})
    assert lined(ERROR, UPDATE, look=look)[0].startswith("backward  ∂L/∂p = p − y ")
    assert "v     ← v − γ·∂L/∂v" in lined(ERROR, UPDATE, look=look)[1]


def test_the_title_has_the_name_at_the_right_and_facts_under_it():
    lr = Fact(Message("board.name", {"name": "lr"}), number(1))
    loss = Fact(Message("board.loss"), number(Fraction(1, 2)) * (y - y_hat) ** 2, "assumed")
    lines = shown(Title("Backpropagation by hand", "ex3", ((loss, lr),)))
    assert lines == ["Backpropagation by hand" + "ex3".rjust(57), "loss ½·(y − ŷ)² (assumed) · γ = 1"]


def test_a_heading_is_a_rule_as_wide_as_the_page_with_its_details():
    message = Message("board.step", {"number": 1, "count": 2, "observations": (2,)})
    heading = Heading(message, (("x", ((5.0,),)), ("y", ((0.0,),))))
    (line,) = shown(heading, look=Look(width=70))
    assert line.startswith("━━ Step 1 of 2 ━ observation 2: x = 5, y = 0 ━━━")
    assert width(line) == 70


def test_a_cyrillic_title_is_kept_in_ascii():
    lines = shown(Title("Backpropagation руками", "ex3"), Note("А — «вот»…"), look=PLAIN_ASCII)
    assert "Backpropagation руками" in lines[0]
    assert lines[-1] == "А -- «вот»..."


def test_control_characters_of_a_title_do_not_reach_the_terminal():
    assert "\x1b" not in "".join(shown(Title("a\x1b[31mb\r\nc", "n"), Note("x\x07y")))


def test_everything_is_ascii_in_ascii():
    message = Message("board.step", {"number": 1, "count": 2, "observations": (2,)})
    zero = Line("a", "dL/dO2", elementwise("sigmoid", X), value=((1e-9, -2.5), (0.0, 1.0)), change=1, remark="why")
    wide = Line("b", "W", value=(tuple(map(float, range(40))),) * 3)
    title = Title("t", "n", ((Fact("a", "b"), Fact("c", y_hat - y)),))
    blocks = [title, Heading(message), Lines((H1, zero, UPDATE, wide))]
    for page in (None, 40, 80):
        for line in shown(*blocks, look=Look(style=ASCII, ascii=True, width=page)):
            assert line.isascii()


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


def test_numbers_that_cannot_be_put_in_on_the_page_are_left_out_but_the_formula_stays():
    wide = literal((tuple(float(n) + 0.5 for n in range(12)),), (1, 12)) @ symbol("W", (12, 1))
    lines = lined(Line("forward", "H1", X @ W1, lambda: wide, 2.0), look=Look(width=50))
    assert lines == ["forward", "  H1 = X·W1 = 2"]


def test_an_exact_number_wider_than_the_page_is_rounded_and_says_so():
    value = Fraction(10**55 + 1, 3 * 10**55)
    lines = lined(Line("forward", "a", value=value), look=Look(width=60, exact=True))
    assert lines == ["forward  a = ≈ 0.333333"]


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


def test_a_table_aligns_numbers_and_wraps_its_last_text():
    block = Table(
        ("kind", "n", "about"),
        (("linear", 12.5, "the quick brown fox jumps over the lazy dog"), ("relu", 1.25, Message("board.same"))),
    )
    assert shown(block, look=Look(width=44)) == [
        "kind    n      about",
        "linear  12.5   the quick brown fox jumps",
        "               over the lazy dog",
        "relu     1.25  the same",
    ]


def test_a_table_too_narrow_for_its_columns_is_shown_cell_under_cell():
    block = Table(("line", "here", "there"), (("H1", tuple(map(float, range(16))), None),))
    lines = shown(block, look=Look(width=40))
    assert lines[0] == "line   H1"
    assert all(width(line) <= 40 for line in lines)


def test_rich_neither_reads_markup_nor_wraps():
    from rich.console import Console

    console = Console(file=io.StringIO(), force_terminal=True, width=40, color_system="truecolor")
    gate = Line("backward", "dL/dz", elementwise("step", symbol("bold"), number(0)), None, 1.0, muted=True)
    table([Title("[red]T[/red]", "n"), Lines((gate,)), Note("[link=x]" + "y" * 60)], PIPE, console)
    said = console.file.getvalue()
    assert "[red]T[/red]" in said and "[bold > 0]" in said and "[link=x]" + "y" * 60 in said


def test_blocks_are_written_as_they_come():
    def endless():
        while True:
            yield Lines((H1,))

    lines = plain(endless(), PIPE)
    assert [next(lines) for _ in range(200)][-2].startswith("forward")


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


@settings(max_examples=300, deadline=None)
@given(st.lists(work(), min_size=1, max_size=4), st.integers(40, 120), st.booleans(), st.sampled_from([6, 3, 17]))
def test_no_line_is_wider_than_the_page_and_every_number_is_whole(lines, page, ascii, digits):
    look = Look(width=page, digits=digits, ascii=ascii, **({"style": ASCII} if ascii else {}))
    said = lined(*lines, look=look)
    assert max(map(width, said)) <= page
    assert {text for line in lines for text in numbers_in(line.value, look)} <= unbroken(said)
    assert "…" not in "".join(said)
    assert all(line == line.rstrip() for line in said)


@settings(max_examples=100, deadline=None)
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
