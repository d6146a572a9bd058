"""The way back in a question by its derivative: d·∂L/∂ŷ, or d times the Jacobian, which it asks for as well."""

from __future__ import annotations

from ...expr.names import derivative
from ...expr.node import symbol
from ...program.layout import ProblemLayout
from .key import KeyLine


def by_slope(line: KeyLine, layout: ProblemLayout) -> KeyLine | None:
    """The line of a way back as a product with the derivative; None for any other line, and in the steps.

    So works whoever was asked for both, and an error in the derivative is then the only one.
    """
    origin = line.assignment.origin
    if line.question is None or line.assignment.phase != "backward" or origin is None:
        return None
    d, x = origin.arguments["d"], origin.arguments[origin.output]
    if line.assignment.layer is None:
        expression = d * symbol(line.assignment.name, x.shape)
    else:
        out = origin.arguments["out"]
        expression = d @ symbol(derivative(out.data, x.data), (out.shape[1], x.shape[1]))
    expression = layout.written(line.assignment.name, expression)
    return line._replace(assignment=line.assignment._replace(expression=expression))
