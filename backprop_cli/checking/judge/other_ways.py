"""Other honest ways to work a line out, by what stands on the page: a logarithm of the probability there, a way back in
a question by the derivative that it asks for as well."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from ...expr.axes import reshape
from ...expr.logarithms import probability_of
from ...expr.names import derivative
from ...expr.node import Node, elementwise, symbol
from ...expr.traverse import expand, fold, replaced
from ...program.layout import ProblemLayout
from .key import KeyLine


def page_way(line: KeyLine, before: Sequence[KeyLine]) -> KeyLine:
    """A line worked out from all that stands on the page, also from what its rule does not read.

    It is ln P for ln σ(x), where P = σ(x) stands there, and e^O for softmax(x), where O = ln softmax(x) does. Where P
    was rounded, ln P is another number than ln σ(x). before: the lines before it.
    """
    names = _names(before)
    # The terms of a batch's loss are seldom written down.
    terms = {other.assignment.name: other.assignment.expression for other in before if other.assignment.part_of}

    def by_name(part: Node, args: tuple[Node, ...]) -> Node:
        made = replaced(part, args) if args else part
        return names.get(made, made)

    def in_steps(part: Node, args: tuple[Node, ...]) -> Node:
        made = by_name(part, args)
        if (probability := probability_of(made)) is not None:
            return elementwise("ln", fold(probability, by_name))
        # 0·ln 0 is 0, and P may have been rounded to 0.
        is_scaled = made.op == "mul" and made.args[1].op == "ln"
        return elementwise("xlogy", made.args[0], made.args[1].args[0]) if is_scaled else made

    return _worked_out(line, fold(expand(line.assignment.expression, terms), in_steps))


def _names(lines: Sequence[KeyLine]) -> dict[Node, Node]:
    """What the values of lines are called, by what they are; and of a logarithm what its power is."""
    names: dict[Node, Node] = {}
    for line in (item.assignment for item in lines):
        name = symbol(line.name, line.expression.shape)
        if line.expression.args and not line.part_of:
            names[line.expression] = name
        if (probability := probability_of(line.expression)) is not None:
            names.setdefault(probability, elementwise("exp", name))
    return names


def _worked_out(line: KeyLine, expression: Node) -> KeyLine:
    """A line with another right-hand side."""
    return line._replace(assignment=line.assignment._replace(expression=expression, upright=None))


def _through_jacobian(d: Node, name: str, out: Node, x: Node) -> Node:
    """The gradient d of the outputs times their Jacobian.

    There the entries of images, and of a batch that a layer works across, stand one after the other.
    """
    if len(out.shape) == len(x.shape) == 2 and out.shape[0] == 1:
        return d @ symbol(name, (out.shape[1], x.shape[1]))
    outputs, inputs = prod(out.shape), prod(x.shape)
    return reshape(reshape(d, (1, outputs)) @ symbol(name, (outputs, inputs)), x.shape)


def slope_way(line: KeyLine, layout: ProblemLayout) -> KeyLine | None:
    """The line of a way back as a product with the derivative; None for any other line, and in the steps.

    So works whoever was asked for both, and an error in the derivative is then the only one.
    """
    origin = line.assignment.origin
    if line.question is None or line.assignment.phase != "backward" or origin is None:
        return None
    d, x = origin.arguments["d"], origin.arguments[origin.output]
    x = x[origin.arguments["place"]] if isinstance(x, tuple) else x
    if line.assignment.layer is None:
        expression = d * symbol(line.assignment.name, x.shape)
    else:
        out = origin.arguments["out"]
        expression = _through_jacobian(d, derivative(out.data, x.data), out, x)
    expression = layout.written(line.assignment.name, expression)
    return _worked_out(line, expression)
