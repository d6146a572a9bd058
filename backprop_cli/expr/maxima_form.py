"""How Maxima computes those operations that have any number of operands, which are texts of Maxima."""

from __future__ import annotations

from itertools import count


def sums(*terms: str) -> str:
    """Terms added one after the other."""
    return f"({'+'.join(terms)})"


def softmax(x: str, *row: str) -> str:
    """1 over the sum of e^(other − x), in which nothing overflows that matters."""
    return f"bpdiv(1.0,{_over(x, row)})"


def log_softmax(x: str, *row: str) -> str:
    """Minus ln of that sum."""
    return f"(-bpln({_over(x, row)}))"


def _over(x: str, row: tuple[str, ...]) -> str:
    return sums(*(f"bpexp({other}-{x})" for other in row))


def largest(*row: str) -> str:
    """The largest of a window."""
    return f"max({','.join(row)})"


def unknown(*operands: str) -> str:
    """An unknown function has no Maxima. Raises KeyError."""
    raise KeyError(operands)


def winner(x: str, before: str, *others: str) -> str:
    """1 where x is larger than those before it in its window, and no smaller than those behind it."""
    names = ("bpabove" if place < float(before) else "bpreaches" for place in count())
    tests = (f"{name}({x},{other})" for name, other in zip(names, others))
    return f"(if {' and '.join(tests) or 'true'} then 1.0 else 0.0)"
