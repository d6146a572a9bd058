"""Every bundled problem, and the right answer to each of its lines as somebody types it in practice."""

from backprop_cli import Look, load
from backprop_cli.expr.write.style import CANONICAL
from backprop_cli.expr.write.text import text
from backprop_cli.problem.load import bundled

PROBLEMS = {problem.name: problem for name in bundled() for problem in load(name)}


def typed(line, problem):
    """The right answer to a line, as it is typed: a formula in the problem's own names."""
    if line.value is None:
        return text(line.assignment.expression, CANONICAL._replace(name=Look(labels=problem.names).name))
    return str(line.value).replace("(", "[").replace(",)", "]").replace(")", "]")
