"""Answers as plain data of a script: numbers, texts, lists, arrays of numpy or tensors of torch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction

from ...errors import fail
from ...tolerances import FLOAT_DIGITS
from ...typed import Any
from .answer import Answers
from .file import read_answers


def answers_of_data(data: Any, functions: tuple[str, ...] = ()) -> Answers:
    """The answers of a mapping with the keys of an answer file: answers, questions, final, problem.

    A value is a number, a text, or a nesting of lists, tuples, numpy arrays or torch tensors; a Fraction is exact, and
    a number of 32 bits has seven significant digits. functions: the names of unknown functions. Raises BackpropError
    with fault.not_answers for anything else, and with the faults of an answer file.
    """
    # JSON text is read like a file, so that a fault can show the place in the data where it is.
    try:
        text = json.dumps(data, ensure_ascii=False, default=_plain)
    except (TypeError, ValueError, RecursionError):
        raise fail("fault.not_answers", found=type(data).__name__) from None
    (answers,) = read_answers(text, "answers.json", functions)
    return answers


def _plain(value: Any) -> Any:
    """What json does not know, as what it knows."""
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "tolist"):
        kind = str(getattr(value, "dtype", "")).rpartition(".")[2]
        return _shortened(value.tolist(), FLOAT_DIGITS.get(kind))
    raise fail("fault.not_answers", found=type(value).__name__)


def _shortened(value: Any, digits: int | None) -> Any:
    """Floats with the digits that their kind can hold: np.float32(0.1) is 0.1, not 0.10000000149011612."""
    if isinstance(value, list):
        return [_shortened(item, digits) for item in value]
    return float(f"{value:.{digits}g}") if digits and isinstance(value, float) else value
