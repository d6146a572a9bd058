"""How the compiled readings compute an operation: as Python of floats, as ufuncs of numpy, and as Maxima.

A form is a template of Python or Maxima, or the name of a ufunc; or, where that takes several, a function that writes
them one by one. What it writes is a piece of a program; the same piece written twice is one, so a row's sum is computed
once.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from ..records import NamedTuple
from ..typed import Any

# write(form, *operands) → a piece
Writer = Callable[..., Any]
Form = str | Callable[..., Any]


class CompiledForm(NamedTuple):
    """The forms of an operation.

    python: a template with {0}, {1} for the operands and {f} for the row's own function of floats, or a function
    (write, *operands) → piece. It gives the very float of that function.
    ufunc: the name of a numpy ufunc, or such a function, whose templates are names of ufuncs; `write.over(name, row)`
    joins the entries of a row.
    maxima: a template of Maxima, or a function (*operands as Maxima) → Maxima; it may call what expr/write/maxima.mac
    defines. Where there is no number, it gives `bpnone`, never an error.
    """

    python: Form
    ufunc: Form
    maxima: str | Callable[..., str]


SUM = "sum"  # of any number of terms: written as Python has them, or by the function that remembers what cancels
# As floats.sigmoid has it; a call of that would take as long as all the rest of a neuron.
SIGMOID = "1.0 / (1.0 + exp(-{0})) if {0} >= 0.0 else (e := exp({0})) / (1.0 + e)"
MINUS, TIMES, SQUARE = "-{0}", "{0} * {1}", "{0} * {0}"
CALL, CALL2 = "{f}({0})", "{f}({0}, {1})"


def called(ufunc: Form, maxima: str, python: Form = CALL) -> CompiledForm:
    """Of an operation that Python computes by the row's own function."""
    return CompiledForm(python, ufunc, maxima)


def power(write: Writer, base: Any, exponent: Any) -> Any:
    """A whole power is Python's own, as no root of a negative number can come out; a square is a product."""
    if exponent.value == 2:
        return write(SQUARE, _forward(write, base))
    whole = exponent.value is not None and exponent.value.is_integer()
    return write("{0} ** {1}" if whole else CALL2, base, exponent)


def _forward(write: Writer, base: Any) -> Any:
    """Of x − y, whose square is that of y − x, the one with the later first, which the gradient of a loss has too."""
    if base.form == SUM and [term.form == MINUS for term in base.args] == [False, True]:
        first, second = base.args[0], base.args[1].args[0]
        if first.place < second.place:
            return write(SUM, second, write(MINUS, first))
    return base


def power_arrays(write: Writer, base: Any, exponent: Any) -> Any:
    """A square is a product, which numpy is fastest at."""
    return write("square", base) if exponent.value == 2 else write("power", base, exponent)


def softmax(write: Writer, x: Any, *row: Any) -> Any:
    """e^(x − top) over the sum of them; top and sum are those of the row."""
    top = _whole(write, "max", row)
    return write("{0} / {1}", write("exp({0} - {1})", x, top), _exponentials(write, row, top))


def log_softmax(write: Writer, x: Any, *row: Any) -> Any:
    """x − top − ln of the row's sum."""
    top = _whole(write, "max", row)
    return write("{0} - {1} - log({2})", x, top, _exponentials(write, row, top))


def _exponentials(write: Writer, row: tuple[Any, ...], top: Any) -> Any:
    # By `sum`, as floats.softmax does: since Python 3.12 it is not the same as adding one after the other.
    return _whole(write, "sum", [write("exp({0} - {1})", other, top) for other in row])


def _whole(write: Writer, name: str, row: Any) -> Any:
    places = ", ".join(f"{{{place}}}" for place in range(len(row)))
    return write(f"{name}(({places},))", *row)


def softmax_arrays(write: Any, x: Any, *row: Any) -> Any:
    """The same of whole columns."""
    top, total = _top_and_total(write, row)
    return write("divide", write("exp", write("subtract", x, top)), total)


def log_softmax_arrays(write: Any, x: Any, *row: Any) -> Any:
    """The same of whole columns."""
    top, total = _top_and_total(write, row)
    return write("subtract", write("subtract", x, top), write("log", total))


def _top_and_total(write: Any, row: tuple[Any, ...]) -> tuple[Any, Any]:
    top = write.over("maximum", row)
    return top, write.over("add", [write("exp", write("subtract", other, top)) for other in row])


def sigmoid(write: Any, x: Any) -> Any:
    """1/(1 + e^−x): an e^−x that is infinite gives 0, which is right."""
    return write("reciprocal", write("add", write("exp", write("negative", x)), write.number(1)))


def normal_density(write: Any, x: Any) -> Any:
    """e^(−x²/2)/√(2π)."""
    bell = write("exp", write("multiply", write("square", x), write.number(-0.5)))
    return write("divide", bell, write.number(math.sqrt(2 * math.pi)))


def softplus(write: Any, x: Any) -> Any:
    """The larger of x and 0, and ln(1 + e^−|x|)."""
    rest = write("log1p", write("exp", write("negative", write("absolute", x))))
    return write("add", write("maximum", x, write.number(0)), rest)


def log_sigmoid(write: Any, x: Any) -> Any:
    """ln σ(x), from softplus."""
    return write("negative", softplus(write, write("negative", x)))


def xlogy(write: Any, x: Any, y: Any) -> Any:
    """x·ln y; where x is 0, ln of what is not below 1."""
    return write("multiply", x, write("log", write("maximum", y, write("equal", x, write.number(0)))))


def xdivy(write: Any, x: Any, y: Any) -> Any:
    """x/y; 0/0 is 0/1."""
    zero = write.number(0)
    both = write("logical_and", write("equal", x, zero), write("equal", y, zero))
    return write("divide", x, write("add", y, both))


def leaky(write: Any, x: Any, slope: Any) -> Any:
    """The part above 0, and `slope` times the part below."""
    below = write("multiply", write("minimum", x, write.number(0)), slope)
    return write("add", write("maximum", x, write.number(0)), below)


def elu(write: Any, x: Any, alpha: Any) -> Any:
    """The part above 0, and α·(e^x − 1) of the part below."""
    below = write("multiply", write("expm1", write("minimum", x, write.number(0))), alpha)
    return write("add", write("maximum", x, write.number(0)), below)


def relu(write: Any, x: Any) -> Any:
    """The part above 0, by the comparison that its slope is too."""
    return write("multiply", x, write("greater", x, write.number(0)))


def step(write: Any, x: Any, at: Any) -> Any:
    """1 above 0, and `at` on it: by a comparison where it can be, as heaviside takes ten times as long."""
    zero = write.number(0)
    if at.value == 0:
        return write("greater", x, zero)
    return write("greater_equal", x, zero) if at.value == 1 else write("heaviside", x, at)


def huber(write: Any, r: Any, delta: Any) -> Any:
    """c·(|r| − |c|/2), c being r between −δ and δ, without its sign."""
    size = write("absolute", r)
    inside = write("minimum", size, delta)
    return write("multiply", inside, write("subtract", size, write("multiply", inside, write.number(0.5))))


def sums(write: Any, *terms: Any) -> Any:
    """Terms added one after the other; −x after another is taken away."""
    total, *rest = terms
    for term in rest:
        negative = term.form == "negative"
        total = write("subtract" if negative else "add", total, term.args[0] if negative else term)
    return total


def largest(write: Writer, *row: Any) -> Any:
    """The largest of a window."""
    return _whole(write, "max", row)


def largest_arrays(write: Any, *row: Any) -> Any:
    """The same of arrays."""
    return write.over("maximum", row)


def winner(write: Writer, x: Any, before: Any, *others: Any) -> Any:
    """1 where x is larger than those before it in its window, and no smaller than those behind it."""
    signs = [">" if place < before.value else ">=" for place in range(len(others))]
    tests = [f"{{0}} {sign} {{{place}}}" for place, sign in enumerate(signs, 1)]
    return write(f"1.0 if {' and '.join(tests) or 'True'} else 0.0", x, *others)


def winner_arrays(write: Any, x: Any, before: Any, *others: Any) -> Any:
    """The same of arrays."""
    names = ["greater" if place < before.value else "greater_equal" for place in range(len(others))]
    tests = [write(name, x, other) for name, other in zip(names, others)]
    return write.over("multiply", [write.number(1), *tests])


def unknown(write: Any, name: str, x: Any) -> Any:
    """An unknown function has no values. Raises KeyError, as its name does."""
    raise KeyError(name)
