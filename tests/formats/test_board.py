"""The board in a terminal and in a pipe: aligned, folded between numbers, never cut."""

import io
from fractions import Fraction

import pytest
from boards import PIPE, W1, W3, X, lined, shown, y, y_hat

from backprop_cli.errors import Message
from backprop_cli.expr.node import elementwise, literal, number, symbol
from backprop_cli.expr.write.style import ASCII
from backprop_cli.formats.folding import Typesetter
from backprop_cli.formats.look import Look
from backprop_cli.formats.matrix import matrix_box
from backprop_cli.formats.numbers import decimal_text
from backprop_cli.formats.plain import plain
from backprop_cli.formats.registry import PAGES
from backprop_cli.formats.terminal import print_board
from backprop_cli.formats.text_box import beside, width
from backprop_cli.i18n import LANGUAGES, text
from backprop_cli.tolerances import MAX_KEPT_FORMULAS
from backprop_cli.views.report import Block, Fact, Heading, Line, Lines, Note, Table, Title

PLAIN_ASCII = Look(style=ASCII, ascii=True)

GIVEN = literal(((1.0, 2.0),), (1, 2)) @ literal(((1.0, -1.0), (0.5, 0.0)), (2, 2))
H1 = Line("forward", "H1", X @ W1, lambda: GIVEN, ((2.0, -1.0),))
ERROR = Line("backward", "dL/dy_hat", y_hat - y, lambda: number(Fraction(1, 4)) - number(3), ((-2.75,),))
UPDATE = Line("update", "W3", W3 - symbol("lr") * symbol("dL/dW3", (1, 1)), None, ((-0.0625,),), arrow=True, change=-1)


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


def test_heads_stand_on_several_lines_where_their_columns_are_narrow():
    block = Table(("epoch", "loss of the test", "accuracy of the test"), ((1, 2.5, 0.25), (10, 1.25, 0.5)))
    assert shown(block, look=Look(width=32)) == [
        "       loss of    accuracy of",
        "epoch  the test   the test",
        " 1     2.5        0.25",
        "10     1.25       0.5",
    ]
    assert len(shown(block, look=Look(width=60))) == 3


def test_a_table_too_narrow_for_its_columns_is_shown_cell_under_cell():
    block = Table(("line", "here", "there"), (("H1", tuple(map(float, range(16))), None),))
    lines = shown(block, look=Look(width=40))
    assert lines[0] == "line   H1"
    assert all(width(line) <= 40 for line in lines)


def test_rich_neither_reads_markup_nor_wraps():
    from rich.console import Console

    page = io.StringIO()
    console = Console(file=page, force_terminal=True, width=40, color_system="truecolor")
    gate = Line("backward", "dL/dz", elementwise("step", symbol("bold"), number(0)), None, 1.0, muted=True)
    print_board([Title("[red]T[/red]", "n"), Lines((gate,)), Note("[link=x]" + "y" * 60)], PIPE, console)
    said = page.getvalue()
    assert "[red]T[/red]" in said and "[bold > 0]" in said and "[link=x]" + "y" * 60 in said


def test_blocks_are_written_as_they_come():
    def endless():
        while True:
            yield Lines((H1,))

    lines = plain(endless(), PIPE)
    assert [next(lines) for _ in range(200)][-2].startswith("forward")


@pytest.mark.parametrize("form", PAGES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_message_is_a_text_wherever_it_stands(form, lang):
    same, name = Message("board.same"), Message("board.name", {"name": "dL/dW1"})
    blocks: list[Block] = [
        Title("a", "b", ((Fact(same, same, same),),)),
        Heading(same),
        Lines((Line(same, "H1", remark=same),)),
        Note(same),
        Table((same, name), ((same, name),)),
    ]
    found = "".join(PAGES[form]([(blocks, Look(lang=lang))]))
    assert found.count(text("board.same", lang)) == 9 and "board." not in found and "{'" not in found


def test_a_formula_is_laid_out_once_for_all_steps_and_few_are_kept():
    setter = Typesetter(PIPE)
    assert setter.formula(X @ W1) is setter.formula(X @ W1)
    for index in range(MAX_KEPT_FORMULAS + 1):
        setter.formula(symbol("a") + number(index))
    assert len(setter._kept) <= MAX_KEPT_FORMULAS
