"""The law of intervals: an operation's interval holds its result for every choice of numbers inside its operands."""

import math
from collections.abc import Callable
from itertools import product
from random import Random

import pytest

from backprop_cli.evaluate.intervals import Intervals
from backprop_cli.expr.interval import Interval, monotone, point, turning
from backprop_cli.expr.operations import OPERATIONS

WITHOUT_VALUES = ("call",)
OF_A_ROW = ("softmax", "log_softmax")
EDGES = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0, math.pi / 2)


def some_interval(random):
    """A number, a narrow, a wide or a far interval, some from or to where functions turn."""
    low = random.choice((random.choice(EDGES), random.uniform(-4, 4), random.uniform(-50, 50)))
    return Interval(
        low, low + random.choice((0.0, 0.0, random.uniform(0, 0.1), random.uniform(0, 2), random.uniform(0, 9)))
    )


def box(random, row):
    """Operands for an operation; a softmax is of one of its row, and a place is a number among the others."""
    operands = [some_interval(random) for _ in range(row.arity or random.randint(1, 4))]
    if row.has_place:
        return [operands[0], point(random.randrange(len(operands))), *operands[1:]]
    return [operands[0], *operands] if row.name in OF_A_ROW else operands


def inside(random, interval):
    """Numbers in an interval: its ends, its middle, where functions turn, and some others."""
    lo, hi = interval.lo, interval.hi
    middle = [lo + (hi - lo) * part for part in (0.5, random.random(), random.random())]
    return list(dict.fromkeys([lo, hi, *middle, *(edge for edge in EDGES if lo < edge < hi)]))


def value_of(row, numbers):
    """The result on floats; None where there is none, or none that is real."""
    try:
        value = row.decimal(*numbers)
    except (ArithmeticError, ValueError):
        return None
    return value if isinstance(value, float) and math.isfinite(value) else None


def violations(row, algebra, seed, boxes=250):
    """How many results were compared, and which lie outside their interval."""
    random, count = Random(seed), 0
    found: list[tuple] = []
    for _ in range(boxes):
        operands = box(random, row)
        points = list(product(*(inside(random, interval) for interval in dict.fromkeys(operands))))
        points = [(numbers[0], *numbers) if row.name in OF_A_ROW else numbers for numbers in points]
        values = [
            (numbers, value)
            for numbers in random.sample(points, min(len(points), 40))
            if (value := value_of(row, numbers)) is not None
        ]
        try:
            bounds = algebra.function(row.name)(*operands)
        except (ArithmeticError, ValueError):
            found += [(operands, "no interval")] if values and not all(arg.is_point for arg in operands) else []
            continue
        slack = 1e-12 * max(1.0, abs(bounds.lo), abs(bounds.hi)) if math.isfinite(bounds.width) else 0.0
        found += [(operands, *one) for one in values if not bounds.lo - slack <= one[1] <= bounds.hi + slack]
        count += len(values)
    return count, found


@pytest.mark.parametrize(
    "algebra", [Intervals(), Intervals(3), Intervals(2, strict=True)], ids=["exact", "cut", "rounded"]
)
@pytest.mark.parametrize("op", [op for op in OPERATIONS if op not in WITHOUT_VALUES])
def test_an_interval_holds_the_result_for_every_choice_of_operands(op, algebra):
    count, outside = violations(OPERATIONS[op], algebra, op)
    assert outside == [] and count > 500


def test_only_an_unknown_function_has_no_values_and_no_intervals():
    for op in WITHOUT_VALUES:
        with pytest.raises(KeyError):
            OPERATIONS[op].decimal("f", 0.5)
        with pytest.raises(KeyError):
            Intervals().function(op)("f", point(0.5))


@pytest.mark.parametrize(
    ("op", "lie"),
    [
        ("cos", monotone), ("sin", turning(0.0)), ("tan", monotone), ("abs", monotone), ("huber", monotone),
        ("xdivy", monotone), ("div", monotone), ("power", lambda f, rounded, x, y: point(1.0)), ("leaky_relu", monotone), ("elu", monotone),
        ("step", lambda f, rounded, x, at_zero: at_zero), ("mul", lambda f, rounded, x, y: point(f(x.lo, y.lo))),
    ],
)  # fmt: skip
def test_a_row_whose_bounds_lie_is_caught(monkeypatch, op, lie):
    monkeypatch.setitem(OPERATIONS, op, OPERATIONS[op]._replace(bounds=lie))
    assert violations(OPERATIONS[op], Intervals(), op)[1]


@pytest.mark.parametrize(
    ("op", "operands"),
    [
        ("tan", [Interval(1.5, 1.65)]),
        ("xdivy", [point(1.0), Interval(-0.01, 0.02)]),
        ("div", [point(1.0), Interval(-1.0, 1.0)]),
        ("power", [Interval(-1.0, 1.0), point(-1.0)]),
    ],
)
def test_over_a_pole_everything_is_possible(op, operands):
    found = Intervals().function(op)(*operands)
    assert (found.lo, found.hi) == (-math.inf, math.inf)


@pytest.mark.parametrize(
    ("op", "operands", "bounds"),
    [
        ("power", [Interval(0.25, 4.0), point(0.5)], (0.5, 2.0)),
        ("power", [Interval(0.0, 4.0), point(0.5)], (0.0, 2.0)),
        ("power", [Interval(-1.0, 2.0), point(2.0)], (0.0, 4.0)),
        ("power", [Interval(-1.0, 1.0), point(0.0)], (0.0, 1.0)),
        ("power", [Interval(0.5, 2.0), point(-1.0)], (0.5, 2.0)),
        ("mul", [Interval(-1.0, 2.0), Interval(3.0, 4.0)], (-4.0, 8.0)),
        ("mul", [point(0.0), Interval(-math.inf, math.inf)], (0.0, 0.0)),
        ("mul", [Interval(0.0, 1.0), Interval(-math.inf, math.inf)], (-math.inf, math.inf)),
        ("div", [Interval(-1.0, 2.0), Interval(0.5, 4.0)], (-2.0, 4.0)),
        ("add", [Interval(-1.0, 2.0), point(3.0)], (2.0, 5.0)),
        ("neg", [Interval(-1.0, 2.0)], (-2.0, 1.0)),
        ("abs", [Interval(-1.0, 2.0)], (0.0, 2.0)),
        ("cos", [Interval(-1.0, 2.0)], (math.cos(2.0), 1.0)),
        ("sin", [Interval(0.0, 0.5)], (0.0, math.sin(0.5))),
        ("step", [Interval(0.5, 2.0), point(0.5)], (1.0, 1.0)),
        ("step", [Interval(-2.0, -0.5), point(0.5)], (0.0, 0.0)),
        ("step", [point(0.0), point(0.5)], (0.5, 0.5)),
        ("same", [Interval(0.0, 1.0), Interval(2.0, 3.0)], (0.0, 0.0)),
        ("same", [point(1.0), point(1.0)], (1.0, 1.0)),
    ],
)
def test_bounds_are_no_wider_than_they_must_be(op, operands, bounds):
    found = Intervals().function(op)(*operands)
    assert (found.lo, found.hi) == bounds


def test_a_sum_is_rounded_term_by_term_and_holds_the_exact_one():
    add = Intervals(2, strict=True).function("add")
    found = add(point(1.04), point(1.04), point(1.04))  # 2.08 is 2.1, and 3.14 is 3.1
    assert (found.lo, found.hi) == (pytest.approx(3.1), pytest.approx(3.14))
    exact = add(point(0.5), point(0.25), point(-0.75))
    assert (exact.lo, exact.hi) == (0.0, 0.0)
    assert Intervals().function("add")(point(1.04), point(1.04), point(1.04)).is_point


def test_every_operation_may_be_rounded_or_cut_to_the_digits():
    times = Intervals(2).function("mul")
    found = times(point(0.46), point(0.54))
    assert (found.lo, found.hi) == (pytest.approx(0.24), pytest.approx(0.25))
    found = Intervals(2, strict=True).function("mul")(point(0.46), point(0.54))
    assert (found.lo, found.hi) == (pytest.approx(0.2484), pytest.approx(0.25))
    assert times(point(0.5), point(0.5)).is_point
    assert math.isinf(Intervals(2).function("div")(point(1.0), Interval(-1, 1)).width)


def two_digits(value):
    return float(f"{value:.1e}")


IN_STEPS: dict[str, Callable[..., float]] = {
    "sigmoid": lambda x, kept: 1 / (1 + kept(math.exp(-x))),
    "log_sigmoid": lambda x, kept: math.log(kept(1 / (1 + kept(math.exp(-x))))),
    "softmax": lambda x, y, kept: kept(math.exp(x)) / kept(kept(math.exp(x)) + kept(math.exp(y))),
}


@pytest.mark.parametrize("op", IN_STEPS)
def test_what_is_worked_out_in_steps_may_be_rounded_in_each(op):
    widths = []
    for number in range(40):
        operands = [-2 + 0.1 * number, 0.7][: 2 if op == "softmax" else 1]
        value = two_digits(IN_STEPS[op](*operands, two_digits))
        points = [point(operand) for operand in operands]
        found = Intervals(2, strict=True).function(op)(*(points[:1] + points if op == "softmax" else points))
        assert found.lo - 1e-12 <= value <= found.hi + 1e-12
        widths.append(found.width)
    assert 0 < max(widths) < 0.3


@pytest.mark.parametrize("op", IN_STEPS)
def test_what_is_worked_out_in_steps_of_exact_numbers_is_itself(op):
    operands = [point(0.3), point(0.3), point(-0.8)] if op == "softmax" else [point(0.3)]
    found = Intervals().function(op)(*operands)
    assert found.is_point and found.lo == OPERATIONS[op].decimal(*(operand.lo for operand in operands))
    wide = Intervals().function(op)(Interval(0.1, 0.5), *operands[1:] and [Interval(0.1, 0.5), operands[2]])
    assert wide.lo < found.lo < wide.hi


def test_what_only_picks_or_turns_a_sign_is_not_rounded():
    for op, result in (("neg", -0.123456), ("abs", 0.123456), ("relu", 0.123456), ("sign", 1.0)):
        found = Intervals(2).function(op)(point(0.123456))
        assert (found.lo, found.hi) == (result, result)
