"""Numbers as people write them: rounded or cut to significant digits, as text with its zeros."""

from decimal import Decimal, localcontext

import numpy as np


def to_digits(digits, cut=False):
    """A rounding of arrays to significant digits, as a person does it; or a cut."""
    with localcontext() as context:
        context.prec = digits

    def one(value):
        if value == 0 or not np.isfinite(value):
            return value
        with localcontext() as context:
            context.prec = digits
            context.rounding = "ROUND_DOWN" if cut else "ROUND_HALF_EVEN"
            return float(+Decimal(f"{value:.13g}"))

    return lambda array: np.vectorize(one, otypes=[float])(array)


def text_of(value, digits):
    """A number as a person writes it, to significant digits, with its zeros."""
    if value == 0:
        return "0"
    with localcontext() as context:
        context.prec = digits
        number = +Decimal(repr(float(value)))
    _, figures, exponent = number.as_tuple()
    number = number.quantize(Decimal(1).scaleb(exponent - (digits - len(figures)))) if len(figures) < digits else number
    return f"{number:f}" if -6 < number.adjusted() < 12 else str(number)


def answers_of(person, digits):
    """An answer file's content with everything that a person wrote, to some digits."""

    def value(array):
        if np.ndim(array) == 0:
            return text_of(float(array), digits) if np.isfinite(array) else None
        return [value(item) for item in array]

    steps = [
        {"step": number, **{name: value(item) for name, item in lines.items()}}
        for number, lines in enumerate(person.steps, 1)
    ]
    return {"answers": steps}
