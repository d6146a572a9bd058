"""Central differences of a problem's loss by the entries of its parameters."""

from backprop_cli.evaluate.algebras import DECIMAL
from backprop_cli.evaluate.evaluate import elements, evaluate, map_value
from backprop_cli.solution.values import Values, given_of


def slopes(problem, program, observations, name, h=1e-5):
    """The central differences of the loss by every entry of a parameter."""
    values = Values(problem, False)
    values.bind(given_of(problem, observations))
    start, found = dict(values.floats), []
    for place in range(len(elements(start[name]))):
        ends = []
        for by in (h, -h):
            counter = iter(range(10_000))
            moved = map_value(lambda item: item + by * (next(counter) == place), start[name])  # noqa: B023
            ends.append(loss_of(program, {**start, name: moved}))
        found.append((ends[0] - ends[1]) / (2 * h))
    return found


def loss_of(program, values):
    for line in program:
        if line.phase in ("forward", "loss"):
            values[line.name] = evaluate(line.expression, values, DECIMAL)
    return values["L"]
