"""Formulas: what is read, what is refused and where, and that what is written is read back."""

from contextlib import suppress
from fractions import Fraction

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import evaluate
from backprop_cli.expr.node import Node, elementwise, number, symbol
from backprop_cli.expr.read.confusables import latin, look_alike
from backprop_cli.expr.read.constants import decimal, parse_number
from backprop_cli.expr.read.parser import MAX_DEPTH, parse_answer, parse_formula
from backprop_cli.expr.read.tokens import MAX_LENGTH, FormulaError
from backprop_cli.expr.write.style import ASCII, CANONICAL, TYPESET
from backprop_cli.expr.write.text import text

x, y = symbol("x"), symbol("y")


def error_of(said, read=parse_formula):
    with pytest.raises(FormulaError) as caught:
        read(said)
    return caught.value.message.key.removeprefix("fault."), caught.value.column


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("x + y*2", x + y * 2),
        ("-x^2", -(x**2)),
        ("(-x)^2", (-x) ** 2),
        ("2^-1", number(Fraction(1, 2))),
        ("x^2^3", x ** number(8)),
        ("x/y/2", x / y / 2),
        ("x - y - 2", x - y - 2),
        ("x·y × 2 ⋅ x", x * y * 2 * x),
        ("x² + y³", x**2 + y**3),
        ("√x + √(x + y)", elementwise("sqrt", x) + elementwise("sqrt", x + y)),
        ("ln 2", elementwise("ln", 2)),
        ("ln x^2", elementwise("ln", x**2)),
        ("ln x·y", elementwise("ln", x) * y),
        ("log(x)", elementwise("ln", x)),
        ("|x - |y||", elementwise("abs", x - elementwise("abs", y))),
        ("σ(x) + th(x) + tg(x)", elementwise("sigmoid", x) + elementwise("tanh", x) + elementwise("tan", x)),
        ("max(x, min(y, 0))", elementwise("max", x, elementwise("min", y, 0))),
        ("½·x − 1", number(Fraction(1, 2)) * x - 1),
        (".5e1 + 1.", number(6)),
        ("x′ + ŷ", symbol("x′") + symbol("ŷ")),
    ],
)
def test_a_formula_means_what_it_says(said, meant):
    assert parse_formula(said) is meant


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("sqrt(2)·x", "√2·x"),
        ("√(x) + x/√(y)", "√x + x/√y"),
        ("√(v_hat_w1) + x", "√v̂_w1 + x"),
        ("√(x^2)", "√(x²)"),
        ("√(x)^2", "√(x)²"),
        ("√(x + y)", "√(x + y)"),
        ("√(1/2)·√(-x)", "√(½)·√(−x)"),
    ],
)
def test_what_is_alone_under_a_root_has_no_brackets_and_reads_back(said, written):
    node = parse_formula(said)
    assert text(node, TYPESET) == written
    assert parse_formula(text(node)) is node


@pytest.mark.parametrize(
    ("said", "key", "column"),
    [
        ("", "formula_ends", 0),
        ("x +", "formula_ends", 3),
        ("(x", "formula_ends", 2),
        ("|x", "formula_ends", 2),
        ("x)", "unexpected_sign", 1),
        ("x + * y", "unexpected_sign", 4),
        ("x**2", "unexpected_sign", 1),
        ("x²³", "unexpected_sign", 2),
        ("x²^3", "unexpected_sign", 2),
        ("max(x, y", "formula_ends", 8),
        ("2x", "implicit_product", 1),
        ("x y", "implicit_product", 2),
        ("x²y", "implicit_product", 2),
        ("|x|y", "implicit_product", 3),
        ("(x)(y)", "implicit_product", 3),
        ("2(x)", "implicit_product", 1),
        ("x(y)", "unknown_function", 0),
        ("1 + epx(y)", "unknown_function", 4),
        ("__import__('os')", "strange_sign", 11),
        ("__import__(os)", "unknown_function", 0),
        ("x.real", "strange_sign", 1),
        ("x; y", "strange_sign", 1),
        ("x = y", "strange_sign", 2),
        ("exp x", "function_bracket", 4),
        ("max(x)", "argument_count", 0),
        ("exp(x, y)", "argument_count", 0),
        ("x^17", "large_exponent", 2),
        ("9^9^9", "large_exponent", 2),
        ("x/0", "division_by_zero", 1),
        ("0^-1", "division_by_zero", 2),
        ("1e309", "large_power", 0),
        ("1e999999999", "large_power", 0),
        ("x + " + "1" * 41, "long_number", 4),
        ("(" * 34 + "x" + ")" * 34, "deep_formula", 33),
        ("-" * 40 + "x", "deep_formula", 34),
        ("x" * 401, "long_formula", 0),
        ("２ + x", "strange_sign", 0),
    ],
)
def test_a_wrong_formula_is_refused_at_its_place(said, key, column):
    assert error_of(said) == (key, column)


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("(", ")"), ("|", "|"), ("[x > ", "]"), ("[", " > x]"), ("sin(", ")"), ("max(x, ", ")"), ("max(", ", x)"), ("f(", ")"),
        ("sum(", ")"), ("dot(x, ", ")"), ("-", ""), ("+", ""), ("+-", ""), ("√", ""), ("ln ", ""), ("x^", ""), ("tanh'(", ")"),
    ],
)  # fmt: skip
def test_whatever_nests_is_refused_where_it_is_too_deep(opening, closing):
    def read(depth):
        return parse_answer(opening * depth + "x" + closing * depth, ("f",))

    assert error_of(MAX_DEPTH + 2, read)[0] == "deep_formula"
    with suppress(FormulaError):  # as deep as may be: all that fails is that x has no axes
        assert isinstance(read(MAX_DEPTH - 1), Node)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("no", "expected_number"),
        ("~", "expected_number"),
        ("=", "expected_number"),
        ("0x10", "not_decimal"),
        ("0o17", "not_decimal"),
        ("1_000", "not_decimal"),
        ("1 000", "not_decimal"),
        ("1'000.5", "not_decimal"),
        ("1:30", "not_decimal"),
        ("0,5", "decimal_comma"),
        ("−0,5", "decimal_comma"),
        (",5", "decimal_comma"),
        (".inf", "not_finite"),
        ("-NaN", "not_finite"),
        ("infinity", "not_finite"),
        ("1e3а", "implicit_product"),
        ("1O", "expected_number"),
        ("1е3", "expected_number"),
        ("٣", "expected_number"),
        ("2*a", "not_constant"),
        ("50%", "strange_sign"),
        ("1.2.3", "implicit_product"),
        ("ln(0)", "no_value"),
        ("sqrt(-1)", "no_value"),
        ("(-8)^(1/3)", "no_value"),
        ("exp((-8)^(1/3))", "no_value"),
        ("max((-8)^(1/3), 1)", "no_value"),
        ("1/(exp(1) - exp(1))", "division_by_zero"),
        ("1/sin(0)", "division_by_zero"),
        ("exp(1000)", "too_large"),
        ("1e308*10", "too_large"),
        ("9.9e308", "too_large"),
        ("1e200^16", "too_large"),
        ("1e308*1e308 - 1e308*1e308/2", "no_value"),
    ],
)
def test_what_is_no_number_is_refused(said, key):
    assert error_of(said, parse_number)[0] == key


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("0.1", Fraction(1, 10)),
        ("1/3", Fraction(1, 3)),
        (".5e3", 500),
        ("1e3", 1000),
        ("+2", 2),
        ("1E-2", Fraction("0.01")),
    ],
)
def test_a_number_is_an_exact_fraction(said, value):
    assert parse_number(said) == value


def test_a_constant_without_a_fraction_stays_an_expression():
    assert isinstance(parse_number("exp(-1)"), Node)
    assert decimal(parse_number("sqrt(2)")) == pytest.approx(2**0.5)


def test_signs_that_only_look_plain_are_named():
    assert latin("dаtа") == "data"
    assert latin("１２") == "12"
    assert latin("σ² ŷ") == "σ² ŷ"
    assert look_alike("dаta").values == {"sign": "а", "code": "U+0430", "plain": "a", "mended": "data"}
    assert look_alike("data") is None


# Random text, and what is written is read back

ALPHABET = "0123456789.eE+-*/^()|,xyσ√²½·−πlnexpmax ' \u0430"


@examples(300)
@given(st.one_of(st.text(max_size=60), st.text(ALPHABET, max_size=60)))
def test_random_text_raises_only_formula_errors(said):
    for read in (parse_formula, parse_number):
        try:
            read(said)
        except FormulaError as error:
            assert 0 <= error.column <= max(len(said), 0)


@pytest.mark.parametrize(
    "said", ["1" * 300_000, "1_" * 150_000 + "x", "(" * 100_000, "9^" * 200_000, "1" + " 000" * 90_000]
)
def test_a_huge_text_is_refused_at_once(said):
    assert error_of(said, parse_number) == ("long_formula", 0)


FUNCTIONS = ["exp", "ln", "sqrt", "abs", "sin", "cos", "tan", "tanh", "sigmoid", "relu", "√", "σ"]
FORMS = (  # ways of making a formula of smaller ones
    ["({})+({})", "({})-({})", "({})*({})", "({})/({})"],
    ["{}+{}", "{}-{}", "{}*{}", "{}/{}", "{} · {}"],
    ["({})^2", "({})²", "({})^(1/2)", "({})^-1", "({})^x"],
    [name + "({})" for name in FUNCTIONS],
    ["max({}, {})", "min({}, {})"],
    ["-({})"],
    ["|{}|"],
    ["-{}"],
)


@st.composite
def joined(draw, inner):
    """A formula made of smaller ones. One strategy with a short name: those nested in it are named in warnings and failures."""
    form = draw(st.sampled_from(draw(st.sampled_from(FORMS))))
    return form.format(*(draw(inner) for _ in range(form.count("{}"))))


ATOMS = st.sampled_from(["x", "y", "w1", "0", "1", "2", "1/3", "0.5", "½", "-2", "1e-3", "10"])
FORMULAS = st.recursive(ATOMS, joined, max_leaves=10).filter(lambda said: len(said) <= MAX_LENGTH)


@examples(1500)
@given(FORMULAS)
def test_a_formula_written_is_read_back_as_the_same(said):
    """The same but for the order of −x + y, which is written y − x."""
    try:
        node = parse_formula(said)
    except FormulaError as error:
        assert error.message.key in ("fault.division_by_zero", "fault.large_exponent", "fault.deep_formula")
        return
    for style in (CANONICAL, TYPESET, ASCII):
        written = text(node, style)
        if len(written) <= MAX_LENGTH:
            again = parse_formula(written)
            assert text(again, style) == written
            assert parse_formula(text(again, style)) is again
            assert value_of(again) == pytest.approx(value_of(node), rel=1e-9, nan_ok=True), written


def value_of(node):
    """The value at x = 0.7, y = 1.3, w1 = −0.4; nan where there is none."""
    try:
        value = evaluate(node, {"x": 0.7, "y": 1.3, "w1": -0.4}, DECIMAL)
    except (ArithmeticError, ValueError, TypeError):
        return float("nan")
    return value if isinstance(value, float) and abs(value) < 1e12 else float("nan")
