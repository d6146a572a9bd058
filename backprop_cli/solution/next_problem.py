"""The problem after the steps of a solution: its file with the new weights, from which the next step goes on."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from ..evaluate.evaluate import elements, map_value
from ..expr.names import plain_name
from ..program.layout import layout_of
from ..program.network import network_parameters
from ..program.updates import state_values
from ..tolerances import MAX_LITERAL
from ..typed import Any
from .solution import Solution


def after_step(solution: Solution, exactly: bool = False, folder: str | None = None) -> Any:
    """The problem's document after the steps of a solution: new weights, `train.done`, all else kept.

    A weight is a fraction where that fits the limit of a literal and is the very float of the decimal reading, else a
    decimal of 17 digits: so steps one by one end where `solve` does. With exactly, every fraction that fits is kept,
    and they end where `solve --exact` does. folder: where the document will stand, so that it names its files from
    there ("": the working directory); None: as they are named.

    >>> from backprop_cli import after_step, load, load_text, step, to_yaml
    >>> text = to_yaml(after_step(step(load("ex3")[0], exact=True)))
    >>> load_text(text, "next.yaml", "next")[0].train.done
    1
    """
    from ..problem.array_files import moved
    from ..problem.edit import with_values, with_weights

    problem = solution.problem
    back = partial(layout_of(problem).values, back=True)
    final, exact = back(solution.final), back(solution.final_exact or {})
    train, numbers = problem.train, {}
    for name in final:
        value = exact.get(name) or final[name]
        if value is not None and not (train and name in train.frozen):
            rounded = iter(elements(final[name]))
            numbers[name] = map_value(lambda item: _literal(item, next(rounded), exactly), value)  # noqa: B023
    state = {name: numbers.pop(name) for name in map(plain_name, state_values(problem)) if name in numbers}
    done = min(solution.taken, len(train.order) * train.epochs if train else 0)
    document = problem.document if folder is None else moved(problem.document, folder)
    if problem.graph:
        return with_values(document, numbers, done, state)
    places: dict[str, tuple[int, str]] = {}  # of a parameter that several layers have, the first, which has its numbers
    for layer, edge, name in network_parameters(problem):
        places.setdefault(name, (layer, edge))
    return with_weights(document, {places[name]: value for name, value in numbers.items()}, done, state)


def _literal(element: Any, rounded: float, exactly: bool) -> str:
    is_same = isinstance(element, Fraction) and (exactly or float(element) == rounded)
    return str(element) if is_same and len(str(element)) <= MAX_LITERAL else _decimal_literal(rounded)


def _decimal_literal(value: float) -> str:
    """A float in full, with a power of ten that a file may have: 1e-310 is 0.01e-308."""
    if value == 0 or abs(value) >= 1e-308:
        return repr(value)
    from decimal import Decimal

    return f"{Decimal(repr(value)).scaleb(308):f}e-308"
