"""Lines of work as a board shows them, and some names to make lines of."""

from __future__ import annotations

from backprop_cli.expr.node import symbol
from backprop_cli.formats.numbers import Look
from backprop_cli.formats.plain import plain
from backprop_cli.views.report import Lines

PIPE = Look()
X, W1 = symbol("X", (1, 2)), symbol("W1", (2, 2))
y_hat, y, W3 = symbol("y_hat", (1, 1)), symbol("y", (1, 1)), symbol("W3", (1, 1))


def shown(*blocks, look=PIPE):
    return list(plain(blocks, look))


def lined(*lines, look=PIPE):
    return shown(Lines(lines), look=look)
